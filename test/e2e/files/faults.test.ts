import { describe, expect, it, test } from 'vitest';
import { type Ended, type Line, linesOf } from '../support/cli/binary.js';
import {
  type BkRepos,
  digestsIn,
  openBkRepos,
  openFilesCase,
  rowOf,
  smallFiles,
  writesOf,
} from '../support/files-case.js';
import type { SampleFile } from '../support/stores.js';

const last = (ended: Ended, type: string): Line | undefined =>
  linesOf(ended).findLast((line) => line.type === type);
const problems = (ended: Ended) => linesOf(ended).filter(({ type }) => type === 'file-problem');
const digests = (files: readonly SampleFile[]) => files.map(({ sha256 }) => sha256).toSorted();

async function openTwo(files: readonly SampleFile[], options: Readonly<Record<string, unknown>> = {}) {
  const servers = await openBkRepos(files);
  const opened = await openFilesCase({
    rows: files.map(rowOf),
    source: servers.from.endpointOf('bscp'),
    target: servers.to.endpointOf('bscp'),
    options,
  });
  return { ...servers, ...opened };
}

/** Of the JSON report. */
interface Reported {
  readonly others: { readonly files: readonly [{ readonly problems: readonly unknown[] }] };
}

interface Passing {
  readonly fail: (servers: BkRepos) => void;
  /** Writes that a proxy seems to answer well. */
  readonly strange?: number;
}

const generic = '/generic/';
const passing: Readonly<Record<string, Passing>> = {
  'half answers': {
    fail: ({ from }) =>
      void from.fail({ harm: { kind: 'half-answer' }, method: 'GET', path: generic, times: 3 }),
  },
  "a page of a proxy's instead of a file": {
    fail: ({ from }) =>
      void from.fail({ harm: { kind: 'nonsense' }, method: 'GET', path: generic, times: 3 }),
  },
  "a page of a proxy's for a look at the target": {
    fail: ({ to }) => void to.fail({ harm: { kind: 'nonsense' }, method: 'HEAD', times: 3 }),
  },
  "a page of a proxy's for a write": {
    strange: 3,
    fail: ({ to }) => void to.fail({ harm: { kind: 'nonsense' }, method: 'PUT', path: '/file/', times: 3 }),
  },
  'answers that are cut': {
    fail: ({ from }) =>
      void from.fail({ harm: { kind: 'cut-answer', after: 3 }, method: 'GET', path: generic, times: 3 }),
  },
  'writes that are cut': {
    fail: ({ to }) =>
      void to.fail({ harm: { kind: 'cut-request', after: 1 }, method: 'PUT', path: '/file/', times: 3 }),
  },
  'answers to writes that are lost': {
    fail: ({ to }) =>
      void to.fail({ harm: { kind: 'lost-answer' }, method: 'PUT', path: '/file/', times: 3 }),
  },
  '429 with Retry-After': {
    fail: ({ to }) =>
      void to.fail({
        harm: { kind: 'refuse', status: 429, code: 250_124, retryAfter: 1 },
        skip: 4,
        times: 12,
      }),
  },
  '503 with Retry-After': {
    fail: ({ to }) =>
      void to.fail({ harm: { kind: 'refuse', status: 503, retryAfter: 1 }, skip: 4, times: 6 }),
  },
  '429 from the first request of the check on': {
    fail: ({ from, to }) => {
      for (const server of [from, to])
        server.fail({ harm: { kind: 'refuse', status: 429, code: 250_124, retryAfter: 1 }, times: 2 });
    },
  },
  'a storm of 500 on both sides': {
    fail: ({ from, to }) => {
      for (const server of [from, to])
        for (const skip of [3, 9, 17, 30, 41])
          server.fail({ harm: { kind: 'refuse', status: 500 }, skip, times: 4 });
    },
  },
};

