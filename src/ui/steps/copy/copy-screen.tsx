import { type KeyId, scrollKeys } from '../../keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { type Screen, scrolled, scrollKey } from '../../wizard/screen.js';
import { vaultIsSkipped } from '../../wizard/step-status.js';
import type { Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { previewRollback } from '../rollback/rollback-commands.js';
import { changeParallelism, confirmAndStart, startCopy, togglePause } from './copy-commands.js';
import { asksForName, type CopyPhase } from './copy-state.js';
import { MysqlView, VaultView } from './copy-view.js';

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

function screenFor(phase: CopyPhase, View: Screen['View']): Screen {
  return {
    View,
    keys: (state) => keysOf(state, phase),
    press: (key, wizard) => pressIn(phase, key, wizard),
    edit: (state) =>
      asksForName(state.copy, phase)
        ? (edit, wizard) => wizard.store.dispatch({ slice: 'copy', type: 'edit', edit })
        : null,
    confirmation: (state) => (asksForName(state.copy, phase) ? state.copy.confirmation : null),
  };
}

export const mysqlScreen: Screen = screenFor('mysql', MysqlView);
export const vaultScreen: Screen = screenFor('vault', VaultView);
