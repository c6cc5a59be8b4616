import { readTableProgress } from '../ledger/chunks.js';
import { listRuns } from '../ledger/runs.js';
import { readSecretsProgress } from '../phases/secrets/ledger.js';
import { withLedger } from './target-ledger.js';
import type { RunListEntry, RunsOperation } from './types.js';

/** Every run into this target database that the ledger knows, newest first. Reads only. */
export const runs: RunsOperation = (context) =>
  withLedger(context, async (session, ledger) => {
    if (!ledger) return [];
    const entries: RunListEntry[] = [];
    for (const run of await listRuns(session, ledger, context.config.target.mysql.database)) {
      const tables = await readTableProgress(session, ledger, run.runId);
      const secrets = await readSecretsProgress(session, ledger, run.runId);
      entries.push({
        runId: run.runId,
        tenantId: run.tenantId,
        state: run.state,
        outcome: run.outcome,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        rows: tables.reduce((total, { rows }) => total + rows, 0),
        secrets: secrets.reduce((total, { written, reused }) => total + written + reused, 0),
      });
    }
    return entries;
  });
