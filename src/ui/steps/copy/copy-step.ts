import { type KeyId, scrollKeys } from '../../keys.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Step, StepStatus, Wizard } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { loadChecklist } from '../checklist/checklist-commands.js';
import { previewRollback } from '../rollback/rollback-commands.js';
import { changeParallelism, confirmAndStart, startCopy, togglePause } from './copy-commands.js';
import { copyFarewell, copyOutcome, copyWriting } from './copy-leaving.js';
import {
  asksForName,
  type CopyPhase,
  copyReducer,
  initialCopy,
  type PhaseState,
  vaultIsSkipped,
} from './copy-state.js';
import { copyLines } from './copy-view.js';

function keysOf(state: WizardState, phase: CopyPhase): readonly KeyId[] {
  const { copy } = state;
  const { status, live, summary } = copy[phase];
  if (phase === 'vault' && vaultIsSkipped(state)) return ['next', 'back'];
  if (asksForName(state.copy, phase)) return ['accept', 'cancel', 'beforeItems', ...scrollKeys];
  const scrolling: readonly KeyId[] =
    live === null ? [] : ['up', 'down', 'pageUp', 'pageDown', 'follow', 'log'];
  switch (status) {
    case 'ready':
      return ['start', 'back'];
    case 'running':
      return [
        copy.paused ? 'continue' : 'pause',
        'stopNow',
        'more',
        'less',
        'log',
        'up',
        'down',
        'pageUp',
        'pageDown',
        'follow',
      ];
    case 'stopping':
    case 'aborting':
      return ['stopNow', 'log', 'up', 'down'];
    case 'done':
      return summary?.outcome === 'partial'
        ? ['next', 'resume', 'rollBack', ...scrolling, 'back']
        : ['next', ...scrolling, 'back'];
    case 'stopped':
    case 'failed':
      return copy.runId === null
        ? ['resume', ...scrolling, 'back']
        : ['resume', 'rollBack', ...scrolling, 'back'];
  }
}

function pressIn(phase: CopyPhase, key: KeyId, wizard: Wizard): void {
  const { store } = wizard;
  const { copy } = store.getState();
  const { live } = copy[phase];
  switch (key) {
    case 'accept':
      confirmAndStart(wizard, phase);
      return;
    case 'start':
    case 'resume':
      void startCopy(wizard, phase);
      return;
    case 'pause':
    case 'continue':
      togglePause(wizard);
      return;
    case 'more':
    case 'less':
      changeParallelism(wizard, key === 'more' ? 1 : -1);
      return;
    case 'log':
      store.dispatch({ slice: 'copy', type: 'log' });
      return;
    case 'follow':
      store.dispatch({ slice: 'copy', type: 'scroll', first: null });
      return;
    case 'rollBack':
      if (copy.runId !== null) void previewRollback(wizard, copy.runId);
      return;
    case 'next':
      goNext(wizard);
      return;
    case 'back':
    case 'cancel':
      goBack(wizard);
      return;
    default: {
      if (live === null && !asksForName(copy, phase)) return;
      const first = scrolled(scrollKey(key), copy.scroll ?? (live === null ? 0 : null), wizard);
      if (first !== null) store.dispatch({ slice: 'copy', type: 'scroll', first });
    }
  }
}

const slice: Slice<'copy'> = { name: 'copy', initial: () => initialCopy, reduce: copyReducer };

function statusOf({ status, summary }: PhaseState): StepStatus {
  switch (status) {
    case 'ready':
      return 'todo';
    case 'running':
    case 'stopping':
    case 'aborting':
      return 'running';
    case 'done':
      return summary?.outcome === 'partial' ? 'attention' : 'done';
    case 'stopped':
      return 'attention';
    case 'failed':
      return 'failed';
  }
}

function stepFor(
  phase: CopyPhase,
): Pick<Step, 'lines' | 'keys' | 'press' | 'edit' | 'confirmation' | 'outcome'> {
  return {
    outcome: (state, interrupted) => copyOutcome(state, phase, interrupted),
    lines: (props) => copyLines(props, phase),
    keys: (state) => keysOf(state, phase),
    press: (key, wizard) => pressIn(phase, key, wizard),
    edit: ({ copy }) =>
      asksForName(copy, phase)
        ? (edit, wizard) => wizard.store.dispatch({ slice: 'copy', type: 'edit', edit })
        : null,
    confirmation: ({ copy }) => (asksForName(copy, phase) ? copy.confirmation : null),
  };
}

/** The typed name, then the rows. What is said when the wizard is left is said here for rows and secrets. */
export const mysqlStep: Step = {
  ...stepFor('mysql'),
  id: 'mysql',
  title: { en: 'MySQL', zh: 'MySQL 迁移' },
  slice,
  status: ({ copy }) => statusOf(copy.mysql),
  enter: (wizard) => {
    if (asksForName(wizard.store.getState().copy, 'mysql')) void loadChecklist(wizard);
  },
  obstacle: (state, { copy: text }) => {
    const { status, summary } = state.copy.mysql;
    if (status !== 'done') return text.notDone;
    return summary?.outcome === 'partial' && !vaultIsSkipped(state) ? text.rowsMissing : null;
  },
  closesWayBack: ({ copy }) => copy.wrote,
  writing: copyWriting,
  farewell: copyFarewell,
};

/** The secrets that the rows name. */
export const vaultStep: Step = {
  ...stepFor('vault'),
  id: 'vault',
  title: { en: 'Vault', zh: 'Vault 迁移' },
  status: (state) => (vaultIsSkipped(state) ? 'skipped' : statusOf(state.copy.vault)),
  obstacle: (state, text) =>
    vaultIsSkipped(state) || state.copy.vault.status === 'done' ? null : text.copy.notDone,
};
