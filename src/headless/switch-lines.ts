import { formatDuration, formatTime, printable } from '../core/format.js';
import type { Decision, Metric, Verdict } from '../core/switch-shapes.js';
import type { SwitchStatus } from '../operations/switch/types.js';
import { localiseReason, localiseRefusal } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';

/** `12.5 %` */
export const percent = (share: number): string => `${Number(share.toFixed(2))} %`;

/** `3/200, 1.5 %`; of times `240 ms (n = 200)`. */
function figure({ metric, numerator, denominator, value }: Metric): string {
  if (value === null) return '–';
  if (metric.startsWith('p')) return `${Math.round(value)} ms (n = ${denominator})`;
  return `${numerator}/${denominator}, ${percent(value * 100)}`;
}

/** `2026-12-01 03:15:00  forward, 5 % → 10 %  controller: all gates passed` */
export function decisionLine(decision: Decision, environment: TextEnvironment): string {
  const { text, style, lang } = environment;
  const { kind, from, to, at, by, reason, because } = decision;
  const what = text.switchDecision[kind](percent(from), percent(to));
  const bad = kind === 'back' || kind === 'refused';
  const why = printable(localiseReason(reason, because, lang));
  return `${formatTime(at)}  ${style(bad ? 'bad' : 'good', what)}  ${printable(by)}${text.colon}${why}`;
}

/** Where traffic stands: state and share, both sides' figures, and each gate. */
export function switchStatusLines(status: SwitchStatus, environment: TextEnvironment): string[] {
  const { text, style, lang } = environment;
  const { strategy, state, share, metrics, gates, isControlled, oldSessions, problem } = status;
  const isUnderWay = ['running', 'waiting', 'held'].includes(state);
  const lines = [
    style(
      'strong',
      text.switchTitle(strategy, state, share === null ? text.switchShareUnknown : percent(share)),
    ),
  ];
  if (problem) {
    const { message, remedy } = localiseRefusal(problem, lang);
    lines.push(`  ${style('bad', `✗ ${printable(message)}`)}`);
    if (remedy) lines.push(`    ${printable(remedy)}`);
  }
  if (isControlled) lines.push(`  ${style('good', `✓ ${text.switchControlled}`)}`);
  else if (isUnderWay) lines.push(`  ${style('bad', `✗ ${text.switchNobody}`)}`);
  lines.push(...metricLines(metrics, environment));
  const signs: Record<Verdict, string> = { pass: '✓', fail: '✗', 'no-data': '·' };
  const tones = { pass: 'good', fail: 'bad', 'no-data': 'dim' } as const;
  for (const { verdict, detail, because } of gates) {
    const why = printable(localiseReason(detail, because, lang));
    lines.push(
      `  ${style(tones[verdict], `${signs[verdict]} ${text.switchVerdict[verdict]}${text.colon}${why}`)}`,
    );
  }
  if (isUnderWay && !problem)
    lines.push(
      `  ${oldSessions === null ? text.switchUncounted : text.switchOldSessions(String(oldSessions))}`,
    );
  return lines;
}

const metricLines = (metrics: readonly Metric[], { text }: TextEnvironment): string[] =>
  metricTexts(metrics, text).map((shown) => `  ${shown}`);

/** A text for each metric, with both sides: `error rate: source 1/900, 0.11 % · target 2/100, 2 %`. */
export function metricTexts(
  metrics: readonly Metric[],
  text: Pick<TextEnvironment['text'], 'side' | 'switchMetric' | 'colon'>,
): string[] {
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  return names.map((name) => {
    const shown = metrics
      .filter(({ metric }) => metric === name)
      .map((one) => `${text.side[one.side]} ${figure(one)}`);
    return `${text.switchMetric[name]}${text.colon}${shown.join(' · ')}`;
  });
}

/** The time line, and of the latest return all that a report of it asks for. */
export function switchReportLines(decisions: readonly Decision[], environment: TextEnvironment): string[] {
  const { text, style, lang } = environment;
  if (decisions.length === 0) return [text.switchNone];
  const lines = decisions.flatMap((decision) => [
    decisionLine(decision, environment),
    ...metricLines(decision.metrics, environment),
  ]);
  const back = decisions.findLast(({ kind }) => kind === 'back');
  if (!back) return lines;
  const words = text.switchRollback;
  const start = decisions.findLast(({ kind, at }) => kind === 'start' && at <= back.at);
  const failed = back.metrics.find(({ metric, side }) => metric === 'error_rate' && side === 'target');
  const rows: [string, string][] = [
    [words.at, formatTime(back.at)],
    ...(start
      ? [
          [words.since, formatDuration((Date.parse(back.at) - Date.parse(start.at)) / 1000)] as [
            string,
            string,
          ],
        ]
      : []),
    [words.moved, `${percent(back.from)} → ${percent(back.to)}`],
    [words.why, printable(localiseReason(back.reason, back.because, lang))],
    [words.by, printable(back.by)],
    ...(failed ? [[words.hit, figure(failed)] as [string, string]] : []),
  ];
  return [
    ...lines,
    '',
    style('strong', words.title),
    ...rows.map(([name, value]) => `  ${name}${text.colon}${value}`),
    `  ${words.open}`,
  ];
}
