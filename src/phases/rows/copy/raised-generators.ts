import type { Listener } from '../../../core/events.js';
import type { LedgerLocation } from '../../../ledger/location.js';
import { appendLog } from '../../../ledger/log.js';
import { listRuns, type RaisedGenerator, updateRun } from '../../../ledger/runs.js';
import type { Session } from '../../../mysql/session.js';
import type { Plan } from '../../../plan/plan.js';

interface Place {
  readonly session: Session;
  readonly ledger: LedgerLocation;
  readonly runId: string;
  readonly listener: Listener;
}

/** Says which generators were raised for a run, and keeps it with what was raised for it before. */
export async function recordRaised(
  { session, ledger, runId, listener }: Place,
  plan: Plan,
  raised: readonly RaisedGenerator[],
): Promise<void> {
  if (raised.length === 0) return;
  const runs = await listRuns(session, ledger, plan.target.database, plan.tenant.id);
  const all = new Map(
    runs.find((run) => run.runId === runId)?.generators.map((known) => [known.resource, known]),
  );
  for (const { resource, from, to } of raised) {
    all.set(resource, { resource, from: all.get(resource)?.from ?? from, to });
  }
  await updateRun(session, ledger, runId, { generators: [...all.values()] });
  for (const { resource, from, to } of raised) {
    listener({ type: 'generator-raised', resource, from, to });
    await appendLog(session, ledger, runId, 'generator-raised', `${resource}: ${from} → ${to}`);
  }
}
