import type { Context } from '../config/context.js';
import { saveAnswer } from '../ledger/checklist-answers.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import type { ChecklistAnswer } from '../ledger/shapes.js';
import { answerLogDetail } from '../ledger/verify-log.js';
import { describeMysqlError } from '../mysql/errors.js';
import { openSession } from '../mysql/session.js';
import { readEarlyAnswers, saveEarlyAnswer } from './checklist/early-answers.js';
import type { AnswerOperation } from './checklist/types.js';
import { findRun, upgradeTarget } from './target-ledger.js';

/** Saves one answer at once: in the run's ledger, or beside the config while there is no run. */
export const answer: AnswerOperation = async (context, runId, given) => {
  const { config } = context;
  if (runId === undefined || runId === null) {
    await saveEarlyAnswer(config, given);
    return;
  }
  await using session = await openSession(config.target.mysql, 'target-writer');
  await upgradeTarget(context, session);
  const { ledger } = await findRun(context, session, runId);
  await saveWithEntry(ledger, given);
};

/** Two people may answer at the same moment: the later one begins again. */
const attempts = 5;

/** Saves an answer and its log entry in one transaction and one order: otherwise the log would look forged. */
async function saveWithEntry(ledger: RunLedger, given: ChecklistAnswer): Promise<void> {
  const { session } = ledger;
  for (let attempt = 1; ; attempt += 1) {
    await session.begin();
    try {
      await appendLog(ledger, 'checklist', answerLogDetail(given));
      await saveAnswer(ledger, given);
      await session.commit();
      return;
    } catch (error) {
      await session.rollback().catch(() => undefined);
      const { code, retryable } = describeMysqlError(error);
      if (attempt === attempts || (code !== 'ER_DUP_ENTRY' && !retryable)) throw error;
    }
  }
}

/** Moves the answers given before the run into its ledger. */
export async function importEarlyAnswers({ config }: Context, ledger: RunLedger): Promise<void> {
  for (const given of await readEarlyAnswers(config)) {
    await saveWithEntry(ledger, given);
  }
}
