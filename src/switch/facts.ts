import { z } from 'zod';
import type { SwitchConfig } from '../config/switch.js';
import { quoteText } from '../core/sql.js';
import type { ValidationResult } from '../core/validation-shape.js';
import { readLive } from '../ledger/live.js';
import { type LedgerLocation, ledgerTable, type RunLedger } from '../ledger/location.js';
import { readRows } from '../ledger/read-rows.js';
import { readValidation } from '../ledger/saved-validations.js';
import { readVerifiedMinutes } from '../ledger/verified.js';
import { readWorkers } from '../ledger/workers.js';
import type { Session } from '../mysql/session.js';
import { readAlerting } from './alerting.js';
import type { Tally } from './gates.js';
import type { Facts } from './state.js';
import { say } from './words.js';

interface FactsOptions {
  readonly session: Session;
  readonly location: LedgerLocation | null;
  readonly database: string;
  readonly tenantId: string;
  readonly config: Pick<SwitchConfig, 'writes' | 'gates'>;
}

/** What the ledger tells of the tenant's latest run that traffic goes by. Reads only. */
export async function readFacts(options: FactsOptions): Promise<Facts> {
  const ledger = await latestRun(options);
  const { writes, gates } = options.config;
  const isFed = ledger !== null && writes === 'target' && (await hasFeed(ledger));
  return {
    consistency: ledger && (await readConsistency(ledger)),
    alerting: gates.some(({ metric }) => metric === 'alerts') ? await readAlerting(options) : null,
    lossy: writes === 'target' && !isFed ? say('lossy.no-feed') : null,
  };
}

/** Without its plan, which is long and asked for by nobody here. */
async function latestRun({ session, location, database, tenantId }: FactsOptions): Promise<RunLedger | null> {
  if (!location) return null;
  const [run] = await readRows(
    { session, location },
    'runs',
    z.object({ run_id: z.string() }),
    `SELECT run_id FROM ${ledgerTable(location, 'runs')} WHERE target_database = ${quoteText(database)}
      AND tenant_id = ${quoteText(tenantId)} ORDER BY started_at DESC, run_id DESC LIMIT 1`,
  );
  return run ? { session, location, runId: run.run_id } : null;
}

/** Minutes of following that count. */
const followedMinutes = 10;

/** Of the latest validation, or of what following has compared since. */
async function readConsistency(ledger: RunLedger): Promise<Tally | null> {
  const validation = await readValidation(ledger);
  const minutes = await readVerifiedMinutes(ledger, followedMinutes);
  const isLater = validation === null || (minutes.at(-1)?.minute ?? '') > validation.finishedAt;
  if (minutes.length > 0 && isLater)
    return {
      equal: minutes.reduce((sum, { equalLast }) => sum + equalLast, 0),
      compared: minutes.reduce((sum, { compared }) => sum + compared, 0),
    };
  return validation && tallyOf(validation);
}

/** null: it has counted rows and compared none. */
export function tallyOf({ checks }: Pick<ValidationResult, 'checks'>): Tally | null {
  const compared = checks.reduce((sum, { rows = 0 }) => sum + rows, 0);
  const equal = checks.reduce((sum, { matchingRows = 0 }) => sum + matchingRows, 0);
  return compared === 0 ? null : { equal, compared };
}

/** Somebody feeds the target's changes back to the source now. */
async function hasFeed(ledger: RunLedger): Promise<boolean> {
  const live = await readLive(ledger);
  if (!live?.switched || live.switched.ended) return false;
  return (await readWorkers(ledger)).some(({ command, alive }) => command === 'feed-back' && alive);
}
