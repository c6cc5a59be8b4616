import { listKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { scrolled } from '../../wizard/list-keys.js';
import type { Step } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { turnTo } from './row-pair-commands.js';
import { initialRowPair, rowPairReducer } from './row-pair-state.js';
import { rowPairLines } from './row-pair-view.js';

const slice: Slice<'rowPair'> = { name: 'rowPair', initial: () => initialRowPair, reduce: rowPairReducer };

/** A row on both sides, over the list it was marked in. */
export const rowPairStep: Step = {
  id: 'row-pair',
  slice,
  covers: ({ rowPair }) => rowPair.phase !== 'closed',
  lines: rowPairLines,
  isSpinning: ({ rowPair }) => rowPair.phase === 'reading',
  copies: ({ rowPair: { rows, index, problem, pair } }, language) => {
    const row = rows[index];
    const columns = (pair?.columns ?? []).filter(({ differs }) => differs);
    const text = columns.map(
      ({ name, expected, actual }) => `${name}\n  ${expected ?? 'NULL'}\n  ${actual ?? 'NULL'}`,
    );
    const found = row && [`${row.table} ${row.key}`, ...text].join('\n');
    return [
      ...problemCopies(problem, language),
      ...(found ? [{ what: 'differences' as const, text: found }] : []),
    ];
  },
  keys: ({ rowPair: { phase, rows } }) => [
    'closeRow',
    ...(phase === 'shown' ? (['allColumns'] as const) : []),
    ...(rows.length > 1 ? (['nextRow', 'previousRow'] as const) : []),
    ...listKeys,
  ],
  press: (key, wizard) => {
    const { store } = wizard;
    const first = scrolled(key, store.getState().rowPair.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'rowPair', type: 'scroll', first });
    if (key === 'closeRow') store.dispatch({ slice: 'rowPair', type: 'close' });
    if (key === 'allColumns') store.dispatch({ slice: 'rowPair', type: 'all' });
    if (key === 'nextRow') turnTo(wizard, 1);
    if (key === 'previousRow') turnTo(wizard, -1);
  },
};
