import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../../../src/config/config.js';
import { loadConfig } from '../../../../src/config/load.js';
import { encryptCredential } from '../../../../src/sandbox/data/digests.js';
import { migrateYaml } from '../../../../src/sandbox/migrate-yaml.js';
import type { AdminConnection } from '../../../../src/sandbox/servers/admin.js';
import { putSecret } from '../independent/honest-copy.js';
import { vaultOf } from '../journey/journey.js';
import { createPair, type Pair, type Side, uniqueName } from '../pair.js';
import { sharedVault, vaultRequest } from '../servers.js';
import { type Canaries, createCanaries } from './canaries.js';

/** A migration whose every secret is a canary. */
export interface Scene {
  readonly pair: Pair;
  readonly canaries: Canaries;
  readonly config: Config;
  readonly configFile: string;
  /** A row of the source whose secret is a canary, with its path there. */
  readonly kv: { readonly id: string; readonly path: string };
  readonly source: AdminConnection;
  readonly target: AdminConnection;
  /** A config with something changed in its text. */
  configFileWith(name: string, change: (yaml: string) => string): Promise<string>;
  drop(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const pair = await createPair({ size: { rows: 400 }, source: 'mariadb', target: 'mysql' });
  const canaries = createCanaries();
  const [source, target] = await Promise.all([pair.source.connect(), pair.target.connect()]);
  const accounts = { source: uniqueName('s'), target: uniqueName('t') };
  const environment = async (role: 'source' | 'target', connection: AdminConnection, side: Side) => {
    const password = canaries.make(`${role} password`);
    await connection.query(`CREATE USER '${accounts[role]}'@'%' IDENTIFIED BY '${password}'`);
    await connection.query(`GRANT ALL ON *.* TO '${accounts[role]}'@'%'`);
    return {
      server: { ...side.server, user: accounts[role], password },
      database: side.database,
      vault: {
        server: { ...sharedVault(), rootToken: await canaryToken(canaries, role) },
        mount: side.mount,
      },
      credentialMasterKey: canaries.make(`${role} master key`),
    };
  };
  const from = await environment('source', source, pair.source);
  const to = await environment('target', target, pair.target);
  await encryptAnew(source, canaries, from.credentialMasterKey);
  const kv = await plantSecret(pair, source, canaries);
  const yaml = migrateYaml('acme', from as never, to as never, { options: { on_error: 'continue' } });
  const configFile = join(pair.folder, 'canary.yaml');
  await writeFile(configFile, yaml, { mode: 0o600 });
  return {
    pair,
    canaries,
    config: await loadConfig(configFile),
    configFile,
    kv,
    source,
    target,
    configFileWith: async (name, change) => {
      const path = join(pair.folder, name);
      await writeFile(path, change(readFileSync(configFile, 'utf8')), { mode: 0o600 });
      return path;
    },
    drop: async () => {
      await source.query(`DROP USER '${accounts.source}'@'%'`);
      await target.query(`DROP USER '${accounts.target}'@'%'`);
      await Promise.all([source.end(), target.end()]);
      await pair.drop();
    },
  };
}

/** A token whose text we choose; only root can make one. */
async function canaryToken(canaries: Canaries, role: string): Promise<string> {
  const id = canaries.make(`${role} token`);
  await vaultRequest('POST', 'auth/token/create', { id, policies: ['root'], ttl: '1h' });
  return id;
}

/** The sample data is encrypted with the sandbox's own key. */
async function encryptAnew(source: AdminConnection, canaries: Canaries, masterKey: string): Promise<void> {
  const [rows] = await source.query('SELECT id FROM credentials');
  for (const { id } of rows as { id: string }[]) {
    const ciphertext = encryptCredential(canaries.make(`credential ${id}`), masterKey);
    canaries.add(`ciphertext ${id}`, ciphertext);
    await source.query('UPDATE credentials SET enc_credential = ? WHERE id = ?', [ciphertext, id]);
  }
}

/** One key with a canary for its value, and one whose signature disagrees with its value. */
async function plantSecret(
  pair: Pair,
  source: AdminConnection,
  canaries: Canaries,
): Promise<{ id: string; path: string }> {
  const [rows] = await source.query(
    `SELECT id, biz_id, app_id, \`key\` AS name FROM kvs WHERE \`key\` LIKE 'k%' OR \`key\` LIKE 'db.%' ORDER BY id LIMIT 2`,
  );
  const planted = (rows as { id: string; biz_id: string; app_id: string; name: string }[]).map(
    ({ id, biz_id, app_id, name }) => ({ id, path: `biz/${biz_id}/apps/${app_id}/kvs/${name}` }),
  );
  const [right, wrong] = planted;
  if (right === undefined || wrong === undefined) throw new Error('the sample data has too few keys');
  for (const { id, path } of [right, wrong]) {
    const value = canaries.make(`secret ${id}`, 60);
    await putSecret(vaultOf(pair.source), path, { kv_type: 'string', value });
    const answer = (await vaultRequest('GET', `${pair.source.mount}/metadata/${encodeURI(path)}`)) as {
      data: { current_version: number };
    };
    await source.query(
      `UPDATE kvs SET version = ?, kv_type = 'string', signature = ?, md5 = ?, byte_size = ? WHERE id = ?`,
      [
        answer.data.current_version,
        createHash('sha256')
          .update(id === wrong.id ? 'another' : value)
          .digest('hex'),
        createHash('md5').update(value).digest('hex'),
        value.length,
        id,
      ],
    );
  }
  return right;
}
