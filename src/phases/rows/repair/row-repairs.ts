import type { RepairOutcome, RepairProposal } from '../../../core/repair.js';
import { cellContextOf } from '../../../keys/cell-context.js';
import { readCapture } from '../../../ledger/captures.js';
import { changedVersions } from '../../../ledger/changed-versions.js';
import { readLive } from '../../../ledger/live.js';
import type { RunLedger } from '../../../ledger/location.js';
import { openSession } from '../../../mysql/session.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { LookedAgain, LookingAgain, Repairing } from '../../phase.js';
import { waitingFor } from '../../tell-retries.js';
import { sourceCapture } from '../captures.js';
import type { RowKey } from '../compare/keys.js';
import { versionsByTable } from '../compare/versions.js';
import { lookAtWritten } from '../overwrite/prove-written.js';
import { type WholeTables, wholeTables } from '../overwrite/whole-rows.js';
import { readOtherRuns } from '../validate/jobs/other-runs.js';
import { volatileColumns } from '../validate/run-validation.js';
import type { RunMarks } from './judging.js';
import { lookAgain } from './look-again.js';
import { repair } from './repair.js';
import { leaveNewer, unseenChangesOf } from './since-run.js';

/** Looks again at rows and generators. */
export async function lookAgainAtRows(
  { context, run, ledger, listener, signal }: LookingAgain,
  proposals: readonly RepairProposal[],
): Promise<LookedAgain> {
  const { config, preset } = context;
  const { plan } = run;
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  await using reader = await openSession(config.target.mysql, 'target');
  const ofReader = { ...ledger, session: reader };
  const looking = {
    options: {
      plan,
      cellContext: cellContextOf(config, 'work', waitingFor({ stop: signal, abort: signal }, listener)),
      volatile: volatileColumns(preset),
      written: writtenIn(ofReader, wholeTables(reader, plan)),
    },
    pair: { source, target },
    versionsOf: versionsByTable((table) => changedVersions(ofReader, table)),
    preset,
    otherRuns: await readOtherRuns(ofReader, run),
    signal,
  };
  return await lookAgain(looking, proposals);
}

/** A repair takes what differs from the run's snapshot: what came later on either side is shown, and left. */
export async function leaveNewerRows(
  { context, run, ledger, listener, signal }: LookingAgain,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairProposal[]> {
  if (proposals.length === 0) return proposals;
  const { config, preset } = context;
  const options = {
    plan: run.plan,
    cellContext: cellContextOf(config, 'work', waitingFor({ stop: signal, abort: signal }, listener)),
    volatile: volatileColumns(preset),
    ...(await readRunMarks({ context, run, ledger })),
  };
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  return await leaveNewer(
    { options, pair: { source, target }, versionsOf: async () => new Map() },
    proposals,
  );
}

/** Copies rows again, deletes extra ones and raises generators. */
export async function repairRows(
  { context, run, ledger, listener, control, deleteExtra, record }: Repairing,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairOutcome[]> {
  const { config, preset } = context;
  const wholeOf = wholeTables(ledger.session, run.plan);
  return await repair(
    {
      source: config.source.mysql,
      target: config.target.mysql,
      plan: run.plan,
      preset,
      cellContext: cellContextOf(config, 'work', waitingFor(control, listener)),
      volatile: volatileColumns(preset),
      ...(await readRunMarks({ context, run, ledger })),
      // Few rows: the way that works on every server.
      method: 'insert',
      versionChanges: (table) => changedVersions(ledger, table),
      written: writtenIn(ledger, wholeOf),
      wholeOf,
      ledger,
      deleteExtra,
      record,
      listener,
      signal: AbortSignal.any([control.stop, control.abort]),
    },
    proposals,
  );
}

const writtenIn = (ledger: RunLedger, wholeOf: WholeTables) => (table: TablePlan, keys: readonly RowKey[]) =>
  lookAtWritten(ledger, wholeOf, table, keys);

/** What the run knows of the moment of its snapshot, for telling what came later. */
async function readRunMarks({
  context,
  run,
  ledger,
}: Pick<LookingAgain, 'context' | 'run' | 'ledger'>): Promise<RunMarks> {
  // What came after the snapshot is the run's, too, where it follows its source.
  if (await readLive(ledger)) return { unseenChanges: {} };
  const marks = await readCapture(ledger, sourceCapture);
  return { marks, startedAt: run.startedAt, unseenChanges: unseenChangesOf(context.preset) };
}
