import { expect, it } from 'vitest';
import type { Reshape } from '../../../src/plan/facts.js';
import type { ColumnPlan } from '../../../src/plan/plan.js';
import type { Treatment } from '../../../src/plan/treatments.js';
import { loadPreset } from '../../../src/preset/load.js';
import { columnLines } from '../../../src/ui/steps/dry-run/columns-section.js';
import { initialDryRun } from '../../../src/ui/steps/dry-run/dry-run-state.js';
import { plainText } from '../../../src/ui/terminal/lines.js';
import { themeFor } from '../../../src/ui/theme.js';
import { createUi } from '../../../src/ui/ui-context.js';
import { column } from '../../support/facts.js';
import { sampleConfig, sampleDryRun } from '../support/fixtures.js';

const ui = createUi('en', themeFor({ NO_COLOR: '1' }), true);

async function shown(...treatments: readonly Treatment[]): Promise<string> {
  return await shownOf(treatments);
}

async function shownOf(treatments: readonly Treatment[], reshape?: Reshape): Promise<string> {
  const sample = sampleDryRun(await loadPreset(sampleConfig().preset));
  const [table] = sample.plan.tables;
  if (!table) throw new Error('the sample has no table');
  const columns = treatments.map(
    (treatment, index): ColumnPlan => ({
      name: `c${index}`,
      treatment,
      target: column(`c${index}`, 'bigint unsigned'),
      secret: false,
    }),
  );
  return columnLines(initialDryRun, [{ ...table, columns, ...(reshape ? { reshape } : {}) }], {
    width: 120,
    height: 30,
    ui,
  })
    .map(plainText)
    .join('\n');
}

it('counts a column as changed whose IDs become 0, or only some of whose IDs become others', async () => {
  const text = await shown(
    { kind: 'reference', table: 'hooks', offset: '0', toZero: true },
    { kind: 'reference', table: 'hooks', offset: '0', exceptions: { '7': '900' } },
    { kind: 'json-ids', paths: [{ path: '[*]', table: 'groups', offset: '0', exceptions: { '7': '0' } }] },
    { kind: 'reference', table: 'apps', offset: '-2000000010' },
  );
  expect(text).toContain('4 of 4 changed');
  expect(text).toContain('becomes 0 (none), since hooks is not migrated');
  expect(text).toContain('1 ID becomes another one');
  expect(text).toContain('IDs inside JSON: [*]: 1 ID becomes another one');
  expect(text).toContain('ID of apps - 2,000,000,010 (0 and NULL stay)');
});

it('does not count IDs that stay as they are, whatever their treatment is called', async () => {
  const text = await shown(
    { kind: 'offset', offset: '0' },
    { kind: 'reference', table: 'hooks', offset: '0', exceptions: { '7': '7' } },
    { kind: 'json-ids', paths: [{ path: '[*]', table: 'groups', offset: '0' }] },
    { kind: 'same' },
  );
  expect(text).toContain('0 of 4 changed');
});

it('tells what columns of a reshaped table are made of, and what rows keep that are there already', async () => {
  const reshape: Reshape = {
    table: 'old',
    from: 'old',
    rejects: [],
    columns: {},
    written: { c0: 'UPPER(name)', c1: "'none'" },
    unfit: {},
    rowKey: [],
    joined: false,
    over: { write: 'upsert', kept: ['c1', 'c2'] },
  };
  const four: readonly Treatment[] = Array.from({ length: 4 }, () => ({ kind: 'same' }));
  const text = await shownOf(four, reshape);
  expect(text).toContain('3 of 4 changed');
  expect(text).toMatch(/c0 +.*= UPPER\(name\)/);
  expect(text).toMatch(/c1 +.*= 'none' \(in new rows only: those that are there keep theirs\)/);
  expect(text).toMatch(/c2 +.*\(in new rows only/);
  const repaired = await shownOf(four, { ...reshape, written: {}, over: { write: 'repair', kept: ['c1'] } });
  expect(repaired).toContain('0 of 4 changed');
});
