import type { MysqlEndpoint } from '../../../config/config.js';
import type { Listener } from '../../../core/events.js';
import type { RepairProposal } from '../../../core/repair.js';
import type { RunLedger } from '../../../ledger/location.js';
import type { CopyMethod } from '../../../mysql/bulk-method.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { Plan } from '../../../plan/plan.js';
import type { Preset } from '../../../preset/schema.js';
import type { Looking } from '../compare/look-at-rows.js';
import type { VersionChange } from '../compare/versions.js';
import type { WholeTables } from '../overwrite/whole-rows.js';
import type { Judging, RunMarks } from './judging.js';

export interface RepairOptions extends RunMarks {
  readonly source: MysqlEndpoint;
  readonly target: MysqlEndpoint;
  readonly plan: Plan;
  readonly preset: Preset;
  readonly cellContext: CellContext;
  /** Table → columns that clients keep changing: never a reason to repair. */
  readonly volatile: Readonly<Record<string, readonly string[]>>;
  readonly method: CopyMethod;
  readonly versionChanges?: (table: string) => AsyncIterable<VersionChange>;
  readonly written?: Looking['options']['written'];
  /** Knows the rows that were written over others; absent where there are none. */
  readonly ledger?: RunLedger;
  readonly wholeOf?: WholeTables;
  /** Also delete rows that the source does not have. */
  readonly deleteExtra: boolean;
  /** Written in the same transaction as a row's repair, for the ledger. */
  readonly record?: (writer: Session, proposal: RepairProposal) => Promise<void>;
  readonly listener: Listener;
  readonly signal: AbortSignal;
}

/** What the repair of one row works with. */
export interface Repairing extends Looking, Judging {
  readonly options: RepairOptions;
  /** Replaced when a failed load has cut it. */
  writer: Session;
}
