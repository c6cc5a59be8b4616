import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { createPair, type Pair, uniqueName } from '../support/pair.js';
import { createMount, dropMount, vaultRequest } from '../support/servers.js';

/** What an operator does wrong at night: each ends in one clear message with its remedy, exit code 2, and nothing written. */

type Block = { [key: string]: unknown };
interface ConfigFile extends Block {
  source: { mysql: Block; vault: Block };
  target: { mysql: Block; vault: Block };
}

const password = 'canary-Qq7-password';
let pair: Pair;
let target: AdminConnection;
let sealed: VaultServer;
let yaml: string;
const oldMount = uniqueName('old');
const account = uniqueName('mover').slice(0, 24);

beforeAll(async () => {
  pair = await createPair({ size: { rows: 700 } });
  target = await pair.target.connect();
  sealed = await startVault();
  await createMount(oldMount, 1);
  yaml = await readFile(pair.configFile, 'utf8');
});
afterAll(async () => {
  await target.query(`DROP USER IF EXISTS '${account}'@'127.0.0.1'`);
  await target.end();
  await dropMount(oldMount);
  await sealed.remove();
  await pair.drop();
});

/** Everything a run would have left behind: rows, raised generators, a ledger entry, secrets. */
async function traces(): Promise<unknown> {
  const [tables] = await target.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const counts: unknown[] = [];
  for (const { name } of tables as { name: string }[]) {
    const [rows] = await target.query(`CHECKSUM TABLE \`${name}\``);
    counts.push(rows);
  }
  const [ledger] = await target.query(
    `SELECT COUNT(*) AS found FROM information_schema.tables WHERE table_schema = 'tenantferry' AND table_name = 'runs'`,
  );
  const known = Number((ledger as { found: number }[])[0]?.found) > 0;
  const [runs] = known
    ? await target.query('SELECT run_id FROM tenantferry.runs WHERE target_database = DATABASE()')
    : [[]];
  const secrets = await vaultRequest('LIST', `${pair.target.mount}/metadata/`).catch(() => 'none');
  return { counts, runs, secrets };
}

async function writeConfig(change: (file: ConfigFile) => void): Promise<string> {
  const file = load(yaml) as ConfigFile;
  change(file);
  return writeText(dump(file));
}