test.each(Object.entries(passing))('%s: it goes on, and ends right', async (_, { fail, strange = 0 }) => {
  const files = smallFiles(40);
  const { from, to, cli } = await openTwo(files);
  fail({ from, to });
  const ended = await cli('run', '--phase', 'files');
  expect(ended, ended.stdout + ended.stderr).toMatchObject({ exitCode: 0 });
  expect(last(ended, 'files-progress')).toMatchObject({ done: 40, created: 40, existed: 0, failed: 0 });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(digests(files));
  // Nothing that was answered well is written again.
  for (const statuses of writesOf(to).values())
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(strange + 1);
});

/** Files that always fail hold up no others, and are said. */
async function poisonedFilesHoldUpNoOthers(): Promise<void> {
  const files = smallFiles(60);
  const { to, cli } = await openTwo(files, { parallel: 8 });
  const poisoned = files.slice(1, 17);
  const off = poisoned.map(({ sha256 }) =>
    to.fail({ harm: { kind: 'refuse', status: 500 }, method: 'PUT', path: sha256 }),
  );
  const ended = await cli('run', '--phase', 'files');
  expect(ended.exitCode).toBe(4);
  expect(last(ended, 'files-progress')).toMatchObject({ done: 60, created: 44, failed: 16 });
  expect(
    problems(ended)
      .map(({ sha256 }) => sha256)
      .toSorted(),
  ).toEqual(digests(poisoned));
  expect(problems(ended)).toContainEqual(expect.objectContaining({ table: 'items', kind: 'failed' }));
  for (const take of off) take();
  const again = await cli('run', '--phase', 'files', '--resume');
  expect(again, again.stdout).toMatchObject({ exitCode: 0 });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(digests(files));
}

const endless: Readonly<Record<string, (servers: BkRepos) => void>> = {
  'a storm of 500 that never ends': ({ to }) =>
    void to.fail({ harm: { kind: 'refuse', status: 500 }, method: 'PUT', path: '/file/' }),
  'a server that asks to wait for an hour': ({ to }) =>
    void to.fail({
      harm: { kind: 'refuse', status: 429, code: 250_124, retryAfter: 3600 },
      method: 'PUT',
      path: '/file/',
    }),
  'a server that dies in mid-run and stays dead': ({ to }) =>
    void to.fail({ harm: { kind: 'die' }, method: 'PUT', path: '/file/', skip: 10, times: 1 }),
};

it('what never passes ends within minutes, with what to do, and files that always fail hold up no others', async () => {
  // They wait: together it takes a third of the time.
  const poisoned = poisonedFilesHoldUpNoOthers();
  poisoned.catch(() => undefined);
  const ends = await Promise.all(
    Object.entries(endless).map(async ([name, fail]) => {
      const { from, to, cli } = await openTwo(smallFiles(200));
      fail({ from, to });
      return { name, ended: await cli('run', '--phase', 'files') };
    }),
  );
  for (const { name, ended } of ends) {
    expect(ended, name + ended.stderr).toMatchObject({ exitCode: 4 });
    expect(ended.stderr, name).toContain('the rest of the files was given up');
    expect(last(ended, 'run-result')?.resumeCommand, name).toContain('--resume');
  }
  await poisoned;
});

it('a store that dies and comes back is waited for', async () => {
  const files = smallFiles(200);
  const { to, cli } = await openTwo(files);
  to.fail({ harm: { kind: 'die' }, method: 'PUT', path: '/file/', skip: 50, times: 1 });
  const ending = cli('run', '--phase', 'files');
  await expect.poll(() => writesOf(to).size).toBeGreaterThan(50);
  await to.start();
  const ended = await ending;
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(digests(files));
});

