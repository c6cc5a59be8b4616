import { describe, expect, it } from 'vitest';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles, writesOf } from '../support/files-case.js';
import { newObject, ownBkRepo, ownStore, ownVersitygw } from '../support/stores.js';

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly remedy?: string;
}

const findingsOf = (ended: Ended) =>
  linesOf(ended)
    .filter(({ type }) => type === 'finding')
    .map((line) => (line.finding ?? line) as unknown as Found)
    .filter(({ code }) => code.startsWith('files.'));
const found = (ended: Ended, code: string) => findingsOf(ended).find((finding) => finding.code === code);
const files = smallFiles(25);
const rows = files.map(rowOf);

describe('another source than the one that holds the files is refused before anything is written', () => {
  it('a project that is not there, one without the repositories, and one without the files', async () => {
    const { from, to } = await openBkRepos(files);
    from.addRepository('empty', 'bscp-v1-biz-9');
    from.addRepository('bare', 'bscp-v1-biz-2');
    for (const [project, code] of [
      ['bcsp', 'files.source-project'],
      ['empty', 'files.source-repository'],
      ['bare', 'files.source-empty'],
    ] as const) {
      const { cli } = await openFilesCase({
        rows,
        source: from.endpointOf(project),
        target: to.endpointOf('bscp'),
      });
      const ended = await cli('check');
      expect(ended.exitCode, ended.stdout).toBe(2);
      expect(found(ended, code)).toMatchObject({
        severity: 'blocker',
        remedy: expect.stringContaining('source.files'),
      });
      expect((await cli('run', '--phase', 'files')).exitCode).toBe(2);
    }
    expect(writesOf(to).size).toBe(0);
  });

  it('a bucket without the files; where few rows name any it is a warning', async () => {
    const server = await ownVersitygw();
    for (const name of ['files-from', 'files-to']) await server.makeBucket(name);
    const open = (some: typeof rows) =>
      openFilesCase({
        rows: some,
        source: server.endpointOf('files-from'),
        target: server.endpointOf('files-to'),
      });
    const all = await open(rows);
    const ended = await all.cli('check');
    expect(ended.exitCode, ended.stdout).toBe(2);
    expect(found(ended, 'files.source-empty')?.severity).toBe('blocker');
    const few = await (await open(rows.slice(0, 3))).cli('check');
    expect(few.exitCode, few.stdout).toBe(0);
    expect(found(few, 'files.source-empty')?.severity).toBe('warning');
    const store = await ownStore(server.endpointOf('files-from'));
    const last = files[10];
    if (last) await store.put(last.place, newObject(last));
    const right = await all.cli('check');
    expect(right.exitCode, right.stdout).toBe(0);
    expect(found(right, 'files.source-empty')).toBeUndefined();
    // No bucket can be called so: another answer of the server for the same mistake.
    const { cli } = await openFilesCase({
      rows,
      source: server.endpointOf('files-from'),
      target: server.endpointOf('to'),
    });
    const misnamed = await cli('check');
    expect(misnamed.exitCode, misnamed.stdout).toBe(2);
    expect(found(misnamed, 'files.no-bucket')?.severity).toBe('blocker');
  });
});

