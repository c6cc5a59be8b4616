import { defaultLiveOptions } from '../../../config/options.js';
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
import { typedText } from '../../terminal/text-field.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { type FollowState, isLiveRun, isSwitched, otherFollower } from './follow-state.js';
import { type Follower, type FollowerState, isFollowing } from './follower-state.js';
import { lagColumns } from './lag-history.js';
import { logLines } from './live-log.js';

/** Who follows, how far behind it is now and was, and what was said of it. */
export function followLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { follow } = state;
  const { text } = ui;
  if (follow.confirmation !== null) return followerQuestion('follow', props);
  if (follow.seen === null && follow.work === 'idle')
    return [line(text.follow.looking), ...unseenLines(follow, width, ui)];
  if (!isLiveRun(follow))
    return [heading(text.follow.notLiveTitle), blank, ...paragraph(text.follow.notLive, width)];
  const top = [
    ...headLines(follow, width, ui),
    ...(follow.seen === null || isSwitched(follow) ? [] : figures('follow', follow.seen, width, ui)),
    ...unseenLines(follow, width, ui),
    ...hintLines(follow, width, ui),
  ];
  return withPicture(top, { follower: follow, samples: isSwitched(follow) ? [] : follow.samples }, props);
}

/** The rows of `top` with the lag over time below the first one, and the follower's log at the end, as far as there is room. */
export function withPicture(
  top: readonly Line[],
  { follower, samples }: { readonly follower: FollowerState; readonly samples: FollowState['samples'] },
  props: ViewProps,
): readonly Line[] {
  const { width, height, ui } = props;
  const { log, scroll } = follower;
  // What is to be done comes before the picture, and the picture before the log.
  const spare = height - top.length;
  const graphs = samples.length === 0 ? [] : graphLines(samples, spare, props);
  const shown = [...top.slice(0, 1), ...graphs, ...top.slice(1)];
  const room = height - shown.length - 1;
  if (room < 2 || log.length === 0) return shown;
  return [
    ...shown,
    ruleLine(ui.text.follow.log, width, ui),
    ...logLines(log, scroll, { width, height: room, ui }),
  ];
}

export const workMarks = {
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
export function shownWork(follow: FollowState): keyof typeof workMarks {
  if (follow.work === 'failed') return 'failed';
  if (isSwitched(follow)) return 'switched';
  if (follow.work === 'running') return follow.paused ? 'paused' : 'running';
  if (isFollowing(follow)) return follow.work;
  return otherFollower(follow)?.alive ? 'elsewhere' : follow.work;
}

/** The run was switched to the target once, and is no more. */
const isBack = ({ seen }: FollowState) => seen?.phase === 'back';

function headLines(follow: FollowState, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const work = shownWork(follow);
  const { glyph, tone } = workMarks[work];
  const lag = follow.seen?.lagSeconds ?? null;
  const live = isFollowing(follow) || work === 'elsewhere';
  const behind = lag === null ? text.live.lagUnknown : text.live.lag(formatSeconds(lag));
  const late = live && work !== 'switched' ? span(`  ${behind}`, 'plain', true) : span('');
  const told = isBack(follow) ? text.feed.status.back : text.follow.status[work];
  return [
    line(span(`${theme.glyphs[glyph]} ${told}`, tone), late),
    ...workerLines(otherFollower(follow), width, ui),
  ];
}

/** Another process that follows, or died at it. */
export function workerLines(worker: RunStatus['worker'], width: number, ui: UiContext): readonly Line[] {
  if (worker === null) return [];
  const { live } = ui.text;
  const { command, user, host, pid, since, alive } = worker;
  const who = live.statusWorker(command, `${user}@${host}`, String(pid), formatTime(since));
  return alive
    ? marked(span(ui.theme.glyphs.info, 'muted'), who, width)
    : said('bad', live.statusDied(who), width, ui);
}

export function figures(which: Follower, seen: RunStatus, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const parts = [
    text.live.rowChanges(formatCount(seen.rowEvents)),
    seen.dirtyKeys === null ? '' : text.follow.dirty(formatCount(seen.dirtyKeys)),
    seen.position === null ? '' : text[which].position(seen.position),
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

export function unseenLines({ unseen }: FollowState, width: number, ui: UiContext): readonly Line[] {
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
      if (isBack(follow)) return [];
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
  samples: FollowState['samples'],
  spare: number,
  { state, width, height, ui }: ViewProps,
): readonly Line[] {
  const { text } = ui;
  if (ui.linear || spare < 2) return [];
  const labels = [text.follow.lag, text.follow.changes].map(widthOf);
  const label = Math.max(...labels) + 1;
  const columns = Math.max(10, Math.min(120, width - label));
  const { lag, changes, seconds } = lagColumns(samples, columns);
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
  const rate = text.live.rowChanges(formatCount(Math.round(state.follow.seen?.eventsPerSecond ?? 0)));
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

/** Asks for the name of the database that is written. */
export function followerQuestion(which: Follower, props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { context, [which]: follower } = state;
  if (context === null || follower.confirmation === null) return [];
  const { source, target, tenantId } = context.config;
  const [from, to] = which === 'follow' ? [source, target] : [target, source];
  const place = to.mysql.socketPath ?? `${to.mysql.host}:${to.mysql.port}`;
  const text = ui.text[which];
  return confirmationLines(
    {
      title: text.title,
      list: [
        ...paragraph(text.confirm(from.mysql.database, to.mysql.database, place, tenantId), width),
        blank,
        ...paragraph(text.safe, width, 'muted'),
      ],
      scroll: follower.scroll ?? 0,
      ask: text.type(to.mysql.database),
      field: follower.confirmation,
      mismatch: follower.mismatch ? text.mismatch(typedText(follower.confirmation)) : undefined,
    },
    props,
  );
}
