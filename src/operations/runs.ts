import { figuresOf } from '../phases/figures.js';
import type { PhaseFigures } from '../phases/phase.js';
import type { RunListEntry } from './result-shapes.js';
import { findRuns, withTarget } from './target-ledger.js';
import type { RunsOperation, WithPhases } from './types.js';

/** Every run into this target database that the ledger knows, newest first. Reads only. */
export const runs: WithPhases<RunsOperation> = (phases, context) =>
  withTarget(context, async (session) => {
    const { location, runs: known } = await findRuns(context, session);
    if (!location) return [];
    const entries: RunListEntry[] = [];
    for (const run of known) {
      const ledger = { session, location, runId: run.runId };
      const { tables, secrets, others } = await figuresOf(phases, ledger, run.plan);
      entries.push({
        runId: run.runId,
        tenantId: run.tenantId,
        state: run.state,
        outcome: run.outcome,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        rows: tables.reduce((total, { rows }) => total + rows, 0),
        secrets: secrets.reduce((total, { written, reused }) => total + written + reused, 0),
        ...(Object.keys(others).length > 0 ? { others: thingsOf(others) } : {}),
      });
    }
    return entries;
  });

/** Things in place, by phase. */
function thingsOf(others: PhaseFigures['others']): NonNullable<RunListEntry['others']> {
  const sum = (parts: PhaseFigures['others'][string]) =>
    parts.reduce((total, { done, present }) => total + done + present, 0);
  return Object.fromEntries(Object.entries(others).map(([id, parts]) => [id, sum(parts)]));
}
