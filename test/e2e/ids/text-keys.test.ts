import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

/** IDs that are no integers: with kept IDs everything works as with integers, and they are never shifted. */

interface Shape {
  readonly name: string;
  /** SQL type of the IDs, as a column definition without its constraints. */
  readonly type: string;
  /** Three IDs and one of another tenant, as SQL. */
  readonly ids: readonly [string, string, string, string];
  /** A value that no row has. */
  readonly gone: string;
}

const shapes: readonly Shape[] = [
  {
    name: 'text',
    type: 'varchar(36)',
    ids: ["'m18273645'", "'007'", "'zoë \\'x'", "'other'"],
    gone: "'gone'",
  },
  {
    name: 'UUID',
    type: 'char(36) CHARACTER SET ascii',
    ids: ['0f', '5c', 'a1', 'ff'].map((start) => `'${start}000000-0000-4000-8000-00000000000a'`) as never,
    gone: "'ee000000-0000-4000-8000-00000000000a'",
  },
  {
    name: 'binary',
    type: 'binary(16)',
    ids: ['00', '5C', 'A1', 'FF'].map((start) => `X'${start}00000000004000800000000000000A'`) as never,
    gone: "X'EE00000000004000800000000000000A'",
  },
  { name: 'decimal', type: 'decimal(30,2)', ids: ['1.50', '2', '12345678901234567890.25', '7'], gone: '99' },
  { name: 'ENUM', type: "enum('b','a','c','d','e')", ids: ["'b'", "'a'", "'c'", "'d'"], gone: "'e'" },
];

function caseOf(
  { type, ids, gone }: Shape,
  servers: Pick<SmallCase, 'sourceServer' | 'targetServer'>,
): SmallCase {
  const [first, second, third, other] = ids;
  const tables = (tenant: string) => `
    CREATE TABLE owners (id ${type} NOT NULL, biz_id int NOT NULL DEFAULT 2, name varchar(20)${tenant}, PRIMARY KEY (id));
    CREATE TABLE things (id ${type} NOT NULL, owner_id ${type} NULL, biz_id int NOT NULL DEFAULT 2, name varchar(20)${tenant},
      PRIMARY KEY (id), UNIQUE KEY n (${tenant === '' ? '' : 'tenant_id, '}biz_id, name));
    CREATE TABLE pairs (owner_id ${type} NOT NULL, thing_id ${type} NOT NULL, note varchar(20)${tenant},
      PRIMARY KEY (owner_id, thing_id));`;
  return {
    ...servers,
    tables: ['owners', 'things', 'pairs'],
    references: { owner_id: 'owners', thing_id: 'things' },
    levels: { things: 2, pairs: 3 },
    settings: { options: { batch_size: 2 } },
    source: `${tables('')}
      INSERT INTO owners (id, name) VALUES (${first}, 'a'), (${second}, 'b'), (${third}, 'c');
      INSERT INTO things (id, owner_id, name) VALUES (${first}, ${third}, 'one'), (${second}, NULL, 'two'), (${third}, ${gone}, 'three');
      INSERT INTO pairs VALUES (${first}, ${first}, 'x'), (${first}, ${second}, 'y'), (${third}, ${second}, 'z');`,
    target: `${tables(", tenant_id varchar(50) NOT NULL DEFAULT 'default'")}
      INSERT INTO owners (id, name, tenant_id) VALUES (${other}, 'theirs', 't2');`,
  };
}

const servers: readonly (readonly [Flavour, Flavour])[] = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
];

function expectCode(ended: Ended, code: number): void {
  expect(ended.stdout + ended.stderr).not.toMatch(/BigInt|Unexpected/i);
  if (ended.exitCode !== code) expect(`${ended.stdout}\n${ended.stderr}`).toBe(`exit code ${code}`);
}

async function runOf(at: OpenedCase): Promise<string> {
  const run = linesOf(await at.cli('runs')).find(({ runId }) => typeof runId === 'string');
  return String(run?.runId);
}

async function contents(at: OpenedCase['source'], table: string, where = 'TRUE'): Promise<unknown> {
  const columns = table === 'pairs' ? 'owner_id, thing_id, note' : 'id, name';
  const [rows] = await at.query(`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY 1, 2`);
  return rows;
}

