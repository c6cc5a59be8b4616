/**
 * Where a run stands, as the ledger in the target keeps it. Between `created` and `copied`: the name of the phase that is at work,
 * and `<name>-done` where others follow.
 */
export type RunState = FixedRunState | (string & Record<never, never>);
export type FixedRunState = 'created' | 'copied' | 'rolling-back' | 'rolled-back';

/** What became of a file in one destination. */
export type FileState =
  /** We wrote it. */
  | 'created'
  /** It was there, and right. */
  | 'existed'
  /** The source does not have it. */
  | 'missing'
  /** The source has other bytes under this name. */
  | 'corrupt'
  /** The destination has other bytes under this name. */
  | 'conflict'
  /** Mode copy, and no server can copy it. */
  | 'refused'
  | 'denied'
  | 'failed';

/** pending: not begun. writing: begun, and nothing stood there before. removed: taken back. */
export type FileTaskState = FileState | 'pending' | 'writing' | 'removed';

/** How many files are in a state, and their bytes. */
export interface FileCounts {
  readonly state: FileTaskState;
  readonly files: number;
  readonly bytes: number;
}
