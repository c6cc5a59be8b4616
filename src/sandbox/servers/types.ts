import type { MysqlEndpoint } from '../../config/config.js';
import { Secret } from '../../core/secret.js';
import type { Flavour } from '../../plan/facts.js';

/** A disposable database server of this process; everything about it vanishes when the process ends. */
export interface DatabaseServer {
  readonly flavour: Flavour;
  /** As the server's binary names itself, e.g. 10.11.19-MariaDB or 9.7.4. */
  readonly version: string;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly socketPath: string;
  /** root, as it is made. */
  readonly user: string;
  readonly password: string;
  /** Process id of the running server; 0 while it is stopped. */
  readonly pid: number;
  /** Shuts down cleanly and keeps the data for a later start(). */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; keeps the data for a later start(). */
  kill(): Promise<void>;
  /** Starts again on the same port and data. */
  start(): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

export interface ServerOptions {
  /** Server variables, e.g. `{ local_infile: 'ON' }`; they win over the sandbox's own. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Where a database of a sandbox server is, as the product's config would hold it. */
export function endpointOf(
  server: Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password'>,
  database: string,
  account: { readonly user: string; readonly password: string } = server,
): MysqlEndpoint {
  return {
    host: server.host,
    port: server.port,
    database,
    user: account.user,
    password: new Secret(account.password),
  };
}
