import type { LiveOptions } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import type { Listener, RunControl } from '../../core/events.js';
import type { LiveRecord } from '../../ledger/live.js';
import type { RunLedger } from '../../ledger/location.js';
import type { StoredRun } from '../../ledger/runs.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import type { CutoverRequest } from './types.js';

/** What a cut-over works with. */
export interface Cutting {
  readonly context: Context;
  readonly request: CutoverRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly options: LiveOptions;
  readonly run: StoredRun;
  readonly ledger: RunLedger;
  readonly live: LiveRecord;
  readonly source: DatabaseFacts;
}
