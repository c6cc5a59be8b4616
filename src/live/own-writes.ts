import type { LedgerLocation } from '../ledger/location.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import type { Session } from '../mysql/session.js';
import type { LoggedChange, LoggedTable } from './source-log.js';

/**
 * How the tool's own transactions are told in a log: whoever writes rows writes a row of the run's ledger in the same transaction. What
 * is fed back must not be taken for a foreign write, nor a rollback of the run for the tenant's.
 */
export interface OwnWrites {
  /** To be read along with the followed ones. */
  readonly tables: readonly LoggedTable[];
  /** ours: the transaction is the tool's own. ledger: a row of a ledger, which is nobody's data. */
  readonly see: (change: LoggedChange) => 'ours' | 'ledger' | undefined;
}

/** Tables of which a row is written along with rows. */
const written = ['live', 'chunks'];

/** `runIds`: as the ledger on the log's server has them. Reads only. */
export async function ownWrites(
  session: Session,
  { database, prefix }: LedgerLocation,
  runIds: readonly string[],
): Promise<OwnWrites> {
  const facts = await readDatabaseFacts(session, database);
  const tables = written.flatMap((name): LoggedTable[] => {
    const found = facts.tables[prefix + name];
    return found ? [{ database, table: found.name, columns: found.columns }] : [];
  });
  return {
    tables,
    see({ table, before, after }) {
      const own = tables.find((one) => one.database === table.database && one.table === table.table);
      if (!own) return undefined;
      const at = own.columns.findIndex(({ name }) => name === 'run_id');
      const run = (after ?? before)?.[at]?.toString('utf8') ?? '';
      return runIds.includes(run) ? 'ours' : 'ledger';
    },
  };
}
