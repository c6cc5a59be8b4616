import type { MysqlEndpoint } from '../../../src/config/config.js';
import { quoteText } from '../../../src/core/sql.js';
import type { ValidationLevel } from '../../../src/core/validation-shape.js';
import { readDatabaseFacts } from '../../../src/mysql/facts.js';
import { openSession, type Row, type Session } from '../../../src/mysql/session.js';
import { runValidation } from '../../../src/phases/rows/validate/run-validation.js';
import type { RunValidationOptions } from '../../../src/phases/rows/validate/validation-options.js';
import type { DatabaseFacts } from '../../../src/plan/facts.js';
import type { Plan, TablePlan } from '../../../src/plan/plan.js';
import type { Treatment } from '../../../src/plan/treatments.js';
import { type Preset, presetSchema } from '../../../src/preset/schema.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import type { SharedServer } from '../../e2e/support/servers.js';
import { expectChineseChecks } from '../../text/expect-chinese.js';
import { secretColumns } from '../preset.js';

/**
 * A small system with one of each treatment, filled on both sides by plain SQL: what the target must hold is written down
 * here a second time, without the product's mapping.
 */

export const tenant = 'acme';
/** What the target's IDs are higher by. */
export const shift = { apps: 1000, items: 5000, kvs: 300, bindings: 70, creds: 20 };
export const sizes = { apps: 12, items: 120, kvs: 20, bindings: 10, creds: 6 };

const common = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci';
const tables = (side: 'source' | 'target') => {
  const tenantColumn = side === 'target' ? `, tenant_id VARCHAR(255) NOT NULL DEFAULT 'default'` : '';
  const ticket = side === 'target' ? 'VARCHAR(256)' : 'INT';
  return [
    `CREATE TABLE apps (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, biz_id BIGINT UNSIGNED NOT NULL,
      name VARCHAR(100) NOT NULL, memo VARCHAR(256) NULL, approver VARCHAR(100) NOT NULL, updated_at DATETIME(6) NOT NULL${tenantColumn},
      UNIQUE KEY names (${side === 'target' ? 'tenant_id, ' : ''}name)) ${common}`,
    `CREATE TABLE items (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, biz_id BIGINT UNSIGNED NOT NULL,
      app_id BIGINT UNSIGNED NULL, name VARCHAR(100) NOT NULL, code VARCHAR(50) COLLATE utf8mb4_bin NULL,
      note LONGTEXT NULL, payload LONGBLOB NOT NULL, ratio DOUBLE NOT NULL, share FLOAT NOT NULL,
      price DECIMAL(20,6) NOT NULL, flags BIT(9) NOT NULL, moment DATETIME(6) NULL, ticket ${ticket} NULL,
      doc JSON NOT NULL${tenantColumn}) ${common}`,
    `CREATE TABLE kvs (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, biz_id BIGINT UNSIGNED NOT NULL,
      app_id BIGINT UNSIGNED NOT NULL, name VARCHAR(100) COLLATE utf8mb4_bin NOT NULL, version BIGINT UNSIGNED NOT NULL${tenantColumn}) ${common}`,
    `CREATE TABLE bindings (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, biz_id BIGINT UNSIGNED NOT NULL,
      app_ids JSON NOT NULL, scope JSON NULL${tenantColumn}) ${common}`,
    `CREATE TABLE creds (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, biz_id BIGINT UNSIGNED NOT NULL,
      secret_text VARCHAR(256) NOT NULL${tenantColumn}) ${common}`,
    `CREATE TABLE id_generators (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, resource VARCHAR(50) NOT NULL UNIQUE,
      max_id BIGINT UNSIGNED NOT NULL) ${common}`,
  ];
};

/** The values of one row as SQL literals, for the source or, with its shifts, for the target. `sorted`: JSON as MySQL orders it. */
type RowMaker = (index: number, side: 'source' | 'target', sorted: boolean) => readonly string[];

const id = (table: keyof typeof shift, index: number, side: 'source' | 'target') =>
  String(index + (side === 'target' ? shift[table] : 0));
const appOf = (index: number) => (index % sizes.apps) + 1;
const biz = (index: number) => (index % 4 === 0 ? '3' : '2');

/** Bytes that look like nothing else, the same on every run. */
export function payloadOf(index: number): Buffer {
  return Buffer.from(
    Array.from({ length: 60 }, (_, position) => (index * 31 + position * 97 + (position >> 2)) % 256),
  );
}

/** Row 10 has a megabyte of text, every fifth none, every fifth an empty one. */
export function noteOf(index: number): string | null {
  if (index === 10) return 'lorem ipsum '.repeat(90_000);
  if (index % 5 === 0) return null;
  if (index % 5 === 1) return '';
  return `line ${index}\r\nnext\tcol \\ 'quoted' "double" \0 nul 中文😀 é`;
}

