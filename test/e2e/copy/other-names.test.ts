import { expect, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.js';
import { cellContextOf } from '../../../src/keys/cell-context.js';
import { listRuns } from '../../../src/ledger/runs.js';
import { openLedger } from '../../../src/ledger/upgrade.js';
import { openSession } from '../../../src/mysql/session.js';
import { carryOut } from '../../../src/operations/carry-out.js';
import type { RunSummary } from '../../../src/operations/result-shapes.js';
import { phases } from '../../../src/phases/index.js';
import { findConflicts } from '../../../src/phases/rows/check/conflicts/find-conflicts.js';
import type { Flavour } from '../../../src/plan/facts.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { controls } from '../support/journey/journey.js';
import { type OtherNames, planUnderOtherNames } from '../support/other-names.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** Tables and columns that each side calls otherwise, and the preset otherwise again: no name may reach the wrong server. */

const names: Readonly<Record<string, OtherNames>> = {
  apps: {
    source: 'old_apps',
    target: 't_apps',
    columns: { id: 'app_no', biz_id: 'bk_biz', name: 'title', parent_id: 'parent', updated_at: 'changed' },
  },
  entries: {
    source: 'old_entries',
    target: 't_entries',
    columns: { id: 'num', biz_id: 'bk_biz', app_id: 'app', app_ids: 'apps_json', value: 'val' },
  },
  tags: { source: 'old_tags', target: 't_tags', columns: { name: 'tag', app_id: 'app', biz_id: 'bk_biz' } },
};

const source = `
CREATE TABLE old_apps (app_no bigint unsigned PRIMARY KEY, bk_biz int NOT NULL, title varchar(50) NOT NULL, parent bigint unsigned NULL, memo text, changed datetime NOT NULL);
INSERT INTO old_apps VALUES (1,2,'one',NULL,'m','2024-01-01'),(2,2,'two',1,NULL,'2024-01-02'),(3,3,'other business',NULL,'','2024-01-03'),(4,2,'four',2,'é','2024-01-04'),(5,2,'five',0,'x','2024-01-05');
CREATE TABLE old_entries (num bigint unsigned PRIMARY KEY, bk_biz int NOT NULL, app bigint unsigned NOT NULL, apps_json json, val longblob);
INSERT INTO old_entries VALUES (10,2,1,'[1, 2]','a'),(11,2,2,'[4]',NULL),(12,3,3,'[3]','theirs'),(13,2,4,NULL,'\\0b'),(14,2,5,'[]','');
CREATE TABLE old_tags (tag varchar(20) COLLATE utf8mb4_bin NOT NULL, app bigint unsigned NOT NULL, bk_biz int NOT NULL, PRIMARY KEY (tag, app));
INSERT INTO old_tags VALUES ('a',1,2),('a',2,2),('b',1,2),('B',4,2),('c',3,3);`;

const target = `
CREATE TABLE t_apps (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NOT NULL, parent_id bigint unsigned NULL, memo text, updated_at datetime NOT NULL, tenant_id varchar(50) NOT NULL, UNIQUE KEY names (tenant_id, name));
INSERT INTO t_apps VALUES (7,2,'of another tenant',NULL,NULL,'2024-01-01','other');
CREATE TABLE t_entries (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, app_id bigint unsigned NOT NULL, app_ids json, value longblob, tenant_id varchar(50) NOT NULL, CONSTRAINT of_app FOREIGN KEY (app_id) REFERENCES t_apps (id));
CREATE TABLE t_tags (name varchar(20) COLLATE utf8mb4_bin NOT NULL, app_id bigint unsigned NOT NULL, biz_id int NOT NULL, tenant_id varchar(50) NOT NULL, PRIMARY KEY (name, app_id), CONSTRAINT short CHECK (char_length(name) < 9));`;

const ids = {
  mode: 'offset',
  reason: 'the test',
  offsets: { apps: '1000', entries: '500' },
  lowest: { apps: '1', entries: '10' },
  room: { apps: '5', entries: '14' },
} as const;

/** What the target must hold, written down without the product's mapping. */
const expected = {
  t_apps: [
    { id: '7', biz_id: 2, name: 'of another tenant', parent_id: null, memo: null, tenant_id: 'other' },
    { id: '1001', biz_id: 2, name: 'one', parent_id: null, memo: 'm', tenant_id: 'acme' },
    { id: '1002', biz_id: 2, name: 'two', parent_id: '1001', memo: null, tenant_id: 'acme' },
    { id: '1004', biz_id: 2, name: 'four', parent_id: '1002', memo: 'é', tenant_id: 'acme' },
    { id: '1005', biz_id: 2, name: 'five', parent_id: '0', memo: 'x', tenant_id: 'acme' },
  ],
  t_entries: [
    { id: '510', biz_id: 2, app_id: '1001', app_ids: [1001, 1002], value: '61' },
    { id: '511', biz_id: 2, app_id: '1002', app_ids: [1004], value: null },
    { id: '513', biz_id: 2, app_id: '1004', app_ids: null, value: '0062' },
    { id: '514', biz_id: 2, app_id: '1005', app_ids: [], value: '' },
  ],
  t_tags: [
    { name: 'B', app_id: '1004', biz_id: 2 },
    { name: 'a', app_id: '1001', biz_id: 2 },
    { name: 'a', app_id: '1002', biz_id: 2 },
    { name: 'b', app_id: '1001', biz_id: 2 },
  ],
};

async function contents(side: AdminConnection) {
  const [apps] = await side.query(
    'SELECT id, biz_id, name, parent_id, memo, tenant_id FROM t_apps ORDER BY id',
  );
  const [entries] = await side.query(
    'SELECT id, biz_id, app_id, CAST(app_ids AS CHAR) AS app_ids, HEX(value) AS value FROM t_entries ORDER BY id',
  );
  const [tags] = await side.query('SELECT name, app_id, biz_id FROM t_tags ORDER BY name, app_id');
  const rows = (entries as { app_ids: string | null }[]).map((row) => ({
    ...row,
    app_ids: row.app_ids === null ? null : JSON.parse(row.app_ids),
  }));
  return { t_apps: apps, t_entries: rows, t_tags: tags };
}

interface Way {
  readonly from: Flavour;
  readonly to: Flavour;
  readonly bulk: 'load' | 'insert';
  readonly within: boolean;
}

const ways: readonly Way[] = [
  { from: 'mariadb', to: 'mariadb', bulk: 'load', within: false },
  { from: 'mysql', to: 'mysql', bulk: 'insert', within: false },
  { from: 'mariadb', to: 'mysql', bulk: 'insert', within: false },
  { from: 'mysql', to: 'mariadb', bulk: 'load', within: false },
  { from: 'mariadb', to: 'mariadb', bulk: 'load', within: true },
  { from: 'mysql', to: 'mysql', bulk: 'load', within: true },
];

function open({ from, to, bulk, within }: Way): Promise<OpenedCase> {
  return openCase({
    tables: [],
    source,
    target,
    sourceServer: from,
    targetServer: to,
    settings: {
      migration: { biz_ids: [2] },
      options: { batch_size: 2, bulk, within_server: within },
    },
    references: { app_id: 'apps', parent_id: 'apps' },
    preset: {
      tables: [
        { name: 'apps', level: 1 },
        { name: 'entries', level: 2, json_references: [{ column: 'app_ids', path: '[*]', table: 'apps' }] },
        { name: 'tags', level: 2 },
      ],
    },
  });
}

/** Carries the plan out as `run` does once its checks have passed; with `stopAfter` it is stopped after so many chunks, and resumed then. */
async function carry(at: OpenedCase, stopAfter?: number): Promise<RunSummary> {
  const { context } = at;
  const { plan, sourceFacts, targetFacts } = await planUnderOtherNames(at, names, ids);
  const session = await openSession(context.config.target.mysql, 'target-writer');
  try {
    const location = await openLedger(session, at.targetDatabase);
    const earlier = await listRuns({ session, location }, at.targetDatabase, 'acme');
    const { control, stop } = controls(1);
    let chunks = 0;
    const surroundings = {
      phases,
      context,
      request: { phase: 'all', confirm: at.targetDatabase, resume: earlier.length > 0 } as const,
      listener: ({ type }: { readonly type: string }) => {
        if (type !== 'chunk-committed') return;
        chunks += 1;
        if (chunks === stopAfter) stop();
      },
      control,
      session,
      location,
      source: sourceFacts,
    };
    return await carryOut(surroundings, plan, targetFacts, earlier[0] ?? null);
  } finally {
    await session.close();
  }
}

async function conflicts(at: OpenedCase): Promise<readonly Finding[]> {
  const { config, preset } = at.context;
  const { plan, sourceFacts, targetFacts } = await planUnderOtherNames(at, names, ids);
  const [from, to] = await Promise.all([
    openSession(config.source.mysql, 'source'),
    openSession(config.target.mysql, 'target'),
  ]);
  try {
    const found: Finding[] = [];
    const sides = { source: from, target: to, sourceFacts, targetFacts };
    await findConflicts({ ...sides, config, preset, plan, cells: cellContextOf(config) }, (findings) =>
      found.push(...findings),
    );
    return found;
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

function expectCode(ended: Ended, code: number): void {
  if (ended.exitCode !== code) expect(`${ended.stdout}\n${ended.stderr}`).toBe(`exit code ${code}`);
}

test.for(ways)('$from → $to, $bulk, within one server: $within', async (way) => {
  const at = await open(way);
  const before = await contents(at.target);
  expect(await conflicts(at)).toMatchObject([{ code: 'conflict.none' }]);

  expect(await carry(at, 2)).toMatchObject({ outcome: 'stopped' });
  const { outcome, runId } = await carry(at);
  expect(outcome).toBe('complete');
  expect(await contents(at.target)).toEqual(expected);
  for (const level of ['counts', 'checksum', 'full'])
    expectCode(await at.cli('validate', '--level', level), 0);

  await at.target.query("UPDATE t_apps SET name = 'changed' WHERE id = 1002");
  await at.target.query("DELETE FROM t_tags WHERE name = BINARY 'B'");
  await at.target.query("UPDATE t_entries SET app_ids = '[1001, 9]' WHERE id = 510");
  const damaged = await at.cli('validate', '--level', 'full');
  expectCode(damaged, 3);
  const differences = linesOf(damaged).filter(({ type }) => type === 'difference');
  expect(differences).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ table: 'apps', key: 'id=1002', column: 'name' }),
      expect.objectContaining({ table: 'tags', key: 'name=B, app_id=1004', kind: 'missing-in-target' }),
      expect.objectContaining({ table: 'entries', key: 'id=510', column: 'app_ids' }),
    ]),
  );
  expectCode(await at.cli('validate', '--repair', '--confirm', at.targetDatabase), 0);
  expect(await contents(at.target)).toEqual(expected);

  expectCode(await at.cli('rollback', '--run', runId, '--confirm', at.targetDatabase), 0);
  expect(await contents(at.target)).toEqual(before);
});

test.for(['mariadb', 'mysql'] as const)(
  'what stands in the way is found under its own names on %s',
  async (flavour) => {
    const at = await open({ from: flavour, to: flavour, bulk: 'load', within: false });
    await at.target.query("INSERT INTO t_apps VALUES (8,2,'two',NULL,NULL,'2024-01-01','acme')");
    await at.source.query("INSERT INTO old_tags VALUES ('long enough',1,2)");
    await at.source.query('INSERT INTO old_entries VALUES (15,2,99,NULL,NULL)');
    const found = await conflicts(at);
    expect(found.map(({ code, table, count }) => ({ code, table, count }))).toEqual(
      expect.arrayContaining([
        { code: 'conflict.unique', table: 'apps', count: 1 },
        { code: 'conflict.check', table: 'tags', count: 1 },
        { code: 'conflict.foreign-key', table: 'entries', count: 1 },
      ]),
    );
    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).toContain('name=');
  },
);
