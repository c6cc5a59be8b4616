import type { TimeMetric, TrafficMetric } from '../config/switch.js';
import { type Metric, sides } from '../core/switch-shapes.js';
import { type Figures, quantile, type Side, type SideFigures } from './figures.js';

/** What gates judge and decisions are kept with, out of what was counted. */

const shareOf: Readonly<Record<TimeMetric, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

const rate = (numerator: number, denominator: number) => (denominator === 0 ? null : numerator / denominator);

/** One metric of one side; `value` null: no request. */
export function metricOf(metric: TrafficMetric, side: Side, figures: SideFigures): Metric {
  switch (metric) {
    case 'error_rate': {
      const { failed: numerator, requests: denominator } = figures;
      return { metric, side, numerator, denominator, value: rate(numerator, denominator) };
    }
    case 'grpc_errors': {
      const { grpcFailed: numerator, grpcCalls: denominator } = figures;
      return { metric, side, numerator, denominator, value: rate(numerator, denominator) };
    }
    case 'p50':
    case 'p95':
    case 'p99': {
      const found = quantile(figures, shareOf[metric]);
      return { metric, side, ...(found ?? { numerator: 0, denominator: 0, value: null }) };
    }
  }
}

/** All that the users' requests tell, of both sides. */
export function trafficMetrics(figures: Figures): readonly Metric[] {
  const shown = (['error_rate', 'grpc_errors', 'p50', 'p95', 'p99'] as const).flatMap((metric) =>
    sides.map((side) => metricOf(metric, side, figures[side])),
  );
  return shown.filter(({ metric, denominator }) => metric === 'error_rate' || denominator > 0);
}
