/** Figures as an operator reads them, the same in every language. */

/** 1234567 → 1,234,567 */
export function formatCount(value: number): string {
  return separated(String(Math.round(value)));
}

/** The same of a figure that is text already; what is no figure stays as it is. */
export function separated(figure: string): string {
  // As Intl writes it, without the time that loading Intl takes at each start.
  return /^[+−-]?\d+$/.test(figure) ? figure.replace(/\B(?=(\d{3})+$)/g, ',') : figure;
}

/** The largest unit (steps of 1024) in which this many bytes are at least 1, and how many of it they are. */
function scaled(bytes: number, units: readonly string[]): { readonly value: number; readonly unit: string } {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(bytes) / 10)));
  return { value: bytes / 1024 ** step, unit: units[step] ?? '' };
}

/** 1536 → 1.5 KB. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaled(bytes, ['B', 'KB', 'MB', 'GB', 'TB']);
  return `${value.toFixed(unit === 'B' || value >= 100 ? 0 : 1)} ${unit}`;
}

/** 67108864 → 64 MiB, as the manuals of servers write the sizes of settings. */
export function formatSetting(bytes: number): string {
  const { value, unit } = scaled(bytes, ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']);
  return `${Number(value.toFixed(value >= 100 ? 0 : 1))} ${unit}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Seconds as 0.4 s, or as formatDuration says from ten on. */
export function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

/** Milliseconds of a wait, in whole seconds begun. */
export const formatWait = (milliseconds: number): string => formatDuration(Math.ceil(milliseconds / 1000));

/** Whole seconds as 12 s, 3 min 05 s or 2 h 07 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/**
 * `2026-11-21 12:03:59 +08:00` of an ISO time: to the second, in the time zone of this machine, which is named. The same on
 * screen, in reports and in log files. What is no time stays as it is.
 */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${formatClock(time)} ${formatZone(time)}`;
}

/** `12:03:59` in the time zone of this machine. */
export function formatClock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
}

/** `+08:00`: how far this machine's clocks are ahead of UTC at that time. */
export function formatZone(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** Behind a long value: how long it is, and where the part that is shown begins. */
const cutMark = / \(\d+ characters, shown from \d+\)$/;

/**
 * A value of a row as it is told: `'a  b'`, with white space that could be overlooked as `␣`, and NULL apart from `'NULL'`.
 */
export function formatValue(value: string | null): string {
  if (value === null) return 'NULL';
  const cut = cutMark.exec(value)?.[0] ?? '';
  const shown = value.slice(0, value.length - cut.length);
  const spaced = printable(shown)
    .replace(/^ +| +$| {2,}/g, (spaces) => '␣'.repeat(spaces.length))
    .replace(/[\p{Zs}&&[^ ]]/gv, (space) => `\\x${space.codePointAt(0)?.toString(16) ?? ''}`);
  return `'${spaced}'${cut}`;
}

/** done of total in whole percent, rounded down so that 100 means all of it. */
export function formatPercent(done: number, total: number): string {
  if (total <= 0) return '100 %';
  const percent = Math.floor((100 * done) / total);
  return `${Math.max(0, done < total ? Math.min(99, percent) : 100)} %`;
}

/**
 * Control characters (line breaks, terminal sequences, turns of the reading direction) out of data that is about to be
 * printed.
 */
export function printable(text: string): string {
  // Also C1 controls, the separators that some terminals break lines at, and what makes a name read as another one.
  return text.replace(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\x${character.codePointAt(0)?.toString(16).padStart(2, '0') ?? ''}`;
  });
}

/** A share of equal rows: 100 % only when all are equal, else rounded down to hundredths. */
export function formatConsistency(matching: number, rows: number): string {
  if (matching >= rows) return '100 %';
  return `${(Math.floor((10_000 * matching) / rows) / 100).toFixed(2)} %`;
}
