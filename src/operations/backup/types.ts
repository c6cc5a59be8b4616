import { z } from 'zod';
import { at, count, type Plain, sentence } from '../../core/shape.js';
import type { Flavour } from '../../plan/facts.js';
import type { Question } from '../operation.js';

/** What a backup holds of a table that will be written, against what the target holds now. */
const backedUpTable = z.object({
  table: z.string(),
  rows: count.nullable().describe('In the backup; null: it is not there'),
  state: z
    .enum(['same', 'written-since', 'differs', 'missing'])
    .describe(
      'written-since: the target’s table was written after the backup was made, so it was not compared',
    ),
});

export const backupResult = z.object({
  file: z.string(),
  ok: z.boolean(),
  database: z.string(),
  madeAt: at.nullable().describe('When it was finished; null: it does not say'),
  bytes: count,
  sha256: z.string(),
  tables: z.array(backedUpTable),
  problems: z.array(sentence),
  /** The item of the checklist that it answers; null: the preset has none. */
  itemId: z.string().nullable(),
});
export type BackupResult = Plain<z.infer<typeof backupResult>>;

/** A private server that a backup is restored into. */
export interface PrivateServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  remove(): Promise<void>;
}

export interface BackupRequest {
  /** To be written by make, to be read by verify; absent: make chooses its name. */
  readonly file?: string | undefined;
  /** An older one is not fresh. */
  readonly maxAgeHours: number;
  /** null: this machine has no server program of that kind. */
  readonly startServer: (flavour: Flavour) => Promise<PrivateServer | null>;
  readonly say: (line: BackupStep) => void;
}

export type BackupStep = 'dumping' | 'reading' | 'restoring' | 'comparing';

/**
 * make: dumps the tables that will be written, then verifies the file. verify: whether a file is finished, whole, fresh and of this
 * database, and what it gives back when it is restored. Neither writes into the target's rows; the outcome answers the checklist's item.
 * RefusedError where there is no tool or server for it.
 */
export type BackupOperation = Question<BackupRequest, BackupResult>;
