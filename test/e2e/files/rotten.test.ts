import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles } from '../support/files-case.js';
import { bytesOf, ownStore, ownVersitygw, type SampleFile } from '../support/stores.js';

const repairs = (ended: Ended) =>
  linesOf(ended)
    .filter(({ type }) => type === 'repair')
    .map(({ state }) => state);

it('bytes that rotted or went while BkRepo says what it said are found at level full, and repaired', async () => {
  const files = smallFiles(6);
  const [, rotten, lost] = files as [SampleFile, SampleFile, SampleFile];
  const { from, to } = await openBkRepos(files);
  const { cli, targetDatabase } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  expect((await cli('run')).exitCode).toBe(0);
  const harm = async () => {
    const repository = to.addRepository('acme.bscp', 'bscp-v1-biz-2');
    const nodeOf = ({ place }: SampleFile) => repository.nodes.get(place.path) as never;
    await to.contents.rot(repository, nodeOf(rotten));
    await to.contents.lose(repository, nodeOf(lost));
  };
  await harm();
  const found = await cli('validate', '--level', 'full');
  expect(found.exitCode).toBe(3);
  expect(linesOf(found).filter(({ type }) => type === 'difference')).toHaveLength(2);
  const repaired = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(repaired.exitCode, repaired.stdout).toBe(0);
  expect(repairs(repaired)).toEqual(['repaired', 'repaired']);
  expect(await digestsIn(to, 'acme.bscp')).toEqual(files.map(({ sha256 }) => sha256).toSorted());

  // A repair that does not help is not said to have: the source has rotted, too.
  await harm();
  const source = from.addRepository('bscp', 'bscp-v1-biz-2');
  for (const { place } of [rotten, lost])
    await from.contents.rot(source, source.nodes.get(place.path) as never);
  const failed = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(failed.exitCode).toBe(3);
  expect(repairs(failed)).toEqual(['failed', 'failed']);
});

it('the same of a bucket', async () => {
  const files = smallFiles(6);
  const rotten = files[1] as SampleFile;
  const { from } = await openBkRepos(files);
  const to = await ownVersitygw();
  await to.makeBucket('files');
  const store = await ownStore(to.endpointOf('files'));
  const { cli, targetDatabase } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('files'),
  });
  expect((await cli('run')).exitCode).toBe(0);
  const { repository, path } = rotten.place;
  await writeFile(join(to.dataFolder, 'files', repository, path), Buffer.alloc(rotten.bytes.length, '~'));
  expect((await store.head(rotten.place))?.md5).toBe(rotten.md5);
  expect((await cli('validate')).exitCode).toBe(0);
  expect((await cli('validate', '--level', 'full')).exitCode).toBe(3);
  const repaired = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(repaired.exitCode, repaired.stdout).toBe(0);
  expect(repairs(repaired)).toEqual(['repaired']);
  expect(await bytesOf(store, rotten.place)).toEqual(rotten.bytes);
});

it('a BkRepo that writes nothing over what it keeps is said to, with what helps; then a repair does', async () => {
  const files = smallFiles(4);
  const [, rotten, lost] = files as [SampleFile, SampleFile, SampleFile];
  const { from, to } = await openBkRepos(files, { writesOnce: true });
  const { cli, targetDatabase } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  expect((await cli('run')).exitCode).toBe(0);
  const repository = to.addRepository('acme.bscp', 'bscp-v1-biz-2');
  const nodeOf = ({ place }: SampleFile) => repository.nodes.get(place.path) as never;
  await to.contents.rot(repository, nodeOf(rotten));
  await to.contents.lose(repository, nodeOf(lost));
  expect((await cli('validate', '--level', 'full')).exitCode).toBe(3);
  const failed = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(failed.exitCode, failed.stdout).toBe(3);
  expect(repairs(failed).toSorted()).toEqual(['failed', 'repaired']);
  expect(failed.stdout).toContain('Have its administrator remove this copy from the storage');
  expect(failed.stdout).toContain('"code":"repair.kept"');
  // The source lacks it, too: another reason, another remedy.
  await from.contents.lose(from.addRepository('bscp', 'bscp-v1-biz-2'), nodeOf(rotten));
  const without = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(without.stdout).toContain('the source does not have the file');
  await from.plant('bscp', rotten.place.repository, rotten.place.path, rotten.bytes);

  await to.contents.lose(repository, nodeOf(rotten));
  const repaired = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(repaired.exitCode, repaired.stdout).toBe(0);
  expect(await digestsIn(to, 'acme.bscp')).toEqual(files.map(({ sha256 }) => sha256).toSorted());
});

it('a store that tells the right digest and a wrong length is not believed, and rows may say a wrong length', async () => {
  const files = smallFiles(6);
  const cut = files[2] as SampleFile;
  const { from, to } = await openBkRepos(files);
  const { cli, targetDatabase } = await openFilesCase({
    rows: files.map((file, index) => ({ ...rowOf(file), ...(index === 4 ? { bytes: 99 } : {}) })),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  expect((await cli('run')).exitCode).toBe(0);
  // The node as it was, of which the last bytes are lost.
  const { nodes } = to.addRepository('acme.bscp', 'bscp-v1-biz-2');
  const node = nodes.get(cut.place.path);
  if (!node) throw new Error('the file is not there');
  const harm = () => nodes.set(cut.place.path, { ...node, bytes: node.bytes - 2 });
  harm();
  for (const level of ['counts', 'checksum'] as const) {
    const found = await cli('validate', '--level', level);
    expect(found.exitCode, level).toBe(3);
    expect(linesOf(found).filter(({ type }) => type === 'difference')).toMatchObject([
      { kind: 'field-mismatch', key: expect.stringContaining(cut.sha256) },
    ]);
  }
  // Who copies finds other contents there, and leaves them.
  expect(linesOf(await cli('plan')).find(({ type }) => type === 'files-plan')).toMatchObject({
    present: 5,
    conflicts: 1,
  });
  const repaired = await cli('validate', '--repair', '--confirm', targetDatabase);
  expect(repaired.exitCode, repaired.stdout).toBe(0);
  expect(repairs(repaired)).toEqual(['repaired']);
  expect((await cli('validate', '--level', 'counts')).exitCode).toBe(0);
});
