import fc from 'fast-check';
import type { Context } from '../../src/config/context.js';
import { applier } from '../../src/live/apply-batch.js';
import { createBatch, type TakenBatch } from '../../src/live/batch.js';
import type { FollowedTable } from '../../src/live/followed-table.js';
import type { ReturnedTable } from '../../src/live/returned-table.js';
import type { LoggedRow, LogItem } from '../../src/live/source-log.js';
import { wayBackOf } from '../../src/live/way-back.js';
import { type Returning, writeReturned } from '../../src/live/write-returned.js';
import type { Plan } from '../../src/plan/plan.js';
import { column, database, primaryKey, table } from '../support/facts.js';
import { type Action, act, actionsOn, at, Death, type Event, type ModelRow, type Rows } from './model.js';

/**
 * After a cut-over: a target that is written to, its log, a feeder back to the source, and an operator who ends the window by `back` or
 * `finish`. Any of them may die at any step.
 */

/** What happens, one after the other. `dies`: the server dies within the transaction, so that it did not happen. */
export type Happening =
  | { readonly kind: 'write'; readonly actions: readonly Action[]; readonly dies: boolean }
  | { readonly kind: 'feed' }
  /** `open`: a transaction that is open when the fence begins; `foreign`: one that is made behind it, when the locks are gone. */
  | {
      readonly kind: 'back';
      readonly open: readonly Action[] | null;
      readonly foreign: readonly Action[] | null;
    }
  | { readonly kind: 'finish' };

export interface WayBackStory {
  readonly before: readonly (readonly Action[])[];
  readonly happenings: readonly Happening[];
  /** Batches end after this many transactions. */
  readonly batch: number;
  readonly partRows: number;
  /** Whoever is at work dies at these steps, counted from the beginning. */
  readonly deaths: readonly number[];
}

const came = fc.integer({ min: 101, max: 105 });
const made = fc.integer({ min: 131, max: 133 });
const actions = actionsOn(fc.oneof({ weight: 3, arbitrary: came }, { weight: 2, arbitrary: made }));
const maybe = fc.option(actions, { nil: null, freq: 2 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('write' as const), actions, dies: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('feed' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('back' as const), open: maybe, foreign: maybe }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('finish' as const) }) },
);

export const wayBackStory: fc.Arbitrary<WayBackStory> = fc.record({
  before: fc.array(actionsOn(came), { minLength: 1, maxLength: 4 }),
  happenings: fc.array(happening, { minLength: 1, maxLength: 14 }),
  batch: fc.integer({ min: 1, max: 4 }),
  partRows: fc.integer({ min: 1, max: 4 }),
  deaths: fc.array(fc.nat(80), { maxLength: 6 }),
});

const idFacts = column('id', 'bigint');
const nameFacts = column('name', 'varchar(20)', { nullable: true });
const valueFacts = column('value', 'int');
const tenantFacts = column('tenant_id', 'varchar(20)');
const columnPlan = (facts: typeof idFacts, treatment: object) => ({
  name: facts.name,
  treatment,
  source: facts,
  target: facts,
  secret: false,
});
const plan = {
  tenant: { column: 'tenant_id', id: 'acme' },
  ids: { mode: 'offset', reason: '', lowest: { things: '1' }, room: { things: '10' } },
  source: { database: 'old' },
  target: { database: 'new' },
  generators: [{ table: 'things', resource: 'things' }],
  tables: [
    {
      table: 'things',
      source: 'things',
      target: 'things',
      level: 1,
      key: ['id'],
      columns: [
        columnPlan(idFacts, { kind: 'offset', offset: '100' }),
        columnPlan(nameFacts, { kind: 'same' }),
        columnPlan(valueFacts, { kind: 'same' }),
        { ...columnPlan(tenantFacts, { kind: 'constant', value: 'acme' }), source: undefined },
      ],
      droppedColumns: [],
      approximateRows: 0,
      approximateBytes: 0,
    },
  ],
} as unknown as Plan;

/** Of the source alone: nobody writes it on the way back. */
const keptFacts = column('kept', 'varchar(20)', { nullable: true });
const wayBack = wayBackOf({
  context: {
    config: { source: {}, target: {}, options: {} },
    preset: { id: { column: 'id' } },
  } as unknown as Context,
  plan,
  live: { room: {} },
  boundary: { things: '130' },
  facts: {
    source: database('old', [
      table('things', [idFacts, nameFacts, valueFacts, keptFacts], [primaryKey('id')]),
    ]),
    target: database('new', [
      table('things', [idFacts, nameFacts, valueFacts, tenantFacts], [primaryKey('id')]),
    ]),
  },
});
const [returned] = wayBack.tables.values();
if (!returned) throw new Error('the table is not on the way back');
const { source: logged } = returned;

const loggedCells = ({ id, name, value }: ModelRow): LoggedRow => [
  Buffer.from(String(id)),
  name === null ? null : Buffer.from(name),
  Buffer.from(String(value)),
  Buffer.from('acme'),
];

