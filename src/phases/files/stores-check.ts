import type { Config } from '../../config/config.js';
import type { RunEvent } from '../../core/events.js';
import type { ObjectStore } from '../../objects/store.js';
import type { FilesPlan } from '../../plan/plan.js';
import type { RepositoryNeeds } from './count-files.js';
import type { FileStores } from './stores.js';

/** What has to be known of the stores before anything is carried. */
export interface StoresCheck {
  readonly config: Config;
  readonly plan: FilesPlan;
  readonly stores: FileStores;
  /** Repositories that files move into, with what each gets. */
  readonly repositories: ReadonlyMap<string, RepositoryNeeds>;
  /** Bytes of a repository's files that a store does not have yet. */
  readonly lackingBytes: (store: ObjectStore, repository: string) => Promise<number>;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}
