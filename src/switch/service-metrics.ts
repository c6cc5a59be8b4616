import { z } from 'zod';
import type { SwitchConfig } from '../config/switch.js';
import { count } from '../core/shape.js';
import { sides } from '../core/switch-shapes.js';
import { fetchText } from './fetch.js';
import { noFigures, type Side, type SideFigures, someFigures } from './figures.js';
import type { Counted } from './plane.js';
import { parseMetrics, type SampleLine } from './prometheus.js';

/** What the services count of themselves: gRPC calls by how they ended, which HAProxy takes for good ones, and how long they took. */

const sideMark = z.object({ calls: count, failed: count, buckets: z.record(z.string(), count) });
type SideMark = z.infer<typeof sideMark>;
const markShape = z.object({ source: sideMark.nullable(), target: sideMark.nullable() });

export interface ServiceCounted extends Counted {
  /** A service could not be read, so its failures are not among the figures. */
  readonly isPartial: boolean;
}

/** Counts since the mark; a service that is silent keeps its mark, so that nothing is lost once it is read again. */
export async function countServices(
  metrics: NonNullable<SwitchConfig['metrics']>,
  given: unknown,
): Promise<ServiceCounted> {
  const before = markShape.safeParse(given).data ?? { source: null, target: null };
  const read = async (side: Side) => {
    const text = await fetchText(metrics[side]);
    return text === null ? null : summed(parseMetrics(text));
  };
  const [source, target] = await Promise.all(sides.map(read));
  const now = { source: source ?? null, target: target ?? null };
  return {
    figures: { source: since(before.source, now.source), target: since(before.target, now.target) },
    mark: { source: now.source ?? before.source, target: now.target ?? before.target },
    isPartial: now.source === null || now.target === null,
  };
}

/** gRPC calls that have begun on a service and have not ended, streams among them, as it counts them; null: it does not tell. */
export async function countOpenCalls(address: string): Promise<number | null> {
  const text = await fetchText(address);
  const lines = text === null ? [] : parseMetrics(text);
  const sum = (wanted: string) =>
    lines.reduce(
      (all, { name, value }) => (name === wanted && Number.isFinite(value) ? all + value : all),
      0,
    );
  if (!lines.some(({ name }) => name === 'grpc_server_started_total')) return null;
  return Math.max(0, Math.round(sum('grpc_server_started_total') - sum('grpc_server_handled_total')));
}

const isStream = ({ labels }: SampleLine) => labels.grpc_type?.includes('stream') === true;

/** Sums over methods; buckets as how many took longer than the bucket before. */
function summed(given: readonly SampleLine[]): SideMark {
  // What is no number counts nothing: a service says NaN where it knows none.
  const lines = given.filter(({ value }) => Number.isFinite(value) && value >= 0);
  const handled = lines.filter(({ name }) => name === 'grpc_server_handled_total');
  const sum = (some: readonly SampleLine[]) => some.reduce((all, { value }) => all + Math.round(value), 0);
  // A stream lasts as long as its client wants, which says nothing of the service.
  const timed = lines.filter(
    (line) => line.name === 'grpc_server_handling_seconds_bucket' && !isStream(line),
  );
  const bounds = new Map<number, number>();
  for (const { labels, value } of timed) {
    const bound = /^\+?inf/i.test(labels.le ?? '') ? Number.POSITIVE_INFINITY : Number(labels.le) * 1000;
    if (Number.isNaN(bound)) continue;
    bounds.set(bound, (bounds.get(bound) ?? 0) + Math.round(value));
  }
  let below = 0;
  const buckets = [...bounds]
    .toSorted(([a], [b]) => a - b)
    .map(([bound, upTo]): [string, number] => {
      const own = Math.max(0, upTo - below);
      below = upTo;
      return [Number.isFinite(bound) ? String(Number(bound.toPrecision(12))) : 'inf', own];
    });
  return {
    calls: sum(handled),
    failed: sum(handled.filter(({ labels }) => labels.grpc_code !== 'OK')),
    buckets: Object.fromEntries(buckets),
  };
}

/** A counter that is lower than before began anew, with its service. */
function since(before: SideMark | null, now: SideMark | null): SideFigures {
  if (!before || !now) return noFigures.source;
  const base = now.calls < before.calls ? { calls: 0, failed: 0, buckets: {} } : before;
  const times = Object.entries(now.buckets).map(([bound, number]): [string, number] => [
    bound,
    Math.max(0, number - ((base.buckets as Record<string, number>)[bound] ?? 0)),
  ]);
  return someFigures({
    grpcCalls: now.calls - base.calls,
    grpcFailed: Math.max(0, now.failed - base.failed),
    times: Object.fromEntries(times),
    buckets: true,
  });
}
