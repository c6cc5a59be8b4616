import type { Config } from '../../config/config.js';
import type { Listener, RunControl } from '../../core/events.js';
import type { RunLedger } from '../../ledger/location.js';
import type { Plan } from '../../plan/plan.js';
import type { Preset } from '../../preset/schema.js';

/** What secrets are copied, repaired and brought with. */
export interface SecretsWork {
  readonly config: Config;
  readonly preset: Preset;
  readonly plan: Plan;
  /** Outside a transaction while secrets are brought. */
  readonly ledger: RunLedger;
  readonly listener: Listener;
  readonly control: RunControl;
}
