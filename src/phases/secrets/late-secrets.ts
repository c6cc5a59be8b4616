import { quoteText } from '../../core/sql.js';
import { ledgerTable } from '../../ledger/location.js';
import type { CopyWork } from '../phase.js';
import { runVaultPhase } from './secrets-phase.js';

/** Problems that were the source's when a row came, and of which nothing was written; a source that is at work may have mended them. */
const mayBeMended = "source_fault = 1 AND created_path = 0 AND versions_written = '[]'";

/** Whether a secret that a row names was not to be had when the row came. */
export async function hasLateSecrets({ ledger: { session, location, runId } }: CopyWork): Promise<boolean> {
  const rows = await session.query(
    `SELECT 1 AS late FROM ${ledgerTable(location, 'secrets')} WHERE run_id = ${quoteText(runId)} AND ${mayBeMended} LIMIT 1`,
  );
  return rows.length > 0;
}

/** Looks for them again: what the source has by now is brought, and its row gets the version; the rest is told as before. */
export async function bringLateSecrets(work: CopyWork): Promise<void> {
  const { session, location, runId } = work.ledger;
  await session.execute(
    `DELETE FROM ${ledgerTable(location, 'secrets')} WHERE run_id = ${quoteText(runId)} AND ${mayBeMended}`,
  );
  const { config } = work;
  await runVaultPhase({
    ...work,
    config: { ...config, options: { ...config.options, onError: 'continue' } },
  });
}
