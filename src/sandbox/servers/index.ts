import { provisionMariadb } from './provision-mariadb.js';
import { provisionMysql } from './provision-mysql.js';
import { startServer } from './server.js';
import type { DatabaseServer, ServerOptions } from './types.js';

const silent = () => {};

/** Starts a private MariaDB; installs the server first when the machine lacks it. */
export async function startMariadb(options?: ServerOptions): Promise<DatabaseServer> {
  return startServer(await provisionMariadb(silent), options);
}

/** Starts a private MySQL; fetches the server first when the machine lacks it. */
export async function startMysql(options?: ServerOptions): Promise<DatabaseServer> {
  return startServer(await provisionMysql(silent), options);
}
