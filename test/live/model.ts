import fc from 'fast-check';
import { applier, type Target } from '../../src/live/apply-batch.js';
import { createBatch, type TakenBatch } from '../../src/live/batch.js';
import { type FollowedTable, followedTable } from '../../src/live/followed-table.js';
import type { LoggedRow, LoggedTable, LogItem } from '../../src/live/source-log.js';
import type { LogPosition } from '../../src/mysql/log-position.js';
import type { TablePlan } from '../../src/plan/plan.js';
import { column } from '../support/facts.js';

/** A source, its log, snapshots, a target and a follower that may die at any step, all in memory. */

export interface ModelRow {
  readonly id: number;
  /** Unique; null is like no other. */
  readonly name: string | null;
  readonly value: number;
}

/** What a client does; what the source would refuse is left out. */
export type Action =
  | { readonly kind: 'put'; readonly row: ModelRow }
  | { readonly kind: 'delete'; readonly id: number }
  | { readonly kind: 'swap'; readonly ids: readonly [number, number] }
  | { readonly kind: 'move'; readonly from: number; readonly to: number };

export interface Story {
  readonly before: readonly (readonly Action[])[];
  /** Transactions from the noted position on; the second part: whether the server dies within it, so that it did not happen. */
  readonly transactions: readonly { readonly actions: readonly Action[]; readonly dies: boolean }[];
  /** After how many transactions the two halves of the table are read, and where the halves meet. */
  readonly snapshots: readonly [number, number];
  readonly border: number;
  /** Batches end after this many transactions, in turn. */
  readonly batches: readonly number[];
  /** A transaction that touches more rows is applied in parts. */
  readonly partRows: number;
  /** The follower dies at these steps of its work, counted from the beginning. */
  readonly deaths: readonly number[];
}

const names = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });

/** What one transaction does, on rows with these IDs. */
export function actionsOn(ids: fc.Arbitrary<number>): fc.Arbitrary<readonly Action[]> {
  const action: fc.Arbitrary<Action> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('put' as const),
        row: fc.record({ id: ids, name: names, value: fc.nat(9) }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), id: ids }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('swap' as const), ids: fc.tuple(ids, ids) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), from: ids, to: ids }) },
  );
  return fc.array(action, { minLength: 1, maxLength: 4 });
}
const actions = actionsOn(fc.integer({ min: 1, max: 5 }));

export const story: fc.Arbitrary<Story> = fc.record({
  before: fc.array(actions, { maxLength: 4 }),
  transactions: fc.array(fc.record({ actions, dies: fc.boolean() }), { maxLength: 12 }),
  snapshots: fc
    .tuple(fc.nat(12), fc.nat(12))
    .map(([a, b]): readonly [number, number] => (a < b ? [a, b] : [b, a])),
  border: fc.integer({ min: 0, max: 6 }),
  batches: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
  partRows: fc.integer({ min: 1, max: 4 }),
  deaths: fc.array(fc.nat(60), { maxLength: 6 }),
});

const facts = [
  column('id', 'bigint'),
  column('name', 'varchar(20)', { nullable: true }),
  column('value', 'int'),
];

const plan: TablePlan = {
  table: 'things',
  source: 'things',
  target: 'things',
  level: 1,
  key: ['id'],
  columns: facts.map((one) => ({
    name: one.name,
    treatment: one.name === 'id' ? { kind: 'offset', offset: '100' } : { kind: 'same' },
    source: one,
    target: one,
    secret: false,
  })),
  droppedColumns: [],
  approximateRows: 0,
  approximateBytes: 0,
};

const logged: LoggedTable = { database: 'source', table: 'things', columns: facts };
const table: FollowedTable = followedTable(plan, logged, { context: {}, roomOf: () => undefined });
const tables = new Map([[logged.table, table]]);

const cellsOf = ({ id, name, value }: ModelRow): LoggedRow => [
  Buffer.from(String(id)),
  name === null ? null : Buffer.from(name),
  Buffer.from(String(value)),
];

