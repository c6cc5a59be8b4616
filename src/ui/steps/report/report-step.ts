import { leave } from '../../wizard/leave.js';
import { scrolled } from '../../wizard/list-keys.js';
import { goBack } from '../../wizard/navigation.js';
import type { Step, Wizard } from '../../wizard/wizard.js';
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

/** The run on paper. */
export const reportStep: Step = {
  id: 'report',
  title: { en: 'Report', zh: '报告' },
  slice,
  status: ({ report }) => (Object.keys(report.written).length > 0 ? 'done' : 'todo'),
  enter: (wizard) => void loadReport(wizard),
  farewell,
  lines: reportStepLines,
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
          'up',
          'down',
          'pageUp',
          'pageDown',
        ];
    }
  },
  press: (key, wizard) => {
    const { store, reportFormats } = wizard;
    const { report } = store.getState();
    switch (key) {
      case 'exportAll':
        void exportReports(wizard, reportFormats);
        return;
      case 'exportJson':
        void exportReports(wizard, ['json']);
        return;
      case 'exportMarkdown':
        void exportReports(wizard, ['md']);
        return;
      case 'exportHtml':
        void exportReports(wizard, ['html']);
        return;
      case 'again':
        void loadReport(wizard);
        return;
      case 'finish':
        leave(wizard, false);
        return;
      case 'rollBack':
        if (report.data !== null) void previewRollback(wizard, report.data.run.runId);
        return;
      case 'back':
        goBack(wizard);
        return;
      default: {
        const first = scrolled(key, report.scroll, wizard);
        if (first !== null) store.dispatch({ slice: 'report', type: 'scroll', first });
      }
    }
  },
};
