import { offsetMinutes } from './time-zone.js';
import { UnmappedError } from './unmapped-error.js';
import { say } from './words.js';

const day = 86_400_000;

/**
 * What `zonedExpression` gives for a value of a column of type `from` (datetime or timestamp), made from its text. Throws UnmappedError
 * for what the copy would have refused: a date that is none, an hour that the zone skips or repeats.
 */
export function zonedCell(
  cell: Buffer,
  from: string,
  zone: string,
  { table, column }: { readonly table: string; readonly column: string },
): Buffer {
  const refuse = (): never => {
    throw new UnmappedError(say('logged.no-moment', { table, column, zone }));
  };
  const [, seconds = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?$/.exec(cell.toString('latin1')) ?? refuse();
  const shown = Date.parse(`${seconds.replace(' ', 'T')}Z`);
  if (Number.isNaN(shown) || printed(shown) !== seconds) refuse();
  const minutes = offsetMinutes(zone);
  const moment =
    minutes === null
      ? from === 'datetime'
        ? momentOf(shown, zone)
        : clockOf(shown, zone)
      : shown + (from === 'datetime' ? -minutes : minutes) * 60_000;
  return Buffer.from(`${printed(moment ?? refuse())}${fraction}`, 'latin1');
}

const printed = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');

/** The one moment in which a clock of the zone shows this; null where there is none, or more than one. */
function momentOf(shown: number, zone: string): number | null {
  const offsets = new Set([shown - day, shown + day].map((near) => offsetAt(near, zone)));
  const moments = [...offsets]
    .map((offset) => shown - offset)
    .filter((at) => at + offsetAt(at, zone) === shown);
  return moments.length === 1 ? (moments[0] ?? null) : null;
}

function clockOf(moment: number, zone: string): number | null {
  const shown = moment + offsetAt(moment, zone);
  return momentOf(shown, zone) === null ? null : shown;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the zone's clocks are ahead of UTC. */
function offsetAt(moment: number, zone: string): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...fields });
  clocks.set(zone, clock);
  const parts = Object.fromEntries(
    clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day: date = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

const fields = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/** Whether the moments of the zone can be told without its server. */
export function knowsZone(zone: string): boolean {
  if (offsetMinutes(zone) !== null) return true;
  try {
    offsetAt(0, zone);
    return true;
  } catch {
    return false;
  }
}