/** As the target holds it. */
function mapped(row: LoggedRow): ModelRow {
  const [id, name, value] = table.columns.map((one) => one.value(row)?.toString() ?? null);
  return { id: Number(id), name: name ?? null, value: Number(value) };
}

export type Rows = ReadonlyMap<number, ModelRow>;

export interface Event {
  readonly before: ModelRow | null;
  readonly after: ModelRow | null;
}

/** The events of an action and the rows after it; null where the server would refuse it. */
export function act(
  rows: Rows,
  done: Action,
): { readonly rows: Rows; readonly events: readonly Event[] } | null {
  const next = new Map(rows);
  const events: Event[] = [];
  const put = (before: ModelRow | null, after: ModelRow | null): boolean => {
    if (before) next.delete(before.id);
    if (after) {
      const clash = [...next.values()].some(
        ({ id, name }) => id === after.id || (name !== null && name === after.name),
      );
      if (clash) return false;
      next.set(after.id, after);
    }
    if (before || after) events.push({ before, after });
    return true;
  };
  const ok = (() => {
    switch (done.kind) {
      case 'put':
        return put(rows.get(done.row.id) ?? null, done.row);
      case 'delete':
        return put(rows.get(done.id) ?? null, null);
      case 'swap': {
        const [one, other] = done.ids.map((id) => rows.get(id));
        if (!one || !other || one === other) return true;
        // As people do it: by way of a value that nobody has.
        const away = { ...one, name: null };
        return (
          put(one, away) &&
          put(other, { ...other, name: one.name }) &&
          put(away, { ...one, name: other.name })
        );
      }
      case 'move': {
        const row = rows.get(done.from);
        return row ? put(row, { ...row, id: done.to }) : true;
      }
    }
  })();
  return ok ? { rows: next, events } : null;
}

export const at = (position: number): LogPosition => ({ file: 'log.000001', position });

/** The source's rows after each transaction, and its log; position n is the end of transaction n. */
function tell({ before, transactions }: Story) {
  let rows: Rows = new Map();
  const each = (some: readonly Action[]): readonly Event[] =>
    some.flatMap((one) => {
      const result = act(rows, one);
      if (!result) return [];
      rows = result.rows;
      return result.events;
    });
  for (const some of before) each(some);
  const states: Rows[] = [rows];
  const log: (readonly LogItem[])[] = [];
  for (const { actions: some, dies } of transactions) {
    const untouched = rows;
    const events = each(some).map(
      (event): LogItem => ({
        type: 'row',
        table: logged,
        before: event.before && cellsOf(event.before),
        after: event.after && cellsOf(event.after),
      }),
    );
    const position = at(states.length);
    if (dies) rows = untouched;
    log.push([
      ...events,
      ...(dies
        ? [{ type: 'discard' } as const, { type: 'passed', position } as const]
        : [{ type: 'commit', position } as const]),
    ]);
    states.push(rows);
  }
  return { states, log };
}

export class Death extends Error {}

/** What is left out of the protocol, to see that the model needs it. */
export interface Without {
  readonly moveAside?: boolean;
  readonly positionInTransaction?: boolean;
  readonly keysOfBefore?: boolean;
  readonly snapshotEnd?: boolean;
  /** Parts of a transaction that did not happen are taken back. */
  readonly undo?: boolean;
  /** The parts of a transaction are one transaction in the target. */
  readonly oneTransaction?: boolean;
  /** Before the snapshot's end rows that are new in the log are removed, too: the target may have them. */
  readonly newBeforeEnd?: boolean;
  /** A row is new where the batch knows nothing of its key yet, whatever the log says was there. */
  readonly beforeOfBatch?: boolean;
}

