import { describe, expect, it } from 'vitest';
import { checkGenerators } from '../../src/phases/rows/check/generators.js';
import { buildPlan } from '../../src/plan/build-plan.js';
import type { DatabaseFacts } from '../../src/plan/facts.js';
import { describeLeftOut } from '../../src/preflight/not-moved.js';
import { preserveIds } from '../support/preserve-ids.js';
import { tableIds } from '../support/table-ids.js';
import { column, config, database, preset, table } from './support/facts.js';

const small = preset(['apps', 'items']);
const tables = ['apps', 'items'].map((name) =>
  table(name, [column('id', 'bigint unsigned'), column('tenant_id', 'varchar(9)')]),
);
const generators = table('id_generators', [column('resource', 'varchar(9)')]);

function planFor(skip: readonly string[] = []) {
  const both = { source: database(tables), target: database(tables), ids: preserveIds, targetRows: {} };
  const { plan } = buildPlan({ config: config({ tables: { skip, include: [] } }), preset: small, ...both });
  if (!plan) throw new Error('no plan');
  return plan;
}

const side = (values: Record<string, string>, more: Partial<DatabaseFacts> = {}) =>
  database([...tables, generators], { generators: values, ...more });

describe('checkGenerators', () => {
  const good = { apps: '5', items: '7' };
  const codes = (...args: Parameters<typeof checkGenerators>) =>
    checkGenerators(...args).map(({ code }) => code);

  it('is content with a row for each table', () => {
    expect(codes(small, planFor(), side(good), side(good), [])).toEqual(['generators.present']);
  });

  it('names missing rows and a missing table', () => {
    const [missing] = checkGenerators(small, planFor(), side(good), side({ apps: '0' }), []);
    expect(missing).toMatchObject({ code: 'generators.missing', samples: ['items'] });
    expect(missing?.remedy).toContain(
      "INSERT INTO `id_generators` (`resource`, `max_id`) VALUES ('items', 0);",
    );
    expect(codes(small, planFor(), side(good), database(tables), [])).toEqual(['generators.table']);
  });

  it('warns of a source generator over the limit and a target generator behind its rows', () => {
    expect(codes(small, planFor(), side({ ...good, apps: '4294967296' }), side(good), [])).toEqual([
      'generators.limit',
    ]);
    const behind = tableIds('apps', { targetHighest: '9', generator: '5' });
    expect(codes(small, planFor(), side(good), side(good), [behind])).toEqual(['generators.behind']);
  });
});

describe('describeLeftOut', () => {
  it('says why there is no Vault phase, and what refers to a skipped table', () => {
    const findings = describeLeftOut(planFor(['items']));
    expect(findings.map(({ code }) => code)).toEqual(['vault.skipped']);
    // A Vault in the config would not give a system secrets.
    expect(findings).toMatchObject([{ severity: 'info' }]);
    expect(findings[0]?.remedy).toBeUndefined();
    const lacking = {
      ...planFor(['items']),
      vaultSkipped: { code: 'config' as const, params: { missing: 'source.vault' } },
    };
    expect(describeLeftOut(lacking)).toMatchObject([
      { severity: 'warning', remedy: expect.stringContaining('add source.vault') },
    ]);
  });
});
