import { leaveCode } from '../../wizard/exit-code.js';
import { goBack } from '../../wizard/navigation.js';
import { type Screen, scrolled } from '../../wizard/screen.js';
import { previewRollback } from '../rollback/rollback-commands.js';
import { exportReports, loadReport } from './report-commands.js';
import { ReportView } from './report-view.js';

export const reportScreen: Screen = {
  View: ReportView,
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
        wizard.leave(leaveCode(store.getState(), false));
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
