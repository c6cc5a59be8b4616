import type { LedgerLocation } from '../ledger/location.js';
import type { Session } from '../mysql/session.js';
import { isWatched, readKnown, watchName } from '../watch/ledger.js';
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
