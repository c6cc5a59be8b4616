import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { proposeRepairs } from '../../../src/phases/rows/repair/repair-plan.js';
import { repairSql } from '../../../src/phases/rows/repair/repair-sql.js';
import { validateTables } from '../../../src/phases/rows/validate/validate-tables.js';
import type { DatabaseFacts } from '../../../src/plan/facts.js';
import type { Plan } from '../../../src/plan/plan.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

const keys: Readonly<Record<string, readonly string[]>> = {
  by_text: ['name'],
  by_pair: ['a', 'b'],
  by_bytes: ['token'],
  by_double: ['n', 'm'],
  without_key: [],
  many: ['id'],
};

const ddl = (tenant: string) => [
  `CREATE TABLE by_text (name VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL PRIMARY KEY, v INT${tenant})`,
  `CREATE TABLE by_pair (a INT NOT NULL, b INT NOT NULL, v INT, PRIMARY KEY (a, b)${tenant})`,
  `CREATE TABLE by_bytes (token VARBINARY(16) NOT NULL PRIMARY KEY, v INT${tenant})`,
  `CREATE TABLE by_double (n DOUBLE NOT NULL, m FLOAT NOT NULL, v INT, PRIMARY KEY (n, m)${tenant})`,
  `CREATE TABLE without_key (v INT, w VARCHAR(20)${tenant})`,
  `CREATE TABLE many (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, v INT NOT NULL${tenant})`,
];

const names = ['a', 'b', 'ä-1', 'Z', 'z_2', '中', 'ß', '😀', 'a b', "o'c"];
const rowsOf = (table: string): string[] => {
  if (table === 'by_text') return names.map((name, index) => `'${name.replaceAll("'", "\\'")}', ${index}`);
  if (table === 'by_pair') return Array.from({ length: 40 }, (_, i) => `${i >> 2}, ${i % 4}, ${i}`);
  if (table === 'by_bytes')
    return Array.from({ length: 30 }, (_, i) => `X'${(i * 7919).toString(16).padStart(8, '0')}', ${i}`);
  if (table === 'by_double')
    return ['0.1, 0.1, 1', '1e-300, 16777213, 2', '-1e300, 0, 3', '0.1e0 + 0.2e0, 3, 4'];
  if (table === 'without_key') return ['1, NULL', '1, NULL', `1, ''`, `2, 'x'`, `2, 'x'`];
  // Gaps between the ids, so that ranges of ids and of rows are not the same.
  return Array.from({ length: 12_000 }, (_, i) => `${i * 3 + 1}, ${i % 1000}`);
};

const damage: Readonly<Record<string, string>> = {
  by_text: `UPDATE by_text SET name = 'A' WHERE name = 'a'`,
  by_pair: 'UPDATE by_pair SET v = -1 WHERE a = 7 AND b = 2',
  by_bytes: `DELETE FROM by_bytes WHERE token = X'00001EEF'`,
  by_double: 'UPDATE by_double SET v = -v WHERE v IN (1, 2, 4)',
  without_key: `UPDATE without_key SET w = 'y' WHERE w = 'x' LIMIT 1`,
  many: 'UPDATE many SET v = v + 1 WHERE id IN (4, 30001)',
};

const found: Readonly<Record<string, readonly string[]>> = {
  by_text: ['missing-in-target name=a', 'extra-in-target name=A'],
  by_pair: ['field-mismatch a=7, b=2'],
  by_bytes: ['missing-in-target token=00001EEF'],
  by_double: [
    'field-mismatch n=[0.1], m=[0.10000000149011612]',
    'field-mismatch n=[1e-300], m=[16777213]',
    'field-mismatch n=[0.30000000000000004], m=[3]',
  ],
  without_key: ['missing-in-target row', 'extra-in-target row'],
  many: ['field-mismatch id=4', 'field-mismatch id=30001'],
};

describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('keys of every kind, %s to %s', (from, to) => {
  const name = uniqueName('keys');
  const sides = [
    { server: sharedServer(from), database: `${name}_s`, tenant: '' },
    { server: sharedServer(to), database: `${name}_t`, tenant: `, tenant_id VARCHAR(20) NOT NULL` },
  ] as const;
  const sessions: Session[] = [];
  let plan: Plan;

  beforeAll(async () => {
    const facts: DatabaseFacts[] = [];
    for (const { server, database, tenant } of sides) {
      const session = await openSession(endpointOf(server, ''), 'target-writer');
      sessions.push(session);
      await session.execute(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
      await session.execute(`USE ${database}`);
      for (const statement of ddl(tenant)) await session.execute(statement);
      for (const table of Object.keys(keys)) {
        const values = rowsOf(table).map((row) => `(${row}${tenant === '' ? '' : `, 'acme'`})`);
        await session.execute(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
      }
      facts.push(await readDatabaseFacts(session, database));
    }
    const [source, target] = facts;
    if (!source || !target) throw new Error('no facts');
    plan = planOf(source, target);
  });
  afterAll(async () => {
    for (const [index, session] of sessions.entries()) {
      await session.execute(`DROP DATABASE ${sides[index]?.database}`);
      await session.close();
    }
  });

  const validate = () =>
    validateTables({
      source: endpointOf(sides[0].server, sides[0].database),
      target: endpointOf(sides[1].server, sides[1].database),
      plan,
      level: 'full',
      parallel: 2,
      cellContext: {},
      listener: () => undefined,
      signal: new AbortController().signal,
    });

  test('equal tables are equal', async () => {
    const results = await validate();
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(results.find(({ table, check }) => table === 'many' && check === 'full')?.rows).toBe(12_000);
  });

  test('differences are found by every kind of key', async () => {
    for (const sql of Object.values(damage)) await sessions[1]?.execute(sql);
    const results = await validate();
    for (const [table, expected] of Object.entries(found)) {
      const differences = results
        .filter((result) => result.table === table && result.check === 'full')
        .flatMap(({ differences: listed }) => listed.map(({ kind, key }) => `${kind} ${key}`));
      expect(differences.map((text) => text.replace(/row with SHA-256.*/, 'row')).toSorted()).toEqual(
        expected.toSorted(),
      );
    }
  });

  test('what is missing by any key comes back with the exported SQL', async () => {
    const [from, to] = sessions;
    if (!from || !to) throw new Error('no sessions');
    const checks = await validate();
    const rows = checks.filter(({ table }) => table === 'by_text' || table === 'by_bytes');
    const proposals = proposeRepairs(plan, {
      runId: null,
      level: 'full',
      startedAt: '',
      finishedAt: '',
      checks: rows,
      differences: 0,
      ok: false,
    });
    // The extra row first, as its reader will: it has the missing one's key by the collation.
    await to.execute(`DELETE FROM by_text WHERE name = 'A'`);
    let script = '';
    for await (const line of repairSql({ source: from, target: to }, { plan, cellContext: {} }, proposals))
      script += line;
    const statements = script.split('\n').filter((line) => line.startsWith('INSERT'));
    expect(statements).toHaveLength(2);
    for (const statement of statements) await to.execute(statement);
    const left = (await validate()).filter(({ ok, table }) => !ok && table?.startsWith('by_'));
    expect(new Set(left.map(({ table }) => table))).toEqual(new Set(['by_pair', 'by_double']));
  });

  test('only so many differences are listed, and all are counted', async () => {
    await sessions[1]?.execute('UPDATE many SET v = v + 1 WHERE id > 10000');
    const result = (await validate()).find(({ table, check }) => table === 'many' && check === 'full');
    expect(result?.differences).toHaveLength(200);
    expect(result?.detail).toContain('8,667 of 12,000 rows differ');
    expect(result?.matchingRows).toBe(12_000 - 8667);
  });
});

function planOf(source: DatabaseFacts, target: DatabaseFacts): Plan {
  const summary = (facts: DatabaseFacts) => ({
    flavour: facts.flavour,
    version: facts.version,
    identity: facts.serverIdentity,
    database: facts.database,
  });
  return {
    formatVersion: 1,
    preset: 'keys',
    tenant: { column: 'tenant_id', id: 'acme' },
    ids: { mode: 'preserve', reason: 'a test' },
    source: summary(source),
    target: summary(target),
    tables: Object.entries(keys).map(([table, key]) => ({
      table,
      source: table,
      target: table,
      level: 1,
      key,
      columns: (target.tables[table]?.columns ?? []).map((column) => {
        const from = source.tables[table]?.columns.find((candidate) => candidate.name === column.name);
        return from
          ? { name: column.name, treatment: { kind: 'same' }, source: from, target: column, secret: false }
          : {
              name: column.name,
              treatment: { kind: 'constant', value: 'acme' },
              target: column,
              secret: false,
            };
      }),
      droppedColumns: [],
      approximateRows: 0,
      approximateBytes: 0,
    })),
    skipped: [],
    generators: [],
    notMoved: [],
    fingerprint: 'test',
  };
}