describe('what does not pass', () => {
  it('wrong bytes under a key are neither copied nor tried again', async () => {
    const files = smallFiles(20);
    const { from, to, cli } = await openTwo(files);
    const victim = files[7] as SampleFile;
    await from.plant('bscp', victim.place.repository, victim.place.path, 'others');
    const ended = await cli('run', '--phase', 'files');
    expect(ended.exitCode).toBe(4);
    expect(problems(ended)).toEqual([
      expect.objectContaining({
        kind: 'corrupt',
        sha256: victim.sha256,
        table: 'items',
        id: '8',
        bizId: '2',
      }),
    ]);
    expect(
      from.requests.filter(({ method, path }) => method === 'GET' && path.includes(victim.sha256)),
    ).toHaveLength(1);
    expect(await digestsIn(to, 'acme.bscp')).toEqual(digests(files.filter((file) => file !== victim)));
  });

  it.each([
    { onMissing: 'report', exitCode: 0 },
    { onMissing: 'fail', exitCode: 4 },
  ])(
    'missing files are named everywhere and end with $exitCode where on_missing is $onMissing',
    async ({ onMissing, exitCode }) => {
      const files = smallFiles(30);
      const lost = files.slice(3, 6);
      const { from, cli } = await openTwo(files, { on_missing: onMissing });
      for (const { place } of lost)
        from.contents.repository('bscp', place.repository)?.nodes.delete(place.path);
      const plan = await cli('plan');
      expect(last(plan, 'files-plan')).toMatchObject({ files: 30, present: 0, missing: 3, conflicts: 0 });
      for (const { sha256 } of lost)
        expect(plan.stdout).toMatch(
          new RegExp(`items id=\\d app_id=7 path=/etc/\\d \\(served\\): bscp-v1-biz-2/${sha256}`),
        );
      const ended = await cli('run', '--phase', 'files');
      expect(ended.exitCode).toBe(exitCode);
      expect(problems(ended)).toHaveLength(3);
      const line = last(await cli('report', '--format', 'json'), 'report') as Line & {
        readonly report: Reported;
      };
      for (const [index, { sha256 }] of lost.entries())
        expect(line.report.others.files[0].problems).toContainEqual(
          expect.objectContaining({
            item: `bscp-v1-biz-2/${sha256}`,
            kind: 'missing',
            table: 'items',
            key: `id=${index + 4}`,
          }),
        );
    },
  );

  it('other contents at the target stay, until a repair is asked for', async () => {
    const files = smallFiles(10);
    const { to, cli, targetDatabase } = await openTwo(files);
    const victim = files[4] as SampleFile;
    to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme' });
    await to.plant('acme.bscp', victim.place.repository, victim.place.path, 'theirs');
    expect(last(await cli('plan'), 'files-plan')).toMatchObject({ conflicts: 1 });
    expect((await cli('run', '--phase', 'files')).exitCode).toBe(4);
    expect((await cli('run', '--resume')).exitCode).toBe(4);
    expect(await digestsIn(to, 'acme.bscp')).not.toContain(victim.sha256);
    expect((await cli('validate')).exitCode).toBe(3);
    const repaired = await cli('validate', '--repair', '--confirm', targetDatabase);
    expect(repaired, repaired.stdout).toMatchObject({ exitCode: 0 });
    expect(await digestsIn(to, 'acme.bscp')).toEqual(digests(files));
  });

  it('a quota that fills up in mid-run ends it at once, and the run goes on when there is room', async () => {
    const files = smallFiles(60);
    const { to, cli } = await openTwo(files);
    to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme', quota: 10_000 });
    const repository = to.contents.repository('acme.bscp', 'bscp-v1-biz-2');
    if (!repository) throw new Error('no repository');
    to.fail({
      harm: { kind: 'refuse', status: 400, code: 251_025 },
      method: 'PUT',
      path: '/file/',
      skip: 20,
    });
    const ended = await cli('run', '--phase', 'files');
    expect(ended.exitCode).toBe(4);
    expect([...writesOf(to).values()].flat().filter((status) => status !== 200).length).toBeLessThanOrEqual(
      16,
    );
  });

  it('a quota that is too small for all is no blocker for the rest of them', async () => {
    const files = smallFiles(30);
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    const { to, cli } = await openTwo(files);
    to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme', quota: bytes });
    expect((await cli('run', '--phase', 'files')).exitCode).toBe(0);
    const again = await cli('run', '--phase', 'files', '--resume');
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect([...writesOf(to).values()].flat()).toHaveLength(30);
  });
});

