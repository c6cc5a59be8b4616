import { formatClock } from '../core/format.js';

/** Figures as an operator reads them. Durations are in seconds, sizes in bytes. */

/** 1234567 → 1,234,567 */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Short form for narrow columns: 123,456 up to 999,999, then 1.23 M. */
export function shortCount(value: number): string {
  if (value < 1_000_000) return count(value);
  if (value < 10_000_000) return `${(value / 1_000_000).toFixed(2)} M`;
  if (value < 1_000_000_000) return `${(value / 1_000_000).toFixed(1)} M`;
  return `${(value / 1_000_000_000).toFixed(2)} G`;
}

/** 1536 → 1.5 KB, 1024 steps. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** 3725 → 1 h 02 m; 125 → 2 m 05 s; 4.2 → 4 s. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => value.toString().padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
  if (whole >= 60) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  return `${whole} s`;
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