async function writeText(text: string): Promise<string> {
  const path = join(pair.folder, `${uniqueName('migrate')}.yaml`);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

async function createUser(grants: string): Promise<void> {
  await target.query(`DROP USER IF EXISTS '${account}'@'127.0.0.1'`);
  await target.query(`CREATE USER '${account}'@'127.0.0.1' IDENTIFIED BY '${password}'`);
  await target.query(`GRANT ${grants} ON \`${pair.target.database}\`.* TO '${account}'@'127.0.0.1'`);
  await target.query(`GRANT ALL ON tenantferry.* TO '${account}'@'127.0.0.1'`);
}

const asMover = (file: ConfigFile): void => {
  Object.assign(file.target.mysql, { user: account, password });
};

interface Situation {
  readonly name: string;
  /** Puts things wrong; gives the config to use, and what puts them right again. */
  readonly arrange: () => Promise<{ config: string; undo?: () => Promise<unknown> }>;
  /** Found in the message. */
  readonly message: RegExp;
  /** What check names; default: that one message. */
  readonly obstacles?: readonly RegExp[];
  readonly remedy: RegExp;
}

const situations: readonly Situation[] = [
  {
    name: 'wrong password',
    arrange: async () => ({
      config: await writeConfig((file) => {
        file.target.mysql.password = password;
      }),
    }),
    message: /password/i,
    remedy: /password/i,
  },
  {
    name: 'unknown host',
    arrange: async () => ({
      config: await writeConfig((file) => {
        file.source.mysql.host = 'no-such-host.invalid';
      }),
    }),
    message: /no-such-host\.invalid/,
    remedy: /host/i,
  },
  {
    name: 'missing database',
    arrange: async () => ({
      config: await writeConfig((file) => {
        file.target.mysql.database = 'no_such_database';
      }),
    }),
    message: /no_such_database/,
    remedy: /./,
  },
  {
    name: 'missing tenant column',
    arrange: async () => {
      await target.query('ALTER TABLE hooks RENAME COLUMN tenant_id TO other_id');
      return {
        config: await writeConfig(() => undefined),
        undo: () => target.query('ALTER TABLE hooks RENAME COLUMN other_id TO tenant_id'),
      };
    },
    message: /hooks.*tenant_id|tenant_id.*hooks/,
    remedy: /./,
  },
  {
    name: 'missing table',
    arrange: async () => {
      await target.query('RENAME TABLE commits TO commits_elsewhere');
      return {
        config: await writeConfig(() => undefined),
        undo: () => target.query('RENAME TABLE commits_elsewhere TO commits'),
      };
    },
    message: /commits/,
    remedy: /./,
  },
  {
    name: 'sealed Vault',
    arrange: async () => {
      await sealed.seal();
      return {
        config: await writeConfig((file) => {
          file.target.vault.address = sealed.address;
        }),
        undo: () => sealed.unseal(),
      };
    },
    message: /sealed/i,
    remedy: /unseal/i,
  },
  {
    name: 'wrong token',
    arrange: async () => ({
      config: await writeConfig((file) => {
        file.target.vault.token = password;
      }),
    }),
    message: /token/i,
    remedy: /token/i,
  },
  {
    name: 'KV v1 mount',
    arrange: async () => ({
      config: await writeConfig((file) => {
        file.target.vault.mount = oldMount;
      }),
    }),
    message: new RegExp(`${oldMount}.*(v1|version 1)`, 'i'),
    remedy: /v2|version/i,
  },
  {
    name: 'read-only target user',
    arrange: async () => {
      await createUser('SELECT');
      return { config: await writeConfig(asMover) };
    },
    message: /INSERT/,
    remedy: /GRANT INSERT, UPDATE, DELETE.* ON/,
  },
  {
    name: 'missing privilege',
    arrange: async () => {
      await createUser('SELECT, INSERT, DELETE');
      return { config: await writeConfig(asMover) };
    },
    message: /UPDATE/,
    remedy: /GRANT .*UPDATE/,
  },
  {
    name: 'unknown config key',
    arrange: async () => ({
      config: await writeConfig((file) => {
        file.skip_tabels = ['clients'];
      }),
    }),
    message: /:\d+: unknown key "skip_tabels".*skip_tables/,
    remedy: /./,
  },
  {
    name: 'bad YAML',
    arrange: async () => ({ config: await writeText('source:\n  mysql: {host: "unclosed\n') }),
    message: /migrate_.*\.yaml/,
    remedy: /./,
  },
];

/** What stood in the way, from the JSON lines: the blockers, or the refusal when it came before any check. */
function obstacles(ended: Ended): { message: string; remedy: string }[] {
  const lines = linesOf(ended);
  const blockers = lines
    .filter((line) => line.type === 'finding')
    .map((line) => line.finding as Finding)
    .filter((finding) => finding.severity === 'blocker')
    .map(({ title, remedy = '' }) => ({ message: title, remedy }));
  if (blockers.length > 0) return blockers;
  return lines
    .filter((line) => line.type === 'error')
    .map((line) => ({ message: String(line.message), remedy: String(line.remedy) }));
}

describe.each(situations)('$name', ({ arrange, message, remedy, obstacles: expected = [message] }) => {
  let config: string;
  let undo: (() => Promise<unknown>) | undefined;
  let before: unknown;

  beforeAll(async () => {
    ({ config, undo } = await arrange());
    before = await traces();
  });
  afterAll(async () => {
    await undo?.();
  });

  it('is one obstacle with a remedy to check', async () => {
    const ended = await runHere(['check', '-c', config, '--json']);
    const found = obstacles(ended);
    expect(found.map((obstacle) => obstacle.message)).toEqual(
      expected.map((words) => expect.stringMatching(words)),
    );
    expect(found[0]?.remedy).toMatch(remedy);
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout + ended.stderr).not.toContain(password);
  });

  it('refuses a run before anything is written', async () => {
    const confirm = /no_such_database/.test(message.source) ? 'no_such_database' : pair.target.database;
    const ended = await runHere(['run', '-c', config, '--confirm', confirm]);
    expect(ended.stderr.match(/^✗ /gm)).toHaveLength(1);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).toMatch(/^ +remedy: ./m);
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout + ended.stderr).not.toContain(password);
    expect(await traces()).toEqual(before);
  });
});
