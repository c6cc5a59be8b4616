import type { Session } from '../mysql/session.js';
import type { DatabaseFacts } from '../plan/facts.js';

/** Both databases through sessions that cannot write. */
export interface Sides {
  readonly source: Session;
  readonly target: Session;
  readonly sourceFacts: DatabaseFacts;
  readonly targetFacts: DatabaseFacts;
}
