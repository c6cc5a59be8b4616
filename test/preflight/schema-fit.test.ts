import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Config } from '../../src/config/config.js';
import { narrowings } from '../../src/phases/rows/check/values/column-limits.js';
import type { ColumnFacts, TableFacts } from '../../src/plan/facts.js';
import { checkSchemaFit } from '../../src/preflight/schema-fit.js';
import type { presetSchema } from '../../src/preset/schema.js';
import { column, config, database, preset, table } from './support/facts.js';

type PresetInput = z.input<typeof presetSchema>;

const id = column('id', 'bigint unsigned');
const tenant = column('tenant_id', 'varchar(255)', { default: 'default' });

function compare(source: TableFacts, target: TableFacts, tenantId = 'acme') {
  return checkSchemaFit({
    config: config({ tenantId }),
    preset: preset([source.name]),
    source: database([source]),
    target: database([target]),
  });
}

describe('checkSchemaFit', () => {
  it('is content when the target holds everything', () => {
    const columns = [id, column('name', 'varchar(255)')];
    expect(
      compare(table('apps', columns), table('apps', [...columns, tenant])).map(({ code }) => code),
    ).toEqual(['schema.fit']);
  });

  it('refuses a target table without transactions, with the statement that repairs it', () => {
    const findings = compare(table('apps', [id]), table('apps', [id, tenant], { engine: 'MyISAM' }));
    expect(findings[0]).toMatchObject({
      code: 'schema.engine',
      severity: 'blocker',
      remedy: 'ALTER TABLE `apps` ENGINE = InnoDB; in the target',
    });
  });

  describe('source columns that the target has no place for', () => {
    const source = table('apps', [id, column('Old', 'int'), column('total', 'int')]);
    const computed = column('total', 'int', { generated: true });
    const fitOf = (to: TableFacts, leftBehind: Config['leftBehind'], named?: PresetInput['left_behind']) =>
      checkSchemaFit({
        config: config(leftBehind ? { leftBehind } : {}),
        preset: preset(['apps'], named ? { left_behind: named } : {}),
        source: database([source]),
        target: database([to]),
      });

    it('are refused unless they are named, computed ones, too', () => {
      expect(fitOf(table('apps', [id, tenant, computed]), undefined)).toMatchObject([
        {
          code: 'schema.source-column-lost',
          severity: 'blocker',
          samples: ['Old int', 'total int'],
          params: { computed: 'total', setting: 'left_behind: { apps: [Old, total] }' },
        },
      ]);
      const rest = fitOf(table('apps', [id, tenant, computed]), { apps: ['old'] });
      expect(rest).toMatchObject([
        { code: 'schema.left-behind', severity: 'info', column: 'Old' },
        { code: 'schema.source-column-lost', samples: ['total int'] },
      ]);
    });

    it('may stay behind for the reason that the preset gives', () => {
      const reason = { en: 'nobody reads it', zh: '无人使用' };
      const named = { apps: ['TOTAL', { column: 'old', reason }] };
      expect(fitOf(table('apps', [id, tenant]), undefined, named)).toMatchObject([
        { code: 'schema.left-behind', title: 'the values of apps.Old stay behind: nobody reads it' },
        { code: 'schema.left-behind', column: 'total' },
        { code: 'schema.fit' },
      ]);
    });

    it('are told from columns that were named for nothing', () => {
      const to = table('apps', [id, column('Old', 'int'), column('total', 'int'), tenant]);
      expect(fitOf(to, { apps: ['old', 'never'] })).toMatchObject([
        { code: 'schema.not-left-behind', severity: 'warning', column: 'old', params: { moves: true } },
        { code: 'schema.not-left-behind', column: 'never', params: { moves: false } },
      ]);
    });

    it('are not those that the source computes', () => {
      const from = table('apps', [id, computed]);
      expect(compare(from, table('apps', [id, tenant])).map(({ code }) => code)).toEqual(['schema.fit']);
    });
  });

  it('refuses a tenant ID longer than the column', () => {
    const short = column('tenant_id', 'varchar(3)');
    expect(compare(table('apps', [id]), table('apps', [id, short]))[0]).toMatchObject({
      code: 'schema.tenant-length',
      severity: 'blocker',
    });
    expect(compare(table('apps', [id]), table('apps', [id, short]), '租户一')[0]?.code).toBe('schema.fit');
  });

  it('warns of a table without a key', () => {
    const findings = compare(table('logs', [id], { indexes: [] }), table('logs', [id, tenant]));
    expect(findings[0]).toMatchObject({ code: 'schema.no-key', severity: 'warning', table: 'logs' });
  });

  it('warns of triggers in the target, not of those in the source', () => {
    const own = { triggers: ['audit_insert (INSERT)', 'audit_update (UPDATE)'] };
    const findings = compare(table('apps', [id]), table('apps', [id, tenant], own));
    expect(findings).toMatchObject([
      { code: 'schema.triggers', severity: 'warning', table: 'apps', count: 2, samples: own.triggers },
    ]);
    expect(compare(table('apps', [id], own), table('apps', [id, tenant]))[0]?.code).toBe('schema.fit');
  });

  it('refuses types it does not convert', () => {
    const findings = compare(
      table('apps', [id, column('at', 'varchar(20)')]),
      table('apps', [id, column('at', 'datetime'), tenant]),
    );
    expect(findings[0]).toMatchObject({ code: 'schema.type', severity: 'blocker', column: 'at' });
  });
});

