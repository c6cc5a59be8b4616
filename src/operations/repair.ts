import { RefusedError } from '../config/config.js';
import { openSession } from '../mysql/session.js';
import type { Listener, RunControl } from '../run/events.js';
import { findLedger } from '../run/ledger/location.js';
import { appendLog } from '../run/ledger/log.js';
import { changedVersions } from '../run/ledger/secrets.js';
import { type RepairOutcome, repair as repairRows } from '../validate/repair.js';
import { proposeRepairs, type RepairProposal } from '../validate/repair-plan.js';
import { repairSecrets } from '../validate/repair-secrets.js';
import { repairSql } from '../validate/repair-sql.js';
import type { ValidationResult } from '../validate/result.js';
import { readValidation } from '../validate/saved-validations.js';
import { cellContextOf } from './cell-context.js';
import { findRun } from './target-ledger.js';
import { holdTargetLock } from './target-lock.js';
import type { Context } from './types.js';
import { validate } from './validate.js';

export interface RepairRequest {
  /** Absent: the latest run of this tenant. */
  readonly runId?: string;
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string;
  /** Also delete rows of ours that the source does not have. */
  readonly deleteExtra: boolean;
}

export interface RepairSummary {
  readonly runId: string;
  readonly outcomes: readonly RepairOutcome[];
  /** The validation made after the repair. */
  readonly validation: ValidationResult;
}

/** What the latest validation of a run found, as proposals. RefusedError when it did not go down to rows. */
export async function repairProposals(
  context: Context,
  runId: string | undefined,
): Promise<readonly RepairProposal[]> {
  const { mysql } = context.config.target;
  const session = await openSession(mysql, 'target');
  try {
    const ledger = await findLedger(session, mysql.database);
    const run = await findRun(context, session, ledger, runId);
    const validation = ledger ? await readValidation(session, ledger, run.runId) : null;
    if (validation?.level !== 'full') {
      throw new RefusedError(`run ${run.runId} has no validation at level full to repair by`, {
        remedy: `validate it first: tenantferry validate -c ${context.config.path} --level full`,
      });
    }
    return proposeRepairs(run.plan, validation);
  } finally {
    await session.close();
  }
}

/** The proposals as SQL for review; nothing is written. */
export async function* exportRepairSql(context: Context, runId: string | undefined): AsyncIterable<string> {
  const { config } = context;
  const proposals = await repairProposals(context, runId);
  const source = await openSession(config.source.mysql, 'source');
  const target = await openSession(config.target.mysql, 'target');
  try {
    const run = await findRun(context, target, await findLedger(target, config.target.mysql.database), runId);
    yield* repairSql({ source, target }, { plan: run.plan, cellContext: cellContextOf(config) }, proposals);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** Repairs what the latest full validation of a run found, rows first, then secrets, and validates again. */
export async function repair(
  context: Context,
  request: RepairRequest,
  listener: Listener,
  control: RunControl,
): Promise<RepairSummary> {
  const { config, preset } = context;
  const { mysql } = config.target;
  if (request.confirm !== mysql.database) {
    throw new RefusedError(
      `the confirmation is "${request.confirm}", but the target database is called "${mysql.database}"`,
      { remedy: `to repair rows in it, confirm with its name: --confirm ${mysql.database}` },
    );
  }
  const proposals = await repairProposals(context, request.runId);
  const session = await openSession(mysql, 'target-writer');
  try {
    const ledger = await findLedger(session, mysql.database);
    const run = await findRun(context, session, ledger, request.runId);
    if (!ledger) throw new Error('a run was found without a ledger');
    await holdTargetLock(session, mysql.database);
    const { plan, runId } = run;
    const signal = AbortSignal.any([control.stop, control.abort]);
    const rows = await repairRows(
      {
        source: config.source.mysql,
        target: mysql,
        plan,
        preset,
        cellContext: cellContextOf(config),
        // Few rows: the way that works on every server.
        method: 'insert',
        versionChanges: (table) => changedVersions(session, ledger, runId, table),
        deleteExtra: request.deleteExtra,
        listener,
        signal,
      },
      proposals.filter(({ action }) => action !== 'recopy-secret'),
    );
    const secrets = await repairSecrets(
      { config, preset, plan, runId, ledger, listener, control },
      signal.aborted ? [] : proposals,
    );
    const outcomes = [...rows, ...secrets];
    for (const { proposal, state, detail } of outcomes) {
      const what = `${proposal.action} ${proposal.table} ${proposal.key}: ${state}, ${detail}`;
      await appendLog(session, ledger, runId, 'repair', what);
    }
    const validation = await validate(context, { level: 'full', runId }, listener);
    return { runId, outcomes, validation };
  } finally {
    await session.close();
  }
}
