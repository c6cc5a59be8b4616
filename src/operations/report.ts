import { readAnswers } from '../run/ledger/checks.js';
import { readTableProgress } from '../run/ledger/chunks.js';
import { readLog } from '../run/ledger/log.js';
import { verifyLog } from '../run/ledger/log-chain.js';
import { readSecretsProgress } from '../run/ledger/secrets.js';
import { readValidation } from '../validate/saved-validations.js';
import { toolVersion } from '../version.js';
import { mergeChecklist } from './checklist.js';
import { findRun, withLedger } from './target-ledger.js';
import type { ReportOperation } from './types.js';

/** Collects everything a report shows from the run's ledger. Reads only. */
export const report: ReportOperation = (context, runId) =>
  withLedger(context, async (session, ledger) => {
    const run = await findRun(context, session, ledger, runId);
    if (!ledger) throw new Error('a run was found without a ledger');
    const log = await readLog(session, ledger, run.runId);
    const validation = await readValidation(session, ledger, run.runId);
    const { targetDatabase: _, generators, ...record } = run;
    return {
      schema: 'tenantferry-report/1',
      generatedAt: new Date().toISOString(),
      toolVersion: toolVersion(),
      run: record,
      tables: await readTableProgress(session, ledger, run.runId),
      secrets: await readSecretsProgress(session, ledger, run.runId),
      generators,
      validation,
      checklist: mergeChecklist(context.preset, validation, await readAnswers(session, ledger, run.runId)),
      log,
      logIntact: verifyLog(log),
    };
  });