interface SourceRow extends ModelRow {
  readonly kept: string | null;
}

/** A row as it would be written into the source. */
function written(one: FollowedTable, row: LoggedRow): SourceRow {
  const cells = new Map(one.columns.map(({ name, value }) => [name, value(row)?.toString() ?? null]));
  return {
    id: Number(cells.get('id')),
    name: cells.get('name') ?? null,
    value: Number(cells.get('value')),
    kept: cells.get('kept') ?? null,
  };
}

/** IDs that came from the source lose their offset; those made since stay. */
const inSource = (id: number) => (id > 130 ? id : id - 100);

/** What is left out of the protocol, to see that the model needs it. */
export interface WithoutBack {
  /** Where the target's own changes begin is read in the transaction of the switch. */
  readonly startInSwitch?: boolean;
  readonly positionInTransaction?: boolean;
  /** Cells that the target did not change stay as the source has them. */
  readonly merge?: boolean;
  readonly undo?: boolean;
  /** The fence waits for transactions that are open. */
  readonly lockWaits?: boolean;
  /** It is seen that nobody writes once the locks are gone. */
  readonly sentry?: boolean;
  /** All before the end is in the source at the switch. */
  readonly drain?: boolean;
  /** Nothing is applied to a source that is the truth. */
  readonly switchStops?: boolean;
  readonly raise?: boolean;
  /** `finish` asks the source whether it was made the truth again. */
  readonly finishAsks?: boolean;
  /** `back` knows a feed that `finish` ended from one that was switched. */
  readonly backAsks?: boolean;
}

