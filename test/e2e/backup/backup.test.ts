import { existsSync, readFileSync } from 'node:fs';
import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import type { BackupRequest, BackupResult } from '../../../src/operations/backup/types.js';
import { operations } from '../../../src/operations/index.js';
import type { Flavour } from '../../../src/plan/facts.js';
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
type Files = Map<string, Buffer | null>;

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
    const pad = (value: number) => String(value).padStart(2, '0');
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
    const refusalOf = async (asked: Promise<unknown>): Promise<RefusedError> => {
      const error = await asked.then(() => undefined).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(RefusedError);
      return error as RefusedError;
    };
    const noDump = await refusalOf(operations.makeBackup(context, request({ file: good })));
    const own = flavour === 'mysql' ? 'mysqldump' : 'mariadb-dump';
    expect(noDump.message).toMatch(new RegExp(`no program that dumps the target .looked for: ${own}`));
    expect(noDump.remedy).toContain(`apt-get install ${flavour}-client`);
    expect(noDump.remedy).toContain(`--hex-blob ${opened.targetDatabase} > FILE`);
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

    // What the refusal of make proposes works without a program that dumps; without any client it says what is missing then.
    process.env.PATH = empty;
    const noClient = await refusalOf(operations.verifyBackup(context, request({ file: good })));
    expect(noClient.because?.code).toBe('backup.no-client');
    expect(noClient.remedy).toContain('apt-get install');
    expect(noClient.remedy).not.toContain('backup verify');
    const clientOnly = join(folder, 'client-only');
    await mkdir(clientOnly);
    const client = flavour === 'mysql' ? 'mysql' : 'mariadb';
    await symlink(join(tools, client), join(clientOnly, client));
    process.env.PATH = clientOnly;
    const withAll = async (kind: Flavour) => {
      process.env.PATH = before;
      const server = await startInstalled(kind);
      process.env.PATH = clientOnly;
      return server;
    };
    expect(
      await operations.verifyBackup(context, request({ file: good, startServer: withAll })),
    ).toMatchObject({ ok: true });
    process.env.PATH = `${tools}:${before}`;

    const dump = readFileSync(good);
    const text = dump.toString('latin1');
    const verify = async (name: string, bytes: Buffer | string): Promise<BackupResult> => {
      const file = join(folder, name);
      await writeFile(file, bytes, 'latin1');
      return operations.verifyBackup(context, request({ file }));
    };
    const codes = ({ problems }: BackupResult) => problems.map(({ code }) => code);
    const zipped = gzipSync(dump);
    expect(await verify('good.sql.gz', zipped)).toMatchObject({ ok: true });

    expect(codes(await verify('cut.sql', text.slice(0, -60)))).toEqual(['backup.cut']);
    expect(await item()).toMatchObject({ state: 'fail', evidence: expect.stringContaining('not finished') });
    expect(codes(await verify('cut.sql.gz', zipped.subarray(0, -40)))).toContain('backup.cut');
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
    const fewer = await verify(
      'lost.sql',
      text.replace(/,\(2,'zwei'[^)]*\)/, '').replace(/,\n\(2,'zwei'[^)]*\)/, ''),
    );
    expect(fewer.tables[0]).toEqual({ table: 'items', rows: 1, state: 'differs' });

    const lacking = await verify('lacking.sql', text.replaceAll('`notes`', '`notices`'));
    expect(lacking.problems).toMatchObject([{ code: 'backup.lacks', params: { tables: 'notes' } }]);

    const broken = await verify(
      'broken.sql',
      text.replace('INSERT INTO `items`', "INSERT INTO `items` 'secret'"),
    );
    expect(broken.problems).toMatchObject([{ code: 'backup.unrestorable' }]);
    expect(broken.problems[0]?.text).toMatch(/ERROR 1064 \(42000\) at line \d+/);
    expect(broken.problems[0]?.text).not.toContain('secret');

    // The same as mydumper writes it: a folder with a file for each table, and one for its rows.
    const folderOf = async (name: string, change: (files: Files) => void = () => {}) => {
      const files = new Map<string, Buffer | null>();
      const database = opened.targetDatabase;
      const head = '/*!40101 SET NAMES binary*/;\n/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\n';
      files.set(`${database}-schema-create.sql`, Buffer.from(`CREATE DATABASE \`${database}\`;\n`));
      files.set(`${database}-schema-post.sql`, Buffer.from('NOT RESTORED;\n'));
      for (const table of ['items', 'notes', 'id_generators']) {
        const [made] = await opened.target.query(`SHOW CREATE TABLE ${table}`);
        const [{ 'Create Table': sql = '' } = {}] = made as Record<string, string>[];
        files.set(`${database}.${table}-schema.sql`, Buffer.from(`${head}\n${sql};\n`));
        const rows = rowsOf[table];
        if (rows)
          files.set(
            `${database}.${table}.00000.sql`,
            Buffer.from(`${head}INSERT INTO \`${table}\` VALUES\n${rows};\n`),
          );
      }
      const now = new Date();
      const finished = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())} ${pad(now.getHours())}:${pad(now.getMinutes())}:${pad(now.getSeconds())}`;
      files.set('metadata', Buffer.from(`Started dump at: ${finished}\nFinished dump at: ${finished}\n`));
      change(files);
      const path = join(folder, name);
      await mkdir(path);
      for (const [file, bytes] of files) if (bytes) await writeFile(join(path, file), bytes);
      return operations.verifyBackup(context, request({ file: path }));
    };
    const rowsOf: Readonly<Record<string, string>> = {
      items: `(1,"mine; it\\'s \\"quoted\\" \\\\","other",0.1,"2026-01-01 00:00:00.123456",CONVERT("{\\"a\\": 1}" USING UTF8MB4)),\n(2,"zwei","other",NULL,NULL,NULL)`,
      notes: '(1,X\'00FF27\',"other")',
    };
    const inFile = (part: string, change: (bytes: Buffer) => Buffer | null) => (files: Files) => {
      for (const [file, bytes] of files) if (bytes && file.includes(part)) files.set(file, change(bytes));
    };
    const packed = (part: string, suffix: string, pack: (bytes: Buffer) => Buffer) => (files: Files) => {
      for (const [file, bytes] of [...files]) {
        if (!bytes || !file.includes(part)) continue;
        files.delete(file);
        files.set(file + suffix, pack(bytes));
      }
    };
    const whole = await folderOf('whole', (files) => {
      packed('.items', '.gz', gzipSync)(files);
      packed('.notes', '.zst', zstdCompressSync)(files);
    });
    expect(whole).toMatchObject({ ok: true, problems: [], tables: made.tables });
    expect((await item())?.evidence).toContain('restored once, 3 rows of 3 tables');
    expect(await riskOf()).not.toContain('paper.risk.no-backup');
    const cut = (bytes: Buffer) => bytes.subarray(0, -9);
    const faults: Readonly<Record<string, (files: Files) => void>> = {
      'rows-cut': inFile('items.00000', cut),
      'packed-cut': (files) => {
        packed('notes', '.zst', zstdCompressSync)(files);
        inFile('notes.00000', cut)(files);
      },
      unfinished: (files) => {
        files.set('metadata.partial', Buffer.from('Started'));
        files.delete('metadata');
      },
    };
    for (const [name, change] of Object.entries(faults))
      expect(codes(await folderOf(name, change)), name).toEqual(['backup.cut']);
    const lost = await folderOf('lost', (files) => {
      inFile('items.00000', () => null)(files);
      inFile('.notes', () => null)(files);
    });
    expect(codes(lost)).toEqual(['backup.lacks', 'backup.differs']);
    const older = (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll(/at: \d{4}/g, 'at: 2020'));
    const old = await folderOf('old', (files) => {
      inFile('metadata', older)(files);
      inFile('items.00000', cut)(files);
    });
    expect(codes(old)).toEqual(['backup.cut', 'backup.old']);
    const elsewhere = (files: Files) => {
      for (const [file, bytes] of [...files]) {
        files.delete(file);
        files.set(file.replace(opened.targetDatabase, 'elsewhere'), bytes);
      }
    };
    expect(codes(await folderOf('elsewhere', elsewhere))).toEqual(['backup.other-database']);

    // The target was written after the dump was finished: that is no fault of the dump.
    const ago = new Date(Date.now() - 600_000);
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
