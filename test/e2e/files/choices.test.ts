import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CosEndpoint } from '../../../src/config/config.js';
import { createCanaries } from '../support/canary/canaries.js';
import { type Ended, type Line, linesOf } from '../support/cli/binary.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles, writesOf } from '../support/files-case.js';
import {
  bytesOf,
  fileOf,
  newObject,
  ownBkRepo,
  ownStore,
  ownVersitygw,
  type SampleFile,
} from '../support/stores.js';

const last = (ended: Ended, type: string): Line | undefined =>
  linesOf(ended).findLast((line) => line.type === type);
const digests = (files: readonly SampleFile[]) => files.map(({ sha256 }) => sha256).toSorted();

describe.each(['mariadb', 'mysql'] as const)('rows in %s', (flavour) => {
  it('name files by 64 hex digits and by nothing else, of the businesses that move', async () => {
    const mine = smallFiles(12);
    const other = fileOf(3, 'of another business');
    const origin = fileOf(2, 'an origin');
    const { from, to } = await openBkRepos([...mine, other, origin, fileOf(2, 'a stray')]);
    const first = rowOf(mine[0] as SampleFile);
    const [digest = ''] = mine.slice(1).map(({ sha256 }) => sha256);
    const { cli } = await openFilesCase({
      rows: [
        ...mine.map(rowOf),
        rowOf(other),
        { ...first, origin: origin.sha256 },
        ...[
          '',
          'not a digest',
          digest.slice(1),
          `${digest}0`,
          `${digest}\\n`,
          digest.toUpperCase(),
          'z'.repeat(64),
        ].map((sha256) => ({ bizId: 2, sha256, origin: sha256 })),
      ],
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp'),
      sourceServer: flavour,
      targetServer: flavour,
      settings: { migration: { biz_ids: [2] } },
    });
    expect(last(await cli('plan'), 'files-plan')).toMatchObject({ files: 13, present: 0, missing: 0 });
    const ended = await cli('run', '--phase', 'files');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(await digestsIn(to, 'acme.bscp')).toEqual(digests([...mine, origin]));
    const rest = await cli('run', '--resume');
    expect(rest, rest.stderr).toMatchObject({ exitCode: 0 });
    const validated = await cli('validate', '--level', 'full');
    expect(validated, validated.stdout).toMatchObject({ exitCode: 0 });
    expect(validated.stdout).toContain('13 of 13 files');
    expect([...writesOf(to).values()].flat()).toHaveLength(13);
  });
});

describe('modes', () => {
  const files = smallFiles(5);
  const open = async (mode: string, tenants = true) => {
    const server = await ownBkRepo({ tenants });
    for (const { place, bytes } of files) await server.plant('bscp', place.repository, place.path, bytes);
    const endpoint = server.endpointOf('bscp');
    return {
      server,
      ...(await openFilesCase({
        rows: files.map(rowOf),
        source: endpoint,
        target: endpoint,
        options: { mode },
      })),
    };
  };
  const copies = ({ requests }: Awaited<ReturnType<typeof ownBkRepo>>) =>
    requests.filter(({ path }) => path.endsWith('/node/copy')).length;

  it.each([
    { mode: 'auto', written: 0, copied: 5 },
    { mode: 'copy', written: 0, copied: 5 },
    { mode: 'stream', written: 5, copied: 0 },
  ])('$mode copies $copied within the server and writes $written', async ({ mode, written, copied }) => {
    const { server, cli } = await open(mode);
    const ended = await cli('run', '--phase', 'files');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect([[...writesOf(server).values()].flat().length, copies(server)]).toEqual([written, copied]);
    expect(await digestsIn(server, 'acme.bscp')).toEqual(digests(files));
  });

  it('skip writes nothing, and says so', async () => {
    const { server, cli } = await open('skip');
    const ended = await cli('run', '--phase', 'files');
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(ended.stdout).toContain('options.files.mode is skip');
    expect(writesOf(server).size + copies(server)).toBe(0);
  });

  it('copy between two servers is refused before anything is written', async () => {
    const { from, to } = await openBkRepos(files);
    const { cli } = await openFilesCase({
      rows: files.map(rowOf),
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp'),
      options: { mode: 'copy' },
    });
    expect(await cli('run', '--phase', 'files')).toMatchObject({ exitCode: 2 });
    expect(writesOf(to).size).toBe(0);
  });
});

