import { type KeyId, scrollKeys, textKeys } from '../../keys.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { KeyCommands, Step, StepStatus, Wizard } from '../../wizard/wizard.js';
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
  const scrolling: readonly KeyId[] = live === null ? [] : [...textKeys, 'follow', 'log'];
  switch (status) {
    case 'ready':
      return ['start', 'back'];
    case 'running':
      return [copy.paused ? 'continue' : 'pause', 'stopNow', 'more', 'less', 'log', ...textKeys, 'follow'];
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

const commands: KeyCommands = {
  pause: togglePause,
  continue: togglePause,
  more: (wizard) => changeParallelism(wizard, 1),
  less: (wizard) => changeParallelism(wizard, -1),
  log: ({ store }) => store.dispatch({ slice: 'copy', type: 'log' }),
  follow: ({ store }) => store.dispatch({ slice: 'copy', type: 'scroll', first: null }),
  rollBack: (wizard) => {
    const { runId } = wizard.store.getState().copy;
    if (runId !== null) void previewRollback(wizard, runId);
  },
  next: goNext,
  back: goBack,
  cancel: goBack,
};

function pressIn(phase: CopyPhase, key: KeyId, wizard: Wizard): void {
  const { store } = wizard;
  const { copy } = store.getState();
  const { live } = copy[phase];
  if (key === 'accept') confirmAndStart(wizard, phase);
  if (key === 'start' || key === 'resume') void startCopy(wizard, phase);
  if (live !== null || asksForName(copy, phase)) {
    const first = scrolled(scrollKey(key), copy.scroll ?? (live === null ? 0 : null), wizard);
    if (first !== null) store.dispatch({ slice: 'copy', type: 'scroll', first });
  }
  commands[key]?.(wizard);
}

const slice: Slice<'copy'> = { name: 'copy', initial: () => initialCopy, reduce: copyReducer };

const statuses: Readonly<Record<PhaseState['status'], StepStatus>> = {
  ready: 'todo',
  running: 'running',
  stopping: 'running',
  aborting: 'running',
  done: 'done',
  stopped: 'attention',
  failed: 'failed',
};

function statusOf({ status, summary }: PhaseState): StepStatus {
  return status === 'done' && summary?.outcome === 'partial' ? 'attention' : statuses[status];
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
