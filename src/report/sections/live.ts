import { formatConsistency, formatCount, formatSeconds, formatTime } from '../../core/format.js';
import type { ReportCutover, ReportFollow, ReportLive } from '../../operations/live-report-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseReason } from '../../text/localise.js';
import {
  type Block,
  type ColumnOf,
  code,
  figure,
  plain,
  type Section,
  type Tone,
  table,
  toned,
  words,
} from '../document.js';
import type { ReportText } from '../text/en.js';

type Lang = 'en' | 'zh';

/** What a table lists, and what is said where there is nothing of it. */
interface Listed<One> {
  readonly all: readonly One[];
  readonly none: string;
}

/** How the source was followed and left: positions, times, the pause step by step, the gate; no section for a run without. */
export function liveSections(
  { live, wayBack }: ReportData,
  text: ReportText,
  lang: Lang,
): readonly Section[] {
  if (!live) return [];
  const blocks = [
    verdict(live, wayBack?.ended, text),
    facts(live, text),
    words(text.live.followed),
    follows({ all: live.follows, none: text.live.neverFollowed }, text),
    words(text.live.compared),
    ...compared(live.compared, text),
    words(text.live.cutovers),
    ...cutovers({ all: live.cutovers, none: text.live.noCutover }, text, lang),
  ];
  return [{ id: 'live', title: text.sections.live, blocks }];
}

function verdict(
  { switched }: ReportLive,
  ended: NonNullable<ReportData['wayBack']>['ended'],
  { live }: ReportText,
): Block {
  const said = (tone: Tone, words: string): Block => ({ kind: 'status', tone, text: words });
  if (!switched) return said('warning', live.notSwitched);
  if (ended?.by === 'back') return said('warning', live.isBack(formatTime(ended.at)));
  return said('good', live.switched(formatTime(switched.at)));
}

function facts(
  { start, applied, rowEvents, transactions, switched, cutovers: all }: ReportLive,
  text: ReportText,
): Block {
  const pause = all.findLast(({ outcome }) => outcome === 'switched')?.pauseSeconds ?? null;
  const boundary = Object.entries(switched?.boundary ?? {}).map(([name, value]) => `${name} ${value}`);
  return {
    kind: 'facts',
    facts: [
      [text.live.start, code(start)],
      [text.live.applied, code(applied)],
      [text.live.changes, plain(`${formatCount(rowEvents)} / ${formatCount(transactions)}`)],
      ...(switched ? ([[text.live.end, code(switched.position)]] as const) : []),
      ...(pause === null ? [] : ([[text.live.pause, plain(formatSeconds(pause))]] as const)),
      ...(boundary.length === 0 ? [] : ([[text.live.boundary, code(boundary.join(', '))]] as const)),
    ],
  };
}

const followTones: Readonly<Record<ReportFollow['outcome'], Tone>> = {
  'caught-up': 'good',
  finished: 'good',
  stopped: 'plain',
  failed: 'bad',
  unfinished: 'warning',
};

export function follows({ all, none }: Listed<ReportFollow>, text: ReportText): Block {
  const { columns, live } = text;
  return table(all, none, [
    [columns.started, ({ startedAt }) => code(formatTime(startedAt))],
    [columns.ended, ({ endedAt }) => code(endedAt === null ? '' : formatTime(endedAt))],
    [live.columns.from, ({ from }) => code(from)],
    [live.columns.to, ({ to }) => code(to ?? '')],
    figure(live.columns.rowChanges, ({ rowEvents }) => rowEvents ?? ''),
    [columns.result, ({ outcome }) => toned(followTones[outcome], live.followOutcome[outcome])],
    [columns.message, ({ message }) => plain(message ?? '')],
  ]);
}

