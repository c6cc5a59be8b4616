import { describe, expect, it } from 'vitest';
import type { PlannedRows } from '../../../src/phases/rows/check/reshape/fates.js';
import type { DryRun } from '../../../src/preflight/dry-run-result.js';
import { loadPreset } from '../../../src/preset/load.js';
import {
  type DryRunState,
  dryRunReducer,
  initialDryRun,
  sectionsOf,
} from '../../../src/ui/steps/dry-run/dry-run-state.js';
import { dryRunLines } from '../../../src/ui/steps/dry-run/dry-run-view.js';
import { rowsLines } from '../../../src/ui/steps/dry-run/rows-section.js';
import { plainText } from '../../../src/ui/terminal/lines.js';
import { widthOf } from '../../../src/ui/terminal/text-width.js';
import { themeFor } from '../../../src/ui/theme.js';
import { createUi } from '../../../src/ui/ui-context.js';
import type { WizardState } from '../../../src/ui/wizard/wizard-state.js';
import { sampleDryRun } from '../support/fixtures.js';

const preset = await loadPreset('bscp');

const rows: PlannedRows = {
  table: 'profiles',
  created: 130,
  updated: 20,
  rejected: 3,
  leftAlone: 7,
  reasons: [{ reason: 'out of range', reasonZh: '超出范围', count: 3 }],
  changes: {
    unchanged: 5,
    columns: { theta: 15, mood: 2 },
    samples: [
      { key: 'userId=u1', column: 'theta', from: '0', to: '0.5' },
      { key: 'userId=u2', column: 'mood', from: null, to: '好'.repeat(80) },
    ],
  },
};

it.each([
  ['en', 80, 24],
  ['en', 56, 16],
  ['zh', 80, 24],
  ['zh', 56, 16],
] as const)(
  'shows what becomes of the rows, old and new side by side, in %s at %i×%i',
  (language, width, height) => {
    const ui = createUi(language, themeFor({ NO_COLOR: '1' }), true);
    const lines = rowsLines(initialDryRun, [rows], { width, height, ui }).map(plainText);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    expect(lines.length).toBeLessThanOrEqual(height);
    const text = lines.join('\n');
    for (const part of ['profiles', '130', '20', '3', 'theta 15', 'userId=u1 theta'])
      expect(text).toContain(part);
    expect(text).toContain(language === 'en' ? 'out of range' : '超出范围');
    expect(text).toMatch(/ {2}0 +→ 0\.5/);
  },
);

describe('the sections of a dry run', () => {
  const bscp = sampleDryRun(preset);
  const stateOf = (result: DryRun) =>
    dryRunReducer({ ...initialDryRun, phase: 'running' }, { slice: 'dryRun', type: 'finished', result });
  const next = (state: DryRunState) => dryRunReducer(state, { slice: 'dryRun', type: 'section', step: 1 });

  it('have one of what becomes of the rows where rows are made of others, and none else', () => {
    expect(sectionsOf(bscp)).not.toContain('rows');
    let state = stateOf({ ...bscp, rows: [rows] });
    const seen = sectionsOf(state.result).map(() => {
      const { section } = state;
      state = next(state);
      return section;
    });
    expect(new Set(seen)).toEqual(new Set(['summary', 'findings', 'rows', 'counts', 'columns', 'stays']));
    expect(state.section).toBe('summary');
  });

  it.each([
    ['en', 30],
    ['en', 52],
    ['en', 60],
    ['zh', 30],
    ['zh', 60],
  ] as const)('stay within their line and show the open one, in %s at %i', (language, width) => {
    const ui = createUi(language, themeFor({ NO_COLOR: '1' }), true);
    let dryRun = stateOf({ ...bscp, rows: [rows] });
    for (const _ of sectionsOf(dryRun.result)) {
      const [bar = ''] = dryRunLines({
        state: { dryRun, frame: { filters: {}, filtering: null } } as unknown as WizardState,
        width,
        height: 20,
        ui,
      }).map(plainText);
      expect(widthOf(bar)).toBeLessThanOrEqual(width);
      expect(bar).toContain(`[${ui.text.dryRun.sections[dryRun.section]}`);
      dryRun = next(dryRun);
    }
  });
});
