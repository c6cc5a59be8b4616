import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { followLog } from '../../src/live/follow-log.js';
import { followedTable } from '../../src/live/followed-table.js';
import { createLag } from '../../src/live/lag.js';
import type { LogItem } from '../../src/live/source-log.js';
import { createDirtyKeys } from '../../src/live/verify/dirty-keys.js';
import { createMinutes } from '../../src/live/verify/minutes.js';
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
const things = followedTable(plan, table, { context: {}, roomOf: () => undefined });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

it('holds no more after many transactions, files and minutes than after some', async () => {
  const [files, each] = [400, 500];
  let clock = 0;
  const minutes = createMinutes(() => new Date(clock));
  const now = () => clock;
  const dirty = createDirtyKeys({
    minutes,
    limit: 1_000,
    lookAgainMs: 1_000,
    withinMs: 0,
    suspectsOnly: false,
    now,
  });
  const lag = createLag(now);
  const held: number[] = [];
  const cell = (number: number) => [Buffer.from(String(number))];

  async function* log(): AsyncGenerator<readonly LogItem[]> {
    for (let file = 1; file <= files; file += 1) {
      const end = (position: number): LogPosition => ({
        file: `log.${String(file).padStart(6, '0')}`,
        position,
      });
      const items: LogItem[] = [{ type: 'passed', position: end(4) }];
      for (let at = 1; at <= each; at += 1) {
        const row = file * each + at;
        items.push({ type: 'row', table, before: null, after: cell(row) });
        if (at % 5 === 0) items.push({ type: 'row', table, before: cell(row - 3), after: null });
        items.push({ type: 'commit', position: end(4 + at) });
      }
      clock += 60_000;
      lag.sample(end(4 + each));
      if (file % (files / 4) === 0) held.push(heldBytes());
      yield items;
    }
  }

  await followLog({
    open: log,
    tables: new Map([['things', things]]),
    partsFrom: { file: 'log.000001', position: 4 },
    async apply({ outcomes, position }) {
      for (const { row } of outcomes) dirty.touch('things', things.targetKey(row), position);
      dirty.reach(position);
      for (let due = dirty.due(); due; due = dirty.due()) dirty.looked(due, new Map(), position);
      minutes.take();
    },
    reached: lag.reach,
    onStructure: () => undefined,
    stop: new AbortController().signal,
  });
  const [early = 0, , , late = 0] = held;
  expect(held).toHaveLength(4);
  expect(dirty.size()).toBeLessThanOrEqual(1_000);
  // 150,000 transactions lie between: ten bytes kept of each would be seen.
  expect(late - early).toBeLessThan(1_500_000);
}, 60_000);