it('within one bucket nothing is written and every file is looked at; what is not there is missing', async () => {
  const server = await ownVersitygw();
  await server.makeBucket('files');
  const endpoint = server.endpointOf('files');
  const store = await ownStore(endpoint);
  const files = smallFiles(5);
  for (const file of files.slice(1)) await store.put(file.place, newObject(file));
  const { cli } = await openFilesCase({ rows: files.map(rowOf), source: endpoint, target: endpoint });
  const ended = await cli('run', '--phase', 'files');
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(last(ended, 'files-progress')).toMatchObject({ done: 5, created: 0, existed: 4, missing: 1 });
  expect(await store.head((files[0] as SampleFile).place)).toBeNull();
});

it('a row with a wrong md5 is no reason to call its file wrong, on a store that knows md5 alone', async () => {
  const [from, to] = [await ownVersitygw(), await ownVersitygw()];
  await from.makeBucket('files');
  await to.makeBucket('files');
  const files = [...smallFiles(3), fileOf(2, Buffer.alloc(3_000_000, 'y'))];
  const [source, target] = [await ownStore(from.endpointOf('files')), await ownStore(to.endpointOf('files'))];
  for (const file of files) await source.put(file.place, newObject(file));
  const { cli } = await openFilesCase({
    rows: files.map((file) => ({ ...rowOf(file), md5: '0123456789abcdef0123456789abcdef' })),
    source: from.endpointOf('files'),
    target: to.endpointOf('files'),
  });
  const ended = await cli('run');
  expect(ended, ended.stdout).toMatchObject({ exitCode: 0 });
  for (const { place, bytes } of files) expect(await bytesOf(target, place)).toEqual(bytes);
  for (const level of ['counts', 'checksum', 'full'])
    expect(await cli('validate', '--level', level)).toMatchObject({ exitCode: 0 });
  // Other bytes of the same length are found at any level.
  const victim = files[1] as SampleFile;
  await target.put(
    victim.place,
    newObject(
      { ...fileOf(2, Buffer.alloc(victim.bytes.length, '~')), place: victim.place },
      { overwrite: true },
    ),
  );
  expect(await cli('validate', '--level', 'counts')).toMatchObject({ exitCode: 3 });
});

it('fills the plain project and the slave as well, and takes them back', async () => {
  const files = smallFiles(6);
  const { from, to } = await openBkRepos(files);
  const slave = await ownBkRepo({ tenants: true });
  to.addRepository('bscp', 'bscp-v1-biz-2');
  const { username, password, url, project } = slave.endpointOf('bscp');
  const { cli, targetDatabase } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
    plainReaders: true,
    targetSettings: {
      also_plain_project: true,
      slave: { type: 'bkrepo', url, project, username, password: password.reveal() },
    },
  });
  const checked = await cli('check');
  expect(checked, checked.stdout).toMatchObject({ exitCode: 0 });
  for (const name of [
    `${to.url} project acme.bscp`,
    `${to.url} project bscp`,
    `${slave.url} project acme.bscp`,
  ])
    expect(checked.stdout).toContain(`${name} answers`);
  expect(checked.stdout).not.toContain('files.plain-readers');
  const ended = await cli('run');
  expect(ended, ended.stdout).toMatchObject({ exitCode: 0 });
  const places = [
    [to, 'acme.bscp'],
    [to, 'bscp'],
    [slave, 'acme.bscp'],
  ] as const;
  for (const [server, name] of places) expect(await digestsIn(server, name)).toEqual(digests(files));
  expect(from.requests.filter(({ tenant }) => tenant !== undefined)).toEqual([]);
  const runId = String(linesOf(ended).find(({ type }) => type === 'run-result')?.runId);
  const back = await cli('rollback', '--run', runId, '--files', '--confirm', targetDatabase);
  expect(back, back.stderr).toMatchObject({ exitCode: 0 });
  for (const [server, name] of places) expect(await digestsIn(server, name)).toEqual([]);
});

