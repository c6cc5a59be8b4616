import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Ended, linesOf, runBinary } from '../support/cli/binary.js';
import { openSwitchCase } from '../support/switching/case.js';

it.each(['nginx', 'haproxy'] as const)(
  '%s: goes on from the proxy after kill -9 at each step, and nobody flips',
  async (kind) => {
    const {
      case: opened,
      users,
      until,
      status,
    } = await openSwitchCase(kind, {
      steps: [20, 60, 100],
      gates: [{ metric: 'error_rate', max: '1%', min_requests: 30 }],
      back: { at: 'error_rate > 5%' },
    });
    const cli = (action: string, killAt?: number): Promise<Ended> =>
      runBinary(['switch', action, '-c', opened.configFile, '--json'], {
        ...(killAt !== undefined && { endAt: { said: `"to":${killAt},"by"`, signal: 'SIGKILL' } }),
      });
    let before: ReadonlySet<string> = new Set();
    for (const share of [20, 60, 100]) {
      const coming = users.keepComing();
      expect((await cli('start', share)).exitCode).toBeNull();
      await coming.stop();
      // The server lets go of the lock of a dead process in its own time, and so does nginx of its old workers.
      await until(({ isControlled }) => !isControlled, 'nobody at work');
      expect(await status()).toMatchObject({ share, state: 'running' });
      await expect.poll(async () => (await users.sweep()).size).toBeGreaterThan(before.size);
      const onTarget = await users.sweep();
      expect([...before].every((user) => onTarget.has(user))).toBe(true);
      before = onTarget;
    }
    const coming = users.keepComing();
    const last = await cli('start');
    await coming.stop();
    expect(last.exitCode).toBe(0);
    expect(linesOf(last).at(-1)).toMatchObject({ type: 'switch-result', outcome: 'done', share: 100 });
    const [, told] = linesOf(await cli('status'));
    expect(told).toMatchObject({ type: 'switch-status', state: 'done', share: 100, strategy: 'canary' });
    const report = linesOf(await cli('report')).filter(({ type }) => type === 'switch-decision');
    expect(report.map(({ kind, to }) => [kind, to])).toEqual([
      ['start', 0],
      ['forward', 20],
      ['start', 20],
      ['forward', 60],
      ['start', 60],
      ['forward', 100],
      ['start', 100],
      ['done', 100],
    ]);
    expect((await cli('back')).exitCode).toBe(0);
    expect((await cli('hold')).exitCode).toBe(2);
    await until(({ share }) => share === 0, 'back');
  },
);

/** A command of the tool to HAProxy at which it is killed: before HAProxy hears it, or before the tool hears the answer. */
interface Deadly {
  readonly command: RegExp;
  readonly isHeard: boolean;
}

/** A socket between the tool and HAProxy's own. */
async function relayTo(admin: string, socket: string) {
  let deadly: (Deadly & { readonly kill: () => void }) | null = null;
  const server = createServer((tool) => {
    tool.on('error', () => undefined);
    tool.once('data', (command) => {
      const hit = deadly?.command.test(String(command)) ? deadly : null;
      if (hit && !hit.isHeard) return hit.kill();
      const haproxy = connect(admin, () => haproxy.write(command));
      const answer: Buffer[] = [];
      haproxy.on('data', (part) => answer.push(part));
      haproxy.on('error', () => tool.destroy());
      haproxy.on('end', () => (hit ? hit.kill() : tool.end(Buffer.concat(answer))));
    });
  });
  await new Promise<void>((listening) => server.listen(socket, listening));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  return (next: typeof deadly) => {
    deadly = next;
  };
}

it('HAProxy: goes on from what it was told before a kill -9 in the middle of that', async () => {
  const {
    case: opened,
    proxy,
    users,
    until,
    status,
  } = await openSwitchCase('haproxy', {
    steps: [20, 60, 100],
    // Whose own turn comes with the last step.
    always: ['bob'],
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 30 }],
    back: { at: 'error_rate > 5%' },
  });
  const { socket = '', map = '', users: list = '' } = proxy.plane.haproxy ?? {};
  const relayed = `${socket}.relay`;
  const killAt = await relayTo(socket, relayed);
  const configFile = join(dirname(opened.configFile), 'relayed.yaml');
  await writeFile(configFile, (await readFile(opened.configFile, 'utf8')).replaceAll(socket, relayed));
  const cli = (action: string, deadly: Deadly | null = null): Promise<Ended> =>
    runBinary(['switch', action, '-c', configFile, '--json'], {
      onStart: (child) => killAt(deadly && { ...deadly, kill: () => child.kill('SIGKILL') }),
    });
  const files = async () => [await readFile(map, 'utf8'), await readFile(list, 'utf8')];
  const coming = users.keepComing();
  let before = await users.sweep();
  const killedAt = async (deadly: Deadly, share: number) => {
    expect((await cli('start', deadly)).exitCode, String(deadly.command)).toBeNull();
    await until(({ isControlled }) => !isControlled, 'nobody at work');
    expect(await status()).toMatchObject({ share });
    const onTarget = await users.sweep();
    expect([...before].every((user) => onTarget.has(user))).toBe(true);
    before = onTarget;
  };
  const share = (percent: number) => new RegExp(`set map \\S+ share ${percent * 100}\\n`);
  await killedAt({ command: share(20), isHeard: false }, 0);
  await killedAt({ command: share(20), isHeard: true }, 20);
  expect(await users.ask('bob')).toBe('source');
  // What was missing is written before anything else.
  await killedAt({ command: /add map \S+ bob/, isHeard: true }, 20);
  expect(await users.ask('bob')).toBe('target');
  expect(await files()).toEqual(['share 0\n', '']);
  await killedAt({ command: share(60), isHeard: false }, 20);
  expect(await files()).toEqual(['share 2000\n', 'bob be_target\n']);
  await killedAt({ command: share(60), isHeard: true }, 60);
  await killedAt({ command: share(100), isHeard: true }, 100);
  const last = await cli('start');
  expect(last.exitCode, last.stderr).toBe(0);
  expect(await files()).toEqual(['share 10000\n', 'bob be_target\n']);

  // The way back, as well: whoever is killed on it is asked again.
  expect((await cli('back', { command: share(0), isHeard: true })).exitCode).toBeNull();
  expect(await users.ask('bob')).toBe('target');
  expect((await cli('back')).exitCode).toBe(0);
  expect(await users.ask('bob')).toBe('source');
  expect(await users.sweep()).toEqual(new Set());
  expect(await files()).toEqual(['share 0\n', '']);
  await coming.stop();
  const moves = linesOf(await cli('report')).filter(({ kind }) => kind === 'forward' || kind === 'back');
  expect(moves.map(({ from, to }) => [from, to])).toEqual([
    [0, 20],
    [20, 60],
    [60, 100],
    [100, 0],
    // Who asks again has it noted.
    [0, 0],
  ]);
});
