import { formatDuration, formatSeconds, printable } from '../core/format.js';
import type { Blocker } from '../live/blockers.js';
import type { CutoverSummary } from '../operations/cutover/types.js';
import { localiseReason } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { gateLines } from './status-lines.js';
import type { LiveText } from './text/live-en.js';

/** What became of a cut-over, or would: its gate, who is in its way, and whether it switched. */
export function cutoverLines(
  summary: CutoverSummary,
  environment: TextEnvironment,
  command: 'cutover' | 'back' = 'cutover',
): string[] {
  const { text, style, lang } = environment;
  const { outcome, gate, blockers, because, pauseSeconds, expectedPauseSeconds } = summary;
  const good = outcome === 'ready' || outcome === 'switched' || outcome === 'already';
  const lines = ['', ...gateLines(gate, environment)];
  for (const blocker of blockers) lines.push(style('bad', `  ✗ ${blockerLine(blocker, text)}`));
  if (because) lines.push(style('bad', `✗ ${printable(localiseReason(because.text, because, lang))}`));
  lines.push(style(good ? 'good' : 'warning', `${good ? '✓' : '!'} ${text[command][outcome]}`));
  if (pauseSeconds !== null) lines.push(text.cutoverPause(formatSeconds(pauseSeconds)));
  if (expectedPauseSeconds !== null) lines.push(text.cutoverExpected(formatSeconds(expectedPauseSeconds)));
  return lines;
}

/** A connection that is in the way: whose it is, for how long, and what it holds. */
export function blockerLine({ connection, user, host, seconds, tables }: Blocker, text: LiveText): string {
  const who =
    connection === null
      ? text.cutoverUnseen
      : text.cutoverConnection(String(connection), printable(`${user ?? '?'}@${host ?? '?'}`));
  return text.cutoverBlocker(who, seconds === null ? '?' : formatDuration(seconds), tables.join(text.comma));
}
