import { expect, onTestFinished, test } from 'vitest';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import { blockersOf, findingsOf, migrate, takeBack } from '../support/case-journey.js';
import { openCase } from '../support/small-case.js';

/** Servers on which every new session has limits, modes and habits that would cut, alter or end what the tool does. */
const common = [
  'sql_select_limit = 2',
  'max_join_size = 1',
  // A COMMIT ends the connection.
  'completion_type = 2',
  'autocommit = 0',
  'sql_safe_updates = 1',
  'sql_auto_is_null = 1',
  'sql_quote_show_create = 0',
  'group_concat_max_len = 4',
  'max_error_count = 0',
  'max_sort_length = 8',
  'div_precision_increment = 0',
  'foreign_key_checks = 0',
  'innodb_strict_mode = 0',
  'wait_timeout = 2',
  'net_read_timeout = 1',
  'character_set_server = latin1',
  "session_track_system_variables = '*'",
  "session_track_transaction_info = 'CHARACTERISTICS'",
  'session_track_state_change = 1',
];
const settings = {
  mysql: [
    ...common,
    "sql_mode = 'ANSI,PAD_CHAR_TO_FULL_LENGTH,NO_BACKSLASH_ESCAPES'",
    'transaction_read_only = 1',
    'max_execution_time = 500',
    'default_storage_engine = MyISAM',
    'explicit_defaults_for_timestamp = 0',
    'sql_require_primary_key = 1',
    'sql_generate_invisible_primary_key = 1',
    'range_optimizer_max_mem_size = 1',
  ],
  mariadb: [
    ...common,
    "sql_mode = 'ORACLE,PAD_CHAR_TO_FULL_LENGTH,NO_BACKSLASH_ESCAPES,EMPTY_STRING_IS_NULL'",
    'tx_read_only = 1',
    'max_statement_time = 0.5',
    'default_storage_engine = Aria',
    'innodb_force_primary_key = 1',
    'innodb_snapshot_isolation = 1',
    'idle_transaction_timeout = 1',
    'unique_checks = 0',
  ],
} as const;

const columns = (tenant: string) => `CREATE TABLE apps (id int unsigned PRIMARY KEY, biz_id int NOT NULL,
  name varchar(20), since timestamp NULL, data json${tenant});
CREATE TABLE items (id int unsigned PRIMARY KEY, biz_id int NOT NULL, app_id int unsigned NOT NULL, note text${tenant});
`;
const numbers = Array.from({ length: 300 }, (_, index) => index + 1);
const rows = `INSERT INTO apps VALUES ${numbers.map((id) => `(${id}, 2, 'app ${id}', NULL, '{"a": ${id}}')`).join(', ')};
INSERT INTO items VALUES ${numbers.map((id) => `(${id}, 2, ${301 - id}, '')`).join(', ')};
`;

test.each(['mariadb', 'mysql'] as const)('%s with settings of its own loses nothing', async (flavour) => {
  const server = await (flavour === 'mysql' ? startMysql() : startMariadb());
  onTestFinished(() => server.remove());
  const opened = await openCase({
    sourceServer: server,
    targetServer: server,
    tables: ['apps', 'items'],
    levels: { items: 2 },
    references: { app_id: 'apps' },
    settings: { migration: { ids: 'offset' }, options: { batch_size: 50, parallel: 2 } },
    source: `${columns('')}${rows}`,
    target: `${columns(', tenant_id varchar(50) NOT NULL')}INSERT INTO apps VALUES (7, 2, 'theirs', NULL, '{}', 'other');\n`,
  });
  // Sessions from here on have them; those of the test are older.
  for (const setting of settings[flavour]) await opened.source.query(`SET GLOBAL ${setting}`);
  expect(await blockersOf(opened)).toEqual([]);
  expect((await findingsOf(opened)).map(({ code }) => code)).not.toContain('conflict.rule-not-checked');
  const runId = await migrate(opened);
  const [same] = await opened.target.query(
    "SELECT COUNT(*) AS n FROM items i JOIN apps a ON a.id = i.app_id AND a.tenant_id = 'acme' WHERE i.tenant_id = 'acme' AND a.name = CONCAT('app ', 301 - i.id)",
  );
  expect(same).toEqual([{ n: '300' }]);

  await opened.target.query("DELETE FROM items WHERE id % 10 = 0 AND tenant_id = 'acme'");
  const repaired = await opened.cli('validate', '--repair', '--confirm', opened.targetDatabase);
  expect(repaired.exitCode).toBe(0);
  await takeBack(opened, runId);
  expect((await opened.target.query('SELECT name FROM apps'))[0]).toEqual([{ name: 'theirs' }]);
});
