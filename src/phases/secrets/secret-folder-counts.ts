import { quoteText } from '../../core/sql.js';
import { ledgerTable, type RunLedger } from '../../ledger/location.js';
import type { SecretFolderCounts } from '../../ledger/shapes.js';
import type { Plan } from '../../plan/plan.js';

/** Counts by folder of the target's mount, in the order of tables and paths. A key may hold slashes, a folder ends before it. */
export async function readSecretFolders(
  { session, location, runId }: RunLedger,
  { vault }: Pick<Plan, 'vault'>,
): Promise<readonly SecretFolderCounts[]> {
  const counts: SecretFolderCounts[] = [];
  for (const { table, path: pattern } of vault?.secrets ?? []) {
    const depth = pattern.split('/').length - 1;
    const rows = await session.query(
      `SELECT SUBSTRING_INDEX(path, '/', ${depth}) AS folder, COUNT(*) AS total, COUNT(DISTINCT path_hash) AS paths,
          SUM(outcome = 'written') AS written, SUM(outcome = 'reused') AS reused,
          SUM(target_version IS NOT NULL AND target_version <> source_version) AS changed,
          SUM(outcome NOT IN ('written', 'reused')) AS problems
        FROM ${ledgerTable(location, 'secrets')}
        WHERE run_id = ${quoteText(runId)} AND table_name = ${quoteText(table)}
        GROUP BY SUBSTRING_INDEX(path, '/', ${depth})`,
    );
    const ofTable = rows.map((row) => ({
      table,
      pattern,
      folder: String(row.folder),
      rows: Number(row.total),
      paths: Number(row.paths),
      written: Number(row.written),
      reused: Number(row.reused),
      versionsChanged: Number(row.changed),
      problems: Number(row.problems),
    }));
    counts.push(...ofTable.toSorted((a, b) => byNumbers.compare(a.folder, b.folder)));
  }
  return counts;
}

/** biz/2 before biz/10. */
const byNumbers = new Intl.Collator('en', { numeric: true });
