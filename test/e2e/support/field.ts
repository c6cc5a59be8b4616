import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vaultRequest } from './servers.js';

const folder = join(import.meta.dirname, '../../fixtures/field');

/** The key that the credentials of the field data are encrypted with. */
export const fieldMasterKey = 'lab-master-key-of-the-source-32b';

/** Paths in flight at once. */
const atOnce = 16;

/** What `fillField` needs of a side: a connection into its database, and its mount. */
interface FieldSide {
  readonly mount: string;
  connect(): Promise<{ query(sql: string): Promise<unknown>; end(): Promise<void> }>;
}

/** Fills empty source tables, and the side's mount unless `withVault` is false, with what the real services made. */
export async function fillField(side: FieldSide, withVault = true): Promise<void> {
  await Promise.all([fillRows(side), withVault ? fillSecrets(side.mount) : undefined]);
}

async function fillRows(side: FieldSide): Promise<void> {
  const text = await readFile(join(folder, 'source-rows.sql'), 'utf8');
  const connection = await side.connect();
  try {
    await connection.query('START TRANSACTION');
    // One statement a line: the dump breaks none, since newlines inside values are escaped.
    for (const line of text.split('\n')) {
      if (line.trim() !== '') await connection.query(line);
    }
    await connection.query('COMMIT');
  } finally {
    await connection.end();
  }
}

type Versions = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

async function fillSecrets(mount: string): Promise<void> {
  const secrets: Record<string, Versions> = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));
  const waiting = Object.entries(secrets);
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await writeVersions(mount, ...next);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Writes every version up to the last, so that the numbers are the real ones, and deletes those that had no data any more. */
async function writeVersions(mount: string, name: string, versions: Versions): Promise<void> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  const last = Math.max(...Object.keys(versions).map(Number));
  const gone: number[] = [];
  for (let version = 1; version <= last; version += 1) {
    const data = versions[version] ?? null;
    await vaultRequest('POST', `${mount}/data/${path}`, { data: data ?? {} });
    if (data === null) gone.push(version);
  }
  if (gone.length > 0) await vaultRequest('POST', `${mount}/delete/${path}`, { versions: gone });
}
