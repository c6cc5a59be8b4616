import { onTestFinished } from 'vitest';
import type { CutoverCase } from './cutover-case.js';

interface Swaps {
  /** So far. */
  readonly transactions: () => number;
  readonly stop: () => Promise<{ readonly transactions: number }>;
}

/**
 * Swaps the names of rows in the source, as fast as it takes them, mostly those of `hot` rows that are never left alone; and makes
 * and removes rows. The last row keeps its name.
 */
export async function startSwaps(opened: CutoverCase, hot: number): Promise<Swaps> {
  const connection = await opened.connect();
  let going = true;
  let transactions = 0;
  let seed = hot;
  const below = (limit: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * limit);
  };
  const base = hot * 20;

  async function swap(one: number, other: number): Promise<void> {
    const away = `away ${hot}`;
    const [rows] = await connection.query(
      `SELECT id, name FROM things WHERE id IN (${one}, ${other}) FOR UPDATE`,
    );
    const [a, b] = rows as unknown as { id: string; name: string }[];
    if (!a || !b) return;
    await connection.query(`UPDATE things SET name = '${away}' WHERE id = ${a.id}`);
    await connection.query(`UPDATE things SET name = '${a.name}' WHERE id = ${b.id}`);
    await connection.query(`UPDATE things SET name = '${b.name}' WHERE id = ${a.id}`);
  }

  async function work(): Promise<void> {
    while (going) {
      await connection.query('START TRANSACTION');
      try {
        if (below(4) > 0) await swap(base + below(hot), base + below(hot));
        else await swap(1 + below(290), 1 + below(290));
        const made = hot * 10_000 + below(50);
        await connection.query(`DELETE FROM things WHERE id = ${made}`);
        if (below(2) > 0) await connection.query(`INSERT INTO things VALUES (${made}, 2, 'made ${made}')`);
        await connection.query('COMMIT');
        transactions += 1;
      } catch (error) {
        await connection.query('ROLLBACK');
        if (!/deadlock|try restarting|record has changed/i.test(String(error))) throw error;
      }
    }
  }

  const working = work();
  working.catch(() => undefined);
  async function stop() {
    going = false;
    await working;
    return { transactions };
  }
  onTestFinished(async () => void (await stop().catch(() => undefined)));
  return { stop, transactions: () => transactions };
}
