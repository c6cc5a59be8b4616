import type { PresetTable } from '../../../preset/schema.js';
import type { SourceMarks } from '../captures.js';
import type { RowKey } from '../compare/keys.js';
import type { Looking } from '../compare/look-at-rows.js';

/** What a preset says of changes that leave no time in their rows. */
type UnseenChanges = NonNullable<PresetTable['unseen_changes']>;

/** Where the source stood when the run's snapshot was taken. */
export interface RunMarks {
  readonly marks?: SourceMarks | undefined;
  /** When the run was begun, as ISO text; rows may bear times of the future, above which nothing looks new. */
  readonly startedAt?: string;
  /** Table → changes that leave no time in its rows. */
  readonly unseenChanges: Readonly<Record<string, UnseenChanges>>;
}

export interface Judging extends Looking {
  readonly options: Looking['options'] & RunMarks;
}

/** A row that differs, and in which columns; none where one side does not have it. */
export interface DifferingRow {
  readonly key: RowKey;
  readonly columns: readonly string[];
}
