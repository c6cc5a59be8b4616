import type { LogPosition } from '../mysql/log-position.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedChange, LoggedRow } from './source-log.js';

/** What became of a row: its last image, or null where the run has no such row any more. */
export interface Outcome {
  readonly table: FollowedTable;
  /** An image that has the row's key. */
  readonly row: LoggedRow;
  readonly isThere: boolean;
  /** The row before the batch, wherever it was then; null: there was none. Only where a batch `keepsFirst`. */
  readonly first?: LoggedRow | null;
}

/** Whole transactions of the source, as what they left of each row that they touched. */
export interface Batch {
  /** Notes a change of the transaction that is open. Throws UnmappedError. */
  readonly add: (change: LoggedChange) => void;
  /** The open transaction ends here. */
  readonly commit: (position: LogPosition) => void;
  /** The open transaction did not happen. */
  readonly discard: () => void;
  /** Nothing of ours up to here; only between transactions. */
  readonly pass: (position: LogPosition) => void;
  /**
   * Takes the whole transactions so far out; null where there is nothing new. An open one stays, but for one that has grown large where
   * the batch gives parts: what it has so far is taken next.
   */
  readonly take: () => TakenBatch | null;
  /** No more should be added before something is taken. */
  readonly isFull: () => boolean;
  /** Nothing of ours is to be taken, and nothing that was taken waits for its end. */
  readonly isEmpty: () => boolean;
  /** Where what was not taken ends. */
  readonly position: () => LogPosition | null;
}

export interface TakenBatch {
  readonly outcomes: readonly Outcome[];
  readonly events: number;
  readonly transactions: number;
  /** All before this is in it, and in those before it. */
  readonly position: LogPosition;
  /** A part of a transaction that is not over: it must not be durable before the batch that ends it. */
  readonly goesOn: boolean;
  /** The parts so far of a transaction did not happen: they are taken back before this batch. */
  readonly undoes: boolean;
}

interface BatchOptions {
  /** Outcomes have their first image, too. */
  readonly keepsFirst?: boolean | undefined;
  /** Large transactions are given in parts; this is where reading begins. Without, they are collected whole. */
  readonly partsFrom?: LogPosition | undefined;
  /** Rows of a full batch, where it is not the usual number. */
  readonly fullAtRows?: number | undefined;
}

/** Rows, and bytes of their cells, that are enough for a batch: more of them cost the target the same for each. */
const usualRows = 2_000;
const fullAtBytes = 1024 * 1024;

/** Rows that were touched, by table and key. */
interface Touched {
  readonly outcomes: Map<string, Outcome>;
  events: number;
  bytes: number;
}

const nothing = (): Touched => ({ outcomes: new Map(), events: 0, bytes: 0 });

function bytesOf(row: LoggedRow): number {
  let bytes = 0;
  for (const cell of row) bytes += cell?.length ?? 0;
  return bytes;
}

/**
 * Coalesces changes to the last image by table and key. A changed key is a row that went and another that came; so is a row that moves
 * between businesses of which the run takes one. Positions stand between transactions, so what is taken can be applied as a whole.
 */
export function createBatch(
  tables: ReadonlyMap<string, FollowedTable>,
  { keepsFirst = false, partsFrom, fullAtRows = usualRows }: BatchOptions = {},
): Batch {
  let settled = nothing();
  let open = nothing();
  let transactions = 0;
  let position: LogPosition | null = null;
  /** Where the last batch ended. */
  let before = partsFrom;
  /** Parts of the open transaction were taken. */
  let isCut = false;
  /** Parts were taken, and not yet the batch that makes them durable. */
  let isHeld = false;
  let undoes = false;

  const nameOf = (table: FollowedTable, row: LoggedRow) => `${table.plan.table}\0${table.identity(row)}`;
  const isLarge = ({ outcomes, bytes }: Touched) => outcomes.size >= fullAtRows || bytes >= fullAtBytes;
  const givesPart = () => before !== undefined && isLarge(open);

  function note(outcome: Outcome): void {
    const { table, row, isThere, first } = outcome;
    table.check(row, isThere ? first : row);
    open.outcomes.set(nameOf(table, row), outcome);
    open.bytes += bytesOf(row);
  }

  /** What the row with this image was before `changes`. */
  function firstIn(
    changes: ReadonlyMap<string, Outcome>,
    table: FollowedTable,
    image: LoggedRow | null | undefined,
  ): Pick<Outcome, 'first'> {
    if (!keepsFirst || image === undefined) return {};
    const earlier = image === null ? undefined : changes.get(nameOf(table, image));
    return { first: earlier?.isThere ? (earlier.first ?? null) : image };
  }

  /** An open transaction outlives a batch: only at its end it is known which one it belongs to. */
  function settle(): void {
    const whole = keepsFirst
      ? [...open.outcomes].map(
          ([name, outcome]) =>
            [name, { ...outcome, ...firstIn(settled.outcomes, outcome.table, outcome.first) }] as const,
        )
      : open.outcomes;
    for (const [name, outcome] of whole) settled.outcomes.set(name, outcome);
    settled.events += open.events;
    settled.bytes += open.bytes;
  }

  function takeWhole(at: LogPosition): TakenBatch {
    const { outcomes, events } = settled;
    const taken = { outcomes: [...outcomes.values()], events, transactions, position: at };
    settled = nothing();
    position = null;
    transactions = 0;
    if (before) before = at;
    isHeld = false;
    return { ...taken, goesOn: false, undoes: taking() };
  }

  function takePart(at: LogPosition): TakenBatch {
    const { outcomes, events } = open;
    open = nothing();
    const part = { outcomes: [...outcomes.values()], events, transactions: 0, position: at };
    const taken = { ...part, goesOn: true, undoes: taking() };
    isCut = true;
    isHeld = true;
    return taken;
  }

  function taking(): boolean {
    const undone = undoes;
    undoes = false;
    return undone;
  }

  return {
    add({ table: { table: name }, before: was, after: is }) {
      const table = tables.get(name);
      if (!table) return;
      const wasOurs = was !== null && table.takes(was);
      const isOurs = is !== null && table.takes(is);
      if (wasOurs || isOurs) open.events += 1;
      const first = firstIn(open.outcomes, table, wasOurs ? was : null);
      if (wasOurs) note({ table, row: was, isThere: false, ...first });
      if (isOurs) note({ table, row: is, isThere: true, ...first });
    },
    commit(at) {
      if (open.events > 0 || isCut) transactions += 1;
      settle();
      open = nothing();
      isCut = false;
      position = at;
    },
    discard() {
      open = nothing();
      undoes ||= isCut;
      isCut = false;
    },
    pass(at) {
      position = at;
    },
    take() {
      if (position !== null) return takeWhole(position);
      return before !== undefined && givesPart() ? takePart(before) : null;
    },
    isFull: () => isLarge(settled) || givesPart(),
    isEmpty: () => settled.outcomes.size === 0 && !isHeld && !givesPart(),
    position: () => position,
  };
}
