import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { seededRandom } from '../support/faults/seeded-random.js';
import { runTool } from '../support/faults/tool-process.js';
import { liveServer } from '../support/live/live-case.js';
import { compareAll, startWriter, workload } from '../support/live/workload.js';
import { openCase } from '../support/small-case.js';

const settings = { migration: { ids: 'offset' } };

it.each<Flavour>(['mariadb', 'mysql'])(
  'goes on exactly after the source and the target of %s were killed and came back',
  async (flavour) => {
    const [source, target] = await Promise.all([liveServer(flavour), liveServer(flavour)]);
    const small = await openCase({ ...workload, sourceServer: source, targetServer: target, settings });
    await small.run({ live: true });
    for (const side of [small.source, small.target]) side.on('error', () => undefined);
    const [[row]] = (await small.source.query('SELECT DATABASE() AS name')) as unknown as [
      [{ name: string }],
    ];
    const writer = startWriter(() => connectAdmin(source), row.name, seededRandom(16));
    let applied = 0;
    let retries = 0;
    let stop = () => undefined as unknown;
    const following = runTool(
      ['follow', '-c', small.configFile, '--confirm', small.targetDatabase],
      (event, kill) => {
        stop = () => kill('SIGINT');
        if (event.type === 'retry') retries += 1;
        if (event.type === 'follow-progress') applied = (event as { rowEvents?: number }).rowEvents ?? 0;
      },
    );
    let isOver = false;
    void following.then(() => {
      isOver = true;
    });
    const until = async (isSo: () => boolean) => {
      while (!isSo() && !isOver) await delay(50);
      if (isOver) expect(await following, 'it ended by itself').toBeNull();
    };
    /** More row changes than so far are applied. */
    const goesOn = (least: number) => {
      const from = applied;
      return until(() => applied >= from + least);
    };
    await goesOn(20);
    for (const server of [target, source, target]) {
      const before = retries;
      await server.kill();
      // It is said while the server is away.
      await until(() => retries > before);
      await server.start();
      await goesOn(20);
    }
    await writer.stop();
    stop();
    expect((await following).code).toBe(130);
    for (const side of [small.source, small.target]) side.destroy();
    const again = {
      ...small,
      source: await connectAdmin(source, row.name),
      target: await connectAdmin(target, small.targetDatabase),
    };
    const caughtUp = await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');
    expect(caughtUp.exitCode, caughtUp.stderr).toBe(0);
    const { wanted, found } = await compareAll(again);
    expect(found).toEqual(wanted);
    await Promise.all([again.source.end(), again.target.end()]);
  },
);

it('ends when it is told to, though a server is away, and says what failed', async () => {
  const [source, target] = await Promise.all([liveServer('mariadb'), liveServer('mariadb')]);
  const small = await openCase({ ...workload, sourceServer: source, targetServer: target, settings });
  small.source.on('error', () => undefined);
  await small.run({ live: true });
  const said: string[] = [];
  const args = ['follow', '-c', small.configFile, '--confirm', small.targetDatabase];
  let killed: Promise<void> | undefined;
  const { code } = await runTool(args, (event, kill) => {
    if (event.type === 'follow-progress') killed ??= source.kill();
    if (event.type !== 'retry') return;
    said.push(JSON.stringify(event));
    kill('SIGINT');
  });
  await killed;
  expect(code).toBe(130);
  expect(said[0]).toMatch(/"reason":"[^"]*(lost|refused|ECONN|closed)/i);
  await source.start();
  small.source.destroy();
  expect((await small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up')).exitCode).toBe(
    0,
  );
});
