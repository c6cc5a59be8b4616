import { listKeys } from '../../keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen, scrolled } from '../../wizard/screen.js';
import { runDryRun } from './dry-run-commands.js';
import { type DryRunState, troubles } from './dry-run-state.js';
import { DryRunView } from './dry-run-view.js';

/** Rows a section can be moved over; null where it is a text to scroll. */
function rowsOf({ result, section }: DryRunState): number | null {
  if (result === null) return 1;
  switch (section) {
    case 'findings':
      return Math.max(1, troubles(result).length);
    case 'counts':
    case 'columns':
      return Math.max(1, result.plan.tables.length);
    case 'summary':
    case 'stays':
      return null;
  }
}

export const dryRunScreen: Screen = {
  View: DryRunView,
  keys: ({ dryRun }) => {
    switch (dryRun.phase) {
      case 'idle':
      case 'running':
        return ['back'];
      case 'failed':
        return ['again', 'back', 'up', 'down', 'pageUp', 'pageDown'];
      case 'done':
        if (dryRun.open) return ['back', 'up', 'down', 'pageUp', 'pageDown'];
        return dryRun.section === 'findings'
          ? ['next', 'back', 'section', 'sectionBack', 'details', ...listKeys, 'again']
          : ['next', 'back', 'section', 'sectionBack', ...listKeys, 'again'];
    }
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { dryRun } = store.getState();
    if (dryRun.open || dryRun.phase === 'failed') {
      const first = scrolled(key, dryRun.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'dry-run', type: 'scroll', first });
    }
    if (dryRun.open) {
      if (key === 'back') store.dispatch({ slice: 'dry-run', type: 'open', open: false });
      return;
    }
    if (key === 'details') store.dispatch({ slice: 'dry-run', type: 'open', open: true });
    const rows = rowsOf(dryRun);
    const index = rows === null ? scrolled(key, dryRun.selected, wizard) : moved(key, dryRun.selected, rows);
    if (index !== null) store.dispatch({ slice: 'dry-run', type: 'select', index });
    if (key === 'section') store.dispatch({ slice: 'dry-run', type: 'section', step: 1 });
    if (key === 'sectionBack') store.dispatch({ slice: 'dry-run', type: 'section', step: -1 });
    if (key === 'again') void runDryRun(wizard);
    if (key === 'next') {
      goNext(wizard);
      if (store.getState().frame.step === 'dry-run') {
        store.dispatch({ slice: 'dry-run', type: 'show', section: 'findings' });
      }
    }
    if (key === 'back') goBack(wizard);
  },
};
