import { listKeys } from '../../keys.js';
import { workActivity } from '../../wizard/activity.js';
import { commandCopies, findingCopies, problemCopies } from '../../wizard/copies.js';
import { filterText } from '../../wizard/filter.js';
import { moved, scrolled } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Step, StepStatus } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { statusOfFindings, tally } from '../connections/connections-state.js';
import { runDryRun } from './dry-run-commands.js';
import {
  type DryRunState,
  dryRunReducer,
  initialDryRun,
  plannedRowsOf,
  plannedTables,
  troubles,
} from './dry-run-state.js';
import { dryRunLines } from './dry-run-view.js';
import { savePlan } from './save-plan.js';

/** Rows a section can be moved over; null where it is a text to scroll. */
function rowsOf({ result, section }: DryRunState, filter: string): number | null {
  if (result === null) return 1;
  switch (section) {
    case 'findings':
      return Math.max(1, troubles(result, filter).length);
    case 'rows':
      return Math.max(1, plannedRowsOf(result, filter).length);
    case 'counts':
    case 'columns':
      return Math.max(1, plannedTables(result, filter).length);
    case 'summary':
    case 'stays':
      return null;
  }
}

const slice: Slice<'dryRun'> = { name: 'dryRun', initial: () => initialDryRun, reduce: dryRunReducer };

/** A plan with a blocker could not be carried out. */
function maySave({ result }: DryRunState): boolean {
  return result !== null && tally(result.findings).blockers === 0;
}

function statusOf({ phase, result }: DryRunState): StepStatus {
  if (phase === 'idle') return 'todo';
  return phase === 'running' ? 'running' : statusOfFindings(result?.findings ?? [], phase === 'failed');
}

/** What would happen, counted and compared; nothing is written with a blocker. */
export const dryRunStep: Step = {
  id: 'dry-run',
  title: { en: 'Dry run', zh: '预演' },
  slice,
  status: ({ dryRun }) => statusOf(dryRun),
  enter: (wizard) => {
    if (wizard.store.getState().dryRun.phase === 'idle') void runDryRun(wizard);
  },
  obstacle: ({ dryRun: { result } }, { dryRun: text }) => {
    if (result === null) return text.notDone;
    const { blockers } = tally(result.findings);
    return blockers > 0 ? text.blocked(blockers) : null;
  },
  farewell: ({ store, text }) =>
    store.getState().dryRun.phase === 'running' ? [text.farewell.dryRunStopped] : [],
  lines: dryRunLines,
  list: ({ dryRun: { phase, open } }) =>
    phase !== 'done' || open
      ? null
      : {
          id: 'dry-run',
          reset: ({ store }) => store.dispatch({ slice: 'dryRun', type: 'select', index: 0 }),
        },
  tables: (state) => {
    const { result, section, selected } = state.dryRun;
    if (result === null || (section !== 'counts' && section !== 'columns')) return null;
    const shown = plannedTables(result, filterText(state, 'dry-run'));
    return { names: shown.map(({ table }) => table), marked: selected };
  },
  copies: (state, language) => {
    const { result, section, selected, blockers, problem, saved } = state.dryRun;
    if (blockers.length > 0) return blockers.flatMap((finding) => findingCopies(finding, language));
    const chosen =
      result && section === 'findings' ? troubles(result, filterText(state, 'dry-run'))[selected] : undefined;
    const planned =
      saved === null ? [] : [...commandCopies(saved.command), { what: 'path' as const, text: saved.path }];
    return [...problemCopies(problem, language), ...findingCopies(chosen, language), ...planned];
  },
  activity: ({ dryRun, work }) => (dryRun.phase === 'running' ? workActivity(work) : null),
  isSpinning: ({ dryRun, work }) => dryRun.phase === 'running' && work.progress === null,
  keys: ({ dryRun }) => {
    switch (dryRun.phase) {
      case 'idle':
      case 'running':
        return ['back'];
      case 'failed':
        return ['again', 'back', ...listKeys];
      case 'done':
        if (dryRun.open) return ['back', ...listKeys];
        return [
          'next',
          'back',
          'section',
          'sectionBack',
          ...(dryRun.section === 'findings' ? (['details'] as const) : []),
          ...(maySave(dryRun) ? (['savePlan'] as const) : []),
          ...listKeys,
          'again',
        ];
    }
  },
  press: (key, wizard) => {
    const { store } = wizard;
    const { dryRun } = store.getState();
    if (dryRun.open || dryRun.phase === 'failed') {
      const first = scrolled(key, dryRun.scroll, wizard);
      if (first !== null) store.dispatch({ slice: 'dryRun', type: 'scroll', first });
    }
    if (dryRun.open) {
      if (key === 'back') store.dispatch({ slice: 'dryRun', type: 'open', open: false });
      return;
    }
    if (key === 'details') store.dispatch({ slice: 'dryRun', type: 'open', open: true });
    const rows = rowsOf(dryRun, filterText(store.getState(), 'dry-run'));
    const index = rows === null ? scrolled(key, dryRun.selected, wizard) : moved(key, dryRun.selected, rows);
    if (index !== null) store.dispatch({ slice: 'dryRun', type: 'select', index });
    if (key === 'section') store.dispatch({ slice: 'dryRun', type: 'section', step: 1 });
    if (key === 'sectionBack') store.dispatch({ slice: 'dryRun', type: 'section', step: -1 });
    if (key === 'again') void runDryRun(wizard);
    if (key === 'savePlan') void savePlan(wizard);
    if (key === 'next') {
      goNext(wizard);
      if (store.getState().frame.step === 'dry-run') {
        store.dispatch({ slice: 'dryRun', type: 'show', section: 'findings' });
      }
    }
    if (key === 'back') goBack(wizard);
  },
};
