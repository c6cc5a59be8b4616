/** A call as nginx noted it. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number | null;
  readonly client: string;
}

/** Names that log formats give to what is needed; the first one that is there counts. */
const names = {
  at: ['time_iso8601', 'msec', '@timestamp', 'timestamp', 'time', 'time_local'],
  method: ['request_method', 'method'],
  path: ['request_uri', 'uri', 'path', 'url'],
  status: ['status'],
  seconds: ['request_time', 'upstream_response_time'],
  client: ['http_x_forwarded_for', 'x_forwarded_for', 'remote_addr', 'client', 'client_ip'],
} as const;

/** A line of the log; null where it is no JSON, or lacks a time, a method, a path or a status. */
export function readLogLine(text: string): LogLine | null {
  const fields = objectOf(text);
  if (!fields) return null;
  const field = (name: keyof typeof names): string => {
    const key = names[name].find((one) => !['', '-', 'undefined'].includes(String(fields[one])));
    return key === undefined ? '' : String(fields[key]);
  };
  // `request` holds all three: "GET /a HTTP/1.1".
  const [method = '', target = ''] = String(fields.request ?? '').split(' ');
  const path = asServed((field('path') || target).replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, ''));
  const called = (field('method') || method).toUpperCase();
  const at = timeOf(field('at'));
  const status = Number(field('status'));
  // Without a method nobody knows which endpoint it was.
  if (
    !path.startsWith('/') ||
    called === '' ||
    !Number.isFinite(at) ||
    !Number.isInteger(status) ||
    status < 100
  )
    return null;
  const seconds = Number.parseFloat(field('seconds'));
  return {
    at,
    method: called,
    path,
    status,
    ms: Number.isFinite(seconds) ? seconds * 1000 : null,
    client: field('client').split(',')[0]?.trim() ?? '',
  };
}

/** A path as servers look for it: `//a/%62/../c` is `/a/c`. */
function asServed(path: string): string {
  const merged = path.replaceAll(/\/{2,}/g, '/');
  if (!merged.startsWith('/')) return merged;
  try {
    return decodeURIComponent(new URL(merged, 'http://host').pathname);
  } catch {
    // A `%` that encodes nothing.
    return merged;
  }
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** ISO 8601, seconds since 1970 with a fraction (`$msec`), or `$time_local`: 30/Nov/2026:08:00:00 +0000. */
function timeOf(text: string): number {
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const local = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/.exec(text);
  if (!local) return Date.parse(text);
  const [, day, month, year, time, hours, minutes] = local;
  return Date.parse(`${day} ${month} ${year} ${time} GMT${hours}${minutes}`);
}
