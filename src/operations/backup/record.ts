import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Config } from '../../config/config.js';
import { at, type Plain } from '../../core/shape.js';
import { replaceFile } from '../checklist/early-answers.js';
import { bytesOf } from './dump-folder.js';

/** The latest backup that was verified: beside the config, since it is there before any ledger. */
const backupRecord = z.object({
  file: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  serverIdentity: z.string(),
  database: z.string(),
  madeAt: at,
  verifiedAt: at,
  tables: z.array(z.string()),
});
export type BackupRecord = Plain<z.infer<typeof backupRecord>>;

const recordPath = ({ path }: Pick<Config, 'path'>): string => `${path}.backup.json`;

/** null: none was verified, or its file is gone or another one. */
export async function readBackupRecord(config: Pick<Config, 'path'>): Promise<BackupRecord | null> {
  try {
    const record = backupRecord.parse(JSON.parse(await readFile(recordPath(config), 'utf8')));
    return (await bytesOf(record.file)) === record.bytes ? record : null;
  } catch {
    return null;
  }
}

export async function saveBackupRecord(config: Pick<Config, 'path'>, record: BackupRecord): Promise<void> {
  await replaceFile(recordPath(config), `${JSON.stringify(record, null, 2)}\n`);
}
