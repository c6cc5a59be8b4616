import type { ReportFormat } from '../../../report/render-report.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';

/** Reads the run's whole record from the ledger. */
export async function loadReport(wizard: Wizard): Promise<void> {
  const { store, operations } = wizard;
  const { context, copy } = store.getState();
  if (context === null) return;
  store.dispatch({ slice: 'report', type: 'loading' });
  try {
    const data = await operations.report(context, copy.runId ?? undefined);
    store.dispatch({ slice: 'report', type: 'loaded', data });
  } catch (error) {
    store.dispatch({ slice: 'report', type: 'failed', problem: problemOf(error) });
  }
}

/** Writes the report in each format; the files appear in the list as they are written. */
export async function exportReports(wizard: Wizard, formats: readonly ReportFormat[]): Promise<void> {
  const { store } = wizard;
  const { data, busy } = store.getState().report;
  if (data === null || busy) return;
  for (const format of formats) {
    store.dispatch({ slice: 'report', type: 'writing' });
    try {
      const text = wizard.renderReport(data, format, wizard.language);
      const path = await wizard.writeReport(`tenantferry-report-${data.run.runId}.${format}`, text);
      store.dispatch({ slice: 'report', type: 'wrote', format, path });
    } catch (error) {
      store.dispatch({ slice: 'report', type: 'write-failed', problem: problemOf(error) });
      return;
    }
  }
  notify(wizard, 'good', wizard.text.report.written);
}
