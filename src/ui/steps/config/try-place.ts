import { answersAt } from '../../../mysql/greeting.js';

/** What was tried while a config is made: whether somebody answers at an address. */
export interface TriedPlace {
  readonly place: string;
  /** null: not known yet. */
  readonly ok: boolean | null;
  /** The server's version, or why nobody answers. */
  readonly detail: string;
}

/** The address that is complete with this answer; null: none is. */
export function placeOf(
  id: string,
  answers: Readonly<Record<string, string>>,
): { readonly host: string; readonly port: number; readonly greets: boolean } | null {
  if (id.endsWith('.mysql.port')) {
    const host = answers[id.replace(/port$/, 'host')] ?? '';
    return { host, port: Number(answers[id]), greets: true };
  }
  if (!/\.(vault\.address|files\.(url|endpoint))$/.test(id)) return null;
  const url = URL.parse(answers[id] ?? '');
  if (url === null) return null;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, greets: false };
}

/** Whether somebody answers there. Never rejects: a place that cannot be reached now may be right all the same. */
export async function tryPlace(place: NonNullable<ReturnType<typeof placeOf>>): Promise<TriedPlace> {
  const name = `${place.host}:${place.port}`;
  try {
    const { version } = await answersAt(place);
    return { place: name, ok: true, detail: version ?? '' };
  } catch (error) {
    return { place: name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
