import type { z } from 'zod';
import type { Context } from '../../config/context.js';
import type { Listener, RunControl } from '../../core/events.js';
import type { RefusedError } from '../../core/refused.js';
import type { Sentence } from '../../core/sentence.js';
import type { Plain } from '../../core/shape.js';
import type { schemaFile, schemaPlanned, schemaResult } from './shapes.js';

export type SchemaPlanned = Plain<z.infer<typeof schemaPlanned>>;
type Result = { readonly [Key in keyof typeof schemaResult]: Plain<z.infer<(typeof schemaResult)[Key]>> };

/** How the schema's files stand, after what was done. */
export interface SchemaReport extends Result {
  readonly files: readonly Plain<z.infer<typeof schemaFile>>[];
  /** What has to be put right first. */
  readonly problems: readonly RefusedError[];
  readonly warnings: readonly Sentence[];
  /** Of a dry run: what would be carried out. */
  readonly planned: readonly SchemaPlanned[] | null;
}

/** status: reads only. RefusedError where there are no files, or they cannot be read. */
export type SchemaStatusOperation = (context: Context) => Promise<SchemaReport>;

export interface SchemaMove {
  /** Must equal the target database's name, else RefusedError; a dry run needs none. */
  readonly confirm: string | undefined;
  /** Files at most; absent: all. */
  readonly steps?: number;
  readonly dryRun: boolean;
}

/** up, down. RefusedError before anything is written; SchemaStopped where a statement fails. */
export type SchemaMoveOperation = (
  context: Context,
  request: SchemaMove,
  listener: Listener,
  control: Pick<RunControl, 'stop'>,
) => Promise<SchemaReport>;

export interface SchemaRepair {
  readonly confirm: string | undefined;
  /** What to do with the file that is half done. */
  readonly go?: 'continue' | 'take-back' | undefined;
  /** The operator's word on what the tool could not decide. */
  readonly word?: 'done' | 'not-done' | undefined;
}
export type SchemaRepairOperation = (
  context: Context,
  request: SchemaRepair,
  listener: Listener,
  control: Pick<RunControl, 'stop'>,
) => Promise<SchemaReport>;
