import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Ended, type Line, linesOf, runBinary } from '../support/cli/binary.js';
import { ownCosServer } from '../support/cos-server.js';
import { openFilesCase, rowOf, smallFiles } from '../support/files-case.js';
import { ownBkRepo, type SampleFile } from '../support/stores.js';

const last = (ended: Ended, type: string): Line | undefined =>
  linesOf(ended).findLast((line) => line.type === type);
const keyOf = (bucket: string, { place }: SampleFile) => `${bucket}/${place.repository}${place.path}`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A bucket to fill, from another one of the server's, which copies by itself, or from a BkRepo. */
async function openTarget(kind: 'bucket' | 'BkRepo' | 'itself', files: readonly SampleFile[]) {
  const server = await ownCosServer(['old', 'new']);
  const from = kind === 'itself' ? 'new' : 'old';
  for (const file of files) server.objects.set(keyOf(from, file), file.bytes);
  const repo = await ownBkRepo();
  for (const { place, bytes } of files) await repo.plant('bscp', place.repository, place.path, bytes);
  const opened = await openFilesCase({
    rows: files.map(rowOf),
    source: kind === 'BkRepo' ? repo.endpointOf('bscp') : server.endpointOf(from),
    target: server.endpointOf('new'),
  });
  /** Read by the test itself: what is right in the target, by digest, and what is not, by key. */
  const found = () =>
    [...server.objects]
      .filter(([key]) => key.startsWith('new/'))
      .map(([key, bytes]) => (key.endsWith(`/${sha256(bytes)}`) ? sha256(bytes) : key))
      .toSorted();
  const runId = async () => String(linesOf(await opened.cli('runs')).find((line) => 'runId' in line)?.runId);
  const takeBack = async () =>
    opened.cli('rollback', '--run', await runId(), '--files', '--confirm', opened.targetDatabase);
  return { server, found, takeBack, ...opened };
}

const digests = (files: readonly SampleFile[]) => files.map((file) => file.sha256).toSorted();

it.each(['bucket', 'BkRepo'] as const)(
  'files that a list still shows after they were taken back are brought again, and missed by a validation: from %s',
  async (kind) => {
    const files = smallFiles(40);
    const { server, found, takeBack, cli } = await openTarget(kind, files);
    expect(await cli('run')).toMatchObject({ exitCode: 0 });
    server.listed = new Map(server.objects);
    expect(await takeBack()).toMatchObject({ exitCode: 0 });
    expect(found()).toEqual([]);
    const again = await cli('run');
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(last(again, 'files-progress')).toMatchObject({ done: 40, created: 40, existed: 0 });
    expect(found()).toEqual(digests(files));
    server.objects.delete(keyOf('new', files[7] as SampleFile));
    for (const level of ['counts', 'checksum', 'full'])
      expect((await cli('validate', '--level', level)).exitCode, level).toBe(3);
  },
);

it.each(['bucket', 'BkRepo'] as const)(
  'what a list leaves out is neither written over nor held for ours: from %s',
  async (kind) => {
    const files = smallFiles(60);
    const { server, found, takeBack, cli } = await openTarget(kind, files);
    const [other, ...theirs] = files.slice(20, 40) as [SampleFile, ...SampleFile[]];
    server.objects.set(keyOf('new', other), Buffer.from('other contents'));
    for (const file of theirs) server.objects.set(keyOf('new', file), file.bytes);
    const before = found();
    server.listed = new Map();
    const ended = await cli('run', '--phase', 'files');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 4 });
    expect(last(ended, 'files-progress')).toMatchObject({ created: 40, existed: 19, failed: 1 });
    expect(last(ended, 'file-problem')).toMatchObject({ kind: 'conflict', sha256: other.sha256 });
    expect(await takeBack()).toMatchObject({ exitCode: 0 });
    expect(found()).toEqual(before);
  },
);

/** Kills a run when so many files are written: by then more are noted as begun. */
async function killedAt(
  written: number,
  { server, configFile, targetDatabase }: Awaited<ReturnType<typeof openTarget>>,
) {
  const before = server.objects.size;
  const flags = ['--phase', 'files', '-c', configFile, '--json', '--confirm', targetDatabase];
  const ended = await runBinary(['run', ...flags], {
    onStart: (child) => {
      server.onWrite = () => {
        if (server.objects.size < before + written) return true;
        child.kill('SIGKILL');
        return false;
      };
    },
  });
  server.onWrite = () => true;
  expect(ended.exitCode).toBeNull();
}

it('killed between what a list left to do and its writes: taken back at once, only what was written is counted', async () => {
  const files = smallFiles(60);
  const opened = await openTarget('BkRepo', files);
  await killedAt(5, opened);
  expect(opened.found()).toHaveLength(5);
  const back = await opened.takeBack();
  expect(back, back.stderr).toMatchObject({ exitCode: 0 });
  expect(opened.found()).toEqual([]);
  const report = await opened.cli('report', '--format', 'json');
  expect(report.stdout).toMatch(/"removed":5\b/);
});

it('killed between what a list left to do and its writes: what others wrote and name since stays', async () => {
  const files = smallFiles(60);
  const opened = await openTarget('BkRepo', files);
  await killedAt(5, opened);
  const written = opened.found();
  const theirs = files.filter((file) => !written.includes(file.sha256)).slice(0, 9);
  for (const file of theirs) opened.server.objects.set(keyOf('new', file), file.bytes);
  for (const [at, { sha256: name }] of theirs.entries())
    await opened.target.query(
      `INSERT INTO items (id, biz_id, app_id, path, signature, origin_signature, byte_size, md5, tenant_id)
        VALUES (${900 + at}, 2, 1, '/theirs', '${name}', '', 1, '', 'beta')`,
    );
  const ended = await opened.cli('run', '--phase', 'files', '--resume');
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(last(ended, 'files-progress')).toMatchObject({ done: 60, failed: 0 });
  expect(opened.found()).toEqual(digests(files));
  expect(await opened.takeBack()).toMatchObject({ exitCode: 0 });
  expect(opened.found()).toEqual(digests(theirs));
});

it('within one bucket each file is asked for, whatever a list shows', async () => {
  const files = smallFiles(40);
  const { server, cli } = await openTarget('itself', files);
  server.listed = new Map(server.objects);
  for (const file of files.slice(0, 3)) server.objects.delete(keyOf('new', file));
  const ended = await cli('run', '--phase', 'files');
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(last(ended, 'files-progress')).toMatchObject({ created: 0, existed: 37, missing: 3 });
});
