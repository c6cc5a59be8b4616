import { existsSync, readFileSync } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BackupRequest, BackupResult } from '../../../src/operations/backup/types.js';
import { operations } from '../../../src/operations/index.js';
import { startInstalled } from '../../../src/sandbox/servers/index.js';
import { dumpTools } from '../support/dump-tools.js';
import { openCase } from '../support/small-case.js';

const source = `
CREATE TABLE items (id bigint PRIMARY KEY, name varchar(50) NOT NULL);
INSERT INTO items VALUES (10, 'new');
CREATE TABLE notes (id bigint PRIMARY KEY, body longblob NULL);
`;
const target = `
CREATE TABLE items (id bigint PRIMARY KEY, name varchar(50) NOT NULL, tenant_id varchar(50) NOT NULL, price double NULL, at timestamp(6) NULL, doc json NULL);
INSERT INTO items VALUES (1, 'mine; it''s "quoted" \\\\', 'other', 0.1, '2026-01-01 00:00:00.123456', '{"a": 1}'), (2, 'zwei', 'other', NULL, NULL, NULL);
CREATE TABLE notes (id bigint PRIMARY KEY, body longblob NULL, tenant_id varchar(50) NOT NULL);
INSERT INTO notes VALUES (1, X'00FF27', 'other');
`;
const checklist = [
  { id: 'backed-up', when: 'before', kind: 'manual', backup: true, title: { en: 'Backed up', zh: '已备份' } },
];

