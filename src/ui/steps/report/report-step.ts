import { listKeys } from '../../keys.js';
import { problemCopies, runCopies } from '../../wizard/copies.js';
import { leave } from '../../wizard/leave.js';
import { scrolled } from '../../wizard/list-keys.js';
import { goBack } from '../../wizard/navigation.js';
import type { KeyCommands, Step, Wizard } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { previewRollback } from '../rollback/rollback-commands.js';
import { exportReports, loadReport } from './report-commands.js';
import { initialReport, reportReducer } from './report-state.js';
import { reportStepLines } from './report-view.js';

const slice: Slice<'report'> = { name: 'report', initial: () => initialReport, reduce: reportReducer };

function farewell({ store, text }: Wizard): readonly string[] {
  const files = Object.values(store.getState().report.written);
  return files.length === 0 ? [] : [text.farewell.reports, ...files.map((path) => `  ${path}`)];
}

const commands: KeyCommands = {
  exportAll: (wizard) => exportReports(wizard, wizard.reportFormats),
  exportJson: (wizard) => exportReports(wizard, ['json']),
  exportMarkdown: (wizard) => exportReports(wizard, ['md']),
  exportHtml: (wizard) => exportReports(wizard, ['html']),
  again: loadReport,
  finish: (wizard) => leave(wizard, false),
  rollBack: (wizard) => {
    const { data } = wizard.store.getState().report;
    if (data !== null) void previewRollback(wizard, data.run.runId);
  },
  back: goBack,
};

/** The run on paper. */
export const reportStep: Step = {
  id: 'report',
  title: { en: 'Report', zh: '报告' },
  slice,
  status: ({ report }) => (Object.keys(report.written).length > 0 ? 'done' : 'todo'),
  enter: (wizard) => void loadReport(wizard),
  farewell,
  lines: reportStepLines,
  list: ({ report: { phase } }) =>
    phase === 'ready'
      ? { id: 'report', reset: ({ store }) => store.dispatch({ slice: 'report', type: 'scroll', first: 0 }) }
      : null,
  tables: ({ report: { data } }) => data && { names: data.tables.map(({ table }) => table), marked: 0 },
  copies: ({ report: { data, problem, written } }, language) => [
    ...problemCopies(problem, language),
    ...Object.values(written).map((text) => ({ what: 'path' as const, text })),
    ...runCopies(data?.run.runId),
  ],
  isSpinning: ({ report }) => report.phase === 'idle' || report.phase === 'loading',
  keys: ({ report }) => {
    switch (report.phase) {
      case 'idle':
      case 'loading':
        return ['back'];
      case 'failed':
        return ['again', 'back', 'finish'];
      case 'ready':
        return [
          'exportAll',
          'exportJson',
          'exportMarkdown',
          'exportHtml',
          'finish',
          'back',
          'rollBack',
          ...listKeys,
        ];
    }
  },
  press: (key, wizard) => {
    const first = scrolled(key, wizard.store.getState().report.scroll, wizard);
    if (first !== null) wizard.store.dispatch({ slice: 'report', type: 'scroll', first });
    commands[key]?.(wizard);
  },
};
