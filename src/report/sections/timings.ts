import { formatCount, formatSeconds, formatTime } from '../../core/format.js';
import { type SteerAction, steerActions } from '../../core/steer-changes.js';
import type { ReportData } from '../../operations/report-shape.js';
import { type Cell, code, figure, plain, type Section, table, toned } from '../document.js';
import type { ReportText } from '../text/en.js';

type Entry = ReportData['log'][number];

interface Part {
  readonly name: string;
  /** null: not kept. */
  readonly from: string | null;
  readonly to: string | null;
  readonly result: Cell;
}

/** When each part began, ended and how long it took, from the run's own log. */
export function timingsSection(data: ReportData, text: ReportText): Section {
  const { columns } = text;
  return {
    id: 'timings',
    title: text.sections.timings,
    blocks: [
      table(partsOf(data, text), text.empty.timings, [
        [columns.part, ({ name }) => plain(name)],
        [columns.started, ({ from }) => code(from === null ? '' : formatTime(from))],
        [columns.ended, ({ to }) => code(to === null ? '' : formatTime(to))],
        figure(columns.took, ({ from, to }) =>
          to === null || from === null ? '' : formatSeconds(secondsBetween(from, to)),
        ),
        [columns.result, ({ result }) => result],
      ]),
    ],
  };
}

/** Seconds that the run itself worked, over all its resumptions; null while it is at work or where the log does not say. */
export function secondsWorked({ log }: ReportData): number | null {
  let total: number | null = null;
  let began: string | null = null;
  for (const { kind, at } of log) {
    if (kind === 'run-started' || kind === 'run-resumed') began = at;
    if (kind === 'run-finished' && began !== null) {
      total = (total ?? 0) + secondsBetween(began, at);
      began = null;
    }
  }
  return began === null ? total : null;
}

/** When the copying ended: a rollback moves the run's own end. */
export function copyingEnded({ log, run }: ReportData): string | null {
  return log.findLast(({ kind }) => kind === 'run-finished')?.at ?? run.finishedAt;
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

function partsOf({ log, validation }: ReportData, text: ReportText): Part[] {
  const parts: Part[] = [];
  for (const [index, entry] of log.entries()) {
    const part = partAt(entry, log.slice(index + 1), text);
    if (part) parts.push(part);
    if (entry.kind === 'validated') {
      const last = !log.slice(index + 1).some(({ kind }) => kind === 'validated');
      parts.push(validated(entry, last, validation, text));
    }
    // Repairs are logged one by one; a part is what follows on each other.
    if (entry.kind === 'repair' && log[index - 1]?.kind !== 'repair') {
      const rest = log.slice(index);
      const end = rest.findIndex(({ kind }) => kind !== 'repair');
      const made = end === -1 ? rest : rest.slice(0, end);
      const count = plain(formatCount(made.length));
      parts.push({ name: text.sections.repairs, from: entry.at, to: made.at(-1)?.at ?? null, result: count });
    }
  }
  return parts;
}

function partAt({ kind, at, detail }: Entry, after: readonly Entry[], text: ReportText): Part | null {
  const { part } = text;
  switch (kind) {
    case 'run-started':
    case 'run-resumed': {
      const end = endOf(after, ['run-finished'], ['run-resumed']);
      const outcome = /^(complete|partial|stopped|failed)/.exec(end?.detail ?? '')?.[1];
      const result = outcome
        ? toned(
            outcome === 'complete' ? 'good' : 'warning',
            text.outcome[outcome as keyof typeof text.outcome],
          )
        : plain(text.notKnown);
      return {
        name: kind === 'run-started' ? part.run : part.resumed,
        from: at,
        to: end?.at ?? null,
        result,
      };
    }
    case 'phase-started': {
      const end = endOf(after, ['phase-finished'], ['phase-started', 'run-resumed']);
      const outcome = /: (complete|partial|stopped|failed) /.exec(end?.detail ?? '')?.[1];
      const result = plain(outcome ? text.outcome[outcome as keyof typeof text.outcome] : text.notKnown);
      return { name: part[detail] ?? detail, from: at, to: end?.at ?? null, result };
    }
    case 'rollback-started': {
      const end = endOf(after, ['rolled-back', 'rollback-stopped'], ['rollback-started']);
      const done = end?.kind === 'rolled-back';
      const result = done ? toned('good', text.state['rolled-back']) : plain(text.state['rolling-back']);
      return { name: text.sections.rollback, from: at, to: end?.at ?? null, result };
    }
    case 'steered': {
      const [, command = '', action = '', amount = '', by = ''] = steering.exec(detail) ?? [];
      if (!isAction(action)) return null;
      const result = plain(text.steered(command, text.steer[action](amount), by));
      return { name: part.steered, from: at, to: at, result };
    }
    default:
      return null;
  }
}

/** As the heartbeat logs it: `run: rate 500 by ops@host`. */
const steering = /^(\S+): (\S+)(?: (\d+))? by (.*)$/s;

const isAction = (word: string): word is SteerAction => steerActions.some((action) => action === word);

/** The entry that ends a part, unless another part begins before. */
function endOf(
  after: readonly Entry[],
  ends: readonly string[],
  begins: readonly string[],
): Entry | undefined {
  const found = after.find(({ kind }) => ends.includes(kind) || begins.includes(kind));
  return found && ends.includes(found.kind) ? found : undefined;
}

/** Only the latest validation is kept with its beginning; of the others the log has the end. */
function validated(entry: Entry, last: boolean, latest: ReportData['validation'], text: ReportText): Part {
  const [, level, found] = /^level (counts|checksum|full): (?:no|(\d+)) differences/.exec(entry.detail) ?? [];
  const name = level
    ? `${text.sections.validation}: ${text.level[level as keyof typeof text.level]}`
    : text.sections.validation;
  const isLatest = last && latest?.level === level;
  const from = isLatest ? (latest?.startedAt ?? null) : null;
  const result = found
    ? toned('bad', text.found(formatCount(Number(found))))
    : toned('good', text.empty.differences);
  return { name, from, to: entry.at, result };
}
