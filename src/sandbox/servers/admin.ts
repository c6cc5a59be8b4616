import { type Connection, createConnection } from 'mysql2/promise';
import type { DatabaseServer } from './types.js';

export type AdminConnection = Connection;

/**
 * A connection to a sandbox server for setting up and looking at things. Values stay as the server sends them:
 * big numbers and datetimes as text.
 */
export function connectAdmin(
  server: Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password'>,
  database?: string,
): Promise<AdminConnection> {
  return createConnection({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
}
