import { formatDuration, formatTime, printable } from '../../core/format.js';
import type { Decision, Metric } from '../../core/switch-shapes.js';
import type { ReportData } from '../../operations/report-shape.js';
import { show } from '../../switch/gates.js';
import { localiseReason } from '../../text/localise.js';
import { type Block, type Cell, code, plain, type Section, table, toned, words } from '../document.js';
import type { ReportText } from '../text/en.js';

type Lang = 'en' | 'zh';

const percent = (share: number): string => `${Number(share.toFixed(2))} %`;
const why = ({ reason, because }: Decision, lang: Lang) => printable(localiseReason(reason, because, lang));

/** How readers were moved: time line, figures, who decided, and the report of the latest return; no section where nobody was. */
export function switchSections(
  { traffic = [] }: ReportData,
  text: ReportText,
  lang: Lang,
): readonly Section[] {
  const last = traffic.at(-1);
  if (!last) return [];
  const { switching } = text;
  const { columns } = switching;
  const figures = traffic.flatMap(figuresOf);
  const back = traffic.findLast(({ kind }) => kind === 'back');
  return [
    {
      id: 'switch',
      title: text.sections.switch,
      blocks: [
        verdict(last, text),
        words(switching.timeLine),
        table(traffic, text.none, [
          [columns.at, ({ at }) => code(formatTime(at))],
          [
            columns.what,
            ({ kind, from, to }) =>
              toned(
                kind === 'back' || kind === 'refused' ? 'warning' : 'plain',
                switching.decision[kind](percent(from), percent(to)),
              ),
          ],
          [columns.by, ({ by }) => plain(printable(by))],
          [columns.why, (decision) => plain(why(decision, lang))],
        ]),
        words(switching.figures),
        table(figures, text.none, [
          [columns.at, ({ at }) => code(formatTime(at))],
          [columns.metric, ({ metric }) => plain(switching.metric[metric])],
          [columns.source, ({ source }) => plain(source)],
          [columns.target, ({ target }) => plain(target)],
        ]),
        ...(back ? returnBlocks(back, traffic, text, lang) : []),
      ],
    },
  ];
}

function verdict({ kind, to }: Decision, { switching }: ReportText): Block {
  if (kind === 'done') return { kind: 'status', tone: 'good', text: switching.done };
  return {
    kind: 'status',
    tone: 'warning',
    text: to === 0 ? switching.onSource : switching.share(percent(to)),
  };
}

/** One row for each metric of a decision, with both sides: a start is decided by nothing. */
function figuresOf({ at, metrics }: Decision) {
  const of = (metric: Metric['metric'], side: Metric['side']) => {
    const found = metrics.find((one) => one.metric === metric && one.side === side);
    return found ? show(found) : '';
  };
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  return names.map((metric) => ({
    at,
    metric,
    source: of(metric, 'source'),
    target: of(metric, 'target'),
  }));
}

/** What a report of a return asks for, as far as the log knows it. */
function returnBlocks(
  back: Decision,
  all: readonly Decision[],
  { switching }: ReportText,
  lang: Lang,
): readonly Block[] {
  const { rollback } = switching;
  const start = all.findLast(({ kind, at }) => kind === 'start' && at <= back.at);
  const figure = (metric: Metric['metric'], side: Metric['side']): Cell | null => {
    const found = back.metrics.find((one) => one.metric === metric && one.side === side);
    return found && found.value !== null ? plain(show(found)) : null;
  };
  const failed = back.gates.filter(({ verdict: said }) => said === 'fail').map(({ metric }) => metric);
  const facts: readonly (readonly [string, Cell | null])[] = [
    [rollback.at, code(formatTime(back.at))],
    [
      rollback.since,
      start ? plain(formatDuration((Date.parse(back.at) - Date.parse(start.at)) / 1000)) : null,
    ],
    [rollback.moved, plain(`${percent(back.from)} → ${percent(back.to)}`)],
    [rollback.why, plain(why(back, lang))],
    [rollback.by, plain(printable(back.by))],
    [rollback.hit, figure('error_rate', 'target')],
    [rollback.beside, figure('error_rate', 'source')],
    [rollback.data, figure('consistency', 'target')],
    [rollback.gates, failed.length === 0 ? null : plain(failed.join(', '))],
  ];
  return [
    words(switching.rollbackTitle),
    { kind: 'facts', facts: facts.flatMap(([name, cell]) => (cell ? [[name, cell] as const] : [])) },
    words(switching.open),
  ];
}
