import { shell } from '../../../core/shell.js';
import type { RollbackSummary } from '../../../operations/result-shapes.js';
import { listKeys, scrollKeys } from '../../keys.js';
import { workActivity } from '../../wizard/activity.js';
import { problemCopies, runCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goTo } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { Step, Wizard, WritingWork } from '../../wizard/wizard.js';
import { kept, type Slice, type WizardState } from '../../wizard/wizard-state.js';
import { openRow } from '../row-pair/row-pair-commands.js';
import type { RowName } from '../row-pair/row-pair-state.js';
import { lookForRuns } from '../start/start-commands.js';
import { confirmRollback, previewRollback, stopRollback } from './rollback-commands.js';
import { initialRollback, rollbackReducer } from './rollback-state.js';
import { rollbackLines } from './rollback-view.js';

const slice: Slice<'rollback'> = {
  name: 'rollback',
  initial: () => initialRollback,
  reduce: rollbackReducer,
  afterLoading: kept,
  afterRollback: kept,
};

const removing: WritingWork = {
  isWriting: ({ rollback }) => rollback.phase === 'running',
  isGivenUp: ({ rollback }) => rollback.aborting,
  stop: stopRollback,
  hasWritten: ({ rollback }) => rollback.removed !== 'nothing',
};

function outcomeOf({ rollback: { removed }, copy }: WizardState, interrupted: boolean): Outcome {
  // Once something is written after it, that is what counts.
  if (removed === 'all' && !copy.wrote) return 'undone';
  return removed === 'part' && interrupted ? 'cut' : 'done';
}

function farewell(wizard: Wizard): readonly string[] {
  const { rollback, context } = wizard.store.getState();
  const words = wizard.text.farewell;
  const problem = problemText(rollback.problem, wizard);
  switch (rollback.removed) {
    case 'nothing':
      return problem;
    case 'all':
      return [words.rolledBack, ...problem];
    case 'part': {
      const database = context?.config.target.mysql.database ?? '';
      const place = shell`-c ${wizard.configPath} --confirm ${database} --run ${rollback.runId ?? 'ID'}`;
      const changed = rollback.includeChanged ? ' --include-changed' : '';
      const files = rollback.files ? ' --files' : '';
      return [words.rolledBackInPart, `  tenantferry rollback ${place}${changed}${files}`, ...problem];
    }
  }
}

/** Those of the changed things that are rows (secrets go by their path); behind a table's name may stand more. */
function changedRows(changed: RollbackSummary['changed']): readonly RowName[] {
  return changed
    .filter(({ key }) => key.includes('='))
    .map(({ subject, key }) => ({ table: subject.split(' (')[0] ?? subject, key }));
}

/** Takes a run back, over whatever step it was asked for at. */
export const rollbackStep: Step = {
  id: 'rollback',
  slice,
  covers: ({ rollback }) => rollback.phase !== 'closed',
  name: { en: 'Rollback', zh: '回滚' },
  status: ({ rollback: { phase } }) => (phase === 'done' ? 'done' : phase === 'failed' ? 'failed' : 'todo'),
  activity: ({ rollback: { phase }, work }) => {
    if (phase === 'confirm') return { percent: null, state: 'asking' };
    return phase === 'counting' || phase === 'running' ? workActivity(work, phase === 'running') : null;
  },
  writing: removing,
  outcome: outcomeOf,
  farewell,
  lines: rollbackLines,
  list: ({ rollback: { phase } }) =>
    phase === 'done'
      ? {
          id: 'rollback',
          reset: ({ store }) => store.dispatch({ slice: 'rollback', type: 'scroll', first: 0 }),
        }
      : null,
  copies: ({ rollback: { problem, runId } }, language) => [
    ...problemCopies(problem, language),
    ...runCopies(runId),
  ],
  isSpinning: ({ rollback, work }) =>
    (rollback.phase === 'counting' || rollback.phase === 'running') && work.progress === null,
  keys: ({ rollback }) => {
    switch (rollback.phase) {
      case 'closed':
      case 'counting':
        return [];
      case 'running':
        return ['stop'];
      case 'confirm':
        return [
          'accept',
          'cancel',
          ...((rollback.preview?.changed.length ?? 0) > 0 ? (['includeChanged', 'rowsTyping'] as const) : []),
          ...(rollback.preview?.others?.files === undefined ? [] : ['withFiles' as const]),
          ...scrollKeys,
        ];
      case 'done':
        return ['next', ...listKeys];
      case 'failed':
        return ['again', 'cancel'];
    }
  },
  edit: ({ rollback }) =>
    rollback.phase === 'confirm'
      ? (edit, wizard) => wizard.store.dispatch({ slice: 'rollback', type: 'edit', edit })
      : null,
  confirmation: ({ rollback }) => (rollback.phase === 'confirm' ? rollback.confirmation : null),
  press: (key, wizard) => {
    const { store } = wizard;
    const { rollback } = store.getState();
    if (key === 'stop') stopRollback(wizard);
    if (key === 'accept') void confirmRollback(wizard);
    if (key === 'includeChanged') store.dispatch({ slice: 'rollback', type: 'include-changed' });
    if (key === 'rowsTyping') void openRow(wizard, changedRows(rollback.preview?.changed ?? []));
    if (key === 'withFiles') store.dispatch({ slice: 'rollback', type: 'files' });
    if (key === 'cancel') store.dispatch({ slice: 'rollback', type: 'close' });
    if (key === 'again' && rollback.runId !== null) void previewRollback(wizard, rollback.runId);
    const first = scrolled(scrollKey(key), rollback.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'rollback', type: 'scroll', first });
    if (key === 'next') {
      store.dispatch({ slice: 'rollback', type: 'close' });
      goTo(wizard, 'config');
      void lookForRuns(wizard);
    }
  },
};
