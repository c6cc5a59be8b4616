import { z } from 'zod';
import type { SwitchConfig } from '../config/switch.js';
import { type Metric, sides } from '../core/switch-shapes.js';
import { fetchAnswer } from './fetch.js';
import { type Figures, noFigures, type SideFigures, together } from './figures.js';
import { type Evidence, type Judged, judge, type Tally } from './gates.js';
import { trafficMetrics } from './metrics.js';
import type { Plane } from './plane.js';
import { countServices } from './service-metrics.js';
import { compareNext } from './shadow.js';
import type { Facts, SwitchState } from './state.js';

/** A look at the traffic: what was counted since the last one, and how the gates stand with it. */

const markShape = z.object({ plane: z.unknown(), services: z.unknown() });

interface LookOptions {
  readonly config: SwitchConfig;
  readonly plane: Plane;
  readonly state: SwitchState;
  /** What the ledger tells. */
  readonly facts: Pick<Facts, 'consistency' | 'alerting'>;
  readonly now: Date;
  /** Makes a request of both sides, too. */
  readonly shadows: boolean;
}

export interface Look {
  /** The state with what was counted. */
  readonly state: SwitchState;
  readonly judged: readonly Judged[];
  readonly metrics: readonly Metric[];
}

/** The place from which a step is counted. */
export async function markNow({ config, plane }: Pick<LookOptions, 'config' | 'plane'>): Promise<unknown> {
  return (await countAll({ config, plane }, null)).mark;
}

/** RefusedError while the proxy is away. */
export async function look(options: LookOptions): Promise<Look> {
  const { config, state, plane, now, shadows } = options;
  const { consistency, alerting } = options.facts;
  const [counted, probes, compared] = await Promise.all([
    countAll({ config, plane }, state.mark),
    askProbes(config),
    shadows && config.shadow ? compareNext(config.shadow, state.shadowNext) : null,
  ]);
  const { equal, compared: before } = state.shadow;
  const next: SwitchState = {
    ...state,
    mark: counted.mark,
    spans: grown(state.spans, counted.figures, now),
    shadow: compared === null ? state.shadow : { equal: equal + Number(compared), compared: before + 1 },
    shadowNext: state.shadowNext + Number(shadows),
  };
  const evidence: Evidence = {
    figures: next.spans.stage,
    sourceBefore: state.sourceBefore,
    isPartial: counted.isPartial,
    consistency,
    shadow: next.shadow,
    alerting,
    probes,
  };
  const tallies = [talliedMetric('consistency', consistency), talliedMetric('shadow', next.shadow)];
  return {
    state: next,
    judged: judge(config.gates, evidence),
    metrics: [...trafficMetrics(next.spans.stage), ...tallies.filter((one) => one !== null)],
  };
}

function talliedMetric(metric: 'consistency' | 'shadow', tally: Tally | null): Metric | null {
  if (!tally || tally.compared === 0) return null;
  const { equal: numerator, compared: denominator } = tally;
  return { metric, side: 'target', numerator, denominator, value: numerator / denominator };
}

/** What proxy and services have counted since the mark. */
async function countAll({ config, plane }: Pick<LookOptions, 'config' | 'plane'>, given: unknown) {
  const mark = markShape.safeParse(given).data ?? { plane: null, services: null };
  const asksServices = config.metrics !== undefined && !plane.seesCalls;
  const [proxy, services] = await Promise.all([
    plane.count(mark.plane),
    asksServices && config.metrics ? countServices(config.metrics, mark.services) : null,
  ]);
  const figures = services ? withCalls(proxy.figures, services.figures) : proxy.figures;
  return {
    figures,
    mark: { plane: proxy.mark, services: services?.mark ?? null },
    isPartial: services?.isPartial ?? false,
  };
}

/** HAProxy's requests, of which some are calls that it took for good ones. */
function withCalls(proxy: Figures, services: Figures): Figures {
  const both = (one: SideFigures, calls: SideFigures): SideFigures => ({
    ...calls,
    requests: Math.max(one.requests, calls.grpcCalls),
    failed: one.failed + calls.grpcFailed,
  });
  const [source, target] = sides.map((side) => both(proxy[side], services[side]));
  return { source: source ?? noFigures.source, target: target ?? noFigures.target };
}

/** A span of the latest requests is so long at least. */
const spanMs = 3_000;

function grown(spans: SwitchState['spans'], figures: Figures, now: Date): SwitchState['spans'] {
  const stage = together(spans.stage, figures);
  if (now.getTime() - Date.parse(spans.currentSince) < spanMs)
    return { ...spans, stage, current: together(spans.current, figures) };
  return { stage, previous: spans.current, current: figures, currentSince: now.toISOString() };
}

/** Asks every probe of the gates. */
async function askProbes({ gates }: SwitchConfig): Promise<ReadonlyMap<string, boolean>> {
  const answers = gates.map(async (gate): Promise<[string, boolean][]> => {
    if (gate.metric !== 'probe') return [];
    const answer = await fetchAnswer(gate.url);
    return [[gate.url, answer?.status === gate.expectStatus]];
  });
  return new Map((await Promise.all(answers)).flat());
}
