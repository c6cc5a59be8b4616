import { toolVersion } from '../core/version.js';
import { readAnswers } from '../ledger/checklist-answers.js';
import { readRemovedRows, readTableProgress } from '../ledger/chunks.js';
import { readLog, readLogHead } from '../ledger/log.js';
import { readValidation } from '../ledger/saved-validations.js';
import { verifyRunLog } from '../ledger/verify-log.js';
import { readSecretsProgress } from '../phases/secrets/ledger.js';
import { readSecretFolders } from '../phases/secrets/secret-folder-counts.js';
import { answerChecklist } from './checklist/answer-checklist.js';
import { repairsOf } from './repair-log.js';
import { rollbackOf } from './rollback-facts.js';
import { environmentOf } from './run-environment.js';
import { phasesOf } from './run-phases.js';
import { findRun, withLedger } from './target-ledger.js';
import type { ReportOperation } from './types.js';

/** Collects everything a report shows from the run's ledger. Reads only. */
export const report: ReportOperation = (context, runId) =>
  withLedger(context, async (session, ledger) => {
    const run = await findRun(context, session, ledger, runId);
    if (!ledger) throw new Error('a run was found without a ledger');
    const log = await readLog(session, ledger, run.runId);
    const head = await readLogHead(session, ledger, run.runId);
    const validation = await readValidation(session, ledger, run.runId);
    const { targetDatabase: _, generators, ...record } = run;
    const items = new Map(context.preset.checklist.map((item) => [item.id, item]));
    const answers = await readAnswers(session, ledger, run.runId);
    const logProblems = verifyRunLog(log, head, answers);
    const checklist = answerChecklist(context.preset, validation, answers).flatMap((answer) => {
      const item = items.get(answer.itemId);
      return item ? [{ ...answer, title: item.title, when: item.when, kind: item.kind }] : [];
    });
    return {
      schema: 'tenantferry-report/1',
      generatedAt: new Date().toISOString(),
      toolVersion: toolVersion(),
      run: record,
      phases: phasesOf(log),
      tables: await readTableProgress(session, ledger, run.runId),
      secrets: await readSecretsProgress(session, ledger, run.runId),
      secretFolders: await readSecretFolders(session, ledger, run.runId, run.plan),
      environment: environmentOf(log),
      generators,
      validation,
      repairs: repairsOf(log),
      rollback: rollbackOf(run, log, await readRemovedRows(session, ledger, run.runId)),
      checklist,
      log,
      logIntact: logProblems.length === 0,
      logProblems,
      logHead: head,
    };
  });
