import { formatCount, formatTime } from '../../core/format.js';
import type { ReportData, ReportRollback } from '../../operations/report-shape.js';
import { type Block, code, figure, plain, type Section, table, toned, words } from '../document.js';
import type { ReportText } from '../text/en.js';

/** What was taken back of a run, and what is left of it; no section for a run that stands. */
export function rollbackSections(
  { rollback, others = {} }: ReportData,
  text: ReportText,
): readonly Section[] {
  if (!rollback) return [];
  const { columns, facts } = text;
  const count = (value: number | null): string => (value === null ? text.notKnown : formatCount(value));
  const done = rollback.state === 'rolled-back';
  // When it is done, all that was found is gone; before, only whole chunks are known.
  const taken = ({ found, removed }: ReportRollback['rows'][number]): number =>
    done && found !== null ? found : removed;
  const removed = rollback.rows.reduce((sum, row) => sum + taken(row), 0);
  const blocks: Block[] = [
    { kind: 'status', tone: 'warning', text: done ? text.rollback.done : text.rollback.halfway },
    {
      kind: 'facts',
      facts: [
        [facts.state, plain(text.state[rollback.state])],
        [facts.operator, plain(rollback.operator ?? text.notKnown)],
        [facts.includeChanged, plain(said(rollback.includeChanged, text))],
        ...(rollback.includeChanged ? [[facts.changedRows, plain(changed(rollback, text))] as const] : []),
        [facts.started, plain(rollback.startedAt === null ? text.notKnown : formatTime(rollback.startedAt))],
        [facts.finished, plain(rollback.finishedAt === null ? text.none : formatTime(rollback.finishedAt))],
        [facts.rowsFound, plain(count(rollback.rowsFound))],
        [facts.rowsRemoved, plain(formatCount(removed))],
        [facts.versionsRemoved, plain(count(rollback.secretVersions))],
        ...Object.entries(others).map(
          ([phase, parts]) => [text.part[phase] ?? phase, plain(ofPhase(parts, text))] as const,
        ),
      ],
    },
    words(done ? text.rollback.explained : text.rollback.byChunks),
    table(rollback.rows, text.empty.rollback, [
      [columns.table, (row) => code(row.table)],
      figure(columns.copied, ({ copied }) => copied),
      [
        { figure: columns.found },
        ({ found, copied }) =>
          found === null || found === copied ? plain(count(found)) : toned('warning', formatCount(found)),
      ],
      figure(columns.removed, taken),
      [
        columns.finished,
        (row) => (done || row.removed === row.copied ? toned('good', text.yes) : toned('warning', text.no)),
      ],
    ]),
  ];
  return [{ id: 'rollback', title: text.sections.rollback, blocks }];
}

/** What went of a phase's things, and what the run brought and is there still. */
function ofPhase(parts: NonNullable<ReportData['others']>[string], text: ReportText): string {
  const sum = (pick: (part: (typeof parts)[number]) => number) =>
    formatCount(parts.reduce((total, part) => total + pick(part), 0));
  return text.rollback.things(
    sum(({ removed = 0 }) => removed),
    sum(({ done }) => done),
  );
}

function changed({ changedRows, compared }: ReportRollback, text: ReportText): string {
  if (compared === false) return text.rollback.notCompared;
  return changedRows === null ? text.notKnown : formatCount(changedRows);
}

function said(value: boolean | null, text: ReportText): string {
  if (value === null) return text.notKnown;
  return value ? text.yes : text.no;
}