describe('what a check sees ends with 2 before anything is written', () => {
  const seen: Readonly<Record<string, (servers: BkRepos) => Parameters<typeof openFilesCase>[0]>> = {
    'a wrong password': ({ from, to }) => ({
      rows: smallFiles(3).map(rowOf),
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp', { username: 'bscp', password: 'not-the-password' }),
    }),
    'no right to write': ({ from, to }) => {
      to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme' });
      return {
        rows: smallFiles(3).map(rowOf),
        source: from.endpointOf('bscp'),
        target: to.endpointOf('bscp', to.addAccount('reader', { 'acme.bscp': ['read'] })),
      };
    },
    'no right to read': ({ from, to }) => ({
      rows: smallFiles(3).map(rowOf),
      source: from.endpointOf('bscp', from.addAccount('nobody', { other: ['read'] })),
      target: to.endpointOf('bscp'),
    }),
    'a full quota': ({ from, to }) => {
      to.addRepository('acme.bscp', 'bscp-v1-biz-2', { tenant: 'acme', quota: 5 });
      return {
        rows: smallFiles(3).map(rowOf),
        source: from.endpointOf('bscp'),
        target: to.endpointOf('bscp'),
      };
    },
    'a project of a tenant on a server without tenants': ({ from }) => ({
      rows: smallFiles(3).map(rowOf),
      source: from.endpointOf('bscp'),
      target: from.endpointOf('bscp'),
    }),
    'a plain project that nobody has made': ({ from, to }) => ({
      rows: smallFiles(3).map(rowOf),
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp'),
      targetSettings: { also_plain_project: true },
    }),
  };
  it.each(Object.entries(seen))('%s', async (_, settings) => {
    const servers = await openBkRepos(smallFiles(3));
    const opened = await openFilesCase(settings(servers));
    const ended = await opened.cli('run', '--phase', 'files');
    expect(ended, ended.stdout).toMatchObject({ exitCode: 2 });
    expect(linesOf(ended).some(({ type }) => type === 'phase-started')).toBe(false);
    const [tables] = await opened.target.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = '${opened.targetDatabase}' AND table_name LIKE '%run%'`,
    );
    expect(tables).toEqual([]);
    expect(writesOf(servers.to).size).toBe(0);
  });

  it('and what it cannot see, a right to make repositories, ends with 4 and a sentence', async () => {
    const { to, cli } = await openTwo(smallFiles(5));
    to.fail({ harm: { kind: 'refuse', status: 403, code: 250_113 }, method: 'POST', path: 'create' });
    const ended = await cli('run', '--phase', 'files');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 4 });
    expect(ended.stderr).toContain('the user may not do this');
  });
});

describe('a store that fails for good while files are validated', () => {
  const failing: Readonly<Record<string, (server: BkRepos['to']) => void>> = {
    'it dies': (server) => void server.fail({ harm: { kind: 'die' }, skip: 20, times: 1 }),
    'it answers 500': (server) => void server.fail({ harm: { kind: 'refuse', status: 500 }, skip: 20 }),
    'its password was changed': (server) =>
      void server.fail({ harm: { kind: 'refuse', status: 401, code: 250_114 }, skip: 20 }),
  };
  const validated = async ([name, fail]: readonly [string, (server: BkRepos['to']) => void]) => {
    const { to, cli } = await openTwo(smallFiles(60));
    expect(await cli('run'), name).toMatchObject({ exitCode: 0 });
    fail(to);
    const ended = await cli('validate', '--level', 'full');
    expect(ended.exitCode, name + ended.stderr).toBe(3);
    // What else was compared keeps its verdict.
    const checks = linesOf(ended).filter(({ type }) => type === 'check');
    expect(
      checks.filter(({ ok }) => ok === false),
      name,
    ).toEqual([
      expect.objectContaining({
        check: 'files',
        code: 'check.not-made',
        detail: expect.stringContaining(`could not be made: ${to.url}`),
      }),
    ]);
    expect(`${ended.stdout}${ended.stderr}`, name).not.toMatch(
      /Unexpected failure|no differences|No differences/,
    );
  };
  // They wait: together it takes half the time.
  it('is said in words, and never a verdict', async () => {
    await Promise.all(Object.entries(failing).map(validated));
  });
});
