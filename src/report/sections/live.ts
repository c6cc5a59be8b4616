import { formatConsistency, formatCount, formatSeconds, formatTime } from '../../core/format.js';
import type { ReportLive } from '../../operations/live-report-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseReason } from '../../text/localise.js';
import { type Block, code, plain, type Section, type Tone, toned } from '../document.js';
import type { ReportText } from '../text/en.js';

type Lang = 'en' | 'zh';

/** How the source was followed and left: positions, times, the pause step by step, the gate; no section for a run without. */
export function liveSections({ live }: ReportData, text: ReportText, lang: Lang): readonly Section[] {
  if (!live) return [];
  const blocks = [
    verdict(live, text),
    facts(live, text),
    { kind: 'text', text: text.live.followed } as const,
    follows(live, text),
    { kind: 'text', text: text.live.compared } as const,
    ...compared(live.compared, text),
    { kind: 'text', text: text.live.cutovers } as const,
    cutovers(live, text, lang),
    ...live.cutovers.slice(-1).flatMap((latest) => pauseBlocks(latest, text, lang)),
  ];
  return [{ id: 'live', title: text.sections.live, blocks }];
}

const verdict = ({ switched }: ReportLive, text: ReportText): Block => ({
  kind: 'status',
  tone: switched ? 'good' : 'warning',
  text: switched ? text.live.switched(formatTime(switched.at)) : text.live.notSwitched,
});

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

const followTones: Readonly<Record<ReportLive['follows'][number]['outcome'], Tone>> = {
  'caught-up': 'good',
  stopped: 'plain',
  failed: 'bad',
  unfinished: 'warning',
};

function follows({ follows: all }: ReportLive, text: ReportText): Block {
  const { columns, live } = text;
  return {
    kind: 'table',
    columns: [
      columns.started,
      columns.ended,
      live.columns.from,
      live.columns.to,
      { figure: live.columns.rowChanges },
      columns.result,
      columns.message,
    ],
    rows: all.map(({ startedAt, endedAt, from, to, rowEvents, outcome, message }) => [
      code(formatTime(startedAt)),
      code(endedAt === null ? '' : formatTime(endedAt)),
      code(from),
      code(to ?? ''),
      plain(rowEvents === null ? '' : formatCount(rowEvents)),
      toned(followTones[outcome], live.followOutcome[outcome]),
      plain(message ?? ''),
    ]),
    empty: live.neverFollowed,
  };
}

/** What comparing beside it has shown, by level and by the minute: the score is worded as a validation's. */
function compared(found: ReportLive['compared'], text: ReportText): readonly Block[] {
  const { live } = text;
  if (!found) return [{ kind: 'text', text: live.notCompared }];
  const { passes, lastPass, lastCleanAt, mismatches, levels, minutes } = found;
  const counts = formatCount(passes);
  const last =
    lastPass &&
    live.lastPass(formatTime(lastPass.endedAt), formatCount(lastPass.rows), formatCount(lastPass.mismatches));
  const sum = (name: 'compared' | 'equalLast') => levels.reduce((total, one) => total + one[name], 0);
  const [rows, equal] = [sum('compared'), sum('equalLast')];
  const figures = (of: (typeof levels)[number] | (typeof minutes)[number]) => [
    plain(of.level ?? ''),
    plain(formatCount(of.compared)),
    plain(formatCount(of.compared - of.equalFirst)),
    plain(formatCount(of.compared - of.equalLast)),
    plain(formatConsistency(of.equalLast, of.compared)),
  ];
  const { columns } = live;
  const heads = [
    columns.level,
    { figure: columns.compared },
    { figure: columns.differedFirst },
    { figure: columns.differedLast },
    { figure: columns.consistency },
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
    {
      kind: 'table',
      columns: [{ figure: columns.minutes }, ...heads],
      rows: levels.map((one) => [plain(formatCount(one.minutes)), ...figures(one)]),
      empty: live.notCompared,
    },
    ...(minutes.length === 0 ? [] : [{ kind: 'text', text: live.comparedMinutes } as const]),
    {
      kind: 'table',
      columns: [columns.minute, ...heads],
      rows: minutes.map((one) => [code(formatTime(one.minute)), ...figures(one)]),
      empty: live.notCompared,
    },
  ];
}

const cutoverTones: Readonly<Record<ReportLive['cutovers'][number]['outcome'], Tone>> = {
  switched: 'good',
  'called-off': 'warning',
  unfinished: 'bad',
};

function cutovers({ cutovers: all }: ReportLive, text: ReportText, lang: Lang): Block {
  const { columns, live } = text;
  return {
    kind: 'table',
    columns: [
      columns.started,
      columns.ended,
      live.columns.by,
      { figure: live.columns.pause },
      columns.result,
      columns.message,
    ],
    rows: all.map(({ startedAt, endedAt, operator, pauseSeconds, outcome, message, because }) => [
      code(formatTime(startedAt)),
      code(endedAt === null ? '' : formatTime(endedAt)),
      plain(operator),
      plain(pauseSeconds === null ? '' : formatSeconds(pauseSeconds)),
      toned(cutoverTones[outcome], live.cutoverOutcome[outcome]),
      plain(message === null ? '' : localiseReason(message, because, lang)),
    ]),
    empty: live.noCutover,
  };
}

/** The latest cut-over, in full. */
function pauseBlocks(
  { startedAt, steps, gate }: ReportLive['cutovers'][number],
  text: ReportText,
  lang: Lang,
): readonly Block[] {
  const { live, columns } = text;
  const gateNames: Readonly<Record<string, string>> = text.gate;
  const stepTable: Block = {
    kind: 'table',
    columns: [live.columns.step, { figure: columns.took }],
    rows: steps.map(({ step, seconds }) => [plain(text.cutoverStep[step]), plain(`${seconds.toFixed(2)} s`)]),
    empty: text.none,
  };
  const gateTable: Block = {
    kind: 'table',
    columns: [live.columns.gate, columns.result, columns.message],
    rows: gate.map(({ name, ok, detail, because }) => [
      plain(gateNames[name] ?? name),
      toned(ok ? 'good' : 'bad', ok ? text.yes : text.no),
      plain(localiseReason(detail, because, lang)),
    ]),
    empty: text.none,
  };
  const at = formatTime(startedAt);
  return [
    ...(steps.length === 0 ? [] : [{ kind: 'text', text: live.pauseOf(at) } as const, stepTable]),
    ...(gate.length === 0 ? [] : [{ kind: 'text', text: live.gateOf(at) } as const, gateTable]),
  ];
}
