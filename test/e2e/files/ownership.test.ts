import { expect, it } from 'vitest';
import { type Line, linesOf } from '../support/cli/binary.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles } from '../support/files-case.js';
import type { SampleFile } from '../support/stores.js';

const digests = (files: readonly SampleFile[]) => files.map(({ sha256 }) => sha256).toSorted();

it('after a repair a rollback still takes what the run made, in each place, and leaves what stood there before', async () => {
  const files = smallFiles(6);
  const [damaged, theirs, wrongBefore, ...others] = files as [
    SampleFile,
    SampleFile,
    SampleFile,
    ...SampleFile[],
  ];
  const { from, to } = await openBkRepos(files);
  to.addRepository('bscp', 'bscp-v1-biz-2');
  to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme' });
  const plant = (project: string, { place }: SampleFile, bytes: Buffer | string) =>
    to.plant(project, place.repository, place.path, bytes);
  await plant('acme.bscp', theirs, theirs.bytes);
  await plant('acme.bscp', wrongBefore, 'other contents');
  const { cli, targetDatabase } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
    targetSettings: { also_plain_project: true },
  });
  const confirm = ['--confirm', targetDatabase];
  const run = await cli('run');
  expect(run.exitCode, run.stderr).toBe(4);
  const isStarted = (line: Line): line is Line & { readonly runId: string } => line.type === 'run-started';
  const runId = linesOf(run).find(isStarted)?.runId ?? '';

  await plant('acme.bscp', damaged, 'damaged since');
  expect(await cli('validate', '--level', 'checksum')).toMatchObject({ exitCode: 3 });
  const repaired = await cli('validate', '--repair', ...confirm);
  expect(repaired.exitCode, repaired.stdout + repaired.stderr).toBe(0);
  for (const project of ['acme.bscp', 'bscp']) expect(await digestsIn(to, project)).toEqual(digests(files));

  const back = await cli('rollback', '--run', runId, '--files', ...confirm);
  expect(back.exitCode, back.stdout + back.stderr).toBe(0);
  expect(await digestsIn(to, 'acme.bscp')).toEqual(digests([theirs, wrongBefore]));
  expect(await digestsIn(to, 'bscp')).toEqual([]);
  expect(others).toHaveLength(3);
});
