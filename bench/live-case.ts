import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { Flavour } from '../src/plan/facts.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { type AdminConnection, connectAdmin } from '../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../src/sandbox/servers/types.js';
import { cpuSecondsOf } from './measure.js';
import { type Ended, tool } from './tool.js';

/** A source that logs, its target on another server of the flavour, and a table of 13 columns with a unique key beside its own. */
export interface LiveCase extends AsyncDisposable {
  readonly flavour: Flavour;
  readonly source: DatabaseServer;
  readonly target: DatabaseServer;
  /** `-c` and the config; `--confirm` and what is to be typed. */
  readonly config: readonly string[];
  readonly confirm: readonly string[];
  /** The fence command makes it. */
  readonly fenceFile: string;
  connect(side: 'source' | 'target'): Promise<AdminConnection>;
  /** CPU seconds of source and target. */
  cpu(): readonly [number, number];
  /** The first of so many IDs that nobody else gets. */
  ids(count: number): number;
  /** So many new rows, committed one by one or all at once; `spec`: SQL of their JSON. */
  write(rows: number, each: boolean, spec?: string): Promise<void>;
  /** Copies what is there, beside which the source may be written to. */
  copy(): Promise<Ended>;
}

const database = 'bench_live';
const columns = `id bigint unsigned PRIMARY KEY, biz_id int unsigned NOT NULL, app_id int unsigned NOT NULL,
  name varchar(255) NOT NULL, memo varchar(256) DEFAULT '', spec json, amount decimal(20,4) NOT NULL, state enum('on','off') NOT NULL,
  creator varchar(64) NOT NULL, reviser varchar(64) NOT NULL, created_at datetime(6) NOT NULL, updated_at timestamp NOT NULL`;
/** Of a row with the ID `i`. */
export const valuesOf = (
  i: string,
  spec = `'{"a": 1, "b": [true, 2.5]}'`,
) => `${i}, 7, 42, CONCAT('item-', ${i}), 'some words of a memo that are not short',
  ${spec}, ${i} / 7, 'on', 'ann', 'bob', '2024-01-02 03:04:05.678901', '2024-01-02 03:04:05'`;

const text = (english: string) => ({ en: english, zh: english });
const preset = {
  name: 'bench',
  title: text('One table'),
  source_version: '1',
  target_version: '2',
  tenant: { column: 'tenant_id', max_length: 50 },
  business: { column: 'biz_id' },
  id: { column: 'id', max: 4_294_967_295 },
  references: {},
  tables: [{ name: 'things', level: 1 }],
  skip: [],
  id_generators: {
    table: 'id_generators',
    resource_column: 'resource',
    max_column: 'max_id',
    updated_column: 'updated_at',
    without: [],
  },
  not_moved: [],
  watch_lists: [],
  checklist: [],
};
const generators =
  'CREATE TABLE id_generators (resource varchar(50) PRIMARY KEY, max_id bigint unsigned NOT NULL, updated_at datetime(6) NULL)';

/** Highest ID that the source's generator says it has given: all that is written later lies below. */
const highestId = 20_000_000;

export async function openLiveCase(flavour: Flavour): Promise<LiveCase> {
  const start = flavour === 'mariadb' ? startMariadb : startMysql;
  // Both sides: without a way back a cut-over is refused.
  const logged = { log_bin: 'binlog', binlog_format: 'ROW', binlog_row_image: 'FULL' };
  const variables = { local_infile: 'ON', ...logged };
  const [source, target] = await Promise.all([start({ variables }), start({ variables })]);
  const folder = await mkdtemp(join(tmpdir(), 'bench-live-'));
  const fenceFile = join(folder, 'fence');
  for (const [server, more, last] of [
    [source, 'UNIQUE KEY by_name (app_id, name)', highestId],
    [target, 'tenant_id varchar(50) NOT NULL, UNIQUE KEY by_name (tenant_id, app_id, name)', 100],
  ] as const) {
    const admin = await connectAdmin(server);
    await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    await admin.query(`USE ${database}`);
    await admin.query(`CREATE TABLE things (${columns}, ${more})`);
    await admin.query(generators);
    await admin.query(`INSERT INTO id_generators VALUES ('things', ${last}, NULL)`);
    await admin.end();
  }
  const presetFile = join(folder, 'preset.yaml');
  await writeFile(presetFile, dump(preset));
  const configFile = join(folder, 'migrate.yaml');
  const settings = {
    migration: { preset: presetFile, ids: 'offset' },
    options: {
      within_server: false,
      live: { quiet_seconds: 2, max_pause_seconds: 120, fence: { command: `touch ${fenceFile}; sleep 0.1` } },
    },
  };
  const yaml = migrateYaml('acme', { server: source, database }, { server: target, database }, settings);
  await writeFile(configFile, yaml, { mode: 0o600 });
  const config = ['-c', configFile];
  const confirm = ['--confirm', database];

  let given = 0;
  function ids(count: number): number {
    const first = given + 1;
    given += count;
    if (given > highestId) throw new Error(`no more than ${highestId} rows can be written`);
    return first;
  }

  return {
    ...{ flavour, source, target, config, confirm, fenceFile, ids },
    connect: (side) => connectAdmin(side === 'source' ? source : target, database),
    cpu: () => [cpuSecondsOf(source.pid), cpuSecondsOf(target.pid)],
    async write(rows, each, spec) {
      const first = ids(rows);
      const admin = await connectAdmin(source, database);
      await admin.query('DROP PROCEDURE IF EXISTS fill');
      await admin.query(
        `CREATE PROCEDURE fill() BEGIN
          DECLARE i int DEFAULT ${first};
          ${each ? '' : 'START TRANSACTION;'}
          WHILE i < ${first + rows} DO INSERT INTO things VALUES (${valuesOf('i', spec)}); SET i = i + 1; END WHILE;
          COMMIT;
        END`,
      );
      await admin.query('CALL fill()');
      await admin.end();
    },
    copy: () => tool(['run', '--live', ...config, ...confirm]),
    async [Symbol.asyncDispose]() {
      await Promise.all([source.remove(), target.remove()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
