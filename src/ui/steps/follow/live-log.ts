import type { Retry } from '../../../core/events.js';
import { clock } from '../../format.js';
import { type Line, line, marked, span, windowed } from '../../terminal/lines.js';
import type { Box } from '../../ui-context.js';
import type { TimedEvent } from '../../wizard/event-batch.js';

/** What was said while following or cutting over, the newest last; `at` in milliseconds since 1970. */
export type LiveLog = readonly Entry[];

interface Entry {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  /** A retry is given by its figures. */
  readonly message: string | Retry;
}

const kept = 400;

export function withEvents(log: LiveLog, events: readonly TimedEvent[]): LiveLog {
  const entries = events.flatMap(({ event, at }): Entry | readonly Entry[] => {
    if (event.type === 'log') return { at, level: event.level, message: event.message };
    if (event.type === 'retry') return { at, level: 'warning', message: event };
    if (event.type === 'secret-problem' || event.type === 'file-problem' || event.type === 'steered')
      return { at, level: 'warning', message: event.message };
    return [];
  });
  return entries.length === 0 ? log : [...log, ...entries].slice(-kept);
}

const tones = { info: 'plain', warning: 'warning', error: 'bad' } as const;

/** The log in a box, from row `first` on; null: its end. */
export function logLines(log: LiveLog, first: number | null, { width, height, ui }: Box): readonly Line[] {
  const { copy, frame } = ui.text;
  if (log.length === 0) return [line(span(copy.logEmpty, 'muted'))];
  const said = (message: Entry['message']): string =>
    typeof message === 'string' ? message : copy.retry(message);
  const rows = log.flatMap(({ at, level, message }) => {
    const word = level === 'info' ? '' : `${copy.levels[level]}${frame.colon}`;
    const time = span(clock(new Date(at).toISOString()), 'muted');
    return marked(time, word + said(message), width, tones[level]);
  });
  return windowed(rows, first ?? rows.length, height, ui.more);
}
