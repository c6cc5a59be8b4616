import type { Config } from '../config/config.js';
import type { Session } from '../mysql/session.js';
import type { LedgerLocation } from '../run/ledger/location.js';
import type { StoredRun } from '../run/ledger/runs.js';

export interface RemoveSecrets {
  readonly context: { readonly config: Config };
  readonly session: Session;
  readonly ledger: LedgerLocation;
  readonly run: StoredRun;
  /** Only look. */
  readonly dryRun: boolean;
}

export interface RemovedSecrets {
  /** Versions of secrets that were (or would be) removed. */
  readonly versions: number;
  /** Paths that somebody wrote to after the run. */
  readonly changed: readonly string[];
}

export async function removeRunSecrets(_: RemoveSecrets): Promise<RemovedSecrets> {
  return { versions: 0, changed: [] };
}
