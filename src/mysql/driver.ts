import * as mysql from 'mysql2';

/**
 * The few places where mysql2's inside is touched, with their types. `package.json` pins the exact version and
 * `test/e2e/mysql-session.test.ts` tests each hook: rows as packets, SQL as bytes.
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

/** A `Query` command of mysql2; each state returns the next one. */
export interface DriverCommand {
  start: State;
  row: State;
  readonly resultsetHeader: State;
}

interface OutgoingPacket {
  readonly buffer: Buffer;
  length(): number;
  writeHeader(sequence: number): void;
}

interface DriverConnection {
  writePacket(packet: OutgoingPacket): void;
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

/** Bytes to leave free at the front of a statement given to `sendBytes`: packet header and command byte. */
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

/** Hands every row's packet to `onRow` in place of parsing it. `onRow` must not throw and must not keep the packet. */
export function hookRows(command: DriverCommand, onRow: (packet: RowPacket) => void): void {
  const parsed = command.row;
  command.row = function (this: DriverCommand, packet, connection) {
    if (packet.isEOF()) return parsed.call(this, packet, connection);
    onRow(packet);
    return this.row;
  };
}

/** Sends `packet` as the statement: `statementHeader` free bytes, then SQL in utf8mb4 with values of any bytes. */
export function hookBytes(command: DriverCommand, packet: Buffer): void {
  command.start = function (this: DriverCommand, _packet, connection) {
    packet[4] = 0x03; // COM_QUERY
    connection.writePacket({
      buffer: packet,
      length: () => packet.length - 4,
      writeHeader: (sequence) => {
        packet.writeUIntLE(packet.length - 4, 0, 3);
        packet[3] = sequence;
      },
    });
    return this.resultsetHeader;
  };
}
