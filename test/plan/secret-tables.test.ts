import { expect, test } from 'vitest';
import { buildPlan } from '../../src/plan/build-plan.js';
import type { ColumnFacts, IndexFacts } from '../../src/plan/facts.js';
import { smallConfig } from '../support/config.js';
import { column, database, primaryKey, table } from '../support/facts.js';
import { preserveIds } from '../support/preserve-ids.js';
import { smallPreset } from '../support/preset.js';

const ofSecret = [
  column('version', 'bigint unsigned'),
  column('kv_type', 'varchar(20)'),
  column('signature', 'varchar(64)'),
  column('md5', 'varchar(64)'),
  column('byte_size', 'int unsigned'),
];
const rest = [column('biz_id', 'int'), column('app_id', 'int'), column('key', 'varchar(255)'), ...ofSecret];
const id = column('id', 'varchar(36)');

function planned(columns: readonly ColumnFacts[], indexes: readonly IndexFacts[], withVault = true) {
  const tenant = column('tenant_id', 'varchar(20)');
  const config = smallConfig({ tables: { skip: [], only: ['kvs'], include: [] } });
  const { vault: _, ...source } = config.source;
  return buildPlan({
    config: withVault ? config : { ...config, source },
    preset: smallPreset(),
    source: database('source', [table('kvs', columns, indexes)]),
    target: database('target', [table('kvs', [...columns, tenant], indexes)]),
    ids: preserveIds,
    targetRows: {},
  });
}

const blockers = ({ findings }: ReturnType<typeof planned>) =>
  findings.filter(({ severity }) => severity === 'blocker').map(({ code }) => code);

test('IDs of text are as good as numbers', () => {
  const built = planned([id, ...rest], [primaryKey('id')]);
  expect(blockers(built)).toEqual([]);
  expect(built.plan?.vault?.secrets).toHaveLength(1);
});

test.each([
  ['no ID column', rest, [primaryKey('key')], 'secrets.no-id'],
  ['an ID that is only part of the key', [id, ...rest], [primaryKey('biz_id', 'id')], 'secrets.no-key'],
  ['no key', [id, ...rest], [], 'secrets.no-key'],
  [
    'no column for the version',
    [id, ...rest.filter(({ name }) => name !== 'version')],
    [primaryKey('id')],
    'secrets.no-column',
  ],
  [
    'no column of the path',
    [id, ...rest.filter(({ name }) => name !== 'key')],
    [primaryKey('id')],
    'secrets.no-column',
  ],
  [
    'a column of bytes in the path',
    [id, ...rest.map((one) => (one.name === 'key' ? column('key', 'binary(16)') : one))],
    [primaryKey('id')],
    'secrets.no-text',
  ],
] as const)('a table of secrets with %s is refused in words', (_, columns, indexes, code) => {
  const built = planned(columns, indexes);
  expect(blockers(built)).toEqual([code]);
  // Its data can be looked at all the same, but not its secrets.
  expect(built.draft?.tables).toHaveLength(1);
  expect(built.draft?.vault).toBeUndefined();
  expect(blockers(planned(columns, indexes, false))).toEqual([]);
});
