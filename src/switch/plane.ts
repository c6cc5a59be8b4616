import type { Sentence } from '../core/sentence.js';
import type { Figures } from './figures.js';

/** What was counted since a mark, and the mark to count from next. */
export interface Counted {
  readonly figures: Figures;
  /** Plain data. */
  readonly mark: unknown;
}

/**
 * A proxy in front of both sides. Everything rejects with RefusedError while it is away or is not set up as it has to be. A third one
 * is a file that gives this.
 */
export interface Plane {
  /** It tells failed gRPC calls and times of single requests; else only the services do. */
  readonly seesCalls: boolean;
  /** Percentage of users that the proxy sends to the target now, whoever said so. */
  readShare(): Promise<number>;
  /** Sends so many users there, and those who go first of all or not; may be repeated. Gives what is to be known of it. */
  write(share: number, goFirst: boolean): Promise<readonly Sentence[]>;
  /** What the proxy has counted since the mark; null: from now on. A proxy that counts anew is one that was restarted. */
  count(mark: unknown): Promise<Counted>;
  /** Whether nobody of the target answers; null: it cannot be told. */
  isTargetDown(): Promise<boolean | null>;
  /** Sessions that are open on the source; null: it cannot be told. */
  countOldSessions(): Promise<number | null>;
  /** Rejects where sessions that stay on the source would not be over so long after the last step. */
  checkEnding(afterMs: number): Promise<void>;
  /** Ends them, and gives what came of it. */
  endOldSessions(): Promise<Sentence>;
  /** Instances of the target, to be renewed one by one; null: it cannot. */
  readonly instances: Instances | null;
}

/** How instances are taken out and put back. */
export interface Instances {
  list(): Promise<readonly string[]>;
  /** No new session. */
  drain(instance: string): Promise<void>;
  sessions(instance: string): Promise<number>;
  isHealthy(instance: string): Promise<boolean>;
  ready(instance: string): Promise<void>;
}