it('a clock that is far off is said by check, and blocks nothing else', async () => {
  const files = smallFiles(3);
  const { from } = await openBkRepos(files.slice(1));
  const to = await ownBkRepo({ tenants: true, clockSkewMs: 3_600_000 });
  const { cli } = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  const plan = await cli('plan');
  expect(plan.stdout).toContain('files.clock');
  expect(last(plan, 'files-plan')).toMatchObject({ files: 3, missing: 1 });
});

/** Two stores with something to hide, the first one filled. */
const secretive = {
  async BkRepo(files: readonly SampleFile[]) {
    const { from, to } = await openBkRepos(files);
    to.fail({
      harm: { kind: 'refuse', status: 401, code: 250_114 },
      method: 'PUT',
      path: '/file/',
      times: 2,
    });
    return {
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp'),
      secrets: [from.password, to.password],
    };
  },
  async COS(files: readonly SampleFile[]) {
    const servers = [await ownVersitygw(), await ownVersitygw()] as const;
    for (const server of servers) await server.makeBucket('files');
    const [source, target] = servers.map((server) => server.endpointOf('files')) as [
      CosEndpoint,
      CosEndpoint,
    ];
    const store = await ownStore(source);
    for (const file of files) await store.put(file.place, newObject(file));
    return { source, target, secrets: [source, target].map(({ secretKey }) => secretKey.reveal()) };
  },
};

it.each(['BkRepo', 'COS'] as const)('no secret of %s is in any output, ledger or report', async (kind) => {
  const files = smallFiles(4);
  const { secrets, ...stores } = await secretive[kind](files);
  const canaries = createCanaries();
  for (const [index, secret] of secrets.entries()) canaries.add(`store ${index}`, secret);
  const opened = await openFilesCase({ rows: files.map(rowOf), ...stores });
  const { cli, target, configFile } = opened;
  const log = join(configFile, '..', 'run.log');
  const texts: string[] = [];
  const said = async (...args: Parameters<typeof cli>) => {
    const { stdout, stderr } = await cli(...args);
    texts.push(stdout, stderr);
  };
  await said('check');
  await said('plan');
  await said('run', '--phase', 'files', '--log-file', log);
  await said('run', '--resume');
  await said('validate', '--level', 'full');
  for (const format of ['md', 'json', 'html']) await said('report', '--format', format);
  texts.push(await readFile(log, 'utf8'));
  const [tables] = await target.query<never[]>(
    "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_schema = 'tenantferry' OR table_schema = DATABASE()",
  );
  for (const { name } of tables as { readonly name: string }[])
    texts.push(JSON.stringify((await target.query(`SELECT * FROM ${name}`))[0]));
  expect(texts.join('\n')).toContain(files[2]?.sha256);
  expect(canaries.in(texts.join('\n'))).toEqual([]);
});

it.each(['source', 'target'] as const)(
  'a bucket of the %s that is not there is said before anything is written',
  async (side) => {
    const server = await ownVersitygw();
    await server.makeBucket('files');
    const endpoint = {
      source: server.endpointOf('files'),
      target: (await openBkRepos([])).to.endpointOf('bscp'),
    };
    const { cli } = await openFilesCase({
      rows: smallFiles(3).map(rowOf),
      ...endpoint,
      [side]: server.endpointOf('fiels'),
    });
    for (const ended of [await cli('check'), await cli('run', '--phase', 'files')]) {
      expect(ended, ended.stdout).toMatchObject({ exitCode: 2 });
      expect(ended.stdout).toContain('files.no-bucket');
    }
  },
);

it('another region is said to be one', async () => {
  const { from } = await openBkRepos(smallFiles(3));
  const to = await ownVersitygw();
  await to.makeBucket('files');
  const { cli } = await openFilesCase({
    rows: smallFiles(3).map(rowOf),
    source: from.endpointOf('bscp'),
    target: { ...to.endpointOf('files'), region: 'another' },
  });
  const ended = await cli('check');
  expect(ended).toMatchObject({ exitCode: 2 });
  expect(ended.stdout).toContain('gave status 400 (AuthorizationHeaderMalformed)');
});
