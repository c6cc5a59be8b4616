import type { Listener } from '../../../core/events.js';
import type { RunLedger } from '../../../ledger/location.js';
import { appendLog } from '../../../ledger/log.js';
import { listRuns, updateRun } from '../../../ledger/runs.js';
import type { RaisedGenerator } from '../../../ledger/shapes.js';
import type { Plan } from '../../../plan/plan.js';

/** Says which generators were raised for a run, and keeps it with what was raised for it before. */
export async function recordRaised(
  ledger: RunLedger,
  listener: Listener,
  plan: Plan,
  raised: readonly RaisedGenerator[],
): Promise<void> {
  if (raised.length === 0) return;
  const runs = await listRuns(ledger, plan.target.database, plan.tenant.id);
  const all = new Map(
    runs.find((run) => run.runId === ledger.runId)?.generators.map((known) => [known.resource, known]),
  );
  for (const { resource, from, to } of raised) {
    all.set(resource, { resource, from: all.get(resource)?.from ?? from, to });
  }
  await updateRun(ledger, { generators: [...all.values()] });
  for (const { resource, from, to } of raised) {
    listener({ type: 'generator-raised', resource, from, to });
    await appendLog(ledger, 'generator-raised', `${resource}: ${from} → ${to}`);
  }
}
