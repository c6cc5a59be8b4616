import { formatClock, formatCount } from '../core/format.js';

/** Figures in the short forms that fit a screen; the others are core/format.ts. */

/** Short form for narrow columns: 123,456 up to 999,999, then 1.23 M. */
export function shortCount(value: number): string {
  if (value < 1_000_000) return formatCount(value);
  if (value < 10_000_000) return `${(value / 1_000_000).toFixed(2)} M`;
  if (value < 1_000_000_000) return `${(value / 1_000_000).toFixed(1)} M`;
  return `${(value / 1_000_000_000).toFixed(2)} G`;
}

/** 12:03:59 of an ISO time, in the operator's own time zone. */
export function clock(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : formatClock(time);
}

/** Whole percent, rounded down, and 100 only when `finished`: the figure must never promise more than is committed. */
export function percent(done: number, total: number, finished: boolean): number {
  if (finished) return 100;
  if (total <= 0) return 0;
  return Math.max(0, Math.min(99, Math.floor((done / total) * 100)));
}