describe.each(['mariadb', 'mysql'] as const)('a backup of a target on %s', (flavour) => {
  test('is made, restored once and compared; one that is cut, old, of another database or with other rows is found', async () => {
    const opened = await openCase({
      source,
      target,
      tables: ['items', 'notes'],
      sourceServer: flavour,
      targetServer: flavour,
      preset: { checklist },
    });
    const { context } = opened;
    const folder = dirname(opened.configFile);
    const before = process.env.PATH;
    onTestFinished(() => {
      process.env.PATH = before;
    });
    const steps: string[] = [];
    const request = (more: Partial<BackupRequest>): BackupRequest => ({
      maxAgeHours: 24,
      startServer: (kind) => startInstalled(kind),
      say: (step) => steps.push(step),
      ...more,
    });
    const good = join(folder, 'good.sql');

    // Nothing that could dump it.
    const empty = join(folder, 'empty');
    await mkdir(empty);
    process.env.PATH = empty;
    await expect(operations.makeBackup(context, request({ file: good }))).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringContaining(flavour === 'mysql' ? 'no mysqldump' : 'no mariadb-dump'),
      remedy: expect.stringContaining(`apt-get install ${flavour}-client`),
    });
    expect(existsSync(good)).toBe(false);

    process.env.PATH = before;
    const tools = await dumpTools(flavour, join(folder, 'tools'));
    process.env.PATH = `${tools}:${before}`;
    const riskOf = async () =>
      (await operations.plan(context, () => undefined)).paper.risk.reasons.map(({ code }) => code);
    expect(await riskOf()).toContain('paper.risk.no-backup');

    // No server that it could be restored into: it is there, and it is said that nobody tried it.
    const untried = join(folder, 'untried.sql');
    await expect(
      operations.makeBackup(context, request({ file: untried, startServer: async () => null })),
    ).rejects.toMatchObject({ remedy: expect.stringContaining(`verify ${untried}`) });
    expect(await riskOf()).toContain('paper.risk.no-backup');

    const made = await operations.makeBackup(context, request({ file: good }));
    expect(made).toMatchObject({ ok: true, problems: [], itemId: 'backed-up' });
    expect(made.tables).toEqual([
      { table: 'items', rows: 2, state: 'same' },
      { table: 'notes', rows: 1, state: 'same' },
      { table: 'id_generators', rows: 0, state: 'same' },
    ]);
    expect((await stat(good)).mode & 0o777).toBe(0o600);
    expect(steps.slice(-4)).toEqual(['dumping', 'reading', 'restoring', 'comparing']);
    // Neither in arguments nor in the environment.
    const called = readFileSync(join(tools, 'called'), 'utf8');
    expect(called).toContain('--single-transaction');
    expect(called).not.toContain(context.config.target.mysql.password?.reveal());
    const item = async () => (await operations.checklist(context, undefined))[0];
    expect(await item()).toMatchObject({
      itemId: 'backed-up',
      state: 'pass',
      evidence: expect.stringContaining('restored once, 3 rows of 3 tables'),
    });
    expect(await riskOf()).not.toContain('paper.risk.no-backup');
    await expect(operations.makeBackup(context, request({ file: good }))).rejects.toThrow('is there already');

    const dump = readFileSync(good);
    const text = dump.toString('latin1');
    const verify = async (name: string, bytes: Buffer | string): Promise<BackupResult> => {
      const file = join(folder, name);
      await writeFile(file, bytes, 'latin1');
      return operations.verifyBackup(context, request({ file }));
    };
    const codes = ({ problems }: BackupResult) => problems.map(({ code }) => code);
    const packed = gzipSync(dump);
    expect(await verify('good.sql.gz', packed)).toMatchObject({ ok: true });

    expect(codes(await verify('cut.sql', text.slice(0, -60)))).toEqual(['backup.cut']);
    expect(await item()).toMatchObject({ state: 'fail', evidence: expect.stringContaining('not finished') });
    expect(codes(await verify('cut.sql.gz', packed.subarray(0, -40)))).toContain('backup.cut');
    expect(codes(await verify('none.sql', 'INSERT INTO x VALUES (1);\n'))).toEqual(['backup.no-dump']);

    const completed = /(Dump completed on )[\d-]+ +[\d:]+/;
    expect(codes(await verify('old.sql', text.replace(completed, '$12020-01-01  1:02:03')))).toEqual([
      'backup.old',
    ]);
    const other = await verify('other.sql', text.replace(/( Database: ).*/, '$1elsewhere'));
    expect(codes(other)).toEqual(['backup.other-database']);

    const changed = text.replace("'zwei'", "'drei'");
    const differs = await verify('differs.sql', changed);
    expect(codes(differs)).toEqual(['backup.differs']);
    expect(differs.tables[0]).toEqual({ table: 'items', rows: 2, state: 'differs' });
    expect(JSON.stringify(differs)).not.toContain('drei');
    const lost = await verify(
      'lost.sql',
      text.replace(/,\(2,'zwei'[^)]*\)/, '').replace(/,\n\(2,'zwei'[^)]*\)/, ''),
    );
    expect(lost.tables[0]).toEqual({ table: 'items', rows: 1, state: 'differs' });

    const lacking = await verify('lacking.sql', text.replaceAll('`notes`', '`notices`'));
    expect(lacking.problems).toMatchObject([{ code: 'backup.lacks', params: { tables: 'notes' } }]);

    const broken = await verify(
      'broken.sql',
      text.replace('INSERT INTO `items`', "INSERT INTO `items` 'secret'"),
    );
    expect(broken.problems).toMatchObject([{ code: 'backup.unrestorable' }]);
    expect(broken.problems[0]?.text).toMatch(/ERROR 1064 \(42000\) at line \d+/);
    expect(broken.problems[0]?.text).not.toContain('secret');

    // The target was written after the dump was finished: that is no fault of the dump.
    const ago = new Date(Date.now() - 600_000);
    const pad = (value: number) => String(value).padStart(2, '0');
    const clock = `${ago.getFullYear()}-${pad(ago.getMonth() + 1)}-${pad(ago.getDate())} ${pad(ago.getHours())}:${pad(ago.getMinutes())}:${pad(ago.getSeconds())}`;
    await opened.target.query("UPDATE items SET name = 'vier' WHERE id = 2");
    const since = await verify('since.sql', text.replace(completed, `$1${clock}`));
    expect(since).toMatchObject({ ok: true });
    expect(since.tables[0]).toEqual({ table: 'items', rows: 2, state: 'written-since' });
    expect((await item())?.evidence).toContain('written since: items');

    await expect(operations.verifyBackup(context, request({ file: folder }))).rejects.toMatchObject({
      message: expect.stringContaining('is a folder'),
    });
    await expect(
      operations.verifyBackup(context, request({ file: join(folder, 'nowhere.sql') })),
    ).rejects.toMatchObject({ message: expect.stringContaining('ENOENT') });
  });
});