/** Plays a story; says what is wrong in the end. Null: nothing. */
export async function playBack(told: WayBackStory, without: WithoutBack = {}): Promise<string | null> {
  // What is durable: the sides, the target's log, the place in the source's ledger, and how each ledger knows the window's end.
  let target: Rows = new Map();
  for (const some of told.before) for (const one of some) target = act(target, one)?.rows ?? target;
  let source: ReadonlyMap<number, SourceRow> = new Map(
    [...target.values()].map((row) => {
      const id = inSource(row.id);
      return [id, { ...row, id, kept: `k${id}` }];
    }),
  );
  /** What the source is to hold once all is fed back. */
  let wanted: Rows & ReadonlyMap<number, SourceRow> = source;
  let log: (readonly LogItem[])[] = [];
  let place = 0;
  let isStarted = !without.startInSwitch;
  let inSourceLedger: 'back' | 'finished' | null = null;
  let inTargetLedger: 'back' | 'finished' | null = null;
  let generator = 10;

  let step = 0;
  const live = (): void => {
    step += 1;
    if (told.deaths.includes(step)) throw new Death();
  };

  /** A transaction of the tenant's services in the target. */
  function write(some: readonly Action[], dies = false): void {
    const events: Event[] = [];
    let rows = target;
    for (const one of some) {
      const done = act(rows, one);
      if (!done) continue;
      rows = done.rows;
      events.push(...done.events);
    }
    const position = at(log.length + 1);
    const items = events.map(
      ({ before, after }): LogItem => ({
        type: 'row',
        table: logged,
        before: before && loggedCells(before),
        after: after && loggedCells(after),
      }),
    );
    const end: readonly LogItem[] = dies
      ? [{ type: 'discard' }, { type: 'passed', position }]
      : [{ type: 'commit', position }];
    log = [...log, [...items, ...end]];
    if (dies) return;
    target = rows;
    const next = new Map<number, SourceRow>(wanted);
    for (const { before, after } of events) {
      const kept = before ? (next.get(inSource(before.id))?.kept ?? null) : null;
      if (before) next.delete(inSource(before.id));
      if (after) next.set(inSource(after.id), { ...after, id: inSource(after.id), kept });
    }
    wanted = next;
  }

  let working = new Map<number, SourceRow>();
  let noted = place;
  const returning: Returning = {
    async begin() {
      working = new Map(source);
      noted = place;
    },
    async commit() {
      live();
      source = working;
      place = noted;
      live();
    },
    async rollback() {
      working = new Map();
    },
    moveAside: () => Promise.reject(new Error('nothing is moved aside on the way back')),
    async remove(one, rows) {
      live();
      for (const { id } of rows.map((row) => written(one, row))) working.delete(id);
    },
    async insert(one, rows) {
      live();
      for (const row of rows.map((cells) => written(one, cells))) {
        const isTaken = [...working.values()].some(
          ({ id, name }) => id === row.id || (name !== null && name === row.name),
        );
        if (isTaken) throw new Error('duplicate');
        working.set(row.id, row);
      }
    },
    async present({ whole }: ReturnedTable, rows) {
      live();
      return rows.map((row) => {
        const { id } = written(returned as FollowedTable, row);
        const found = working.get(id);
        if (!found) throw new Error(`row ${id} is gone`);
        const there: Readonly<Record<string, string | number | null>> = { ...found };
        return whole.columns.map(({ name }) => {
          const cell = there[name] ?? null;
          return cell === null ? null : Buffer.from(String(cell));
        });
      });
    },
  };

  async function feed(): Promise<void> {
    const batch = createBatch(wayBack.tables, {
      partsFrom: at(place),
      fullAtRows: told.partRows,
      keepsFirst: !without.merge,
    });
    const { apply, giveUp } = applier(returning, (outcomes) => writeReturned(returning, wayBack, outcomes));

    async function apart({ outcomes, position, goesOn, undoes }: TakenBatch): Promise<void> {
      if (inSourceLedger !== null && !without.switchStops) return;
      if (without.positionInTransaction) {
        place = position.position;
        live();
      }
      await apply(
        { goesOn, undoes: undoes && !without.undo },
        {
          outcomes,
          beforeSnapshotEnd: false,
          note: async () => {
            live();
            noted = position.position;
          },
        },
      );
    }
    async function writeAll(): Promise<void> {
      for (let taken = batch.take(); taken; taken = batch.take()) await apart(taken);
    }

    const from = place;
    try {
      for (const [index, items] of log.entries()) {
        if (index < from) continue;
        for (const item of items) {
          if (item.type === 'row') batch.add(item);
          if (item.type === 'commit') batch.commit(item.position);
          if (item.type === 'discard') batch.discard();
          if (item.type === 'passed') batch.pass(item.position);
          if (item.type === 'row' && batch.isFull()) await writeAll();
        }
        if ((index - from + 1) % told.batch === 0 || index === log.length - 1) await writeAll();
      }
    } finally {
      await giveUp();
    }
  }

  /** Whoever feeds back dies, and is started again. */
  async function feedOn(): Promise<void> {
    for (;;) {
      try {
        return await feed();
      } catch (error) {
        if (!(error instanceof Death)) throw error;
      }
    }
  }

  async function back(open: readonly Action[] | null, foreign: readonly Action[] | null): Promise<void> {
    if (inTargetLedger !== null) return;
    if (inSourceLedger === 'finished' && !without.backAsks) return;
    if (inSourceLedger !== null) {
      inTargetLedger = 'back';
      return;
    }
    if (open && !without.lockWaits) write(open);
    const end = log.length;
    live();
    if (!without.drain) await feedOn();
    // Services that have ended their statement end in order; else it is carried out when the locks go.
    if (open && without.lockWaits) write(open);
    if (foreign) write(foreign);
    live();
    if (log.length > end && !without.sentry && !without.lockWaits) return;
    if (!without.raise) generator = Math.max(generator, ...[...target.keys()].map(inSource));
    live();
    if (place < end && !without.drain)
      throw new Error('it would have been switched with changes that are not there');
    inSourceLedger = 'back';
    live();
    inTargetLedger = 'back';
  }

  async function finish(): Promise<void> {
    // What comes after it has begun is given up.
    if (inTargetLedger !== null || (place < log.length && inSourceLedger !== 'finished')) return;
    live();
    if (inSourceLedger === null) inSourceLedger = 'finished';
    else if (inSourceLedger === 'back' && !without.finishAsks) return;
    live();
    inTargetLedger = 'finished';
  }

  /** Where the target's changes are read from, were it noted when the first ones are made already. */
  function begin(): void {
    if (isStarted) return;
    isStarted = true;
    place = log.length;
  }

  async function happen(one: Happening): Promise<void> {
    const isTarget = inSourceLedger !== 'back';
    switch (one.kind) {
      case 'write':
        // Services of the side that was left are stopped.
        if (isTarget) write(one.actions, one.dies);
        return begin();
      case 'feed':
        return await feed();
      case 'back':
        return await back(one.open, one.foreign);
      case 'finish':
        return await finish();
    }
  }

  const ends: readonly Happening[] = [{ kind: 'feed' }, { kind: 'back', open: null, foreign: null }];
  for (const one of [...told.happenings, ...ends])
    try {
      await happen(one);
    } catch (error) {
      if (!(error instanceof Death)) return String(error);
    }

  for (;;) {
    try {
      await back(null, null);
      await finish();
      break;
    } catch (error) {
      if (!(error instanceof Death)) return String(error);
    }
  }
  if (inTargetLedger !== inSourceLedger)
    return `one side says ${inTargetLedger}, the other ${inSourceLedger}`;
  if (inTargetLedger === 'finished') return null;
  const [before, after] = [wanted, source].map((rows) =>
    [...rows.values()].map((row) => JSON.stringify(row)).toSorted(),
  );
  if (before?.join() !== after?.join()) return `wanted ${before?.join()}, found ${after?.join()}`;
  // The source is written to again: no ID is one that was handed out, and what a stale feeder does is nothing.
  const taken = [...source.keys()].find((id) => id > generator);
  if (taken !== undefined) return `ID ${taken} is handed out again`;
  place = 0;
  const again = source;
  await feed().catch(() => undefined);
  return source === again ? null : 'something was applied to a source that is the truth';
}