describe('the right to copy within a server', () => {
  const open = async (mode: string, source: readonly ('read' | 'write')[]) => {
    const server = await ownBkRepo({ tenants: true });
    for (const { place, bytes } of files) await server.plant('bscp', place.repository, place.path, bytes);
    server.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme' });
    const account = server.addAccount('mover', {
      bscp: source,
      'acme.bscp': ['read', 'write', 'delete', 'manage'],
    });
    return {
      server,
      ...(await openFilesCase({
        rows,
        source: server.endpointOf('bscp'),
        target: server.endpointOf('bscp', account),
        options: { mode },
      })),
    };
  };

  it.each([
    { mode: 'copy', exitCode: 2, severity: 'blocker' },
    { mode: 'auto', exitCode: 0, severity: 'warning' },
    { mode: 'stream', exitCode: 0, severity: undefined },
  ])('that is lacking is a $severity for $mode', async ({ mode, exitCode, severity }) => {
    const { server, cli } = await open(mode, ['read']);
    const ended = await cli('check');
    expect(ended.exitCode, ended.stdout).toBe(exitCode);
    expect(found(ended, 'files.copy-rights')?.severity).toBe(severity);
    expect((await cli('run', '--phase', 'files')).exitCode).toBe(exitCode);
    expect(await digestsIn(server, 'acme.bscp')).toHaveLength(exitCode === 0 ? files.length : 0);
  });

  it('that is there is proved by a copy of which nothing stays, and nothing is written to the source', async () => {
    const { server, cli } = await open('copy', ['read', 'write']);
    const ended = await cli('check');
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(found(ended, 'files.copy-rights')).toBeUndefined();
    expect(server.requests.some(({ path }) => path.endsWith('/node/copy'))).toBe(true);
    expect(await digestsIn(server, 'acme.bscp')).toEqual([]);
    expect(await digestsIn(server, 'bscp')).toHaveLength(files.length);
    expect(server.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/bscp/'))).toEqual(
      [],
    );
  });

  it('is asked of buckets, too', async () => {
    const server = await ownVersitygw();
    for (const name of ['files-from', 'files-to']) await server.makeBucket(name);
    const store = await ownStore(server.endpointOf('files-from'));
    for (const file of files) await store.put(file.place, newObject(file));
    const { cli } = await openFilesCase({
      rows,
      source: server.endpointOf('files-from'),
      target: server.endpointOf('files-to'),
      options: { mode: 'copy' },
    });
    const ended = await cli('check');
    expect(ended.exitCode, ended.stdout).toBe(0);
    const target = await ownStore(server.endpointOf('files-to'));
    for (const { place } of files) expect(await target.head(place)).toBeNull();
  });
});

it('what the account may not write is said with the right it needs; with it the run goes on', async () => {
  const few = smallFiles(4);
  const { from, to } = await openBkRepos(few);
  to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme' });
  const denied = to.fail({
    method: 'PUT',
    path: few[1]?.sha256 ?? '',
    harm: { kind: 'refuse', status: 403, code: 250_113 },
  });
  const { cli } = await openFilesCase({
    rows: few.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  const run = await cli('run');
  expect(run.exitCode, run.stdout).toBe(4);
  const validated = await cli('validate');
  expect(validated.exitCode, validated.stdout).toBe(3);
  const next = linesOf(validated).findLast(({ type }) => type === 'validation-summary')?.next as string[];
  expect(next[0]).toContain('target.files write');
  expect(next.join('\n')).not.toContain('--repair');
  denied();
  // The remedy does what it says.
  expect((await cli('run', '--resume')).exitCode).toBe(0);
  expect((await cli('validate')).exitCode).toBe(0);
});

it('a run that was asked for files only names what is still to be copied', async () => {
  const few = smallFiles(3);
  const { from, to } = await openBkRepos(few);
  const { cli } = await openFilesCase({
    rows: few.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  const leftOf = (ended: Ended) =>
    linesOf(ended)
      .filter(({ type }) => type === 'run-finished' || type === 'run-result')
      .map(({ outcome, left }) => [outcome, left]);
  expect(leftOf(await cli('run', '--phase', 'files'))).toEqual([
    ['complete', ['mysql']],
    ['complete', ['mysql']],
  ]);
  expect(leftOf(await cli('run', '--resume'))).toEqual([
    ['complete', undefined],
    ['complete', undefined],
  ]);
});

it('names who looks for files where no tenant is, where only the tenant has them', async () => {
  const { from, to } = await openBkRepos(smallFiles(3));
  const { cli } = await openFilesCase({
    rows: smallFiles(3).map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
    plainReaders: true,
  });
  const checked = await cli('check');
  expect(checked, checked.stdout).toMatchObject({ exitCode: 0 });
  expect(found(checked, 'files.plain-readers')).toMatchObject({
    severity: 'warning',
    title: 'old clients read the plain project',
    remedy: 'set also_plain_project',
  });
});
