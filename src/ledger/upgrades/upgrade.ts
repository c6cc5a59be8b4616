import type { Session } from '../../mysql/session.js';
import type { LedgerLocation } from '../location.js';

/** One step from a version of the ledger to the next. An upgrade that was interrupted is begun again, so each part may be repeated. */
export interface Upgrade {
  /** Statements that make or alter tables: the servers commit them one by one. */
  readonly tables: (location: LedgerLocation) => readonly string[];
  /** Changes of what the tables hold; in one transaction with the note of the new version. */
  readonly content?: (session: Session, location: LedgerLocation) => Promise<void>;
}
