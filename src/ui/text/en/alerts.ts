import { counted } from '../../../core/counted.js';
import { watch } from '../../../headless/text/watch-en.js';

/** The words of the alerts that lie over a step. */
export const alerts = {
  alerts: {
    title: 'Alerts',
    going: (count: number) => (count === 0 ? 'none goes on' : `${count} going on`),
    reading: 'Reading the ledger…',
    none: 'No alert goes on, and none began within 7 days. They are found by: tenantferry watch',
    severity: watch.alertSeverity,
    state: watch.alertState,
    value: watch.alertValue,
    silent: watch.alertSilenced,
    labels: { state: 'State', ended: 'Over since', why: 'Why', attempts: 'Recovery tried' },
    limit: (condition: string, time: string) => `Told when ${condition}${time === '' ? '' : ` for ${time}`}`,
    ordered: {
      ack: (rule: string) => `${rule} is acknowledged: it is not told again but for its end.`,
      resolve: (rule: string) => `${rule} is ended: it is not opened again before its condition was absent.`,
    },
    silenced: (rule: string, minutes: number) =>
      `Nobody is told of ${rule} for ${counted(minutes, 'minute')}.`,
  },
};
