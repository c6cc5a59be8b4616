import { type BackRule, defaultMinRequests, type Gate, type TrafficMetric } from '../config/switch.js';
import type { Sentence } from '../core/sentence.js';
import type { Metric, Verdict } from '../core/switch-shapes.js';
import { type Figures, type SideFigures, together } from './figures.js';
import { metricOf } from './metrics.js';
import { say } from './words.js';

/** How a gate stands. */
export interface Judged {
  readonly metric: Gate['metric'];
  readonly verdict: Verdict;
  readonly why: Sentence;
}

/** What gates are judged by. */
export interface Evidence {
  /** Of the requests since the step began. */
  readonly figures: Figures;
  /** The source's figures of the latest step in which it had any: what a step without traffic on the source is compared with. */
  readonly sourceBefore: SideFigures | null;
  /** Of the services' own counts some are missing, which may hold failures. */
  readonly isPartial: boolean;
  /** Equal rows and compared rows; null: nobody has compared. */
  readonly consistency: Tally | null;
  readonly shadow: Tally | null;
  /** Rules of the watch of which an alert goes on; null: no watch is at work. */
  readonly alerting: Alerting | null;
  /** Address → whether it answered as it should; absent: it was not asked. */
  readonly probes: ReadonlyMap<string, boolean>;
}

/** What a watch has found, by rule. */
export interface Alerting {
  readonly firing: readonly string[];
  /** Rules that could not be looked at. */
  readonly blind: readonly string[];
}

export interface Tally {
  readonly equal: number;
  readonly compared: number;
}

export const isTraffic = (metric: Gate['metric']): metric is TrafficMetric =>
  ['error_rate', 'grpc_errors', 'p50', 'p95', 'p99'].includes(metric);

/** Judges every gate. Without data there is no verdict, and that is an answer of its own. */
export function judge(gates: readonly Gate[], evidence: Evidence): readonly Judged[] {
  return gates.map((gate) => judgeOne(gate, evidence));
}

function judgeOne(gate: Gate, evidence: Evidence): Judged {
  switch (gate.metric) {
    case 'consistency':
      return tallied(gate.metric, evidence.consistency, gate.min, 1);
    case 'shadow':
      return tallied(gate.metric, evidence.shadow, gate.min, gate.minRequests);
    case 'probe': {
      const answered = evidence.probes.get(gate.url);
      const { metric, url } = gate;
      if (answered === undefined) return { metric, verdict: 'no-data', why: say('gate.not-asked', { url }) };
      return answered
        ? { metric, verdict: 'pass', why: say('gate.answers', { url }) }
        : { metric, verdict: 'fail', why: say('gate.no-answer', { url }) };
    }
    case 'alerts':
      return judgeAlerts(gate.rules, evidence.alerting);
    case 'person':
      return { metric: 'person', verdict: 'no-data', why: say('gate.person') };
    default:
      return judgeTraffic(gate, evidence);
  }
}

function tallied(metric: 'consistency' | 'shadow', tally: Tally | null, min: number, least: number): Judged {
  const { equal = 0, compared = 0 } = tally ?? {};
  const params = { metric, equal, compared, min };
  if (compared < least)
    return { metric, verdict: 'no-data', why: say('gate.too-few', { metric, requests: compared, least }) };
  return equal / compared >= min
    ? { metric, verdict: 'pass', why: say('gate.equal', params) }
    : { metric, verdict: 'fail', why: say('gate.unequal', params) };
}

function judgeAlerts(rules: readonly string[], alerting: Alerting | null): Judged {
  const metric = 'alerts';
  if (!alerting) return { metric, verdict: 'no-data', why: say('gate.unwatched') };
  const of = (some: readonly string[]) => rules.filter((rule) => some.includes(rule)).join(', ');
  const [firing, blind] = [of(alerting.firing), of(alerting.blind)];
  if (firing !== '') return { metric, verdict: 'fail', why: say('gate.alerts', { rules: firing }) };
  if (blind !== '') return { metric, verdict: 'no-data', why: say('gate.blind-rules', { rules: blind }) };
  return { metric, verdict: 'pass', why: say('gate.quiet', { rules: rules.join(', ') }) };
}

type TrafficGate = Extract<Gate, { metric: TrafficMetric }>;

