import { expect, it } from 'vitest';
import { type Ended, type Line, linesOf, runBinary } from '../support/cli/binary.js';
import { seededRandom } from '../support/faults/seeded-random.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles, writesOf } from '../support/files-case.js';
import { fileOf, type SampleFile } from '../support/stores.js';

const last = (ended: Ended, type: string): Line | undefined =>
  linesOf(ended).findLast((line) => line.type === type);
const digests = (files: readonly SampleFile[]) => files.map(({ sha256 }) => sha256).toSorted();

async function openTwo(files: readonly SampleFile[], options: Readonly<Record<string, unknown>> = {}) {
  const servers = await openBkRepos(files);
  const opened = await openFilesCase({
    rows: files.map(rowOf),
    source: servers.from.endpointOf('bscp'),
    target: servers.to.endpointOf('bscp'),
    options,
  });
  const start = (flags: readonly string[], onStdout?: Parameters<typeof runBinary>[1]) =>
    runBinary(
      [
        'run',
        '--phase',
        'files',
        ...flags,
        '-c',
        opened.configFile,
        '--json',
        '--confirm',
        opened.targetDatabase,
      ],
      onStdout,
    );
  const runId = async () => String(linesOf(await opened.cli('runs')).find((line) => 'runId' in line)?.runId);
  return { ...servers, ...opened, start, runId };
}

it('is killed again and again, and has every file right and none twice in the end; all of it can be taken back', async () => {
  const random = seededRandom(15);
  const files = smallFiles(1_500);
  const theirs = files.slice(100, 130);
  const { from, to, cli, start, runId, targetDatabase } = await openTwo(files);
  to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme' });
  for (const { place, bytes } of theirs) await to.plant('acme.bscp', place.repository, place.path, bytes);
  await to.plant('acme.bscp', 'bscp-v1-biz-2', '/file/stray', 'a stray');
  let kills = 0;
  let flags: readonly string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const before = writesOf(to).size;
    const ended = await start(flags, {
      onStart: (child) => {
        const stopAt = before + 1 + Math.floor(random() * 250);
        const watch = setInterval(() => {
          if (writesOf(to).size < stopAt) return;
          clearInterval(watch);
          child.kill('SIGKILL');
        }, 5);
        child.once('exit', () => clearInterval(watch));
      },
    });
    flags = ['--resume'];
    if (ended.exitCode !== null) break;
    kills += 1;
  }
  expect(kills).toBeGreaterThan(3);
  const ended = await start(flags);
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(last(ended, 'files-progress')).toMatchObject({
    done: 1_500,
    total: 1_500,
    created: 1_470,
    existed: 30,
  });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(
    expect.arrayContaining([...digests(files), expect.stringContaining('/file/stray')]),
  );
  const writes = [...writesOf(to).values()].map((all) => all.filter((status) => status === 200).length);
  expect(Math.max(...writes)).toBe(1);
  expect(writes.reduce((sum, count) => sum + count, 0)).toBe(1_470);

  const back = await cli('rollback', '--run', await runId(), '--files', '--confirm', targetDatabase);
  expect(back, back.stderr + back.stdout).toMatchObject({ exitCode: 0 });
  const [stray, ...kept] = await digestsIn(to, 'acme.bscp');
  expect(stray).toContain('/file/stray');
  expect(kept).toEqual(digests(theirs));
  expect(await digestsIn(from, 'bscp')).toEqual(digests(files));
});

it('stops with 130, says so, and goes on where it was', async () => {
  const files = smallFiles(1_000);
  const { to, start } = await openTwo(files);
  const stopped = await start([], {
    onStart: (child) => {
      const watch = setInterval(() => {
        if (writesOf(to).size < 50) return;
        clearInterval(watch);
        child.kill('SIGINT');
      }, 5);
      child.once('exit', () => clearInterval(watch));
    },
  });
  expect(stopped, stopped.stderr).toMatchObject({ exitCode: 130 });
  expect(linesOf(stopped).filter(({ type }) => type === 'file-problem')).toEqual([]);
  const ended = await start(['--resume']);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(last(ended, 'files-progress')).toMatchObject({ done: 1_000, created: 1_000, existed: 0 });
  expect([...writesOf(to).values()].flat()).toHaveLength(1_000);

  // With nothing left to do nothing is written, not even to see whether it could be.
  to.requests.length = 0;
  const nothing = await start(['--resume']);
  expect(nothing, nothing.stderr + nothing.stdout).toMatchObject({ exitCode: 0 });
  expect(to.requests.filter(({ method }) => method !== 'HEAD' && method !== 'GET')).toEqual([]);
});

it('stops while it waits for a store that is gone: nothing has failed by that', async () => {
  const files = smallFiles(100);
  const { to, start } = await openTwo(files);
  to.fail({ harm: { kind: 'die' }, method: 'PUT', path: '/file/', skip: 20, times: 1 });
  const stopped = await start([], { endAt: { said: '"type":"retry"', signal: 'SIGINT' } });
  expect(stopped, stopped.stderr).toMatchObject({ exitCode: 130 });
  expect(linesOf(stopped).filter(({ type }) => type === 'file-problem')).toEqual([]);
  await to.start();
  expect(await start(['--resume'])).toMatchObject({ exitCode: 0 });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(digests(files));
});

it('keeps to its rate', async () => {
  const files = Array.from({ length: 8 }, (_, index) => fileOf(2, Buffer.alloc(512 * 1024, index)));
  const { start } = await openTwo(files, { max_mib_per_second: 2 });
  const ended = await start([]);
  expect(ended).toMatchObject({ exitCode: 0 });
  // 4 MiB at 2 MiB a second, less the burst.
  expect(Number(linesOf(ended).find(({ type }) => type === 'phase-finished')?.seconds)).toBeGreaterThan(1.6);
});
