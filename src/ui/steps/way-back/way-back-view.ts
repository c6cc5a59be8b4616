import { formatSeconds } from '../../../core/format.js';
import { said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, line, paragraph, span } from '../../terminal/lines.js';
import type { ViewProps } from '../../ui-context.js';
import { isLiveRun } from '../follow/follow-state.js';
import {
  figures,
  followerQuestion,
  unseenLines,
  withPicture,
  workerLines,
  workMarks,
} from '../follow/follow-view.js';
import { isFollowing } from '../follow/follower-state.js';
import { mayGoBack, shownFeed } from './feed-state.js';

/** Whether there is a way back, who feeds it, how far behind it is, and how it ends. */
export function wayBackLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { feed, follow } = state;
  const { text } = ui;
  if (feed.confirmation !== null) return followerQuestion('feed', props);
  if (follow.seen === null) return [line(text.follow.looking), ...unseenLines(follow, width, ui)];
  if (!isLiveRun(follow))
    return [heading(text.follow.notLiveTitle), blank, ...paragraph(text.follow.notLive, width)];
  const shown = shownFeed(state);
  if (shown === 'closed') return [heading(text.feed.title), blank, ...paragraph(text.feed.notYet, width)];
  const isFed = ['running', 'paused', 'elsewhere'].includes(shown);
  const { worker } = follow.seen;
  const top = [
    headLine(props),
    ...(shown === 'elsewhere' || shown === 'dead' ? workerLines(worker, width, ui) : []),
    // Before it, the figures are those of following the source.
    ...(follow.seen.phase === 'feeding-back' ? figures('feed', follow.seen, width, ui) : []),
    ...unseenLines(follow, width, ui),
    ...hintLines(props),
  ];
  return withPicture(top, { follower: feed, samples: isFed ? follow.samples : [] }, props);
}

const marks = {
  ...workMarks,
  dead: { glyph: 'bad', tone: 'bad' },
  none: { glyph: 'warning', tone: 'warning' },
  finished: { glyph: 'ok', tone: 'good' },
  back: { glyph: 'ok', tone: 'good' },
  closed: { glyph: 'todo', tone: 'muted' },
} as const;

function headLine({ state, ui }: ViewProps): Line {
  const { text, theme } = ui;
  const shown = shownFeed(state);
  const { glyph, tone } = marks[shown];
  const lag = state.follow.seen?.lagSeconds ?? null;
  const behind = lag === null ? text.live.lagUnknown : text.live.lag(formatSeconds(lag));
  const late = shown === 'running' || shown === 'elsewhere' ? `  ${behind}` : '';
  return line(
    span(`${theme.glyphs[glyph]} ${text.feed.status[shown]}`, tone, tone === 'bad'),
    span(late, 'plain', true),
  );
}

/** What it comes to, and what can be done now. */
function hintLines({ state, width, ui }: ViewProps): readonly Line[] {
  const { feed } = state;
  const text = ui.text.feed;
  const problem = problemLines(feed.problem, width, ui);
  const ends = mayGoBack(state) ? paragraph(text.open, width, 'accent') : [];
  switch (shownFeed(state)) {
    case 'closed':
      return [];
    case 'idle':
      return [
        ...said('warning', text.waiting, width, ui),
        ...paragraph(text.start, width, 'accent'),
        ...ends,
      ];
    case 'dead':
      return [...said('bad', text.dead, width, ui), ...ends];
    case 'failed':
      return [
        // What feeding back itself stops at says so already.
        ...(feed.problem?.because?.code === 'back.dead'
          ? []
          : said('bad', ui.text.live.wayBack.dead, width, ui)),
        ...problem,
        ...paragraph(text.failedHint, width, 'accent'),
        ...ends,
      ];
    case 'paused':
      return [...said('warning', text.paused, width, ui), ...ends];
    case 'stopping':
      return said('warning', ui.text.follow.stopping, width, ui);
    case 'aborting':
      return said('warning', ui.text.follow.aborting, width, ui);
    case 'running':
    case 'elsewhere': {
      const slow = feed.throttle === null ? undefined : ui.text.copy.throttled(feed.throttle);
      return [...said('warning', slow, width, ui), ...ends, ...paragraph(text.goesOn, width, 'muted')];
    }
    case 'none':
      return paragraph(text.finish, width, 'accent');
    case 'back':
      return [...problem, ...(isFollowing(feed) ? paragraph(text.watched, width) : [])];
    case 'finished':
      return problem;
  }
}
