import { scrollKeys } from '../../keys.js';
import { goTo } from '../../wizard/navigation.js';
import { type Screen, scrolled, scrollKey } from '../../wizard/screen.js';
import { lookForRuns } from '../start/start-commands.js';
import { confirmRollback, previewRollback, stopRollback } from './rollback-commands.js';
import { RollbackView } from './rollback-view.js';

export const rollbackScreen: Screen = {
  View: RollbackView,
  keys: ({ rollback }) => {
    switch (rollback.phase) {
      case 'closed':
      case 'counting':
        return [];
      case 'running':
        return ['stop'];
      case 'confirm':
        return (rollback.preview?.changed.length ?? 0) > 0
          ? ['accept', 'cancel', 'includeChanged', ...scrollKeys]
          : ['accept', 'cancel', ...scrollKeys];
      case 'done':
        return ['next', 'up', 'down', 'pageUp', 'pageDown'];
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
