import { writeLength } from '../../../mysql/cells.js';
import { packetHeader } from '../../../mysql/driver.js';
import { prepareOnce } from '../../../mysql/prepared.js';
import type { Session } from '../../../mysql/session.js';
import { type CellSink, wholeCellBytes } from './cell-splitter.js';
import type { CopiedColumns } from './copy-columns.js';
import { createSpareMemory, wirePacketLimit } from './insert-batch.js';
import {
  executeCommand,
  fixedBytes,
  insertStatement,
  parameterTypes,
  setStatement,
} from './insert-params.js';

/**
 * A large row as an INSERT of its own: long cells are sent ahead in pieces, which the server keeps until the statement runs.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_send_long_data.html
 */

const longDataCommand = 0x18;
/** Packet header, command, statement id, parameter. */
const longDataHeader = packetHeader + 1 + 4 + 2;
const pieceBytes = 256 * 1024;

/** Something to be sent in its turn. */
export interface Sending {
  readonly bytes: number;
  send(): Promise<void>;
}

interface LargeInsertOptions {
  readonly target: Session;
  readonly table: string;
  readonly columns: CopiedColumns;
  readonly enqueue: (sending: Sending) => void;
  /** Sends the statement itself and checks the answer. */
  readonly execute: (packet: Buffer) => Promise<void>;
}

/** `close` lets the server forget a row that was not completed; call it when nothing is being sent any more. */
export function createLargeInsert({
  target,
  table,
  columns,
  enqueue,
  execute,
}: LargeInsertOptions): CellSink & { close(): Promise<void> } {
  const count = columns.columns.length;
  const statement = insertStatement(table, columns, 1);
  const types = Buffer.from(columns.columns.flatMap(({ form }) => [parameterTypes[form], 0]));
  const memory = createSpareMemory(longDataHeader + pieceBytes);
  /** Prepared for each row anew: pieces of one that was given up would stay with the statement. */
  let statementId: number | null = null;
  let nulls = Buffer.alloc(Math.ceil(count / 8));
  let values: Buffer[] = [];
  let packet: Buffer | null = null;
  let used = longDataHeader;
  let parameter = 0;

  async function prepared(): Promise<number> {
    statementId ??= await prepareOnce(target, statement);
    return statementId;
  }

  async function close(): Promise<void> {
    if (statementId === null) return;
    const id = statementId;
    statementId = null;
    await target.bulk.unprepare(id);
  }

  function sendPiece(): void {
    if (packet === null) return;
    const full = packet;
    const piece = full.subarray(0, used);
    packet = null;
    piece[packetHeader] = longDataCommand;
    piece.writeUInt16LE(parameter, longDataHeader - 2);
    enqueue({
      bytes: piece.length,
      async send() {
        setStatement(piece, await prepared());
        await target.bulk.sendUnanswered(piece);
        memory.release(full);
      },
    });
  }

  function longCell(index: number): void {
    sendPiece();
    parameter = index;
  }

  function piece(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (packet === null) {
        packet = memory.allocate(longDataHeader + pieceBytes);
        used = longDataHeader;
      }
      const copied = bytes.copy(packet, used, at);
      at += copied;
      used += copied;
      if (used === packet.length) sendPiece();
    }
  }

  function executePacket(): Buffer {
    const length =
      fixedBytes + nulls.length + 1 + types.length + values.reduce((sum, value) => sum + value.length, 0);
    // An empty byte after the last value is ignored by the server.
    const whole = Buffer.alloc((length - packetHeader) % wirePacketLimit === 0 ? length + 1 : length);
    whole[packetHeader] = executeCommand;
    whole.writeUInt32LE(1, fixedBytes - 4);
    let at = fixedBytes;
    at += nulls.copy(whole, at);
    whole[at++] = 1;
    at += types.copy(whole, at);
    for (const value of values) at += value.copy(whole, at);
    return whole;
  }

  return {
    cell(index, cell) {
      if (cell === null) {
        nulls[index >> 3] = (nulls[index >> 3] as number) | (1 << (index & 7));
      } else if (cell.length > wholeCellBytes) {
        longCell(index);
        piece(cell);
      } else {
        const value = Buffer.allocUnsafe(cell.length + 3);
        const at = writeLength(value, 0, cell.length);
        cell.copy(value, at);
        values.push(value.subarray(0, at + cell.length));
      }
    },
    longCell,
    piece,
    endRow() {
      sendPiece();
      const whole = executePacket();
      nulls = Buffer.alloc(nulls.length);
      values = [];
      enqueue({
        bytes: whole.length,
        async send() {
          setStatement(whole, await prepared());
          await execute(whole);
          await close();
        },
      });
    },
    close,
  };
}
