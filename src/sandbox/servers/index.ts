import type { Flavour } from '../../plan/facts.js';
import { findMariadb, findMysql } from './installation.js';
import { provisionMariadb } from './provision-mariadb.js';
import { provisionMysql } from './provision-mysql.js';
import { startServer } from './server.js';
import type { DatabaseServer, ServerOptions } from './types.js';

const silent = () => {};

/** Starts a private MariaDB; installs the server first when the machine lacks it. */
export async function startMariadb(options?: ServerOptions): Promise<DatabaseServer> {
  return startServer(await provisionMariadb(silent), options);
}

/** Starts a private server of a kind that this machine has already; null where it has none. */
export async function startInstalled(flavour: Flavour): Promise<DatabaseServer | null> {
  const installation = flavour === 'mysql' ? findMysql() : findMariadb();
  return installation ? startServer(installation) : null;
}

/** Starts a private MySQL; fetches the server first when the machine lacks it. */
export async function startMysql(options?: ServerOptions): Promise<DatabaseServer> {
  return startServer(await provisionMysql(silent), options);
}
