import { randomInt, randomUUID } from 'node:crypto';
import type { Connection } from 'mysql2';
import type { MysqlEndpoint } from '../../config/config.js';
import { connect } from '../connect.js';
import { type ByteChannel, takeBytes } from '../driver.js';
import { connectionLost, MysqlError, toMysqlError } from '../errors.js';
import type { LogPosition } from '../log-position.js';
import { type ByteReader, byteReader } from './byte-reader.js';
import { readAnswer } from './packets.js';
import { say } from './words.js';

/** The bytes that a server sends of its log. */
export interface Dump {
  /** Ends after `close`. Throws MysqlError when the connection is lost or silent. */
  readonly bytes: ByteReader;
  close(): void;
}

export interface DumpOptions {
  readonly from: LogPosition;
  /** It is given up when the server has said nothing for so long. */
  readonly silentSeconds: number;
}

const registerReplica = 0x15;
const binlogDump = 0x12;
/** MariaDB sends the texts of the statements too, without which there are gaps between events. MySQL: heartbeats of the newer form. */
const sendAnnotations = 0x02;
/** The newest that MariaDB asks for: it sends its own events as they are then. */
const mariadbCapability = 4;
/** How often the server says that it has nothing to send: somebody waits for it, at the start and in the pause of a cut-over. */
const heartbeatSeconds = 0.2;
/** Bytes that may wait before the socket is paused, and the server with it. */
const aheadBytes = 1024 * 1024;
/** The server waits so long for a consumer that takes nothing. */
const patienceSeconds = 7 * 86_400;

/** Asks for the log from a position on. Throws MysqlError. */
export async function openDump(endpoint: MysqlEndpoint, options: DumpOptions): Promise<Dump> {
  const connection = await connect(endpoint);
  try {
    return await startDump(connection, options);
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

function run(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error, rows) => (error ? reject(toMysqlError(error)) : resolve(rows)));
  });
}

async function startDump(connection: Connection, { from, silentSeconds }: DumpOptions): Promise<Dump> {
  const nanoseconds = heartbeatSeconds * 1_000_000_000;
  const uuid = randomUUID();
  // Both names of each: MySQL 8.4 asks for the new ones, MariaDB and older ones for the old.
  const settings = ['master', 'source'].flatMap((server) => [
    `@${server}_heartbeat_period = ${nanoseconds}`,
    `@${server}_binlog_checksum = 'CRC32'`,
  ]);
  settings.push(`@slave_uuid = '${uuid}'`, `@replica_uuid = '${uuid}'`);
  settings.push(`@mariadb_slave_capability = ${mariadbCapability}`, `net_write_timeout = ${patienceSeconds}`);
  await run(connection, `SET ${settings.join(', ')}`);
  const serverId = await freeServerId(connection);
  const dump = receive(connection, silentSeconds);
  dump.send(registerCommand(serverId));
  await readAnswer(dump.bytes).catch((error: unknown) => {
    throw mayNotRead(error);
  });
  dump.send(dumpCommand(from, serverId));
  return dump;
}

/** Without REPLICATION SLAVE the servers answer as to a wrong password, though the account is logged in. */
function mayNotRead(error: unknown): unknown {
  if (!(error instanceof MysqlError) || error.errno !== 1045) return error;
  return new MysqlError({
    code: 'ER_SPECIFIC_ACCESS_DENIED_ERROR',
    errno: 1227,
    message: say('log.no-privilege'),
    retryable: false,
  });
}

/** A server ID that no other reader has: the server ends the connection of the one that has it. */
async function freeServerId(connection: Connection): Promise<number> {
  const used = new Set<number>();
  for (const sql of ['SELECT @@server_id AS Server_Id', 'SHOW REPLICAS', 'SHOW SLAVE HOSTS']) {
    // No server knows both statements, and some accounts may not use them.
    const rows = await run(connection, sql).catch(() => []);
    for (const row of rows as readonly Readonly<Record<string, unknown>>[]) {
      used.add(Number(row.Server_Id ?? row.Server_id));
    }
  }
  for (;;) {
    const id = randomInt(2 ** 30, 2 ** 31);
    if (!used.has(id)) return id;
  }
}

/**
 * COM_REGISTER_SLAVE: server ID (4), host, user and password (each after its length), port (2), rank (4), source's ID (4). It lets SHOW REPLICAS
 * list us. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_register_replica.html
 */
function registerCommand(serverId: number): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32LE(serverId);
  const host = Buffer.from('tenantferry', 'latin1');
  return Buffer.concat([
    Buffer.from([registerReplica]),
    id,
    Buffer.from([host.length]),
    host,
    Buffer.alloc(12),
  ]);
}

/**
 * COM_BINLOG_DUMP: position (4), flags (2), server ID (4), file.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_binlog_dump.html
 */
function dumpCommand({ file, position }: LogPosition, serverId: number): Buffer {
  const body = Buffer.alloc(10);
  body.writeUInt32LE(position, 0);
  body.writeUInt16LE(sendAnnotations, 4);
  body.writeUInt32LE(serverId, 6);
  return Buffer.concat([Buffer.from([binlogDump]), body, Buffer.from(file, 'utf8')]);
}

function receive(connection: Connection, silentSeconds: number): Dump & Pick<ByteChannel, 'send'> {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let ended: { readonly error: MysqlError | null } | null = null;
  let wake = (): void => undefined;

  function end(error: MysqlError | null): void {
    if (ended) return;
    ended = { error };
    channel.destroy();
    connection.destroy();
    wake();
  }

  const channel = takeBytes(connection, (chunk) => {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= aheadBytes) channel.pause();
    wake();
  });
  connection.on('error', (error) => {
    const failure = toMysqlError(error);
    end(failure.connectionLost ? failure : connectionLost());
  });
  connection.on('end', () => end(connectionLost()));

  /** Until something comes, or nothing for too long. */
  function somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(silent(silentSeconds)), silentSeconds * 1000);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function next(): Promise<Buffer | null> {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk !== undefined) {
        waitingBytes -= chunk.length;
        return chunk;
      }
      if (ended?.error) throw ended.error;
      if (ended) return null;
      channel.resume();
      await somethingNew();
    }
  }

  return {
    bytes: byteReader(next),
    send: channel.send,
    close() {
      waiting.length = 0;
      end(null);
    },
  };
}

function silent(seconds: number): MysqlError {
  return new MysqlError({
    code: 'LOG_SILENT',
    message: say('log.silent', { seconds }),
    retryable: true,
    connectionLost: true,
  });
}
