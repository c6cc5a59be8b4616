import { quoteText } from '../core/sql.js';

/** Every session of ours works in UTC, so a TIMESTAMP is read and written as UTC there. */

/** SQL for a DATETIME, meant in `zone`, as a TIMESTAMP in UTC, or for the way back; `name` is a quoted column of type `from`. */
export function zonedExpression(name: string, from: string, zone: string): string {
  const utc = quoteText('+00:00');
  const minutes = offsetMinutes(zone);
  if (minutes === 0) return name;
  if (minutes === null) {
    const own = quoteText(zone);
    return from === 'datetime'
      ? `CONVERT_TZ(${name}, ${own}, ${utc})`
      : `CONVERT_TZ(${name}, ${utc}, ${own})`;
  }
  const added = from === 'datetime' ? -minutes : minutes;
  return `(${name} + INTERVAL ${added} MINUTE)`;
}

/**
 * SQL that is true where a value does not survive the way there and back: an hour that the zone skips or repeats, an invalid date.
 * It holds nowhere for a zone that the server does not know: that is told once, of the zone.
 */
export function losesMoment(name: string, from: string, zone: string): string {
  const there = zonedExpression(name, from, zone);
  const back = zonedExpression(there, from === 'datetime' ? 'timestamp' : 'datetime', zone);
  const isKnown = `${zonedExpression("CAST('2000-01-01' AS DATETIME)", 'datetime', zone)} IS NOT NULL`;
  return `(${name} IS NOT NULL AND ${isKnown} AND NOT (${back} + INTERVAL 0 SECOND <=> ${name}))`;
}

/** Minutes east of UTC; null for a zone's name, which only a server knows. */
export function offsetMinutes(zone: string): number | null {
  if (zone.toUpperCase() === 'UTC') return 0;
  const match = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
