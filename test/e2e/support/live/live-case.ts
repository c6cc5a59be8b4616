import { onTestFinished } from 'vitest';
import type { Flavour } from '../../../../src/plan/facts.js';
import { startMariadb, startMysql } from '../../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../../src/sandbox/servers/types.js';

/** What a source needs to be followed. */
const logged = { log_bin: 'binlog', binlog_format: 'ROW', binlog_row_image: 'FULL', max_binlog_size: '1M' };

/** A server of the test's own that logs whole rows. */
export async function liveServer(
  flavour: Flavour,
  variables: Readonly<Record<string, string>> = {},
): Promise<DatabaseServer> {
  const start = flavour === 'mariadb' ? startMariadb : startMysql;
  const server = await start({ variables: { ...logged, ...variables } });
  onTestFinished(() => server.remove());
  return server;
}