/** Plays a story; says how the target differs from the source in the end, or what the target refused. Null: it does not. */
export async function play(told: Story, without: Without = {}): Promise<string | null> {
  const { states, log } = tell(told);
  const last = states.length - 1;
  const [first, second] = told.snapshots.map((moment) => Math.min(moment, last)) as [number, number];
  const copied = (moment: number, isHere: (id: number) => boolean) =>
    [...(states[moment] ?? [])].map(([, row]) => row).filter(({ id }) => isHere(id));
  let durable: Rows = new Map();
  let position = at(0);
  const snapshotEnd = without.snapshotEnd ? first : second;
  const isNew = new Set<LoggedRow>();
  for (const row of [
    ...copied(first, (id) => id <= told.border),
    ...copied(second, (id) => id > told.border),
  ]) {
    const copy = mapped(cellsOf(row));
    // Two snapshots may hold a value twice: the one that is copied later is newer.
    const older = [...durable.values()].filter(({ name }) => name !== null && name === copy.name);
    durable = new Map([...durable].filter(([, one]) => !older.includes(one)));
    durable = new Map([...durable, [copy.id, copy]]);
  }

  let step = 0;
  const live = (): void => {
    step += 1;
    if (told.deaths.includes(step)) throw new Death();
  };
  let working = new Map<number, ModelRow>();
  let noted = position;
  const target: Target = {
    async begin() {
      working = new Map(durable);
      noted = position;
    },
    async commit() {
      live();
      durable = working;
      position = noted;
      live();
    },
    async rollback() {
      working = new Map();
    },
    async moveAside(_, rows) {
      live();
      if (without.moveAside) return;
      for (const { name } of rows.map(mapped))
        for (const row of [...working.values()])
          if (name !== null && row.name === name) working.delete(row.id);
    },
    async remove(_, rows) {
      live();
      for (const row of rows) if (!(without.newBeforeEnd && isNew.has(row))) working.delete(mapped(row).id);
    },
    async insert(_, rows) {
      live();
      for (const row of rows.map(mapped)) {
        const taken = [...working.values()].some(
          ({ id, name }) => id === row.id || (name !== null && name === row.name),
        );
        if (taken) throw new Error('duplicate');
        working.set(row.id, row);
      }
    },
  };

  async function follow(): Promise<void> {
    const batch = createBatch(tables, { partsFrom: position, fullAtRows: told.partRows });
    const { apply, giveUp } = applier(target);
    let from = position;
    let turn = 0;

    async function write(taken: TakenBatch): Promise<void> {
      const { outcomes, position: end } = taken;
      for (const { row } of outcomes.filter((outcome) => outcome.isNew)) isNew.add(row);
      const touched = outcomes
        .filter(({ isThere }) => isThere || !without.keysOfBefore)
        .map((outcome) => (without.beforeOfBatch ? { ...outcome, isNew: true } : outcome));
      if (without.positionInTransaction) {
        live();
        position = end;
        live();
      }
      await apply(
        {
          goesOn: taken.goesOn && !without.oneTransaction,
          undoes: taken.undoes && !without.undo,
        },
        {
          outcomes: touched,
          beforeSnapshotEnd: from.position < snapshotEnd,
          note: async () => {
            live();
            if (!without.positionInTransaction) noted = end;
          },
        },
      );
      if (without.positionInTransaction) position = end;
      from = end;
    }

    async function writeAll(): Promise<void> {
      for (let taken = batch.take(); taken; taken = batch.take()) await write(taken);
    }

    try {
      for (const [index, items] of log.entries()) {
        if (index < from.position) continue;
        for (const item of items) {
          if (item.type === 'row') batch.add(item);
          if (item.type === 'commit') batch.commit(item.position);
          if (item.type === 'discard') batch.discard();
          if (item.type === 'passed') batch.pass(item.position);
          if (item.type === 'row' && batch.isFull()) await writeAll();
        }
        turn += 1;
        const size = told.batches[turn % told.batches.length] ?? 1;
        if (turn % size === 0 || index === log.length - 1) await writeAll();
      }
    } finally {
      await giveUp();
    }
  }

  for (;;) {
    try {
      await follow();
      break;
    } catch (error) {
      if (!(error instanceof Death)) return String(error);
    }
  }
  const wanted = [...(states[last] ?? [])].map(([, row]) => JSON.stringify(mapped(cellsOf(row)))).toSorted();
  const found = [...durable.values()].map((row) => JSON.stringify(row)).toSorted();
  return wanted.join() === found.join() ? null : `wanted ${wanted.join()}, found ${found.join()}`;
}
