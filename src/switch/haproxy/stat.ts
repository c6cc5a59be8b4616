/** The table of `show stat`: a header that begins with `# `, a line for each backend and server. */

/** A line by the names of its columns. */
export type StatLine = Readonly<Record<string, string>>;

export function parseStat(text: string): readonly StatLine[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const names = header.replace(/^#\s*/, '').split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

const numberIn = (line: StatLine, name: string): number => Number(line[name] || 0);

/** Requests of a backend that have ended, and those that ended with 5xx, HAProxy's own among them. */
export function requestsOf(line: StatLine): { readonly requests: number; readonly failed: number } {
  const classes = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'];
  return {
    requests: classes.reduce((sum, name) => sum + numberIn(line, name), 0),
    failed: numberIn(line, 'hrsp_5xx'),
  };
}

/** Sessions that are open on it. */
export const sessionsOf = (line: StatLine): number => numberIn(line, 'scur');

/** A server that takes sessions, or would but for being drained; one without a check says `no check`. */
export const isUp = ({ status = '' }: StatLine): boolean => /^(UP|no check|DRAIN|NOLB|OPEN)/.test(status);
