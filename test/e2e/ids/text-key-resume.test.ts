import { expect, test } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { type Ended, linesOf, runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

/** A run that ends in the middle of tables whose keys are no integers, or of several columns, and is taken up again. */

/** Table → the columns of its key. */
const keys = {
  by_text: 'id varchar(36) COLLATE utf8mb4_general_ci NOT NULL',
  by_bytes: 'id binary(16) NOT NULL',
  by_decimal: 'id decimal(20,4) NOT NULL',
  by_three: 'owner varchar(20) COLLATE utf8mb4_bin NOT NULL, n int NOT NULL, at datetime(3) NOT NULL',
} as const;
const tables = Object.keys(keys) as (keyof typeof keys)[];
/** Chunks grow fourfold while the servers are quick: behind the first of a table there are some more. */
const rowsOfEach = 240;

/** The key of a row as SQL, in an order that is neither that of the bytes nor that of the numbers. */
function keyOf(table: keyof typeof keys, index: number): string {
  switch (table) {
    case 'by_text':
      return `'${['a', 'B', 'é', '_', '7'][index % 5]} ${index}'`;
    case 'by_bytes':
      return `X'${((index * 37) % 256).toString(16).padStart(2, '0').repeat(16)}'`;
    case 'by_decimal':
      return `${index % 2 === 0 ? '-' : ''}${(index * 7919) % 1000}.${index}`;
    case 'by_three':
      return `'${'xYz'[index % 3]}', ${index % 4}, '2024-01-01 00:00:00.${String(index).padStart(3, '0')}'`;
  }
}

function caseOf(from: Flavour, to: Flavour): SmallCase {
  const create = (tenant: string) =>
    tables
      .map((table) => {
        const names = table === 'by_three' ? 'owner, n, at' : 'id';
        return `CREATE TABLE ${table} (${keys[table]}, name varchar(20)${tenant}, PRIMARY KEY (${names}));`;
      })
      .join('\n');
  const rows = tables.map((table) => {
    const values = Array.from(
      { length: rowsOfEach },
      (_, index) => `(${keyOf(table, index)}, 'row ${index}')`,
    );
    return `INSERT INTO ${table} VALUES ${values.join(', ')};`;
  });
  return {
    tables,
    sourceServer: from,
    targetServer: to,
    preset: { business: undefined },
    settings: { options: { batch_size: 3, parallel: 2 } },
    source: `${create('')}\n${rows.join('\n')}`,
    target: create(", tenant_id varchar(50) NOT NULL DEFAULT 'default'"),
  };
}

function expectCode(ended: Ended, code: number): void {
  expect(ended.stdout + ended.stderr).not.toMatch(/BigInt|Unexpected/i);
  if (ended.exitCode !== code) expect(`${ended.stdout}\n${ended.stderr}`).toBe(`exit code ${code}`);
}

/** Runs until the table's first chunk is committed; the signal finds further ones in hand. */
async function interrupted(
  at: OpenedCase,
  table: keyof typeof keys,
  signal: NodeJS.Signals,
  flags: readonly string[] = [],
): Promise<Ended> {
  return await runBinary(['run', '-c', at.configFile, '--json', '--confirm', at.targetDatabase, ...flags], {
    endAt: { said: `"chunk-committed"[^\n]*"${table}"`, times: 1, signal },
  });
}

async function names(at: OpenedCase, side: 'source' | 'target'): Promise<readonly string[]> {
  const all: string[] = [];
  for (const table of tables) {
    const [rows] = await at[side].query(`SELECT name FROM ${table}`);
    all.push(...(rows as { name: string }[]).map(({ name }) => `${table} ${name}`));
  }
  return all.toSorted();
}

test.for([
  { from: 'mariadb', to: 'mariadb', signal: 'SIGKILL' },
  { from: 'mysql', to: 'mysql', signal: 'SIGINT' },
  { from: 'mariadb', to: 'mysql', signal: 'SIGKILL' },
] as const)('from $from to $to, ended by $signal twice', async ({ from, to, signal }) => {
  const at = await openCase(caseOf(from, to));
  for (const [table, flags] of [
    ['by_bytes', []],
    ['by_three', ['--resume']],
  ] as const) {
    const ended = await interrupted(at, table, signal, flags);
    expect(ended.exitCode, ended.stdout + ended.stderr).not.toBe(0);
  }
  expect((await names(at, 'target')).length).toBeLessThan(tables.length * rowsOfEach);
  expectCode(await at.cli('run', '--resume'), 0);
  expect(await names(at, 'target')).toEqual(await names(at, 'source'));
  expectCode(await at.cli('validate', '--level', 'full'), 0);
  const run = linesOf(await at.cli('runs')).find(({ runId }) => typeof runId === 'string');
  expectCode(await at.cli('rollback', '--run', String(run?.runId), '--confirm', at.targetDatabase), 0);
  expect(await names(at, 'target')).toEqual([]);
});
