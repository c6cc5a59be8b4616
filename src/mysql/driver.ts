import * as mysql from 'mysql2';
import { collectReadGarbage } from '../core/read-garbage.js';
import { createPacketReader, type LargeRow } from './packet-reader.js';

/**
 * The few places where mysql2's inside is touched, with their types. `package.json` pins the exact version and
 * `test/e2e/mysql/session.test.ts` tests each hook: rows as packets, SQL as bytes.
 */

/** A row as it came from the wire: length-encoded cells in `buffer`, from `offset` to `end`. Reused for the next row. */
export interface RowPacket {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
}

/** mysql2's answer to a statement without rows. */
export interface OkResult {
  readonly affectedRows: number;
  readonly warningStatus: number;
  readonly info: string;
}

type State = (packet: RowPacket, connection: DriverConnection) => State | null;

/** The connection's socket, whatever it is made of. */
interface Socket {
  write(bytes: Buffer, sent?: () => void): boolean;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** A `Query` command of mysql2; each state returns the next one. */
export interface DriverCommand {
  start: State;
  row: State;
  readonly resultsetHeader: State;
  readonly infileOk: State;
  /** Ends the command with this result. */
  doneInsert(
    result: OkResult & { readonly serverStatus: number; readonly statementId?: number },
  ): State | null;
  _streamLocalInfile: (connection: DriverConnection, name: string) => State;
  /** Ours: where this statement's large rows go. */
  largeRow?: LargeRow | undefined;
}

interface OutgoingPacket {
  readonly buffer: Buffer;
  length(): number;
  writeHeader(sequence: number): void;
}

interface DriverConnection {
  readonly stream: Socket;
  readonly sequenceId: number;
  _bumpSequenceId(packets: number): void;
  writePacket(packet: OutgoingPacket): void;
  readonly _command: DriverCommand | null;
  packetParser: { execute(chunk: Buffer): void };
  pause(): void;
  resume(): void;
}

type Callback = (error: Error | null, result: unknown, fields: unknown) => void;
type CreateQuery = (
  options: object,
  values: readonly unknown[] | undefined,
  callback: Callback,
  config: mysql.ConnectionOptions,
) => DriverCommand;

// Exported by mysql2, though not in its types at this place and with four parameters.
const createQuery = Reflect.get(mysql, 'createQuery') as CreateQuery;

/** Bytes to leave free at the front of what is uploaded. */
export const packetHeader = 4;

/** Bytes before the SQL of a statement given as bytes: packet header and command byte. */
export const statementHeader = 5;

/** A command that is not started yet, so that hooks can be set on it. */
export function createCommand(
  connection: mysql.Connection,
  options: { sql: string } & Readonly<Record<string, unknown>>,
  values: readonly unknown[] | undefined,
  callback: Callback,
): DriverCommand {
  return createQuery(options, values, callback, connection.config);
}

/** Starts it, or queues it behind the running one. */
export function runCommand(connection: mysql.Connection, command: DriverCommand): void {
  (connection as unknown as { query(command: DriverCommand): unknown }).query(command);
}

/** Lets large rows be taken in pieces. From then on the connection is paused and resumed through the result. */
export function takeLargeRows(connection: mysql.Connection): { pause(): void; resume(): void } {
  const driver = connection as unknown as DriverConnection;
  const parser = driver.packetParser;
  let paused = false;
  const reader = createPacketReader({
    passOn: (bytes) => parser.execute(bytes),
    largeRow: () => driver._command?.largeRow,
    isPaused: () => paused,
    onPacket: () => driver._bumpSequenceId(1),
  });
  driver.packetParser = {
    execute(chunk) {
      reader.read(chunk);
      collectReadGarbage(chunk.length);
    },
  };
  return {
    pause() {
      paused = true;
      driver.pause();
    },
    resume() {
      paused = false;
      // Rows that waited in the driver come before those that waited in the reader.
      driver.resume();
      reader.proceed();
    },
  };
}

/** The bytes of a connection, with nothing of the driver between. */
export interface ByteChannel {
  /** Sends a command: its byte and what belongs to it. */
  send(command: Buffer): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** Takes a connection that nothing runs on away from the driver: what comes from now on goes to `onBytes` as it is. */
export function takeBytes(connection: mysql.Connection, onBytes: (chunk: Buffer) => void): ByteChannel {
  const driver = connection as unknown as DriverConnection;
  driver.packetParser = {
    execute(chunk) {
      onBytes(chunk);
      collectReadGarbage(chunk.length);
    },
  };
  const { stream } = driver;
  return {
    send(command) {
      const packet = outgoing(Buffer.concat([Buffer.alloc(packetHeader), command]));
      packet.writeHeader(0);
      stream.write(packet.buffer);
    },
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    destroy: () => stream.destroy(),
  };
}

/**
 * Hands every row's packet to `onRow` in place of parsing it. `onRow` must not throw and must not keep the packet. With a
 * `largeRow`, large rows go there instead.
 */
export function hookRows(
  command: DriverCommand,
  onRow: (packet: RowPacket) => void,
  largeRow?: LargeRow,
): void {
  command.largeRow = largeRow;
  const parsed = command.row;
  command.row = function (this: DriverCommand, packet, connection) {
    if (packet.isEOF()) return parsed.call(this, packet, connection);
    onRow(packet);
    return this.row;
  };
}

/** A buffer whose first four bytes are free, as a packet. mysql2 numbers it and sends it without a copy. */
export function outgoing(buffer: Buffer): OutgoingPacket {
  const length = buffer.length - packetHeader;
  return {
    buffer,
    length: () => length,
    writeHeader: (sequence) => {
      buffer.writeUIntLE(length, 0, 3);
      buffer[3] = sequence;
    },
  };
}

/** Sends `packet` as the command: `packetHeader` free bytes, the command's byte, and what belongs to it. */
export function hookBytes(command: DriverCommand, packet: Buffer): void {
  command.start = function (this: DriverCommand, _packet, connection) {
    connection.writePacket(outgoing(packet));
    return this.resultsetHeader;
  };
}

/** An outgoing packet of one command byte and what belongs to it. */
function commandPacket(command: number, body: Buffer): OutgoingPacket {
  return outgoing(Buffer.concat([Buffer.alloc(packetHeader), Buffer.from([command]), body]));
}

const nothingDone = { affectedRows: 0, warningStatus: 0, info: '', serverStatus: 0 } as const;

/**
 * Prepares `sql`; the result's `statementId` names it. mysql2's own prepare keeps a description of each parameter, which for
 * statements of thousands of them is tens of megabytes.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html
 */
export function hookPrepare(command: DriverCommand, sql: string): void {
  let statementId = 0;
  let descriptions = 0;
  const skip: State = () => {
    descriptions -= 1;
    return descriptions > 0 ? skip : command.doneInsert({ ...nothingDone, statementId });
  };
  command.start = (_packet, connection) => {
    connection.writePacket(commandPacket(0x16, Buffer.from(sql)));
    return ({ buffer, offset }) => {
      statementId = buffer.readUInt32LE(offset + 1);
      const columns = buffer.readUInt16LE(offset + 5);
      const parameters = buffer.readUInt16LE(offset + 7);
      // Each list of descriptions ends with one more packet.
      descriptions = (columns > 0 ? columns + 1 : 0) + (parameters > 0 ? parameters + 1 : 0);
      return descriptions > 0 ? skip : command.doneInsert({ ...nothingDone, statementId });
    };
  };
}

/** Forgets a prepared statement; the server sends no answer. */
export function hookUnprepare(command: DriverCommand, statementId: number): void {
  command.start = (_packet, connection) => {
    const id = Buffer.alloc(4);
    id.writeUInt32LE(statementId);
    connection.writePacket(commandPacket(0x19, id));
    return command.doneInsert(nothingDone);
  };
}

/** Sends a command that has no answer, as bytes with `packetHeader` free ones at their front; `sent` frees their memory. */
export function hookUnanswered(command: DriverCommand, packet: Buffer, sent: () => void): void {
  command.start = (_packet, connection) => {
    outgoing(packet).writeHeader(connection.sequenceId);
    connection._bumpSequenceId(1);
    connection.stream.write(packet, sent);
    return command.doneInsert(nothingDone);
  };
}
