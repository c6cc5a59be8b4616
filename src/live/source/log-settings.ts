import { say } from '../words.js';
import { type Draft, isOn, type Settings } from './draft.js';

const wholeRows = [
  ['binlog_format', 'ROW'],
  ['binlog_row_image', 'FULL'],
  ['binlog_row_value_options', ''],
] as const;

/** Whether there is a log, of whole rows, in forms that can be read. */
export function judgeSettings(settings: Settings): readonly Draft[] {
  if (!isOn(settings('log_bin')))
    return [
      { code: 'live.off', severity: 'blocker', title: say('live.off'), remedy: say('live.off.remedy') },
    ];
  const drafts = wholeRows.flatMap(([name, wanted]): Draft[] => {
    const value = settings(name);
    if (value === '' || value.toUpperCase() === wanted) return [];
    const remedy = say('live.setting.remedy', { name, wanted: wanted === '' ? "''" : wanted });
    return [
      { code: 'live.setting', severity: 'blocker', title: say('live.setting', { name, value }), remedy },
    ];
  });
  const temporal = 'mysql56_temporal_format';
  const value = settings(temporal);
  if (value === '' || isOn(value)) return drafts;
  const [title, remedy] = [
    say('live.temporal', { name: temporal, value }),
    say('live.set.remedy', { name: temporal, wanted: 'ON' }),
  ];
  return [...drafts, { code: 'live.temporal', severity: 'blocker', title, remedy }];
}
