import type { Session } from './session.js';

/** Rows of a table, or of a table and a condition. */
export async function count(session: Session, from: string): Promise<number> {
  const [row] = await session.queryCells(`SELECT COUNT(*) FROM ${from}`);
  return Number(row?.[0]?.toString('latin1') ?? 0);
}
