import { counted } from '../../core/counted.js';

/** Texts of watching and of alerts. */
export const watch = {
  watched: (open: string, waiting: string) =>
    `Watching has ended: ${counted(open, 'alert goes', 'alerts go')} on, ${counted(waiting, 'message is', 'messages are')} not delivered yet`,
  silenced: (rule: string, until: string) => `Nobody is told of ${rule} until ${until}`,
  noAlerts: 'No alerts',
  noChannels: 'The config has no channels',
  alertSeverity: { info: 'info', warning: 'warning', error: 'error', critical: 'critical' },
  alertState: {
    firing: (since: string, _by: string) => `firing since ${since}`,
    acknowledged: (since: string, by: string) => `acknowledged by ${by}, since ${since}`,
    resolved: (since: string, by: string) => `resolved${by === '' ? '' : ` (${by})`}, began ${since}`,
  },
  alertSilenced: 'silenced',
  alertValue: (value: string) => `value ${value}`,
  ruleError: (why: string) => `the rule cannot be looked at: ${why}`,
  alertColumns: { rule: 'rule', fired: 'fired', resolved: 'resolved', acknowledged: 'acknowledged' },
  channelWorks: (channel: string) => `${channel} took the test message`,
  channelFails: (channel: string, why: string) => `${channel} did not take the test message: ${why}`,
  alertNotice: {
    alert: {
      firing: (rule: string, count: string, severity: string) => `Alert: ${rule} (${severity}, ${count})`,
      resolved: (rule: string, count: string, _severity: string) => `Over: ${rule} (${count})`,
    },
    'rule-error': {
      firing: (rule: string, _count: string, _severity: string) => `The rule ${rule} cannot be looked at`,
      resolved: (rule: string, _count: string, _severity: string) =>
        `The rule ${rule} can be looked at again`,
    },
  },
};

export type WatchText = typeof watch;
