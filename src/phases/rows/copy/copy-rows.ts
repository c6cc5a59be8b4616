import { logEvent } from '../../../core/events.js';
import { cellContextOf } from '../../../keys/cell-context.js';
import { readCapture, saveCapture } from '../../../ledger/captures.js';
import { readTableProgress } from '../../../ledger/chunks.js';
import { chooseMethod } from '../../../mysql/bulk-method.js';
import { openSession, type Session } from '../../../mysql/session.js';
import type { PhaseOutcome, PhaseWork } from '../../phase.js';
import { waitingFor } from '../../tell-retries.js';
import { othersCapture, sourceCapture } from '../captures.js';
import { tellRejected } from '../rejected-rows.js';
import { runMysqlPhase } from '../rows-phase.js';
import { captureOthers } from '../validate/jobs/other-tenants.js';
import { markSource } from '../validate/jobs/source-unchanged.js';
import { changedColumn, volatileColumns } from '../validate/run-validation.js';
import { say } from '../words.js';

/** The rows of a run: notes what validation will hold them against, chooses the way of writing, and copies what is left. */
export async function copyRows(work: PhaseWork): Promise<PhaseOutcome> {
  const { context, plan, ledger, listener } = work;
  const { config, preset } = context;
  if (plan.vault) listener(logEvent('info', say('log.rows-first')));
  await captureTarget(work);
  const asked = config.options.bulk ?? 'auto';
  const { method, refused } = await chooseMethod(config.target.mysql, plan.tables[0]?.target, asked);
  if (refused !== null) listener(logEvent('info', say('log.no-load-data', { why: refused })));
  const inSnapshot = async (reader: Session) => {
    const marks = await markSource(reader, { plan, changedColumn, volatile: volatileColumns(preset) });
    await saveCapture(ledger, sourceCapture, marks);
    await tellRejected(reader, plan, listener);
  };
  const cellContext = cellContextOf(config, 'work', waitingFor(work.control, listener));
  return (await runMysqlPhase({ ...work, config, preset, method, cellContext, inSnapshot })).outcome;
}

/** What other tenants have, before anything is written: validation shows later that it is unchanged. */
async function captureTarget({ context, plan, ledger }: PhaseWork): Promise<void> {
  if (await readCapture(ledger, othersCapture)) return;
  if ((await readTableProgress(ledger)).length > 0) return;
  await using reader = await openSession(context.config.target.mysql, 'target');
  const others = await captureOthers({ target: reader, plan, changedColumn });
  await saveCapture(ledger, othersCapture, others);
}