test.for(shapes.flatMap((shape) => servers.map(([from, to]) => ({ ...shape, from, to }))))(
  'IDs of $name go from $from to $to, are validated, repaired and taken back',
  async ({ from, to, ...shape }) => {
    const at = await openCase(caseOf(shape, { sourceServer: from, targetServer: to }));
    expectCode(await at.cli('check'), 0);
    expectCode(await at.cli('plan'), 0);
    expectCode(await at.cli('run'), 0);
    for (const table of ['owners', 'things', 'pairs']) {
      expect(await contents(at.target, table, "tenant_id = 'acme'")).toEqual(
        await contents(at.source, table),
      );
    }
    for (const level of ['counts', 'checksum', 'full']) {
      const validated = await at.cli('validate', '--level', level);
      expectCode(validated, 0);
      const orphans = linesOf(validated).filter(
        ({ type, check, ok }) => type === 'check' && check === 'orphans' && ok === false,
      );
      expect(orphans).toMatchObject([{ table: 'things', sourceFault: true }]);
    }

    const [first, second, third] = shape.ids;
    await at.target.query(`DELETE FROM things WHERE id = ${first}`);
    await at.target.query(`UPDATE things SET owner_id = ${second}, name = 'wrong' WHERE id = ${third}`);
    await at.target.query(`DELETE FROM pairs WHERE owner_id = ${first} AND thing_id = ${second}`);
    const damaged = await at.cli('validate', '--level', 'full');
    expectCode(damaged, 3);
    const proposed = await at.cli('validate', '--repair', '--dry-run');
    const actions = linesOf(proposed)
      .filter(({ type }) => type === 'repair')
      .map(({ action }) => action);
    expect(actions).toEqual(['recopy-row', 'recopy-row', 'recopy-row']);
    const file = join(at.configFile, '..', 'repair.sql');
    await at.cli('validate', '--repair-sql', file);
    const sql = await readFile(file, 'utf8');
    for (const statement of ['INSERT INTO `things`', 'UPDATE `things`', 'INSERT INTO `pairs`']) {
      expect(sql).toContain(statement);
    }
    expectCode(await at.cli('validate', '--repair', '--confirm', at.targetDatabase), 0);
    expectCode(await at.cli('validate', '--level', 'full'), 0);

    expectCode(await at.cli('report', '--format', 'json'), 0);
    expectCode(await at.cli('checklist'), 0);
    const runId = await runOf(at);
    expectCode(await at.cli('rollback', '--run', runId, '--dry-run'), 0);
    expectCode(await at.cli('rollback', '--run', runId, '--confirm', at.targetDatabase), 0);
    expect(await contents(at.target, 'things')).toEqual([]);
    expect(await contents(at.target, 'owners')).toMatchObject([{ name: 'theirs' }]);
  },
);

test('shifting IDs that are no integers is refused in words', async () => {
  for (const shape of shapes.filter(({ name }) => name === 'text' || name === 'decimal')) {
    const at = await openCase({
      ...caseOf(shape, {}),
      settings: { migration: { ids: 'offset' } },
    });
    for (const command of ['check', 'run']) {
      const refused = await at.cli(command);
      expectCode(refused, 2);
      expect(refused.stdout).toContain('no integers, and nothing can be added to them');
    }
  }
});

test('IDs of text inside JSON and of left-out tables are followed, and become no 0', async () => {
  const tables = (tenant: string) => `
    CREATE TABLE templates (id varchar(36) COLLATE utf8mb4_bin NOT NULL, name varchar(20)${tenant}, PRIMARY KEY (id));
    CREATE TABLE sets (id varchar(36) COLLATE utf8mb4_unicode_ci NOT NULL, template_id varchar(36) COLLATE utf8mb4_unicode_ci NOT NULL, template_ids json NOT NULL${tenant}, PRIMARY KEY (id));`;
  const at = await openCase({
    tables: ['templates', 'sets'],
    levels: { sets: 2 },
    generators: false,
    preset: {
      references: { template_id: 'templates' },
      tables: [
        { name: 'templates', level: 1 },
        {
          name: 'sets',
          level: 2,
          json_references: [{ column: 'template_ids', path: '[*]', table: 'templates' }],
        },
      ],
      business: undefined,
      id_generators: undefined,
      skip: undefined,
      not_moved: undefined,
      watch_lists: undefined,
      checklist: undefined,
    },
    source: `${tables('')}
      INSERT INTO templates VALUES ('a', 'A'), ('b "x"', 'B');
      INSERT INTO sets VALUES ('s1', 'a', '["a","b \\\\"x\\\\""]'), ('s2', '', '[]'), ('s3', 'gone', '["a","gone"]');`,
    target: tables(", tenant_id varchar(50) NOT NULL DEFAULT 'default'"),
  });
  expectCode(await at.cli('check'), 0);
  expectCode(await at.cli('run'), 0);
  const validated = await at.cli('validate', '--level', 'full');
  expectCode(validated, 0);
  const faults = linesOf(validated).filter(
    ({ type, sourceFault }) => type === 'check' && sourceFault === true,
  );
  expect(faults.map(({ check, table }) => [check, table])).toEqual([
    ['orphans', 'sets'],
    ['json-orphans', 'sets'],
  ]);
  await at.target.query(`UPDATE sets SET template_ids = '["a","nowhere"]' WHERE id = 's1'`);
  const damaged = await at.cli('validate');
  expectCode(damaged, 3);
  expect(
    linesOf(damaged).some(
      ({ type, check, ok, sourceFault }) =>
        type === 'check' && check === 'json-orphans' && !ok && !sourceFault,
    ),
  ).toBe(true);
  expectCode(await at.cli('validate', '--repair', '--confirm', at.targetDatabase), 0);
  expectCode(await at.cli('checklist'), 0);
  expectCode(await at.cli('report', '--format', 'md'), 0);
  const refused = await at.cli('check', '--biz-ids', '2');
  expectCode(refused, 2);
  expect(refused.stdout).toContain('names no business column');
  expectCode(await at.cli('rollback', '--run', await runOf(at), '--confirm', at.targetDatabase), 0);
});