const makers: Readonly<Record<keyof typeof shift, RowMaker>> = {
  apps: (index, side) => [
    id('apps', index, side),
    biz(index),
    quoteText(`App ${index} é`),
    index % 3 === 0 ? 'NULL' : quoteText(`memo ${index}`),
    quoteText(side === 'target' ? 'ann.new,bob' : 'ann,bob'),
    `'2024-05-06 07:08:09.${String(100_000 + index).padStart(6, '0')}'`,
  ],
  items: (index, side, sorted) => {
    const code = index % 5 === 0 ? null : index % 5 === 1 ? '' : `Code-${index}`;
    const note = noteOf(index);
    return [
      id('items', index, side),
      biz(index),
      index % 7 === 0 ? '0' : index % 11 === 0 ? 'NULL' : id('apps', appOf(index), side),
      quoteText(`Item ${index} é`),
      code === null ? 'NULL' : quoteText(code),
      note === null ? 'NULL' : quoteText(note),
      `X'${payloadOf(index).toString('hex')}'`,
      `${index}.12345678901234e-5`,
      `${index}.123456e0`,
      `${index * 1000}.123456`,
      String(index % 512),
      index % 9 === 0 ? 'NULL' : `'2024-05-06 07:08:09.${String(index).padStart(6, '0')}'`,
      side === 'target' ? `'${index}'` : String(index),
      quoteText(
        sorted
          ? `{"a": [1, 2.5, "x"], "b": ${index}, "big": 12345678901234567890, "中": "é", "flag": true}`
          : `{"b": ${index}, "a": [1, 2.5, "x"], "big": 12345678901234567890, "flag": true, "中": "é"}`,
      ),
    ];
  },
  kvs: (index, side) => [
    id('kvs', index, side),
    biz(index),
    id('apps', appOf(index), side),
    quoteText(`key_${index}`),
    // Every fourth secret got another version number in the target.
    String(side === 'target' && index % 4 === 0 ? 1 : index),
  ],
  bindings: (index, side, sorted) => {
    const app = (offset: number) => id('apps', appOf(index + offset), side);
    return [
      id('bindings', index, side),
      biz(index),
      quoteText(`[${app(0)}, ${app(1)}]`),
      index % 3 === 0
        ? 'NULL'
        : quoteText(
            sorted
              ? `{"rate": 1.0, "groups": [{"id": 0, "name": "d"}, {"id": ${app(2)}, "name": "${index}"}]}`
              : `{"groups": [{"id": 0, "name": "d"}, {"id": ${app(2)}, "name": "${index}"}], "rate": 1.0}`,
          ),
    ];
  },
  creds: (index, side) => [id('creds', index, side), biz(index), quoteText(`ciphertext-${index}==`)],
};

const treatments: Readonly<Record<keyof typeof shift, Readonly<Record<string, Treatment>>>> = {
  apps: { approver: { kind: 'users', map: { ann: 'ann.new' }, separator: ',' } },
  items: {
    app_id: { kind: 'reference', table: 'apps', offset: String(shift.apps) },
    ticket: { kind: 'cast', from: 'int', to: 'varchar(256)' },
  },
  kvs: { app_id: { kind: 'reference', table: 'apps', offset: String(shift.apps) } },
  bindings: {
    app_ids: { kind: 'json-ids', paths: [{ path: '[*]', table: 'apps', offset: String(shift.apps) }] },
    scope: {
      kind: 'json-ids',
      paths: [{ path: '.groups[*].id', table: 'apps', offset: String(shift.apps) }],
    },
  },
  creds: {},
};

export interface World {
  readonly source: MysqlEndpoint;
  readonly target: MysqlEndpoint;
  readonly plan: Plan;
  /** Runs statements on one side. */
  run(side: 'source' | 'target', ...statements: readonly string[]): Promise<void>;
  query(side: 'source' | 'target', sql: string): Promise<Row[]>;
  /** Removes both databases. */
  close(): Promise<void>;
}

const text = (en: string) => ({ en, zh: en });

/** What the preset says of this system. */
export const worldPreset: Preset = presetSchema.parse({
  name: 'world',
  title: text('World'),
  source_version: '1',
  target_version: '2',
  tenant: { column: 'tenant_id', max_length: 255 },
  business: { column: 'biz_id' },
  id: { column: 'id', max: 4294967295 },
  references: { app_id: 'apps' },
  tables: ['apps', 'items', 'kvs', 'bindings', 'creds'].map((name) => ({
    name,
    level: 1,
    volatile: name === 'apps' ? ['memo'] : [],
  })),
  skip: [],
  id_generators: { table: 'id_generators', resource_column: 'resource', max_column: 'max_id', without: [] },
  not_moved: [],
  watch_lists: [],
  checklist: [{ id: 'done', when: 'after', title: text('Done'), kind: 'manual' }],
});

