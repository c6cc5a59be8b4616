import type { LogPosition } from '../mysql/log-position.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedChange, LoggedRow } from './source-log.js';

/** What became of a row: its last image, or null where the run has no such row any more. */
export interface Outcome {
  readonly table: FollowedTable;
  /** An image that has the row's key. */
  readonly row: LoggedRow;
  readonly isThere: boolean;
  /** No row of ours had this key before the batch, so none has to make way for it. */
  readonly isNew: boolean;
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
  readonly outcomes: Map<FollowedTable, Map<string, Outcome>>;
  rows: number;
  events: number;
  bytes: number;
}

const nothing = (): Touched => ({ outcomes: new Map(), rows: 0, events: 0, bytes: 0 });

/** Puts an outcome in the place of an earlier one with its key. */
function put(touched: Touched, key: string, outcome: Outcome): void {
  let ofTable = touched.outcomes.get(outcome.table);
  if (!ofTable) {
    ofTable = new Map();
    touched.outcomes.set(outcome.table, ofTable);
  }
  const earlier = ofTable.get(key);
  if (!earlier) touched.rows += 1;
  const isSame = !earlier || earlier.isNew === outcome.isNew;
  ofTable.set(key, isSame ? outcome : { ...outcome, isNew: earlier.isNew });
}

const listed = ({ outcomes }: Touched): readonly Outcome[] =>
  [...outcomes.values()].flatMap((ofTable) => [...ofTable.values()]);

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

  const isLarge = ({ rows, bytes }: Touched) => rows >= fullAtRows || bytes >= fullAtBytes;
  const givesPart = () => before !== undefined && isLarge(open);

  function check({ table, row, isThere, first }: Outcome): void {
    table.check(row, isThere ? first : row);
    open.bytes += bytesOf(row);
  }

  /** What the row with this image was before `changes`. */
  function firstIn(
    changes: Touched,
    table: FollowedTable,
    image: LoggedRow | null | undefined,
  ): Pick<Outcome, 'first'> {
    if (!keepsFirst || image === undefined) return {};
    const earlier = image === null ? undefined : changes.outcomes.get(table)?.get(table.identity(image));
    return { first: earlier?.isThere ? (earlier.first ?? null) : image };
  }

  /** An open transaction outlives a batch: only at its end it is known which one it belongs to. */
  function settle(): void {
    if (settled.rows === 0) {
      settled = open;
      return;
    }
    const added = [...open.outcomes.values()].flatMap((ofTable) => [...ofTable]);
    // Before any of them is put: rows may have exchanged their keys.
    const whole = keepsFirst
      ? added.map(([key, one]) => [key, { ...one, ...firstIn(settled, one.table, one.first) }] as const)
      : added;
    for (const [key, outcome] of whole) put(settled, key, outcome);
    settled.events += open.events;
    settled.bytes += open.bytes;
  }

  function takeWhole(at: LogPosition): TakenBatch {
    const taken = { outcomes: listed(settled), events: settled.events, transactions, position: at };
    settled = nothing();
    position = null;
    transactions = 0;
    if (before) before = at;
    isHeld = false;
    return { ...taken, goesOn: false, undoes: taking() };
  }

  function takePart(at: LogPosition): TakenBatch {
    const part = { outcomes: listed(open), events: open.events, transactions: 0, position: at };
    open = nothing();
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
      if (!wasOurs && !isOurs) return;
      open.events += 1;
      const first = firstIn(open, table, wasOurs ? was : null);
      const goneKey = wasOurs ? table.identity(was) : undefined;
      const cameKey = isOurs ? table.identity(is) : undefined;
      const isNew = goneKey !== cameKey;
      if (wasOurs) {
        const gone = { table, row: was, isThere: false, isNew: false, ...first };
        check(gone);
        if (isNew) put(open, goneKey ?? '', gone);
      }
      if (isOurs) {
        const came = { table, row: is, isThere: true, isNew, ...first };
        check(came);
        put(open, cameKey ?? '', came);
      }
    },
    commit(at) {
      if (open.events > 0 || isCut) transactions += 1;
      if (open.events > 0) {
        settle();
        open = nothing();
      }
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
    isEmpty: () => settled.rows === 0 && !isHeld && !givesPart(),
    position: () => position,
  };
}
