import { expect, it } from 'vitest';
import { linesOf } from '../support/cli/binary.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles } from '../support/files-case.js';

it.each([
  ['mariadb', 18_446_744_073_709_551_615n],
  ['mysql', 9_007_199_254_740_991n],
  ['mysql', 18_446_744_073_709_551_615n],
] as const)('lengths that no file has are no lengths (%s, %s)', async (flavour, bytes) => {
  const files = smallFiles(5);
  const there = files.slice(0, 4);
  const { from, to } = await openBkRepos(there);
  const { cli } = await openFilesCase({
    rows: files.map((file) => ({ ...rowOf(file), bytes })),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
    sourceServer: flavour,
    targetServer: flavour,
  });
  const plan = linesOf(await cli('plan')).find(({ type }) => type === 'files-plan');
  expect(plan).toMatchObject({ files: 5, bytes: 0, missing: 1 });
  const ended = await cli('run');
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(linesOf(ended).findLast(({ type }) => type === 'files-progress')).toMatchObject({
    done: 5,
    created: 4,
    missing: 1,
    bytesTotal: there.reduce((sum, file) => sum + file.bytes.length, 0),
  });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(there.map(({ sha256 }) => sha256).toSorted());
  const validated = await cli('validate', '--level', 'full');
  expect(validated, validated.stdout).toMatchObject({ exitCode: 0 });
});
