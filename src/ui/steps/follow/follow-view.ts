import { defaultLiveOptions } from '../../../config/config.js';
import { formatCount, formatDuration, formatSeconds, formatTime } from '../../../core/format.js';
import type { RunStatus } from '../../../operations/status-types.js';
import { localiseReason } from '../../../text/localise.js';
import { columnRows } from '../../components/bar.js';
import { confirmationLines } from '../../components/confirmation.js';
import { said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { ruleLine } from '../../components/rule-line.js';
import {
  blank,
  figureLines,
  heading,
  type Line,
  line,
  marked,
  paragraph,
  span,
} from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { type FollowState, isFollowing, isLiveRun, isSwitched, otherFollower } from './follow-state.js';
import { lagColumns } from './lag-history.js';
import { logLines } from './live-log.js';

/** Who follows, how far behind it is now and was, and what was said of it. */
export function followLines(props: ViewProps): readonly Line[] {
  const { state, width, height, ui } = props;
  const { follow } = state;
  const { text } = ui;
  if (follow.confirmation !== null) return confirmLines(props);
  if (follow.seen === null && follow.work === 'idle')
    return [line(text.follow.looking), ...unseenLines(follow, width, ui)];
  if (!isLiveRun(follow))
    return [heading(text.follow.notLiveTitle), blank, ...paragraph(text.follow.notLive, width)];
  const top = [
    ...headLines(follow, width, ui),
    ...(follow.seen === null ? [] : figures(follow.seen, width, ui)),
    ...unseenLines(follow, width, ui),
    ...hintLines(follow, width, ui),
  ];
  // What is to be done comes before the picture, and the picture before the log.
  const spare = height - top.length;
  const graphs = follow.samples.length === 0 ? [] : graphLines(follow, spare, props);
  const shown = [...top.slice(0, 1), ...graphs, ...top.slice(1)];
  const room = height - shown.length - 1;
  if (room < 2 || follow.log.length === 0) return shown;
  return [
    ...shown,
    ruleLine(text.follow.log, width, ui),
    ...logLines(follow.log, follow.scroll, { width, height: room, ui }),
  ];
}

const marks = {
  running: { glyph: 'active', tone: 'accent' },
  elsewhere: { glyph: 'active', tone: 'accent' },
  paused: { glyph: 'warning', tone: 'warning' },
  stopping: { glyph: 'warning', tone: 'warning' },
  aborting: { glyph: 'warning', tone: 'warning' },
  stopped: { glyph: 'warning', tone: 'warning' },
  failed: { glyph: 'bad', tone: 'bad' },
  idle: { glyph: 'warning', tone: 'warning' },
  switched: { glyph: 'ok', tone: 'good' },
} as const;

/** How it stands, for the heading and for the list of steps. */
export function shownWork(follow: FollowState): keyof typeof marks {
  if (follow.work === 'failed') return 'failed';
  if (isSwitched(follow)) return 'switched';
  if (follow.work === 'running') return follow.paused ? 'paused' : 'running';
  if (isFollowing(follow)) return follow.work;
  return otherFollower(follow)?.alive ? 'elsewhere' : follow.work;
}

function headLines(follow: FollowState, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const work = shownWork(follow);
  const { glyph, tone } = marks[work];
  const lag = follow.seen?.lagSeconds ?? null;
  const live = isFollowing(follow) || work === 'elsewhere';
  const behind = lag === null ? text.live.lagUnknown : text.live.lag(formatSeconds(lag));
  const late = live && work !== 'switched' ? span(`  ${behind}`, 'plain', true) : span('');
  return [
    line(span(`${theme.glyphs[glyph]} ${text.follow.status[work]}`, tone), late),
    ...workerLines(follow, width, ui),
  ];
}

/** Another process that follows, or died at it. */
function workerLines(follow: FollowState, width: number, ui: UiContext): readonly Line[] {
  const worker = otherFollower(follow);
  if (worker === null) return [];
  const { live } = ui.text;
  const { command, user, host, pid, since, alive } = worker;
  const who = live.statusWorker(command, `${user}@${host}`, String(pid), formatTime(since));
  return alive
    ? marked(span(ui.theme.glyphs.info, 'muted'), who, width)
    : said('bad', live.statusDied(who), width, ui);
}

function figures(seen: RunStatus, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const parts = [
    text.live.rowChanges(formatCount(seen.rowEvents)),
    seen.dirtyKeys === null ? '' : text.follow.dirty(formatCount(seen.dirtyKeys)),
    seen.position === null ? '' : text.follow.position(seen.position),
  ];
  // While nobody follows, that is said already.
  const gate = seen.worker?.alive ? seen.gate.find(({ name }) => name === 'lag') : undefined;
  const mark = gate?.ok ? span(theme.glyphs.ok, 'good') : span(theme.glyphs.todo, 'muted');
  const detail = gate ? localiseReason(gate.detail.text, gate.detail, ui.language) : '';
  return [
    ...figureLines(
      parts.filter((part) => part !== ''),
      width,
    ),
    ...(gate ? marked(mark, `${text.follow.gate}${text.frame.colon}${detail}`, width) : []),
  ];
}

function unseenLines({ unseen }: FollowState, width: number, ui: UiContext): readonly Line[] {
  if (unseen === null) return [];
  if (unseen.refused) return problemLines(unseen, width, ui);
  return [...said('warning', ui.text.follow.unseen, width, ui), ...paragraph(unseen.message, width, 'muted')];
}

/** What stands in the way, and what can be done now. */
function hintLines(follow: FollowState, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.follow;
  const problem = problemLines(follow.problem, width, ui);
  switch (shownWork(follow)) {
    case 'failed':
      return isSwitched(follow) ? problem : [...problem, ...paragraph(text.failedHint, width, 'accent')];
    case 'switched':
      return paragraph(isFollowing(follow) ? text.sentry : text.switched, width);
    case 'paused':
      return said('warning', text.paused, width, ui);
    case 'stopping':
      return said('warning', text.stopping, width, ui);
    case 'aborting':
      return said('warning', text.aborting, width, ui);
    case 'stopped':
      return paragraph(text.stopped, width, 'accent');
    case 'idle':
      return [...paragraph(text.ready, width), ...paragraph(text.start, width, 'accent')];
    case 'running':
    case 'elsewhere': {
      const slow = follow.throttle === null ? undefined : ui.text.copy.throttled(follow.throttle);
      return [...said('warning', slow, width, ui), ...paragraph(text.goesOn, width, 'muted')];
    }
  }
}

const mostRows = 8;

/** The lag over time, as high as there is room for, and the changes under it. */
function graphLines(
  follow: FollowState,
  spare: number,
  { state, width, height, ui }: ViewProps,
): readonly Line[] {
  const { text } = ui;
  if (ui.linear || spare < 2) return [];
  const labels = [text.follow.lag, text.follow.changes].map(widthOf);
  const label = Math.max(...labels) + 1;
  const columns = Math.max(10, Math.min(120, width - label));
  const { lag, changes, seconds } = lagColumns(follow.samples, columns);
  const known = lag.flatMap((value) => value ?? []);
  if (known.length === 0) return [];
  const { maxLagSeconds } = state.context?.config.options.live ?? defaultLiveOptions;
  const rows = Math.max(1, Math.min(mostRows, Math.floor(height / 5), spare - 4));
  // What is asked for fills half of the height, so that a lag that is short enough looks so.
  const top = Math.max(2 * maxLagSeconds, ...known);
  const row = (name: string, cells: string, tone: 'good' | 'warning') =>
    line(span(padTo(name, label), 'muted'), span(cells, tone));
  const tone = (known.at(-1) ?? 0) < maxLagSeconds ? 'good' : 'warning';
  const speed = changes.flatMap((value) => value ?? []);
  const rate = text.live.rowChanges(formatCount(Math.round(follow.seen?.eventsPerSecond ?? 0)));
  const captions = [
    text.follow.highest(formatSeconds(Math.max(...known)), formatDuration(seconds)),
    text.follow.perSecond(rate),
  ];
  return [
    ...columnRows(lag, top, rows, ui).map((cells, index) =>
      row(index === rows - 1 ? text.follow.lag : '', cells, tone),
    ),
    ...(spare < 4
      ? []
      : [row(text.follow.changes, columnRows(changes, Math.max(1, ...speed), 1, ui)[0] ?? '', 'good')]),
    ...(spare < 3 ? [] : figureLines(captions, width, 'muted').slice(0, 1)),
  ];
}

function confirmLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { context, follow } = state;
  if (context === null || follow.confirmation === null) return [];
  const { source, target, tenantId } = context.config;
  const { database } = target.mysql;
  const place = target.mysql.socketPath ?? `${target.mysql.host}:${target.mysql.port}`;
  const text = ui.text.follow;
  const typed = follow.confirmation.characters.join('');
  return confirmationLines(
    {
      title: text.title,
      list: [
        ...paragraph(text.confirm(source.mysql.database, database, place, tenantId), width),
        blank,
        ...paragraph(text.safe, width, 'muted'),
      ],
      scroll: follow.scroll ?? 0,
      ask: text.type(database),
      field: follow.confirmation,
      mismatch: follow.mismatch ? text.mismatch(typed) : undefined,
    },
    props,
  );
}
