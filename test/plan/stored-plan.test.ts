import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/plan/build-plan.js';
import { fingerprintOf } from '../../src/plan/fingerprint.js';
import { storedPlan } from '../../src/plan/stored-plan.js';
import { smallConfig } from '../support/config.js';
import { column, database, table } from '../support/facts.js';
import { preserveIds } from '../support/preserve-ids.js';
import { smallPreset } from '../support/preset.js';

const columns = [column('id', 'bigint'), column('biz_id', 'bigint'), column('name', 'varchar(10)')];

function plan() {
  const { plan: built } = buildPlan({
    config: smallConfig({ tables: { skip: [], include: [], only: ['apps'] } }),
    preset: smallPreset(),
    source: database('s', [table('apps', columns)]),
    target: database('t', [table('apps', [...columns, column('tenant_id', 'varchar(20)')])]),
    ids: preserveIds,
    targetRows: {},
  });
  if (!built) throw new Error('no plan');
  return built;
}

/** As a version stored it that knew one name for both sides. */
function olderText(): string {
  const tables = plan().tables.map(({ source: _, target: __, ...others }) => others);
  return JSON.stringify({ ...plan(), tables });
}

describe('a plan of an older ledger', () => {
  it('has the one name on both sides', () => {
    const stored = JSON.parse(olderText());
    expect(stored.tables[0]).not.toHaveProperty('source');
    expect(storedPlan.parse(stored)).toEqual(plan());
  });

  it('keeps its fingerprint where both sides call the table alike, so that its run can be taken up again', () => {
    const { fingerprint, ...stored } = JSON.parse(olderText());
    expect(fingerprintOf(stored)).toBe(fingerprint);
  });

  it('is another one where they do not', () => {
    const tables = plan().tables.map((planned) => ({ ...planned, target: 't_apps' }));
    const { fingerprint, ...others } = plan();
    expect(fingerprintOf({ ...others, tables })).not.toBe(fingerprint);
    expect(storedPlan.parse(JSON.parse(JSON.stringify({ ...plan(), tables }))).tables).toEqual(tables);
  });
});

describe('a stored plan', () => {
  const parse = (change: (stored: Record<string, never> & ReturnType<typeof plan>) => void) => {
    const stored = JSON.parse(JSON.stringify(plan()));
    change(stored);
    return storedPlan.safeParse(stored);
  };

  it('is what was stored', () => {
    expect(parse(() => undefined).data).toEqual(plan());
  });

  it.each([
    [
      'a treatment that nobody knows',
      (stored: never) => Object.assign(columnOf(stored), { treatment: { kind: 'other' } }),
    ],
    [
      'a treatment with more to it',
      (stored: never) => Object.assign(columnOf(stored), { treatment: { kind: 'same', twice: true } }),
    ],
    [
      'an offset that is a number',
      (stored: never) => Object.assign(columnOf(stored), { treatment: { kind: 'offset', offset: 5 } }),
    ],
    ['a table without a key', (stored: never) => Reflect.deleteProperty(tableOf(stored), 'key')],
    ['another format', (stored: never) => Object.assign(stored, { formatVersion: 2 })],
    ['a field of another tool', (stored: never) => Object.assign(stored, { extra: 1 })],
  ])('is refused with %s', (_, change) => {
    expect(parse(change as never).success).toBe(false);
  });
});

const tableOf = (stored: { tables: object[] }) => stored.tables[0] as { columns: object[] };
const columnOf = (stored: { tables: object[] }) => tableOf(stored).columns[0] as object;