function judgeTraffic(gate: TrafficGate, evidence: Evidence): Judged {
  const { metric, max, worseThanSource, minRequests: least } = gate;
  const target = metricOf(metric, 'target', evidence.figures.target);
  const { value, denominator: requests } = target;
  if (value === null || requests < least)
    return { metric, verdict: 'no-data', why: say('gate.too-few', { metric, requests, least }) };
  const shown = show(target);
  if (max !== undefined && value > max)
    return {
      metric,
      verdict: 'fail',
      why: say('gate.above', { metric, shown, max: showLimit(metric, max) }),
    };
  const limit = worseThanSource === undefined ? null : sourceLimit(gate, evidence, worseThanSource);
  if (limit !== null && value > limit)
    return {
      metric,
      verdict: 'fail',
      why: say('gate.worse', { metric, shown, limit: showLimit(metric, limit) }),
    };
  if (evidence.isPartial && (metric === 'error_rate' || metric === 'grpc_errors'))
    return { metric, verdict: 'no-data', why: say('gate.partial', { metric }) };
  return { metric, verdict: 'pass', why: say('gate.within', { metric, shown }) };
}

/**
 * So many times the source's figure of the same minutes, or of its latest ones where it has no traffic any more; null: it has none at
 * all. A source without a failure is taken as one with a single one, since nothing is worse than nothing by a factor.
 */
function sourceLimit(
  { metric, minRequests }: TrafficGate,
  { figures, sourceBefore }: Evidence,
  factor: number,
): number | null {
  const now = metricOf(metric, 'source', figures.source);
  const source =
    now.denominator >= minRequests || !sourceBefore ? now : metricOf(metric, 'source', sourceBefore);
  if (source.value === null) return null;
  const isRate = metric === 'error_rate' || metric === 'grpc_errors';
  return factor * (isRate ? Math.max(source.numerator, 1) / source.denominator : source.value);
}

/** Figures of a step, and of its latest seconds: who looks only at the whole sees a late breach late. */
export interface Spans {
  readonly stage: Figures;
  readonly current: Figures;
  readonly previous: Figures;
}

/** What was breached, with the figures that show it. */
export interface Breach {
  readonly metrics: readonly Metric[];
  readonly why: Sentence;
  /** Share of all requests, of both sides, that it hit; null: it cannot be told, or does not count. */
  readonly hit: number | null;
}

/** Whether users have to go back, by the step's requests or by the latest ones alone. */
export function findBreach(rule: BackRule, gates: readonly Gate[], spans: Spans): Breach | null {
  const least = Math.max(
    ...gates.map((gate) => (gate.metric === rule.metric && 'minRequests' in gate ? gate.minRequests : 0)),
  );
  const guard = least > 0 ? least : errorGuard(gates);
  const { stage, current, previous } = spans;
  for (const figures of [current, together(current, previous), stage]) {
    const target = metricOf(rule.metric, 'target', figures.target);
    if (target.value === null || target.denominator < guard || target.value <= rule.above) continue;
    const source = metricOf(rule.metric, 'source', figures.source);
    const { failed } = figures.target;
    const requests = figures.source.requests + figures.target.requests;
    const isRate = rule.metric === 'error_rate' || rule.metric === 'grpc_errors';
    return {
      metrics: [target, source],
      why: say('back.breach', {
        metric: rule.metric,
        shown: show(target),
        limit: showLimit(rule.metric, rule.above),
      }),
      hit: isRate && requests > 0 ? failed / requests : null,
    };
  }
  return null;
}

/** The minimum of the gate `error_rate`, which guards every breach that has no gate of its own. */
function errorGuard(gates: readonly Gate[]): number {
  const gate = gates.find(({ metric }) => metric === 'error_rate');
  return gate && 'minRequests' in gate ? gate.minRequests : defaultMinRequests;
}

const percent = (value: number) => `${Number((value * 100).toPrecision(3))} %`;

/** `3 of 200 (1.5 %)`, `240 ms (200 requests)`. */
export function show({ metric, numerator, denominator, value }: Metric): string {
  if (value === null) return '–';
  if (metric.startsWith('p'))
    return `${Number.isFinite(value) ? Math.round(value) : '> max'} ms (n = ${denominator})`;
  return `${numerator}/${denominator} (${percent(value)})`;
}

function showLimit(metric: TrafficMetric, limit: number): string {
  return metric.startsWith('p') ? `${Math.round(limit)} ms` : percent(limit);
}
