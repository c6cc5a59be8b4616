import type { SecretFigures } from '../../../core/events.js';
import { formatBytes, formatCount, formatDuration } from '../../../core/format.js';
import type { Phase } from '../../../phases/phase.js';
import { bar, graph } from '../../components/bar.js';
import { workLines } from '../../components/work-lines.js';
import { percent, shortCount } from '../../format.js';
import { figureLines, type Line, line, paragraph, type Span, span } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { Box, UiContext } from '../../ui-context.js';
import { wordsOf } from './copy-phases.js';
import type { CopyState, PhaseState } from './copy-state.js';
import { isStalled, type LiveState, overall, workingTime } from './live-state.js';
import { graphValues, rateNow, secondsLeft } from './speed.js';
import { bothHalves } from './wide-panel.js';

const statusMarks = {
  ready: null,
  checking: { glyph: 'active', tone: 'accent' },
  running: { glyph: 'active', tone: 'accent' },
  paused: { glyph: 'warning', tone: 'warning' },
  stopping: { glyph: 'warning', tone: 'warning' },
  aborting: { glyph: 'warning', tone: 'warning' },
  done: { glyph: 'ok', tone: 'good' },
  partial: { glyph: 'warning', tone: 'warning' },
  stopped: { glyph: 'warning', tone: 'warning' },
  failed: { glyph: 'bad', tone: 'bad' },
} as const;

function shownStatus({ status, live, summary }: PhaseState, paused: boolean): keyof typeof statusMarks {
  if (paused) return 'paused';
  if (status === 'running' && live?.begun === false) return 'checking';
  return status === 'done' && summary?.outcome === 'partial' ? 'partial' : status;
}

function statusWord(phase: PhaseState, paused: boolean, ui: UiContext): Span {
  const status = shownStatus(phase, paused);
  const mark = statusMarks[status];
  const word = ui.text.copy.status[status];
  return mark === null ? span(word) : span(`${ui.theme.glyphs[mark.glyph]} ${word}`, mark.tone);
}

/** How far the phase is, in figures and as a bar. */
export function totalLines(
  at: PhaseState,
  live: LiveState,
  phase: Phase,
  { width, ui }: Box,
): readonly Line[] {
  const { done, total, tablesDone } = overall(live);
  const finished = at.status === 'done' && at.summary?.outcome === 'complete';
  if (!live.begun && live.finishedAt === null) return [line(statusWord(at, false, ui))];
  const value = percent(live.share, 1, finished);
  const label = ` ${value}%`;
  const [one, ...others] = live.tables;
  const things = wordsOf(phase, ui).things(formatCount(total));
  const figures =
    others.length === 0 && one?.bytesTotal !== undefined
      ? ui.text.copy.progressOf(
          formatCount(done),
          things,
          formatBytes(one.bytes),
          formatBytes(one.bytesTotal),
        )
      : ui.text.copy.progress(formatCount(done), things, tablesDone, live.tables.length);
  const status = statusWord(at, live.pausedSince !== null, ui);
  if (ui.linear) return [line(status, `  ${value}%  ${figures}`)];
  return [
    line(status, '  ', figures),
    line(
      ...bar(value, width - 5, finished ? 'good' : 'accent', ui),
      span(padTo(label, 5, 'right'), 'plain', true),
    ),
  ];
}

/** How fast it goes, how long it takes, and what became of the things so far; before it begins, how far its checks are. */
export function rateLines(
  copy: CopyState,
  phase: Phase,
  live: LiveState,
  { width, ui }: Box,
): readonly Line[] {
  const { text } = ui;
  const seconds = workingTime(live) / 1000;
  const unit = wordsOf(phase, ui).screen.perSecond;
  const open = live.finishedAt === null;
  const atWork = open && live.pausedSince === null;
  if (!live.begun) {
    const checks = live.finishedAt === null ? workLines(live.checks, width, ui) : [];
    return [...checks, ...paragraph(text.copy.preflight, width, 'muted')];
  }
  const now = rateNow(live.speed, workingTime(live));
  const size = (value: number): string => (live.bytes > 0 ? `  ${formatBytes(value)}/s` : '');
  const meanRows = seconds <= 0 ? 0 : live.rows / seconds;
  const meanBytes = seconds <= 0 ? 0 : live.bytes / seconds;
  const { done, total } = overall(live);
  const left = isStalled(live) ? null : secondsLeft(live.speed, workingTime(live), total - done, live.share);
  const eta = !open ? '' : left === null ? text.copy.leftUnknown : text.copy.left(formatDuration(left));
  const age = open ? text.copy.age(formatDuration(Math.max(0, live.now - live.lastProgressAt) / 1000)) : '';
  const shownNow = atWork ? `${text.copy.now} ${shortCount(now.rows)} ${unit}${size(now.bytes)}   ` : '';
  const first = line(
    span(shownNow),
    span(`${text.copy.mean} ${shortCount(meanRows)} ${unit}${size(meanBytes)}`, atWork ? 'muted' : 'plain'),
  );
  const elapsed = text.copy.elapsed(formatDuration(((live.finishedAt ?? live.now) - live.startedAt) / 1000));
  const parallel = open && phase.steered ? text.copy.parallel(copy.parallelism) : '';
  const capped = open && copy.rate !== null ? text.copy.capped(shortCount(copy.rate), unit) : '';
  const second = figureLines(
    [elapsed, eta, age, parallel, capped].filter((part) => part !== ''),
    width,
  );
  const columns = Math.min(60, width - 8);
  const graphLine =
    ui.linear || !atWork || live.speed.length === 0 || width >= bothHalves
      ? []
      : [
          line(
            span(`${text.copy.speed} `, 'muted'),
            graph(graphValues(live.speed, workingTime(live), columns), ui),
          ),
        ];
  return [first, ...second, ...tallyLine(live, width, ui), ...graphLine];
}

/** What became of the things so far, over all parts. */
function tallyLine(live: LiveState, width: number, ui: UiContext): readonly Line[] {
  const tallies = Object.values(live.tallies);
  if (tallies.length === 0) return [];
  const sum = (of: keyof SecretFigures): number => tallies.reduce((total, tally) => total + tally[of], 0);
  const all = {
    written: sum('written'),
    reused: sum('reused'),
    versionsChanged: sum('versionsChanged'),
    missing: sum('missing'),
    failed: sum('failed'),
  };
  return paragraph(ui.text.copy.tally(all), width);
}