/** Validates a world as the command does. */
export async function validateWorld(
  world: World,
  level: ValidationLevel,
  more: Partial<RunValidationOptions> = {},
) {
  const result = await runValidation({
    config: {
      source: { mysql: world.source, production: false },
      target: { mysql: world.target, production: false },
      options: { batchSize: 1000, parallel: 2, onError: 'stop' },
    },
    preset: worldPreset,
    plan: world.plan,
    runId: 'test',
    level,
    cellContext: {},
    versionChanges,
    listener: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
  expectChineseChecks(result.checks);
  return result;
}

/** What the Vault phase's ledger holds: every fourth secret was written as version 1. */
export async function* versionChanges(table: string) {
  if (table !== 'kvs') return;
  for (let index = 4; index <= sizes.kvs; index += 4) {
    yield { rowKey: String(index + shift.kvs), sourceVersion: String(index), targetVersion: '1' };
  }
}

/** Makes both databases, `<name>_source` and `<name>_target`, equal as after a faultless run. */
export async function makeWorld(
  sourceServer: SharedServer,
  targetServer: SharedServer,
  name: string,
): Promise<World> {
  const sessions = {
    source: await openSession(endpointOf(sourceServer, ''), 'target-writer'),
    target: await openSession(endpointOf(targetServer, ''), 'target-writer'),
  };
  const facts: DatabaseFacts[] = [];
  for (const side of ['source', 'target'] as const) {
    const session = sessions[side];
    const database = `${name}_${side}`;
    await session.execute(`DROP DATABASE IF EXISTS ${database}`);
    await session.execute(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`);
    await session.execute(`USE ${database}`);
    for (const ddl of tables(side)) await session.execute(ddl);
    for (const table of tableNames) await fill(session, side, table, sourceServer.flavour === 'mysql');
    await fillGenerators(session, side);
    facts.push(await readDatabaseFacts(session, database));
  }
  const [from, to] = facts;
  if (!from || !to) throw new Error('no facts');
  return {
    source: endpointOf(sourceServer, from.database),
    target: endpointOf(targetServer, to.database),
    plan: makePlan(from, to),
    async run(side, ...statements) {
      for (const sql of statements) await sessions[side].execute(sql);
    },
    query: (side, sql) => sessions[side].query(sql),
    async close() {
      for (const side of ['source', 'target'] as const) {
        await sessions[side].execute(`DROP DATABASE ${name}_${side}`);
        await sessions[side].close();
      }
    },
  };
}

const tableNames = ['apps', 'items', 'kvs', 'bindings', 'creds'] as const;

async function fill(
  session: Session,
  side: 'source' | 'target',
  table: (typeof tableNames)[number],
  sorted: boolean,
) {
  const owner = side === 'target' ? [`'${tenant}'`] : [];
  const rows = Array.from({ length: sizes[table] }, (_, index) => [
    ...makers[table](index + 1, side, sorted),
    ...owner,
  ]);
  if (side === 'target') {
    // Another tenant's rows between ours, with the source's own IDs.
    for (let index = 1; index <= 5; index += 1)
      rows.push([...makers[table](index, 'source', sorted), `'other'`]);
  }
  const values = rows.map((row) => `(${row.join(', ')})`);
  await session.execute(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
}

async function fillGenerators(session: Session, side: 'source' | 'target') {
  const values = tableNames.map(
    (table, index) => `(${index + 1}, '${table}', ${sizes[table] + (side === 'target' ? shift[table] : 0)})`,
  );
  await session.execute(`INSERT INTO id_generators VALUES ${values.join(', ')}`);
}

function makePlan(from: DatabaseFacts, to: DatabaseFacts): Plan {
  const summary = (facts: DatabaseFacts) => ({
    flavour: facts.flavour,
    version: facts.version,
    identity: facts.serverIdentity,
    database: facts.database,
  });
  return {
    formatVersion: 1,
    preset: 'world',
    tenant: { column: 'tenant_id', id: tenant },
    ids: { mode: 'offset', reason: 'a test' },
    source: summary(from),
    target: summary(to),
    tables: tableNames.map((table) => tablePlan(table, from, to)),
    skipped: [],
    generators: tableNames.map((table) => ({ table, resource: table })),
    vault: {
      sourceMount: 'a',
      targetMount: 'b',
      secrets: [
        {
          table: 'kvs',
          path: 'biz/{biz_id}/apps/{app_id}/kvs/{name}',
          ...secretColumns,
        },
      ],
    },
    notMoved: [],
    fingerprint: 'test',
  };
}

function tablePlan(table: (typeof tableNames)[number], from: DatabaseFacts, to: DatabaseFacts): TablePlan {
  const source = new Map(from.tables[table]?.columns.map((column) => [column.name, column]));
  return {
    table,
    source: table,
    target: table,
    level: 1,
    key: ['id'],
    columns: (to.tables[table]?.columns ?? []).map((column) => {
      const secret = column.name === 'secret_text';
      if (column.name === 'tenant_id') {
        return { name: column.name, treatment: { kind: 'constant', value: tenant }, target: column, secret };
      }
      const treatment: Treatment =
        column.name === 'id'
          ? { kind: 'offset', offset: String(shift[table]) }
          : (treatments[table][column.name] ?? { kind: 'same' });
      return { name: column.name, treatment, source: source.get(column.name), target: column, secret };
    }),
    droppedColumns: [],
    approximateRows: sizes[table],
    approximateBytes: 0,
  };
}
