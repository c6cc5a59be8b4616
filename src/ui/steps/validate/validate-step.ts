import { formatCount } from '../../../core/format.js';
import { listKeys, scrollKeys } from '../../keys.js';
import { workActivity } from '../../wizard/activity.js';
import { problemCopies, runCopies } from '../../wizard/copies.js';
import { moved, scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { Step, StepStatus, Wizard, WritingWork } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { openRow } from '../row-pair/row-pair-commands.js';
import type { RowName } from '../row-pair/row-pair-state.js';
import {
  checkList,
  differenceList,
  listedChecks,
  listedDifferences,
  selectedCheck,
} from './listed-checks.js';
import { confirmRepair, proposeRepair, stopRepair } from './repair-commands.js';
import { extraRows, isRepairing } from './repair-state.js';
import { runValidation, stopValidation } from './validate-commands.js';
import { initialValidate, type ValidateState, validateReducer } from './validate-state.js';
import { validateLines } from './validate-view.js';

const slice: Slice<'validate'> = {
  name: 'validate',
  initial: () => initialValidate,
  reduce: validateReducer,
  afterRollback: ({ repairs }) => ({ ...initialValidate, repairs }),
};

/** A repair; to compare only reads. */
const repairing: WritingWork = {
  isWriting: ({ validate }) => isRepairing(validate),
  isGivenUp: ({ validate }) => validate.repair?.aborting === true,
  stop: stopRepair,
  hasWritten: ({ validate }) => validate.repairs !== 'none',
};

function statusOf({ phase, result }: ValidateState): StepStatus {
  if (phase === 'choose') return 'todo';
  if (phase === 'running') return 'running';
  return phase === 'done' && result?.ok === true ? 'done' : 'failed';
}

/** Ctrl-C during later reading still means cancelled; else it counts what was found. */
function outcomeOf({ phase, result, repairs }: ValidateState, interrupted: boolean): Outcome {
  if (interrupted && (phase === 'running' || repairs === 'cut')) return 'cut';
  if (result?.ok === false) return 'differences';
  return interrupted && phase === 'choose' ? 'notBegun' : 'done';
}

function farewell({ store, text }: Wizard): readonly string[] {
  const { phase, repair, repaired, repairs, result } = store.getState().validate;
  const words = text.farewell;
  const done = repaired?.outcomes.filter(({ state }) => state === 'repaired').length ?? 0;
  const lines = repaired === null ? [] : [words.repaired(done, repaired.proposals.length)];
  // After a repair that was stopped the result is of before, so it is no news.
  if (repairs === 'cut') return [...lines, words.repairStopped];
  if (phase === 'running' && repair === null) return [...lines, words.validationStopped];
  if (result === null) return lines;
  return [...lines, result.ok ? words.equal : words.differs(formatCount(result.differences))];
}

/** Each row once, however many of its columns differ. */
function rowsOf(found: readonly RowName[]): readonly RowName[] {
  return [...new Map(found.map((row) => [`${row.table} ${row.key}`, row])).values()];
}

/** Rows that the open list of differences names. */
function rowsToSee(state: WizardState): readonly RowName[] {
  if (state.validate.open !== 'differences') return [];
  return rowsOf(listedDifferences(state).filter(({ rowKey }) => rowKey !== undefined));
}

export const validateTitle = { en: 'Validate', zh: '数据校验' } as const;

/** Both sides are compared, and what differs can be repaired. */
export const validateStep: Step = {
  id: 'validate',
  title: validateTitle,
  slice,
  status: ({ validate }) => statusOf(validate),
  obstacle: ({ validate }, text) => (validate.phase === 'running' ? text.validate.stillRunning : null),
  writing: repairing,
  activity: ({ validate: { phase, repair }, work }) => {
    if (phase === 'running') return workActivity(work, true);
    return repair?.phase === 'confirm' ? { percent: null, state: 'asking' } : null;
  },
  outcome: ({ validate }, interrupted) => outcomeOf(validate, interrupted),
  farewell,
  lines: validateLines,
  list: ({ validate: { phase, open, repair } }) => {
    if (phase !== 'done' || repair !== null || open === 'next') return null;
    return open === null
      ? {
          id: checkList,
          reset: ({ store }) => store.dispatch({ slice: 'validate', type: 'select', index: 0 }),
        }
      : {
          id: differenceList,
          reset: ({ store }) => store.dispatch({ slice: 'validate', type: 'scroll', first: 0 }),
        };
  },
  tables: (state) => {
    const { validate } = state;
    if (validate.result === null || validate.open !== null || validate.repair !== null) return null;
    const names = [...new Set(listedChecks(state).flatMap(({ table }) => table ?? []))];
    return { names, marked: names.indexOf(selectedCheck(state)?.table ?? '') };
  },
  copies: (state, language) => {
    const { validate, copy } = state;
    const check = selectedCheck(state);
    const found =
      check?.differences
        .map(({ table, key, column = '' }) => `${table} ${key} ${column}`.trim())
        .join('\n') ?? '';
    return [
      ...problemCopies(validate.repair?.problem ?? validate.problem, language),
      ...(found === '' ? [] : [{ what: 'differences' as const, text: found }]),
      ...runCopies(copy.runId),
    ];
  },
  isSpinning: ({ validate, work }) => validate.phase === 'running' && work.progress === null,
  keys: (state) => {
    const { validate } = state;
    switch (validate.phase) {
      case 'choose':
        return ['begin', 'up', 'down', 'skip', 'back'];
      case 'running':
        return validate.repair?.phase === 'running' ? ['stop'] : ['cancelWork'];
      case 'failed':
        return ['again', 'back'];
      case 'done':
        if (validate.repair !== null) {
          const extra = extraRows(validate.repair) > 0 ? (['deleteExtra'] as const) : [];
          return validate.repair.phase === 'confirm'
            ? ['accept', 'cancel', ...extra, 'rowsTyping', ...scrollKeys]
            : ['cancel'];
        }
        return validate.open !== null
          ? ['back', ...(rowsToSee(state).length > 0 ? (['rowDetails'] as const) : []), ...listKeys]
          : [
              'next',
              'details',
              'nextSteps',
              ...(validate.result?.ok === false ? (['repair'] as const) : []),
              'again',
              ...listKeys,
              'back',
            ];
    }
  },
  edit: ({ validate }) =>
    validate.phase === 'done' && validate.repair?.phase === 'confirm'
      ? (edit, wizard) => wizard.store.dispatch({ slice: 'validate', type: 'repair-edit', edit })
      : null,
  confirmation: ({ validate }) =>
    validate.phase === 'done' && validate.repair?.phase === 'confirm' ? validate.repair.confirmation : null,
  press: (key, wizard) => {
    const { store } = wizard;
    const { validate } = store.getState();
    if (validate.phase === 'choose') {
      if (key === 'up' || key === 'down') {
        store.dispatch({ slice: 'validate', type: 'level', step: key === 'up' ? -1 : 1 });
      }
      if (key === 'begin') void runValidation(wizard);
      if (key === 'skip') goNext(wizard);
      if (key === 'back') goBack(wizard);
      return;
    }
    if (key === 'cancelWork' || key === 'stop') {
      if (validate.repair === null) stopValidation(wizard);
      else stopRepair(wizard);
      return;
    }
    if (validate.repair !== null) {
      if (key === 'accept') void confirmRepair(wizard);
      if (key === 'deleteExtra') store.dispatch({ slice: 'validate', type: 'repair-delete-extra' });
      if (key === 'cancel') store.dispatch({ slice: 'validate', type: 'repair-close' });
      if (key === 'rowsTyping') void openRow(wizard, rowsOf(validate.repair.proposals));
      const first = scrolled(scrollKey(key), validate.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'validate', type: 'scroll', first });
      return;
    }
    if (key === 'repair') {
      void proposeRepair(wizard);
      return;
    }
    if (validate.open !== null) {
      if (key === 'back') store.dispatch({ slice: 'validate', type: 'open', open: null });
      if (key === 'rowDetails') void openRow(wizard, rowsToSee(store.getState()));
      const first = scrolled(key, validate.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'validate', type: 'scroll', first });
      return;
    }
    const index = moved(key, validate.selected, listedChecks(store.getState()).length);
    if (index !== null) store.dispatch({ slice: 'validate', type: 'select', index });
    if (key === 'details') store.dispatch({ slice: 'validate', type: 'open', open: 'differences' });
    if (key === 'nextSteps') store.dispatch({ slice: 'validate', type: 'open', open: 'next' });
    if (key === 'again') store.dispatch({ slice: 'validate', type: 'choose-again' });
    if (key === 'next') goNext(wizard);
    if (key === 'back') goBack(wizard);
  },
};
