import { dirname } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { catalogues } from '../../../src/ui/text/index.js';
import { openSwitchCase } from '../support/switching/case.js';
import { openWizardPty } from '../support/wizard/wizard-pty.js';

const { en } = catalogues;

it('moves the users of a real proxy from the wizard, watches them behind other steps, and brings them back', async () => {
  const {
    case: opened,
    users,
    until,
    order,
    target,
    report,
  } = await openSwitchCase('haproxy', {
    steps: [10, 50, 100],
    hold: '1h',
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 30 }, { metric: 'person' }],
    back: { at: 'error_rate > 5%' },
  });
  await opened.run();
  const { source, target: aim } = opened.context.config;
  const wizard = openWizardPty({
    columns: 80,
    rows: 24,
    cwd: dirname(opened.configFile),
    args: ['-c', opened.configFile],
  });
  onTestFinished(() => wizard.kill('SIGKILL'));
  await wizard.see(en.start.choices.validate.title);
  wizard.type('\r');
  await wizard.see(en.validate.title);
  wizard.type('n');
  await wizard.see(/not begun, 0 %/);
  wizard.type('s');
  await wizard.see('To start, type the target database name');
  wizard.type(`${aim.mysql.database}\r`);
  await wizard.see(/under way, 10 %/);
  expect((await users.sweep()).size).toBeGreaterThan(120);
  await wizard.see('pass: error_rate: 0/');
  // Another person's word, from a terminal of his own, is seen here, too.
  expect(await order('hold')).toMatchObject({ share: 10 });
  await wizard.see('A person is waited for: f goes on');
  wizard.type('f');
  await wizard.see('To go on, type the target database name');
  wizard.type(`${aim.mysql.database}\r`);
  await wizard.see(/under way, 50 %/);
  wizard.type('\r');
  await wizard.see(/of \d+ answered|No items/);
  target.behaviour.failPercent = 40;
  const coming = users.keepComing();
  await until(({ share, state }) => share === 0 && state === 'back', 'back by itself');
  await coming.stop();
  await wizard.see(/Back to 0 % of users/);
  wizard.type('b');
  await wizard.see('Everybody is on the source');
  // Once more, and back by a person's word: the name is that of the side they go to.
  target.behaviour.failPercent = 0;
  wizard.type('s');
  await wizard.see('To start, type');
  wizard.type(`${aim.mysql.database}\r`);
  await wizard.see(/under way, 10 %/);
  wizard.type('u');
  await wizard.see('To go back, type the source database name');
  wizard.type(`${source.mysql.database}\r`);
  await wizard.see(/back on the source, 0 %/);
  expect(await users.ask('user-1')).toBe('source');
  expect((await report()).map(({ kind, to }) => [kind, to])).toEqual([
    ['start', 0],
    ['forward', 10],
    ['hold', 10],
    ['forward', 50],
    ['back', 0],
    ['start', 0],
    ['forward', 10],
    ['back', 0],
  ]);
  const { traffic } = await operations.report(opened.context, undefined);
  expect(traffic).toEqual(await report());
  wizard.type('q');
  await wizard.see(en.quit.title);
  wizard.type('x');
  // The controller ended by going back, which is an outcome of its own.
  expect(await wizard.exit).toBe(3);
});