describe('narrowings', () => {
  const kinds = (from: ColumnFacts, to: ColumnFacts) => narrowings(from, to).map(({ kind }) => kind);
  const from = (type: string, more?: Partial<ColumnFacts>) => column('c', type, more);

  it.each([
    ['varchar(255)', 'varchar(255)', []],
    ['varchar(255)', 'varchar(100)', ['length']],
    ['varchar(100)', 'text', []],
    ['text', 'varchar(1000)', ['length']],
    ['varchar(20000)', 'text', ['length']],
    ['longtext', 'mediumtext', ['length']],
    ['bigint unsigned', 'int unsigned', ['range']],
    ['bigint', 'bigint unsigned', ['range']],
    ['int unsigned', 'bigint', []],
    ['int', 'varchar(256)', []],
    ['bigint', 'varchar(10)', ['length']],
    ['decimal(10,4)', 'decimal(10,2)', ['decimal']],
    ['decimal(8,2)', 'decimal(10,2)', []],
    ['datetime(6)', 'datetime', ['fraction']],
    ['datetime', 'datetime(6)', []],
    ['datetime', 'timestamp', ['timestamp', 'moment']],
    ['varchar(10)', 'char(10)', ['spaces']],
    ['varbinary(4)', 'binary(4)', ['padding']],
    ['bigint', 'double', ['double']],
    ['year', 'int', []],
    ['date', 'datetime', []],
    ['datetime', 'date', ['type']],
    ['timestamp', 'varchar(40)', ['type']],
    ['json', 'longtext', []],
    ['longtext', 'json', ['json']],
    ['double', 'float', ['float']],
    ["enum('a','b')", "enum('a')", ['members']],
    ['varchar(5)', 'int', ['type']],
    ['varbinary(64)', 'varbinary(32)', ['length']],
  ])('%s → %s: %j', (source, target, expected) => {
    expect(kinds(from(source), from(target))).toEqual(expected);
  });

  it('sees NULLs and lost characters', () => {
    expect(kinds(from('int', { nullable: true }), from('int'))).toEqual(['null']);
    expect(kinds(from('varchar(9)'), from('varchar(9)', { charset: 'utf8mb3' }))).toEqual(['charset']);
    expect(kinds(from('varchar(9)', { charset: 'latin1' }), from('varchar(9)'))).toEqual([]);
  });
});
