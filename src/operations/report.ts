import type { Context } from '../config/context.js';
import { toolVersion } from '../core/version.js';
import { readAnswers } from '../ledger/checklist-answers.js';
import { readRemovedRows } from '../ledger/chunks.js';
import { readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { readLog, readLogHead } from '../ledger/log.js';
import type { StoredRun } from '../ledger/runs.js';
import { readValidation } from '../ledger/saved-validations.js';
import type { LogEntry } from '../ledger/shapes.js';
import { readVerified, readVerifiedMinutes } from '../ledger/verified.js';
import { verifyRunLog } from '../ledger/verify-log.js';
import { readWorkers } from '../ledger/workers.js';
import { figuresOf, withoutEmpty } from '../phases/figures.js';
import { readSecretFolders } from '../phases/secrets/secret-folder-counts.js';
import { readDecisions, switchName } from '../switch/ledger.js';
import { answerChecklist } from './checklist/answer-checklist.js';
import { comparedOf } from './compared-beside.js';
import { liveOf } from './live-report.js';
import type { ReportCompared } from './live-report-shape.js';
import { repairsOf } from './repair-log.js';
import type { ReportData } from './report-shape.js';
import { rollbackOf } from './rollback-facts.js';
import { environmentOf } from './run-environment.js';
import { paperOf } from './run-paper.js';
import { phasesOf } from './run-phases.js';
import { wayBackStateOf } from './status.js';
import { findRun, withTarget } from './target-ledger.js';
import type { ReportOperation, WithPhases } from './types.js';

async function readCompared(ledger: RunLedger, log: readonly LogEntry[]): Promise<ReportCompared | null> {
  const verified = await readVerified(ledger);
  return verified ? comparedOf(verified, await readVerifiedMinutes(ledger), log) : null;
}

async function wayBackOf(ledger: RunLedger): Promise<Pick<ReportData, 'wayBack'>> {
  const switched = (await readLive(ledger))?.switched;
  if (!switched) return {};
  const follower = (await readWorkers(ledger)).find(({ command }) => command === 'feed-back');
  const { ended } = switched;
  return { wayBack: { state: wayBackStateOf(switched, follower), ...(ended ? { ended } : {}) } };
}

/** Readers of the run's tenant, since it began. */
async function trafficOf({ config }: Context, { session, location }: RunLedger, run: StoredRun) {
  const name = switchName(config.target.mysql.database, run.tenantId);
  const made = await readDecisions({ session, location, runId: name });
  return made.filter(({ at }) => at >= run.startedAt);
}

/** Collects everything a report shows from the run's ledger. Reads only. */
export const report: WithPhases<ReportOperation> = (phases, context, runId) =>
  withTarget(context, async (session) => {
    const { run, ledger } = await findRun(context, session, runId);
    const log = await readLog(ledger);
    const head = await readLogHead(ledger);
    const validation = await readValidation(ledger);
    const { targetDatabase: _, generators, ...record } = run;
    const items = new Map(context.preset.checklist.map((item) => [item.id, item]));
    const answers = await readAnswers(ledger);
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
      phases: phasesOf(phases, run.plan, log),
      ...withoutEmpty(await figuresOf(phases, ledger, run.plan)),
      secretFolders: await readSecretFolders(ledger, run.plan),
      environment: environmentOf(log),
      paper: paperOf(log),
      generators,
      validation,
      repairs: repairsOf(log),
      live: liveOf(await readLive(ledger), log, await readCompared(ledger, log)),
      traffic: await trafficOf(context, ledger, run),
      ...(await wayBackOf(ledger)),
      rollback: rollbackOf(run, log, await readRemovedRows(ledger)),
      checklist,
      log,
      logIntact: logProblems.length === 0,
      logProblems,
      logHead: head,
    };
  });
