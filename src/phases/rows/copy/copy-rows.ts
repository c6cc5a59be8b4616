import { readCapture, saveCapture } from '../../../ledger/captures.js';
import { readTableProgress } from '../../../ledger/chunks.js';
import { chooseMethod } from '../../../mysql/bulk-method.js';
import { openSession, type Session } from '../../../mysql/session.js';
import { cellContextOf } from '../../../plan/cell-context.js';
import type { PhaseOutcome, PhaseWork } from '../../phase.js';
import { othersCapture, sourceCapture } from '../captures.js';
import { runMysqlPhase } from '../rows-phase.js';
import { captureOthers } from '../validate/jobs/other-tenants.js';
import { markSource } from '../validate/jobs/source-unchanged.js';
import { changedColumn, volatileColumns } from '../validate/run-validation.js';

/** The rows of a run: notes what validation will hold them against, chooses the way of writing, and copies what is left. */
export async function copyRows(work: PhaseWork): Promise<PhaseOutcome> {
  const { context, plan, ledger, listener } = work;
  const { config, preset } = context;
  const say = (message: string) =>
    listener({ type: 'log', level: 'info', message, at: new Date().toISOString() });
  if (plan.vault) {
    say('rows come before their secrets: keep clients on the source until the Vault phase has ended');
  }
  await captureTarget(work);
  const asked = config.options.bulk ?? 'auto';
  const { method, refused } = await chooseMethod(config.target.mysql, plan.tables[0]?.target, asked);
  if (refused !== null) say(`LOAD DATA LOCAL is refused (${refused}): rows go in by multi-row INSERT`);
  const inSnapshot = async (reader: Session) => {
    const marks = await markSource(reader, { plan, changedColumn, volatile: volatileColumns(preset) });
    await saveCapture(ledger, sourceCapture, marks);
  };
  const cellContext = cellContextOf(config);
  return (await runMysqlPhase({ ...work, config, preset, method, cellContext, inSnapshot })).outcome;
}

/** What other tenants have, before anything is written: validation shows later that it is unchanged. */
async function captureTarget({ context, plan, ledger }: PhaseWork): Promise<void> {
  if (await readCapture(ledger, othersCapture)) return;
  if ((await readTableProgress(ledger)).length > 0) return;
  const reader = await openSession(context.config.target.mysql, 'target');
  try {
    const others = await captureOthers({ target: reader, plan, changedColumn });
    await saveCapture(ledger, othersCapture, others);
  } finally {
    await reader.close();
  }
}
