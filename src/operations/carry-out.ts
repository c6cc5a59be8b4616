import type { Context } from '../config/context.js';
import type { Listener, RunControl, RunOutcome } from '../core/events.js';
import { shell } from '../core/shell.js';
import { toolVersion } from '../core/version.js';
import { readTableProgress } from '../ledger/chunks.js';
import type { LedgerLocation, RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { clearPartial } from '../ledger/partial-validation.js';
import { insertRun, newRunId, type RaisedGenerator, type StoredRun, updateRun } from '../ledger/runs.js';
import type { RunState } from '../ledger/types.js';
import { chooseMethod } from '../mysql/bulk-method.js';
import { openSession, type Session } from '../mysql/session.js';
import { recordRaised } from '../phases/rows/copy/raised-generators.js';
import { runMysqlPhase } from '../phases/rows/rows-phase.js';
import { captureOthers } from '../phases/rows/validate/jobs/other-tenants.js';
import { markSource } from '../phases/rows/validate/jobs/source-unchanged.js';
import { changedColumn, volatileColumns } from '../phases/rows/validate/run-validation.js';
import { readSecretsProgress } from '../phases/secrets/ledger.js';
import { runVaultPhase } from '../phases/secrets/secrets-phase.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { importEarlyAnswers } from './checklist.js';
import { environmentDetail, environmentKind } from './run-environment.js';
import { withRunProgress } from './run-progress.js';
import { saveCapture } from './saved-captures.js';
import type { RunRequest, RunSummary } from './types.js';

/** What a run works with once it may write. */
export interface Surroundings {
  readonly context: Context;
  readonly request: RunRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly session: Session;
  readonly location: LedgerLocation;
  /** The source as the checks found it. */
  readonly source?: DatabaseFacts | undefined;
}

/** Carries a plan out, new or taken up again, and keeps the run's row and log up to date whatever happens. */
export async function carryOut(
  surroundings: Surroundings,
  plan: Plan,
  target: DatabaseFacts,
  resumed: StoredRun | null,
  raised: readonly RaisedGenerator[] = [],
): Promise<RunSummary> {
  const { context, request, control, session, location } = surroundings;
  const { config } = context;
  const started = Date.now();
  const startedAt = new Date(started).toISOString();
  const runId = resumed?.runId ?? newRunId(new Date(started));
  const ledger: RunLedger = { session, location, runId };
  if (resumed) {
    await updateRun(ledger, { outcome: null, finishedAt: null });
    await clearPartial(ledger);
  } else {
    const targetDatabase = config.target.mysql.database;
    await insertRun(ledger, { startedAt, plan, toolVersion: toolVersion(), targetDatabase });
    await importEarlyAnswers(context, ledger);
    await captureTarget(context, ledger, plan);
  }
  const log = (kind: string, detail: string) => appendLog(ledger, kind, detail);
  await log(
    resumed ? 'run-resumed' : 'run-started',
    `tenant ${plan.tenant.id}, ${plan.tables.length} tables, plan ${plan.fingerprint}`,
  );
  const facts = { source: surroundings.source, target };
  await log(environmentKind, await environmentDetail(config, request, plan, facts));
  const before = resumed ? await readTableProgress(ledger) : [];
  const finished = before.filter((table) => table.finished);
  surroundings.listener({
    type: 'run-started',
    runId,
    resumed: resumed !== null,
    tables: plan.tables.length,
    rows: plan.tables.reduce((total, table) => total + table.approximateRows, 0),
    ...(resumed
      ? {
          finishedBefore: {
            tables: finished.length,
            rows: finished.reduce((sum, { rows }) => sum + rows, 0),
          },
        }
      : {}),
    at: startedAt,
  });

  const listener = withRunProgress(surroundings.listener, { plan, phase: request.phase, before });
  await recordRaised(ledger, listener, plan, raised);
  let outcome: RunOutcome = 'failed';
  let state: RunState = resumed?.state ?? 'created';
  try {
    ({ outcome, state } = await runPhases({ ...surroundings, listener }, { plan, ledger, state, log }));
  } catch (error) {
    if (!control.abort.aborted)
      await log('run-failed', error instanceof Error ? error.message : String(error)).catch(() => undefined);
    if (!control.abort.aborted) throw error;
    outcome = 'stopped';
  } finally {
    const finishedAt = new Date().toISOString();
    await updateRun(ledger, { outcome, finishedAt }).catch(() => undefined);
    await log('run-finished', `${outcome}, state ${state}`).catch(() => undefined);
    listener({
      type: 'run-finished',
      runId,
      outcome,
      at: finishedAt,
      seconds: (Date.now() - started) / 1000,
    });
  }
  return summarise(surroundings, ledger, outcome, state);
}

/** What other tenants have, before anything is written: validation shows later that it is unchanged. */
async function captureTarget(context: Context, ledger: RunLedger, plan: Plan): Promise<void> {
  const reader = await openSession(context.config.target.mysql, 'target');
  try {
    const others = await captureOthers({ target: reader, plan, changedColumn });
    await saveCapture(ledger, 'others', others);
  } finally {
    await reader.close();
  }
}

interface PhaseInput {
  readonly plan: Plan;
  readonly ledger: RunLedger;
  readonly state: RunState;
  readonly log: (kind: string, detail: string) => Promise<void>;
}

async function runPhases(
  { context, request, listener, control }: Surroundings,
  { plan, ledger, state: before, log }: PhaseInput,
): Promise<{ readonly outcome: RunOutcome; readonly state: RunState }> {
  const { config, preset } = context;
  let state = before;
  let partial = false;
  const become = async (next: RunState) => {
    state = next;
    await updateRun(ledger, { state });
  };
  const shared = { config, preset, plan, ledger, listener, control };

  if (request.phase !== 'vault' && (state === 'created' || state === 'mysql')) {
    if (plan.vault) {
      listener({
        type: 'log',
        level: 'info',
        message: 'rows come before their secrets: keep clients on the source until the Vault phase has ended',
        at: new Date().toISOString(),
      });
    }
    if (state === 'created') await become('mysql');
    const { method, refused } = await chooseMethod(
      config.target.mysql,
      plan.tables[0]?.table,
      config.options.bulk ?? 'auto',
    );
    if (refused !== null) {
      listener({
        type: 'log',
        level: 'info',
        message: `LOAD DATA LOCAL is refused (${refused}): rows go in by multi-row INSERT`,
        at: new Date().toISOString(),
      });
    }
    const cellContext = cellContextOf(config);
    const inSnapshot = async (reader: Session) => {
      const marks = await markSource(reader, { plan, changedColumn, volatile: volatileColumns(preset) });
      await saveCapture(ledger, 'source', marks);
    };
    const result = await inPhase('mysql', listener, log, () =>
      runMysqlPhase({ ...shared, method, cellContext, inSnapshot }),
    );
    if (result.outcome === 'stopped') return { outcome: 'stopped', state };
    if (result.outcome === 'partial') partial = true;
    else if (state === 'mysql') await become('mysql-done');
  }
  if (request.phase !== 'mysql' && plan.vault) {
    if (state === 'mysql-done') await become('vault');
    const result = await inPhase('vault', listener, log, () => runVaultPhase(shared));
    if (result.outcome === 'stopped') return { outcome: 'stopped', state };
    if (result.outcome === 'partial') partial = true;
    else if (state === 'vault') await become('copied');
  } else if (!plan.vault && state === 'mysql-done') {
    const why = plan.vaultSkippedBecause ?? 'nothing to do';
    listener({
      type: 'log',
      level: 'info',
      message: `the Vault phase is skipped: ${why}`,
      at: new Date().toISOString(),
    });
    await log('vault-skipped', why);
    await become('copied');
  }
  return { outcome: partial ? 'partial' : 'complete', state };
}

async function inPhase<Result extends { readonly outcome: string }>(
  phase: 'mysql' | 'vault',
  listener: Listener,
  log: PhaseInput['log'],
  work: () => Promise<Result>,
): Promise<Result> {
  const started = Date.now();
  listener({ type: 'phase-started', phase, at: new Date(started).toISOString() });
  await log('phase-started', phase);
  const result = await work();
  const seconds = (Date.now() - started) / 1000;
  listener({ type: 'phase-finished', phase, at: new Date().toISOString(), seconds });
  await log('phase-finished', `${phase}: ${result.outcome} after ${seconds.toFixed(1)} s`);
  return result;
}

async function summarise(
  { context, request }: Surroundings,
  ledger: RunLedger,
  outcome: RunOutcome,
  state: RunState,
): Promise<RunSummary> {
  const { path, target } = context.config;
  const tables = await readTableProgress(ledger);
  const secrets = await readSecretsProgress(ledger);
  const phase = state === 'mysql-done' && request.phase === 'mysql' ? ' --phase vault' : '';
  const resumeCommand =
    state === 'copied' && outcome === 'complete'
      ? null
      : `${shell`tenantferry run -c ${path}`}${phase}${shell` --resume --confirm ${target.mysql.database}`}`;
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  const settled = secrets.reduce((total, { written, reused }) => total + written + reused, 0);
  return {
    runId: ledger.runId,
    outcome,
    tables,
    secrets,
    resumeCommand,
    message: `${rows} rows in ${tables.length} tables and ${settled} secrets are in the target`,
  };
}
