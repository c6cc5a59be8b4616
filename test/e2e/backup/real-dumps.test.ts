import { cp, mkdtemp, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { patience } from '../../support/patience.js';
import { type Line, linesOf } from '../support/cli/binary.js';
import { type DumpProgram, dumpByHand } from '../support/dump-by-hand.js';
import { dumpTools } from '../support/dump-tools.js';
import { sharedServer } from '../support/servers.js';
import { openCase } from '../support/small-case.js';

/** What dumps write down each in its own way. */
const target = `
CREATE TABLE items (id bigint PRIMARY KEY, name varchar(60) NOT NULL, tenant_id varchar(50) NOT NULL, price double NULL, at timestamp(6) NULL, doc json NULL, flags bit(3) NULL{generated});
INSERT INTO items (id, name, tenant_id, price, at, doc, flags) VALUES (1, 'mine; it''s "quoted" \\\\ 图', 'other', 0.1, '2026-01-01 00:00:00.123456', '{"a": "é"}', b'101'), (2, '', 'other', NULL, NULL, NULL, NULL);
INSERT INTO items (id, name, tenant_id) WITH RECURSIVE n AS (SELECT 3 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i, CONCAT('row of words number ', i, ' of them all'), 'other' FROM n;
CREATE TABLE notes (id bigint PRIMARY KEY, body longblob NULL, tenant_id varchar(50) NOT NULL);
INSERT INTO notes VALUES (1, X'00FF275C0A', 'other'), (2, NULL, 'other');
`;
const source = `
CREATE TABLE items (id bigint PRIMARY KEY, name varchar(60) NOT NULL);
CREATE TABLE notes (id bigint PRIMARY KEY, body longblob NULL);
`;
const marked = 'row of words number 500 of them all';

/** A dump as a file, or as a folder of which the file with the rows of items is the one that counts. */
const rowsFile = async (dump: string): Promise<string> => {
  if (!(await stat(dump)).isDirectory()) return dump;
  const name = (await readdir(dump)).find((file) => /\.items(\.\d+)?\.sql$/.test(file));
  return join(dump, name ?? 'no rows');
};

const servers: readonly (readonly [Flavour, DumpProgram])[] = [
  ['mariadb', 'mariadb-dump'],
  ['mariadb', 'mydumper'],
  ['mysql', 'mysqldump'],
  ['mysql', 'mariadb-dump'],
  ['mysql', 'mydumper'],
];

describe.each(servers)('on %s, a dump that %s made by hand', (flavour, program) => {
  // MariaDB's gives a generated column a value, which MySQL takes from nobody.
  const knowsGenerated = program !== 'mariadb-dump' || flavour === 'mariadb';
  const generated = 'twice bigint AS (id * 2) VIRTUAL';

  test('is verified, plain and packed; cut, killed, short of its last table, with another row, or old it is refused', async () => {
    const server = sharedServer(flavour);
    const opened = await openCase({
      source,
      target: target.replace('{generated}', knowsGenerated ? `, ${generated}` : ''),
      tables: ['items', 'notes'],
      generators: false,
      sourceServer: flavour,
      targetServer: flavour,
      preset: { id_generators: undefined },
    });
    const folder = await mkdtemp(join(inject('folder'), 'dumps-'));
    const before = process.env.PATH;
    onTestFinished(() => {
      process.env.PATH = before;
    });
    process.env.PATH = `${await dumpTools(flavour, join(folder, 'tools'))}:${before}`;
    const database = opened.targetDatabase;
    const pathOf = (name: string) => join(folder, program === 'mydumper' ? name : `${name}.sql`);
    const dump = async (name: string, more: Partial<Parameters<typeof dumpByHand>[0]> = {}) => {
      const path = pathOf(name);
      const code = await dumpByHand({ program, server, database, path, ...more });
      return { path, code };
    };
    const changed = async (name: string, change: (file: string) => Promise<void>): Promise<string> => {
      const path = pathOf(name);
      await cp(good.path, path, { recursive: true, preserveTimestamps: true });
      await change(await rowsFile(path));
      return path;
    };
    const verify = async (path: string, ...flags: readonly string[]): Promise<Line & { codes: string[] }> => {
      const ended = await opened.cli('backup', 'verify', path, ...flags);
      const line = linesOf(ended).at(-1) as Line;
      expect(line.type, ended.stdout + ended.stderr).toBe('backup-result');
      const codes = (line.problems as { code: string }[]).map(({ code }) => code);
      expect(ended.exitCode, ended.stdout).toBe(codes.length === 0 ? 0 : 3);
      // Of a row nothing is told, whatever is wrong with it.
      expect(ended.stdout + ended.stderr).not.toContain('of them all');
      return { ...line, codes };
    };

    const good = await dump('good');
    expect(good.code).toBe(0);
    const tables = [
      { table: 'items', rows: 900, state: 'same' },
      { table: 'notes', rows: 2, state: 'same' },
    ];
    expect(await verify(good.path)).toMatchObject({ ok: true, codes: [], database, tables });

    const packed =
      program === 'mydumper' ? (await dump('packed', { flags: ['--compress'] })).path : `${good.path}.gz`;
    if (program !== 'mydumper') await writeFile(packed, gzipSync(await readFile(good.path)));
    // Whatever it holds, it is of before this moment.
    expect(await verify(packed, '--max-age-hours', '0')).toMatchObject({ codes: ['backup.old'], tables });

    const cut = await changed('cut', async (file) =>
      truncate(file, Math.floor((await stat(file)).size * 0.6)),
    );
    expect((await verify(cut)).codes).toEqual(['backup.cut']);

    // Its program was killed while it waited for the second table.
    await opened.target.query('LOCK TABLES notes WRITE');
    const killed = await dump('killed', {
      onStart: async (child) => {
        await vi.waitFor(async () => {
          const [rows] = await opened.target.query(
            `SELECT 1 FROM information_schema.processlist WHERE state LIKE 'Waiting for table%' AND (db = '${database}' OR info LIKE '%${database}%')`,
          );
          expect(rows).not.toEqual([]);
        }, patience);
        child.kill('SIGKILL');
      },
    });
    await opened.target.query('UNLOCK TABLES');
    expect(killed.code).toBeNull();
    expect((await verify(killed.path)).codes).toEqual(['backup.cut']);

    const short = await dump('short', { tables: ['items'] });
    expect(short.code).toBe(0);
    expect(await verify(short.path)).toMatchObject({
      codes: ['backup.lacks'],
      problems: [{ params: { tables: 'notes' } }],
      tables: [tables[0], { table: 'notes', rows: null, state: 'missing' }],
    });

    const other = await changed('other', async (file) => {
      const text = await readFile(file, 'latin1');
      expect(text).toContain(marked);
      await writeFile(file, text.replace(marked, marked.replace('500', '501')), 'latin1');
    });
    expect(await verify(other)).toMatchObject({
      codes: ['backup.differs'],
      tables: [{ ...tables[0], state: 'differs' }, tables[1]],
    });

    const old = await changed('old', async () => undefined);
    const said = program === 'mydumper' ? join(old, 'metadata') : old;
    const clock = /\d{4}-\d\d-\d\d +\d{1,2}:\d\d:\d\d(?=\s*$)/gm;
    await writeFile(said, (await readFile(said, 'latin1')).replace(clock, '2020-01-02 03:04:05'), 'latin1');
    await utimes(said, new Date(), new Date());
    expect((await verify(old)).codes).toEqual(['backup.old']);

    if (knowsGenerated) return;
    await opened.target.query(`ALTER TABLE items ADD COLUMN ${generated}`);
    const filled = await dump('filled');
    expect(filled.code).toBe(0);
    const refused = await verify(filled.path);
    expect(refused).toMatchObject({
      codes: ['backup.generated'],
      problems: [{ text: expect.stringContaining('ERROR 3105') }],
    });
  });
});
