import type { Context } from '../config/context.js';
import { RefusedError } from '../core/refused.js';
import { type LiveRecord, readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import type { RaisedGenerator } from '../ledger/shapes.js';
import { findLedger } from '../ledger/version.js';
import { type LogPosition, readLogEnd } from '../mysql/log-position.js';
import { openSession } from '../mysql/session.js';
import { highestKept } from '../phases/rows/copy/reserve-ids.js';
import { growthOf, type TableIds } from '../plan/id-ranges.js';
import type { Plan } from '../plan/plan.js';
import type { PreflightResult } from '../preflight/run-preflight.js';
import { withTarget } from './target-ledger.js';
import { say } from './words.js';

/** The same with as many IDs as the source may hand out until it is left. */
export function withLiveRoom({
  idTables,
  toReserve,
}: Pick<PreflightResult, 'idTables' | 'toReserve'>): Pick<PreflightResult, 'idTables' | 'toReserve'> {
  const widen = (tables: readonly TableIds[]) =>
    tables.map((ids): TableIds => ({ ...ids, growth: String(growthOf(BigInt(ids.sourceHighest))) }));
  return { idTables: widen(idTables), toReserve: widen(toReserve) };
}

/** Up to what the generators were raised to, IDs are nobody else's; where one was as high already, some may be. */
export function keptRoom(
  { generators }: Plan,
  idTables: readonly TableIds[],
  raised: readonly RaisedGenerator[],
): LiveRecord['room'] {
  return Object.fromEntries(
    generators.flatMap(({ table, resource }) => {
      const own = raised.some((one) => one.resource === resource);
      const ids = idTables.find((one) => one.table === table);
      if (!ids) return [];
      return [[table, own ? String(highestKept(ids)) : (ids.rows?.highest ?? '0')]];
    }),
  );
}

/** Where the source's log ends now, before its first snapshot. */
export async function sourceLogEnd({ config }: Context): Promise<LogPosition> {
  const source = await openSession(config.source.mysql, 'source');
  try {
    const end = await readLogEnd(source);
    if (!end) throw new RefusedError(say('run.no-log-end'), { remedy: say('run.no-log-end.remedy') });
    return end;
  } finally {
    await source.close();
  }
}

/** A run that did not note its place before it began cannot begin to. */
export async function refuseNotLive(ledger: RunLedger): Promise<void> {
  if (await readLive(ledger)) return;
  throw new RefusedError(say('run.not-live', { run: ledger.runId }), { remedy: say('run.not-live.remedy') });
}

/** Whether a run that is taken up is one whose source is followed. */
export async function isLive(context: Context, runId: string): Promise<boolean> {
  return withTarget(context, async (session) => {
    const location = await findLedger(session, context.config.target.mysql.database);
    return location !== null && (await readLive({ session, location, runId })) !== undefined;
  });
}
