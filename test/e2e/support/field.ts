import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { vaultRequest } from './servers.js';

const folder = join(import.meta.dirname, '../../fixtures/field');

/** The key that the credentials of the field data are encrypted with. */
export const fieldMasterKey = 'lab-master-key-of-the-source-32b';

/** Paths in flight at once. */
const atOnce = 16;

type FieldConnection = Pick<AdminConnection, 'query' | 'end'>;

/** What `fillField` needs of a side: a connection into its database, and its mount. */
interface FieldSide {
  readonly mount: string;
  connect(): Promise<FieldConnection>;
}

/** Fills empty source tables, and the side's mount unless `withVault` is false, with what the real services made. */
export async function fillField(side: FieldSide, withVault = true): Promise<void> {
  await fillRows(side);
  if (withVault) await fillSecrets(side);
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

/** The values themselves were not taken along, so each version gets one of ours, and the rows that name it get its facts. */
async function fillSecrets(side: FieldSide): Promise<void> {
  const secrets: Record<string, Versions> = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));
  const connection = await side.connect();
  try {
    const types = await setSignatures(connection, secrets);
    const waiting = Object.entries(secrets);
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [path, versions] = next;
        await writeVersions(side.mount, path, versions, types.get(path) ?? 'string');
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await connection.end();
  }
}

const secretText = (path: string, version: number | string) => `value ${version} of ${path}`;

interface NamingRow extends RowDataPacket {
  readonly id: number;
  readonly path: string;
  readonly version: number;
  readonly kvType: string;
}

/** Gives rows the signature, MD5 and size of the value they name; returns the type of each path. */
async function setSignatures(
  connection: FieldConnection,
  secrets: Readonly<Record<string, Versions>>,
): Promise<ReadonlyMap<string, string>> {
  const types = new Map<string, string>();
  const below = { kvs: "'kvs/'", released_kvs: "'releases/', release_id, '/kvs/'" };
  for (const [table, folders] of Object.entries(below)) {
    const [rows] = await connection.query<NamingRow[]>(
      `SELECT id, CONCAT('biz/', biz_id, '/apps/', app_id, '/', ${folders}, \`key\`) AS path, version, kv_type AS kvType FROM ${table}`,
    );
    for (const { id, path, version, kvType } of rows) {
      if (secrets[path]?.[version] !== null) continue;
      types.set(path, kvType);
      const value = secretText(path, version);
      const [signature, md5] = ['sha256', 'md5'].map((name) => createHash(name).update(value).digest('hex'));
      await connection.query(
        `UPDATE ${table} SET signature = '${signature}', md5 = '${md5}', byte_size = ${Buffer.byteLength(value)} WHERE id = ${id}`,
      );
    }
  }
  return types;
}

/** Writes every version up to the last, so that the numbers are the real ones; a mount drops the oldest by itself. */
async function writeVersions(mount: string, name: string, versions: Versions, type: string): Promise<void> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  const last = Math.max(...Object.keys(versions).map(Number));
  for (let version = 1; version <= last; version += 1) {
    const data = versions[version] ?? { kv_type: type, value: secretText(name, version) };
    await vaultRequest('POST', `${mount}/data/${path}`, { data });
  }
}
