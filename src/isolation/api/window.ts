import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { codeOf } from '../../core/refused.js';
import { at, count, type Plain } from '../../core/shape.js';
import type { ApiEndpoint } from '../../preset/schema.js';
import { refuse } from '../words.js';
import { LogHours, logGap } from './log-gaps.js';
import { readLogLine } from './log-line.js';

/** What the log says of one way in. */
const use = z.object({
  endpoint: z.string().describe('Method and path'),
  calls: count,
  errors: count.describe('Answered with 400 or more'),
  meanMs: z.number().min(0).nullable(),
  clients: count.describe('Different addresses'),
  lastUsedAt: at.nullable(),
});

export const endpointUse = z.object({
  old: use,
  new: use.nullable().describe('null: nothing comes in its place'),
  silent: z.boolean().describe('The old one was not called in the last days that were asked for'),
});
export type EndpointUse = Plain<z.infer<typeof endpointUse>>;

export const windowFigures = z.object({
  silentDays: z.number().min(0),
  silent: z
    .boolean()
    .describe('All old endpoints, and the log reaches back far enough without a day that is missing'),
  logBeginsAt: at.nullable(),
  logEndsAt: at.nullable().describe('Days are counted back from here'),
  lines: count,
  unreadable: count.describe('Lines that are no JSON with a time, a method, a path and a status'),
  doubtful: count.optional().describe('Of these, lines that may be calls of an old endpoint'),
  gaps: z
    .array(logGap)
    .optional()
    .describe('Of the last days, where no line is for a day or longer: a log of it may be missing'),
  legacyCalls: count,
  newCalls: count,
});
export type WindowFigures = Plain<z.infer<typeof windowFigures>>;

export interface ApiWindow {
  readonly endpoints: readonly EndpointUse[];
  readonly figures: WindowFigures;
}

const dayMs = 86_400_000;

class Tally {
  calls = 0;
  errors = 0;
  timed = 0;
  ms = 0;
  last = Number.NEGATIVE_INFINITY;
  readonly clients = new Set<string>();
  readonly #form: RegExp;
  /** What of its path is the same in all calls. */
  readonly #fixed: string;

  constructor(readonly endpoint: string) {
    const [method = '', path = ''] = endpoint.split(' ');
    this.#fixed = path.split('{')[0] ?? '';
    const escaped = path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]*\}/g, '[^/]+');
    this.#form = new RegExp(`^${method} ${escaped}/?$`);
  }

  matches(call: string): boolean {
    return this.#form.test(call);
  }

  /** Whether a line that cannot be read may be a call of it. */
  mayBeIn(text: string): boolean {
    return text.replaceAll('\\/', '/').includes(this.#fixed);
  }

  toUse(): Plain<z.infer<typeof use>> {
    return {
      endpoint: this.endpoint,
      calls: this.calls,
      errors: this.errors,
      meanMs: this.timed === 0 ? null : Math.round((this.ms / this.timed) * 10) / 10,
      clients: this.clients.size,
      lastUsedAt: this.calls === 0 ? null : new Date(this.last).toISOString(),
    };
  }
}

/** Counts the calls of old and new endpoints in logs of nginx, an object of JSON a line. RefusedError where one cannot be read. */
export async function readWindow(
  files: readonly string[],
  endpoints: readonly ApiEndpoint[],
  silentDays: number,
): Promise<ApiWindow> {
  const pairs = endpoints.map((pair) => ({
    old: new Tally(pair.old),
    next: pair.new === undefined ? null : new Tally(pair.new),
  }));
  // Those of the old ones first: what may be either is a call of an old one.
  const olds = pairs.map(({ old }) => old);
  const tallies = [...olds, ...pairs.flatMap(({ next }) => next ?? [])];
  const hours = new LogHours();
  let [lines, unreadable, doubtful] = [0, 0, 0];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const text of linesOf(files)) {
    if (text.trim() === '') continue;
    lines += 1;
    const line = readLogLine(text);
    if (!line) {
      unreadable += 1;
      if (olds.some((old) => old.mayBeIn(text))) doubtful += 1;
      continue;
    }
    hours.note(line.at);
    first = Math.min(first, line.at);
    last = Math.max(last, line.at);
    const tally = tallies.find((one) => one.matches(`${line.method} ${line.path}`));
    if (!tally) continue;
    tally.calls += 1;
    if (line.status >= 400) tally.errors += 1;
    if (line.ms !== null) {
      tally.timed += 1;
      tally.ms += line.ms;
    }
    tally.last = Math.max(tally.last, line.at);
    tally.clients.add(line.client);
  }
  const since = last - silentDays * dayMs;
  const gaps = hours.gaps(since);
  const uses = pairs.map(
    ({ old, next }): EndpointUse => ({
      old: old.toUse(),
      new: next?.toUse() ?? null,
      silent: old.last <= since,
    }),
  );
  return {
    endpoints: uses,
    figures: {
      silentDays,
      silent: first <= since && doubtful === 0 && gaps.length === 0 && uses.every(({ silent }) => silent),
      logBeginsAt: Number.isFinite(first) ? new Date(first).toISOString() : null,
      logEndsAt: Number.isFinite(last) ? new Date(last).toISOString() : null,
      lines,
      unreadable,
      doubtful,
      gaps,
      legacyCalls: uses.reduce((sum, { old }) => sum + old.calls, 0),
      newCalls: uses.reduce((sum, one) => sum + (one.new?.calls ?? 0), 0),
    },
  };
}

async function* linesOf(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files) {
    const stream = createReadStream(file);
    const failed = new Promise<never>((_, reject) => stream.on('error', reject));
    failed.catch(() => undefined);
    try {
      await Promise.race([failed, new Promise((resolve) => stream.once('open', resolve))]);
      const input = file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream;
      yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
      await Promise.race([failed, Promise.resolve()]);
    } catch (error) {
      throw refuse('window.no-log', { file, error: codeOf(error) });
    } finally {
      stream.destroy();
    }
  }
}