test.for([
  { without: 'the source', drop: 'source' as const },
  { without: 'the target', drop: 'target' as const },
])('a table of generators that $without does not have is said, and all else works', async ({ drop }) => {
  const rows = (tenant: string) => `
    CREATE TABLE apps (id int unsigned NOT NULL AUTO_INCREMENT, biz_id int NOT NULL DEFAULT 2, name varchar(10)${tenant}, PRIMARY KEY (id));`;
  const at = await openCase({
    tables: ['apps'],
    source: `${rows('')}
      INSERT INTO apps (name) VALUES ('a'), ('b');`,
    target: `${rows(", tenant_id varchar(50) NOT NULL DEFAULT 'default'")}
      INSERT INTO apps VALUES (1, 2, 'other', 't2');`,
  });
  await at[drop].query('DROP TABLE id_generators');
  expectCode(await at.cli('check'), 0);
  expectCode(await at.cli('run'), 0);
  expectCode(await at.cli('validate', '--level', 'full'), 0);
  const [rowsNow] = await at.target.query(`SELECT name FROM apps WHERE tenant_id = 'acme' ORDER BY id`);
  expect(rowsNow).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  expectCode(await at.cli('rollback', '--run', await runOf(at), '--confirm', at.targetDatabase), 0);
});

test('a reference whose column no table has is a finding: a blocker where IDs are shifted', async () => {
  const rows = (tenant: string) => `
    CREATE TABLE apps (id int unsigned NOT NULL, biz_id int NOT NULL DEFAULT 2${tenant}, PRIMARY KEY (id));
    CREATE TABLE parts (id int unsigned NOT NULL, app_id int unsigned NOT NULL, biz_id int NOT NULL DEFAULT 2${tenant}, PRIMARY KEY (id));`;
  const small: SmallCase = {
    tables: ['apps', 'parts'],
    references: { ap_id: 'apps' },
    levels: { parts: 2 },
    source: rows(''),
    target: rows(", tenant_id varchar(50) NOT NULL DEFAULT 'default'"),
  };
  const finding = async (at: OpenedCase, code: number) => {
    const checked = await at.cli('check');
    expectCode(checked, code);
    const found = linesOf(checked).map(
      (line) => line.finding as { code?: string; severity?: string; title?: string },
    );
    return found.find((one) => one?.code === 'preset.unknown-columns');
  };
  expect(await finding(await openCase(small), 0)).toMatchObject({ severity: 'warning' });
  const shifted = await finding(await openCase({ ...small, settings: { migration: { ids: 'offset' } } }), 2);
  expect(shifted).toMatchObject({ severity: 'blocker' });
  expect(shifted?.title).toContain('ap_id → apps (app_id?)');
});

const dangling = shapes.filter(({ name }) => name === 'text' || name === 'UUID' || name === 'ENUM');

test.for(dangling)(
  'dangling references of $name cannot become 0, which is refused in words',
  async (shape) => {
    const at = await openCase({
      ...caseOf(shape, {}),
      settings: { migration: { dangling_references: 'zero' } },
    });
    for (const command of ['check', 'run']) {
      const refused = await at.cli(command);
      expectCode(refused, 2);
      const codes = linesOf(refused).map((line) => (line.finding as { code?: string } | undefined)?.code);
      if (command === 'check') expect(codes).toContain('reference.no-none');
      expect(refused.stdout).toContain('none of them can become 0');
    }
    // As the remedy says.
    await writeFile(
      at.configFile,
      (await readFile(at.configFile, 'utf8')).replace(/^ *dangling_references: .*\n/m, ''),
      { mode: 0o600 },
    );
    expectCode(await at.cli('run'), 0);
  },
);

test.for(dangling)(
  'dangling references of $name to rows of another tenant are refused in words',
  async (shape) => {
    const small = caseOf(shape, { sourceServer: 'mysql', targetServer: 'mysql' });
    const at = await openCase(small);
    await at.target.query(
      `INSERT INTO owners (id, name, tenant_id) VALUES (${shape.gone}, 'theirs, too', 't2')`,
    );
    for (const command of ['check', 'run']) {
      const refused = await at.cli(command);
      expectCode(refused, 2);
      expect(refused.stdout).toContain('"reference.adopted"');
      expect(refused.stdout).toContain('cannot be changed on the way');
    }
    // As the remedy says: corrected in the source.
    await at.source.query(`UPDATE things SET owner_id = NULL WHERE owner_id = ${shape.gone}`);
    expectCode(await at.cli('run'), 0);
    expectCode(await at.cli('validate', '--level', 'full'), 0);
  },
);
