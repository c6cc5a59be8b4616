import type { Session } from '../../mysql/session.js';
import { writtenAgo } from '../../mysql/written-ago.js';
import type { Plan } from '../../plan/plan.js';

/** What servers say of themselves beside their schemas. */
export interface Surroundings {
  /** The table of the plan that was written last, if that was a short time ago. */
  readonly written: { readonly table: string; readonly seconds: number } | null;
  /** Of the file system that the target's data lies on; null: the server does not tell. */
  readonly freeBytes: number | null;
}

/** A table that was written so short a time ago has a writer. Seconds. */
const recently = 300;

/** Whether somebody writes to the tables that move, and how much room the target has. Reads only. */
export async function lookAround(
  { source, target }: { readonly source: Session; readonly target: Session },
  plan: Plan,
): Promise<Surroundings> {
  return { written: await lastWritten(source, plan), freeBytes: await freeBytes(target) };
}

async function lastWritten(source: Session, plan: Plan): Promise<Surroundings['written']> {
  const tables = [...new Set(plan.tables.map((table) => table.reshape?.table ?? table.source))];
  const [latest] = [...(await writtenAgo(source, tables))].toSorted(([, a], [, b]) => a - b);
  if (!latest || latest[1] > recently) return null;
  return { table: latest[0], seconds: latest[1] };
}

/** Only MariaDB tells, where its plugin DISKS is loaded and the account may ask (FILE). */
async function freeBytes(target: Session): Promise<number | null> {
  if (target.facts.flavour !== 'mariadb') return null;
  try {
    const [row] = await target.query(
      `SELECT Available AS kib FROM information_schema.DISKS
        WHERE @@datadir LIKE CONCAT(Path, '%') ORDER BY LENGTH(Path) DESC LIMIT 1`,
    );
    return row ? Number(row.kib) * 1024 : null;
  } catch {
    return null;
  }
}
