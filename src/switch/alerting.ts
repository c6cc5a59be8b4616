import { quoteText } from '../core/sql.js';
import type { LedgerLocation } from '../ledger/location.js';
import type { Session } from '../mysql/session.js';
import { hashOf } from '../watch/alert.js';
import { readKnown, watchName } from '../watch/ledger.js';
import type { Alerting } from './gates.js';

interface AlertingOptions {
  readonly session: Session;
  readonly location: LedgerLocation | null;
  readonly database: string;
  readonly tenantId: string;
}

/**
 * What a watch of this target and tenant has found, by its rules; null: none is at work, so that silence means nothing. An alert that a
 * person has ended is over. Reads only.
 */
export async function readAlerting(options: AlertingOptions): Promise<Alerting | null> {
  const { session, location, database, tenantId } = options;
  const runId = watchName(database, tenantId);
  if (!location || !(await isWatched(session, runId))) return null;
  const { alerts } = await readKnown({ session, location, runId }, Date.now());
  const going = alerts.filter(({ state }) => state === 'firing' || state === 'acknowledged');
  const rulesOf = (kind: 'alert' | 'rule-error') => [
    ...new Set(going.filter((alert) => alert.kind === kind).map(({ rule }) => rule)),
  ];
  return { firing: rulesOf('alert'), blind: rulesOf('rule-error') };
}

/** The lock that a watch holds as long as it is at work (`watch/ledger.ts`). */
async function isWatched(session: Session, name: string): Promise<boolean> {
  const lock = quoteText(`tenantferry:watch:${hashOf(name).slice(0, 32)}`);
  const rows = await session.query(`SELECT IS_USED_LOCK(${lock}) AS holder`);
  return rows[0]?.holder != null;
}
