import { formatTime, printable } from '../core/format.js';
import type { AlertStats, AlertView, ChannelTest } from '../operations/watch/types.js';
import { localiseReason, localiseSaid } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { figure, tableOf } from './table.js';

/**
 * Alerts, a line each:
 *
 *     ✗ critical  failed-rows  orders  firing since 2026-11-21 03:15:00  value 12  ID 0f3a9c21be44
 */
export function alertLines(
  alerts: readonly AlertView[],
  { text, style, lang }: TextEnvironment,
): readonly string[] {
  if (alerts.length === 0) return [text.noAlerts];
  return alerts.map((alert) => {
    const { rule, key, kind, severity, state, silenced, startedAt, value, why, because, by, id } = alert;
    const parts = [
      text.alertSeverity[severity],
      rule,
      ...(key === '' ? [] : [printable(key)]),
      text.alertState[state](formatTime(startedAt), by === null ? '' : printable(by)),
      ...(silenced ? [text.alertSilenced] : []),
      ...(value === null ? [] : [text.alertValue(String(value))]),
      ...(kind === 'rule-error' ? [text.ruleError(printable(localiseReason(why ?? '', because, lang)))] : []),
      `ID ${id}`,
    ];
    const line = parts.join('  ');
    if (state === 'resolved') return style('good', `✓ ${line}`);
    return state === 'acknowledged' ? style('warning', `! ${line}`) : style('bad', `✗ ${line}`);
  });
}

export function alertStatsLines(stats: readonly AlertStats[], { text }: TextEnvironment): readonly string[] {
  const lines = stats.flatMap(({ rule, days, ...all }) => [
    { name: rule, ...all },
    ...days.map(({ day, ...counts }) => ({ name: `  ${day}`, ...counts })),
  ]);
  if (lines.length === 0) return [text.noAlerts];
  const { rule, fired, resolved, acknowledged } = text.alertColumns;
  return tableOf(lines, [
    [rule, ({ name }) => name],
    figure(fired, (line) => line.fired),
    figure(resolved, (line) => line.resolved),
    figure(acknowledged, (line) => line.acknowledged),
  ]);
}

export function channelTestLines(
  tests: readonly ChannelTest[],
  { text, style, lang }: TextEnvironment,
): readonly string[] {
  if (tests.length === 0) return [text.noChannels];
  return tests.map(({ channel, ok, why }) =>
    ok
      ? style('good', `✓ ${text.channelWorks(channel)}`)
      : style('bad', `✗ ${text.channelFails(channel, printable(localiseSaid(why ?? '', lang)))}`),
  );
}
