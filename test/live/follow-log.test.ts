import { setImmediate as answer } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TakenBatch } from '../../src/live/batch.js';
import { followLog } from '../../src/live/follow-log.js';
import { type FollowedTable, followedTable } from '../../src/live/followed-table.js';
import type { OwnWrites } from '../../src/live/own-writes.js';
import type { LogItem } from '../../src/live/source-log.js';
import type { LogPosition } from '../../src/mysql/log-position.js';
import type { TablePlan } from '../../src/plan/plan.js';
import { column } from '../support/facts.js';

const id = column('id', 'bigint');
const plan: TablePlan = {
  table: 'things',
  source: 'things',
  target: 'things',
  level: 1,
  key: ['id'],
  columns: [{ name: 'id', treatment: { kind: 'same' }, source: id, target: id, secret: false }],
  droppedColumns: [],
  approximateRows: 0,
  approximateBytes: 0,
};
const table = { database: 'source', table: 'things', columns: [id] };
const ours = new Map([['things', followedTable(plan, table, { context: {}, roomOf: () => undefined })]]);

const at = (position: number): LogPosition => ({ file: 'log.000001', position });
const row = (number: number): LogItem => ({
  type: 'row',
  table,
  before: null,
  after: [Buffer.from(String(number))],
});

/** Gives its items and then waits until nobody reads any more. */
async function* waiting(items: readonly LogItem[], signal: AbortSignal): AsyncGenerator<readonly LogItem[]> {
  yield items;
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

interface Follow {
  readonly items: readonly LogItem[];
  readonly apply?: (batch: TakenBatch) => Promise<void>;
  /** The log goes on, and following is stopped where this is reached. */
  readonly until?: number;
  readonly tables?: ReadonlyMap<string, FollowedTable>;
  readonly own?: OwnWrites;
}

async function follow({ items, apply = async () => undefined, until, tables = ours, own }: Follow) {
  const stop = new AbortController();
  const rows: string[] = [];
  let reached = 0;
  const result = await followLog({
    open: (signal) => (until === undefined ? waitingNot(items) : waiting(items, signal)),
    tables,
    own,
    apply: async (batch) => {
      await apply(batch);
      rows.push(...batch.outcomes.map((one) => String(one.row[0])));
    },
    reached: ({ position }) => {
      reached = position;
      if (position === until) stop.abort();
    },
    onStructure: () => {
      throw new Error('altered');
    },
    stop: stop.signal,
  }).catch((error: Error) => error.message);
  return { rows, reached, result };
}

async function* waitingNot(items: readonly LogItem[]): AsyncGenerator<readonly LogItem[]> {
  yield items;
}

const commit = (position: number): LogItem => ({ type: 'commit', position: at(position) });

describe('following a log', () => {
  it('applies whole transactions and ends when told to, though the log goes on', async () => {
    const items = [row(1), row(2), commit(10), row(3), commit(20), row(4)];
    expect(await follow({ items, until: 20 })).toEqual({
      rows: ['1', '2', '3'],
      reached: 20,
      result: undefined,
    });
  });

  it("goes over the tool's own transactions, and takes no ledger's row for data", async () => {
    const ledger = { ...table, database: 'tenantferry' };
    const note = (run: string): LogItem => ({
      type: 'row',
      table: ledger,
      before: null,
      after: [Buffer.from(run)],
    });
    const own: OwnWrites = {
      tables: [ledger],
      see: ({ table: { database }, after }) =>
        database === 'source' ? undefined : String(after?.[0]) === 'own' ? 'ours' : 'ledger',
    };
    const items = [row(1), note('own'), row(2), commit(10), note('other'), row(3), commit(20)];
    const dead = [note('own'), row(4), { type: 'discard' } as const, row(5), commit(30)];
    expect(await follow({ items: [...items, ...dead], own })).toMatchObject({
      rows: ['3', '5'],
      reached: 30,
    });
  });

  it('applies what was whole before it fails', async () => {
    const altered: LogItem = {
      type: 'structure',
      verb: 'ALTER TABLE',
      tables: null,
      start: at(20),
      position: at(30),
    };
    const { rows, reached, result } = await follow({
      items: [row(1), commit(10), row(2), commit(20), altered],
    });
    expect([rows, reached, result]).toEqual([['1', '2'], 20, 'altered']);
  });

  it('applies what was whole before a row that cannot be mapped, though both came together', async () => {
    const narrow = followedTable(
      {
        ...plan,
        columns: [
          { name: 'id', treatment: { kind: 'offset', offset: '5' }, source: id, target: id, secret: false },
        ],
      },
      table,
      { context: {}, roomOf: () => ({ lowest: 1n, highest: 9n }) },
    );
    const items = [row(1), commit(10), row(2), row(99), commit(20)];
    const { rows, reached, result } = await follow({ items, tables: new Map([['things', narrow]]) });
    expect([rows, reached]).toEqual([['1'], 10]);
    expect(result).toMatch(/99.*reserved 1 to 9/);
  });

  it('reaches what is not ours without writing it', async () => {
    const items: readonly LogItem[] = [{ type: 'passed', position: at(99) }];
    expect(await follow({ items, until: 99 })).toMatchObject({ rows: [], reached: 99 });
  });

  it('writes a place that is not ours once a second, however often it is passed, and another one sooner', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const stop = new AbortController();
    const written: (readonly [at: number, position: number])[] = [];
    const begun = performance.now();
    let reached = 0;
    async function* beating(): AsyncGenerator<readonly LogItem[]> {
      for (let beat = 0; !stop.signal.aborted; beat += 1) {
        yield [{ type: 'passed', position: at(beat < 20 ? 50 : 60) }];
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    const following = followLog({
      open: beating,
      tables: ours,
      apply: async ({ position }) => void written.push([performance.now() - begun, position.position]),
      reached: () => {
        reached += 1;
      },
      onStructure: () => undefined,
      stop: stop.signal,
    });
    await vi.advanceTimersByTimeAsync(8_000);
    stop.abort();
    await vi.advanceTimersByTimeAsync(1_000);
    await following;
    expect(reached).toBeGreaterThan(40);
    expect(written.length).toBeLessThanOrEqual(9);
    const gaps = written.slice(1).map(([time, position], index) => {
      const [before, last] = written[index] ?? [0, 0];
      return { isNew: position !== last, milliseconds: time - before };
    });
    for (const { isNew, milliseconds } of gaps)
      expect(milliseconds).toBeGreaterThanOrEqual(isNew ? 250 : 1_000);
    expect(written.find(([, position]) => position === 60)?.[0]).toBeLessThanOrEqual(4_250);
  });

  it('writes what comes at once, and after that no sooner than it may', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const stop = new AbortController();
    const times: number[] = [];
    async function* busy(): AsyncGenerator<readonly LogItem[]> {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      for (let number = 1; number <= 50; number += 1) {
        yield [row(number), commit(number)];
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
    }
    const begun = performance.now();
    const following = followLog({
      open: busy,
      tables: ours,
      apply: async () => void times.push(performance.now() - begun),
      reached: () => undefined,
      onStructure: () => undefined,
      stop: stop.signal,
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(times).toEqual([1_000, 1_020, 1_040, 1_060, 1_080, 1_100]);
    stop.abort();
    await following;
  });

  it('ends with what the target refuses, and reads no further', async () => {
    const { result } = await follow({
      items: [row(1), commit(10)],
      apply: () => Promise.reject(new Error('duplicate')),
      until: 10,
    });
    expect(result).toBe('duplicate');
  });

  /** A transaction of so many rows, and how it ends. */
  const large = (rows: number, ...ending: readonly LogItem[]) => [
    ...Array.from({ length: rows }, (_, index) => row(index + 1)),
    ...ending,
  ];

  async function inParts(items: readonly LogItem[]) {
    const taken: Pick<TakenBatch, 'goesOn' | 'undoes' | 'transactions'>[] = [];
    let rows = 0;
    let most = 0;
    await followLog({
      open: () => waitingNot(items),
      tables: ours,
      partsFrom: at(0),
      apply: async ({ outcomes, goesOn, undoes, transactions, position }) => {
        await new Promise((resolve) => setImmediate(resolve));
        expect(goesOn ? position : null).toEqual(goesOn ? at(0) : null);
        rows += outcomes.length;
        most = Math.max(most, outcomes.length);
        taken.push({ goesOn, undoes, transactions });
      },
      reached: () => undefined,
      onStructure: () => undefined,
      stop: new AbortController().signal,
    });
    return { taken, rows, most };
  }

  it('gives a large transaction in parts, of which only the last one may be durable', async () => {
    const { taken, rows, most } = await inParts(large(9_000, commit(10)));
    expect(rows).toBe(9_000);
    expect(most).toBe(2_000);
    expect(taken.map(({ goesOn }) => goesOn)).toEqual([true, true, true, true, false]);
    expect(taken.at(-1)).toEqual({ goesOn: false, undoes: false, transactions: 1 });
  });

  it('has not reached the end of a transaction before it is durable, though its last part was its last row', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    await followLog({
      open: (signal) => waiting(large(4_000, commit(10)), signal),
      tables: ours,
      partsFrom: at(0),
      apply: async ({ goesOn, position }) => {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(goesOn ? 'part' : `durable ${position.position}`);
      },
      reached: ({ position }) => {
        if (position < 10) return;
        seen.push('reached');
        stop.abort();
      },
      onStructure: () => undefined,
      stop: stop.signal,
    });
    expect(seen.slice(0, 4)).toEqual(['part', 'part', 'durable 10', 'reached']);
  });

  it('takes the parts of a transaction back that did not happen, once', async () => {
    const items = large(5_000, { type: 'discard' }, { type: 'passed', position: at(10) }, row(1), commit(20));
    const { taken } = await inParts(items);
    expect(taken.map(({ goesOn, undoes }) => [goesOn, undoes])).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
  });

  it('collects a transaction whole for who takes no parts', async () => {
    const { rows } = await follow({ items: large(5_000, commit(10)), until: 10 });
    expect(rows).toHaveLength(5_000);
  });

  it('reads no further than a full batch while one is being written', async () => {
    let read = 0;
    async function* counted(): AsyncGenerator<readonly LogItem[]> {
      for (let number = 1; number <= 10_000; number += 1) {
        read = number;
        yield [row(number), commit(number)];
      }
    }
    let ahead = 0;
    let applied = 0;
    await followLog({
      open: counted,
      tables: ours,
      apply: async ({ outcomes }) => {
        await new Promise((resolve) => setImmediate(resolve));
        applied += outcomes.length;
        ahead = Math.max(ahead, read - applied);
      },
      reached: () => undefined,
      onStructure: () => undefined,
      stop: new AbortController().signal,
    });
    expect(applied).toBe(10_000);
    expect(ahead).toBeLessThanOrEqual(4_000);
  });

  it('lets the answers of the target in, though the log has more and more to read', async () => {
    let read = 0;
    async function* plenty(): AsyncGenerator<readonly LogItem[]> {
      for (; read < 1_000; read += 1) yield [row(read), commit(read)];
    }
    const meanwhile: number[] = [];
    await followLog({
      open: plenty,
      tables: ours,
      async apply() {
        const before = read;
        await answer();
        meanwhile.push(read - before);
      },
      reached: () => undefined,
      onStructure: () => undefined,
      stop: new AbortController().signal,
    });
    expect(meanwhile[0]).toBeLessThan(10);
  });
});
