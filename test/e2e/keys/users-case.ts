import { createDecipheriv, createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { vaultRequest } from '../support/servers.js';
import type { OpenedCase, SmallCase } from '../support/small-case.js';

export const canary = 'canary-f00d';
export const rows = 1_200;

/** Texts of several shapes; two rows have one name, and some have none. */
export const emailOf = (id: number) =>
  id % 50 === 0 ? null : id % 51 === 0 ? '' : `${canary}-${id}@äöü-例.test`;
export const nameOf = (id: number) => `${canary} name ${id % 7}`;

const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text}'`);

export function usersCase(flavour: Flavour, more: Partial<SmallCase> = {}): SmallCase {
  const values = Array.from({ length: rows }, (_, index) => index + 1)
    .map((id) => `(${id}, 'u${id}', ${quoted(emailOf(id))}, '${nameOf(id)}')`)
    .join(', ');
  return {
    source: `CREATE TABLE users (id int PRIMARY KEY, username varchar(50) NOT NULL, email varchar(90) NULL, name varchar(50) NOT NULL);
INSERT INTO users VALUES ${values};
`,
    target: `CREATE TABLE users (tenant_id varchar(50) NOT NULL, id int PRIMARY KEY, username varchar(50) NOT NULL, email_encrypted varchar(512) NULL, email_hash varchar(64) NULL, name_encrypted blob NOT NULL, name_hash varchar(64) NULL, KEY (email_hash));
`,
    tables: [],
    sourceServer: flavour,
    targetServer: flavour,
    generators: false,
    transit: {},
    settings: { options: { batch_size: 200, parallel: 2 } },
    preset: {
      business: undefined,
      id: undefined,
      id_generators: undefined,
      tables: [
        {
          name: 'users',
          level: 1,
          key: ['id'],
          columns: {
            id: {},
            username: {},
            email_encrypted: { encrypt: 's.email', index: 'email_hash' },
            name_encrypted: { encrypt: 's.name', index: 'name_hash' },
          },
        },
      ],
    },
    ...more,
  };
}

export interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
}

/** Opens a stored value by hand: the way an application would, from the table of data keys and the transit engine. */
export async function byHand({ target, mounts }: OpenedCase) {
  const [keys] = await target.query(
    "SELECT version, encrypted_key, key_hash FROM kms_data_keys WHERE status <> 'revoked'",
  );
  const opened = new Map<string, Buffer>();
  for (const { version, encrypted_key, key_hash } of keys as Record<string, unknown>[]) {
    const ciphertext = String(encrypted_key);
    const { data } = (await vaultRequest('POST', `${mounts.transit}/decrypt/pii`, { ciphertext })) as Answer;
    const key = Buffer.from(String(data.plaintext), 'base64');
    expect(createHash('sha256').update(key).digest('hex')).toBe(key_hash);
    opened.set(String(version), key);
  }
  return (stored: string) => {
    const [version = '', algorithm, hex = ''] = stored.split(':');
    expect(algorithm).toBe('AES-256-GCM');
    const sealed = Buffer.from(hex, 'hex');
    const decipher = createDecipheriv('aes-256-gcm', opened.get(version) ?? '', sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
  };
}

/** Tables of the ledger that hold plain text of a row, whatever run it is of. */
export async function ledgerTablesWithPlainText({ target }: OpenedCase): Promise<string[]> {
  const [columns] = await target.query(
    "SELECT TABLE_NAME AS name, COLUMN_NAME AS col FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'tenantferry'",
  );
  const tables = Map.groupBy(columns as { name: string; col: string }[], ({ name }) => name);
  expect(tables.size).toBeGreaterThan(10);
  const found: string[] = [];
  for (const [name, its] of tables) {
    const text = its.map(({ col }) => `CAST(\`${col}\` AS BINARY)`).join(', ');
    const [counted] = await target.query(
      `SELECT COUNT(*) AS n FROM tenantferry.\`${name}\` WHERE CONCAT_WS('|', ${text}) LIKE '%${canary}%'`,
    );
    if (Number((counted as { n: unknown }[])[0]?.n) > 0) found.push(name);
  }
  return found;
}
