import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import { openSession } from '../src/mysql/session.js';
import type { Flavour } from '../src/plan/facts.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { endpointOf } from '../src/sandbox/servers/types.js';
import { kratosData, kratosSchema } from '../src/sandbox/systems/kratos.js';
import { startVault, type VaultServer } from '../src/sandbox/vault/server.js';
import { tool } from './tool.js';

/** What encryption costs a copy: users with three encrypted columns and their look-up columns, beside the same users as they are. */

const source = 'bench_source';
const target = 'bench_target';
const seeded = 1_000;

const names = ['id', 'username', 'password', 'email', 'phone', 'name', 'created_at', 'updated_at'];
const text = { en: 'Users', zh: '用户' };

const plainPreset = {
  ...{ name: 'plain', title: text, source_version: '1', target_version: '2' },
  tables: [
    { name: 'users', level: 1, key: ['id'], columns: Object.fromEntries(names.map((name) => [name, {}])) },
  ],
};

async function benchFlavour(flavour: Flavour, rows: number, vault: VaultServer): Promise<void> {
  const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({
    variables: { local_infile: 'ON' },
  });
  const folder = await mkdtemp(join(tmpdir(), 'tenantferry-bench-'));
  const admin = await openSession(endpointOf(server, ''), 'target-writer');
  try {
    await admin.execute(`CREATE DATABASE ${source}`);
    await admin.execute(`USE ${source}`);
    for (const sql of [kratosSchema.source, ...kratosData(seeded)]) await admin.execute(sql);
    const own = names.filter((name) => name !== 'id' && name !== 'username').join(', ');
    for (let there = seeded; there < rows; there *= 2)
      await admin.execute(
        `INSERT INTO users (id, username, ${own}) SELECT id + ${there}, CONCAT('u', id + ${there}), ${own} FROM users LIMIT ${Math.min(there, rows - there)}`,
      );
    await writeFile(join(folder, 'plain.yaml'), dump(plainPreset));
    for (const way of ['plain', 'encrypted'] as const) {
      await admin.execute(`DROP DATABASE IF EXISTS ${target}`);
      await admin.execute('DROP DATABASE IF EXISTS tenantferry');
      await admin.execute(`CREATE DATABASE ${target}`);
      await admin.execute(`USE ${target}`);
      await admin.execute(way === 'plain' ? kratosSchema.source : kratosSchema.target);
      const config = join(folder, `${way}.migrate.yaml`);
      const preset = way === 'plain' ? join(folder, 'plain.yaml') : 'kratos';
      const side = (database: string) => ({ server, database });
      const keys = way === 'plain' ? {} : { vault: { server: vault, mount: 'bench' } };
      const yaml = migrateYaml(
        undefined,
        side(source),
        { ...side(target), ...keys },
        {
          migration: { preset },
          options: { within_server: false },
          ...(way === 'plain' ? {} : { keys: { mount: 'transit', key: 'pii', hmac_key: 'pii-hmac' } }),
        },
      );
      await writeFile(config, yaml, { mode: 0o600 });
      const { seconds, cpu, rss } = await tool(['run', '-c', config, '--confirm', target]);
      const [counted] = await admin.query(`SELECT COUNT(*) AS n FROM ${target}.users`);
      if (Number(counted?.n) !== rows) throw new Error(`${String(counted?.n)} of ${rows} rows were copied`);
      console.log(
        `| ${flavour} | ${rows} | ${way} | ${seconds.toFixed(1)} | ${cpu.toFixed(1)} | ${Math.round(rss)} |`,
      );
    }
  } finally {
    await admin.close();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      on: { type: 'string', default: 'mariadb,mysql' },
      rows: { type: 'string', default: '100000,500000' },
    },
  });
  const vault = await startVault();
  try {
    await vault.request('POST', 'sys/mounts/transit', { type: 'transit' });
    for (const key of ['pii', 'pii-hmac']) await vault.request('POST', `transit/keys/${key}`, {});
    console.log('| server | rows | way | s | tool CPU s | tool RSS MB |\n|---|--:|---|--:|--:|--:|');
    for (const flavour of values.on.split(',')) {
      if (flavour !== 'mariadb' && flavour !== 'mysql')
        throw new Error(`--on knows mariadb and mysql, not ${flavour}`);
      for (const rows of values.rows.split(',').map(Number)) await benchFlavour(flavour, rows, vault);
    }
  } finally {
    await vault.remove();
  }
}

await main();