/** What comparing beside it has shown, by level and by the minute: the score is worded as a validation's. */
function compared(found: ReportLive['compared'], text: ReportText): readonly Block[] {
  const { live } = text;
  if (!found) return [words(live.notCompared)];
  const { passes, lastPass, lastCleanAt, mismatches, levels, minutes } = found;
  const counts = formatCount(passes);
  const last =
    lastPass &&
    live.lastPass(formatTime(lastPass.endedAt), formatCount(lastPass.rows), formatCount(lastPass.mismatches));
  const sum = (name: 'compared' | 'equalLast') => levels.reduce((total, one) => total + one[name], 0);
  const [rows, equal] = [sum('compared'), sum('equalLast')];
  const { columns } = live;
  const figures: readonly ColumnOf<(typeof levels)[number] | (typeof minutes)[number]>[] = [
    [columns.level, ({ level }) => plain(level ?? '')],
    figure(columns.compared, (of) => of.compared),
    figure(columns.differedFirst, (of) => of.compared - of.equalFirst),
    figure(columns.differedLast, (of) => of.compared - of.equalLast),
    figure(columns.consistency, (of) => formatConsistency(of.equalLast, of.compared)),
  ];
  return [
    {
      kind: 'facts',
      facts: [
        [
          text.facts.consistency,
          plain(text.consistent(formatConsistency(equal, rows), formatCount(equal), formatCount(rows))),
        ],
        [live.passes, plain(last === null ? counts : `${counts}; ${last}`)],
        [live.mismatches, toned(mismatches > 0 ? 'bad' : 'plain', formatCount(mismatches))],
        ...(lastCleanAt === null ? [] : ([[live.lastClean, code(formatTime(lastCleanAt))]] as const)),
      ],
    },
    table(levels, live.notCompared, [figure(columns.minutes, (one) => one.minutes), ...figures]),
    ...(minutes.length === 0 ? [] : [words(live.comparedMinutes)]),
    table(minutes, live.notCompared, [
      [columns.minute, ({ minute }) => code(formatTime(minute))],
      ...figures,
    ]),
  ];
}

const cutoverTones: Readonly<Record<ReportCutover['outcome'], Tone>> = {
  switched: 'good',
  'called-off': 'warning',
  unfinished: 'bad',
};

/** All of them, and the latest in full. */
export function cutovers(
  { all, none }: Listed<ReportCutover>,
  text: ReportText,
  lang: Lang,
): readonly Block[] {
  const { columns, live } = text;
  const each = table(all, none, [
    [columns.started, ({ startedAt }) => code(formatTime(startedAt))],
    [columns.ended, ({ endedAt }) => code(endedAt === null ? '' : formatTime(endedAt))],
    [live.columns.by, ({ operator }) => plain(operator)],
    figure(live.columns.pause, ({ pauseSeconds }) =>
      pauseSeconds === null ? '' : formatSeconds(pauseSeconds),
    ),
    [columns.result, ({ outcome }) => toned(cutoverTones[outcome], live.cutoverOutcome[outcome])],
    [
      columns.message,
      ({ message, because }) => plain(message === null ? '' : localiseReason(message, because, lang)),
    ],
  ]);
  return [each, ...all.slice(-1).flatMap((latest) => pauseBlocks(latest, text, lang))];
}

function pauseBlocks(
  { startedAt, steps, gate }: ReportCutover,
  text: ReportText,
  lang: Lang,
): readonly Block[] {
  const { live, columns } = text;
  const gateNames: Readonly<Record<string, string>> = text.gate;
  const stepTable = table(steps, text.none, [
    [live.columns.step, ({ step }) => plain(text.cutoverStep[step])],
    figure(columns.took, ({ seconds }) => `${seconds.toFixed(2)} s`),
  ]);
  const gateTable = table(gate, text.none, [
    [live.columns.gate, ({ name }) => plain(gateNames[name] ?? name)],
    [columns.result, ({ ok }) => toned(ok ? 'good' : 'bad', ok ? text.yes : text.no)],
    [columns.message, ({ detail, because }) => plain(localiseReason(detail, because, lang))],
  ]);
  const at = formatTime(startedAt);
  return [
    ...(steps.length === 0 ? [] : [words(live.pauseOf(at)), stepTable]),
    ...(gate.length === 0 ? [] : [words(live.gateOf(at)), gateTable]),
  ];
}
