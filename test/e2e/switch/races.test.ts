import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openSwitchCase } from '../support/switching/case.js';

it('people and the controller decide one after another, and nobody is moved on after a return', async () => {
  const steps = Array.from({ length: 20 }, (_, index) => (index + 1) * 5);
  const { start, order, until, status, report, users } = await openSwitchCase('haproxy', { steps });
  const { ended } = start();
  await until(({ share }) => (share ?? 0) > 0, 'the first step');
  const asked = ['hold', 'forward', 'forward', 'hold', 'forward'] as const;
  const outcomes = await Promise.all(asked.map(async (command) => (await order(command)).outcome));
  expect(new Set(outcomes)).toEqual(new Set(['held', 'moved']));
  const nobody = () => null;
  // One that comes after the return is refused.
  await Promise.all([order('forward').catch(nobody), order('back'), order('hold').catch(nobody)]);
  expect((await ended).outcome).toBe('back');
  expect(await status()).toMatchObject({ share: 0, state: 'back' });
  expect(await users.sweep()).toEqual(new Set());
  const decisions = await report();
  for (const [index, { from }] of decisions.entries()) expect(from).toBe(decisions[index - 1]?.to ?? 0);
  expect(decisions.at(-1)).toMatchObject({ kind: 'back', to: 0 });
});

it('an include file of nginx may have come over from elsewhere, and is taken as nginx takes it', async () => {
  const { start, until, order, status, proxy, users } = await openSwitchCase('nginx', {
    steps: [30, 100],
    hold: '1h',
  });
  const { include = '' } = proxy.plane.nginx ?? {};
  const lines = (await readFile(include, 'utf8')).replaceAll(/\r?\n/g, '\r\n');
  await writeFile(
    include,
    `# by hand; { and 30% be_target;\r\n\r\n${lines}map $uri $of_somebody { default 1; }\r\n`,
  );
  expect(await status()).toMatchObject({ share: 0 });
  start();
  await until(({ share }) => share === 30, 'a third');
  expect(await readFile(`${include}.before`, 'utf8')).toContain('$of_somebody');
  await expect.poll(async () => (await users.sweep()).size).toBeGreaterThan(400);
  await order('back');
  expect(await status()).toMatchObject({ share: 0 });
});
