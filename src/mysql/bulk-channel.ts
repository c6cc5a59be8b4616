import type { DriverCommand, OkResult, RowPacket } from './driver.js';
import { hookBytes, hookPrepare, hookRows, hookUnanswered, hookUnprepare } from './driver.js';
import type { LoadSink } from './driver-upload.js';
import { hookUpload } from './driver-upload.js';
import { localFileRefused } from './errors.js';
import type { LargeRow } from './packet-reader.js';

/** What a bulk statement did. `info` is the server's line: `Records: 3  Deleted: 0  Skipped: 0  Warnings: 0`. */
export interface BulkResult {
  readonly affectedRows: number;
  readonly warnings: number;
  readonly info: string;
}

/** Rows out and rows in as bytes. */
export interface BulkChannel {
  /** Whether text is converted to utf8mb4 on its way to us (true), or comes in each column's own character set. */
  convertText(convert: boolean): Promise<void>;
  /**
   * Rows of a SELECT as packets in their columns' own character sets. `onRow` must neither throw nor keep the packet. With a
   * `largeRow`, large rows go there in pieces; without, they are put together in memory.
   */
  readRows(sql: string, onRow: (packet: RowPacket) => void, largeRow?: LargeRow): Promise<void>;
  pauseRows(): void;
  resumeRows(): void;
  /** Runs a LOAD DATA LOCAL INFILE; `onOpen` gets the sink when the server asks for exactly the announced name. */
  load(sql: string, name: string, onOpen: (sink: LoadSink) => void): Promise<BulkResult>;
  /** Prepares a statement and gives its id. */
  prepare(sql: string): Promise<number>;
  /** Lets the server forget a prepared statement. */
  unprepare(statementId: number): Promise<void>;
  /** Sends a command as bytes, `packetHeader` of them free at the front. The buffer is in use until the answer is there. */
  sendBytes(packet: Buffer): Promise<BulkResult>;
  /** Sends a command that has no answer, under 16 MB; waits until its bytes are sent. */
  sendUnanswered(packet: Buffer): Promise<void>;
}

interface Connection {
  run<Result>(
    options: { sql: string } & Readonly<Record<string, unknown>>,
    values: readonly unknown[] | undefined,
    prepare: (command: DriverCommand) => void,
  ): Promise<Result>;
  pause(): void;
  resume(): void;
}

function bulkResult(result: OkResult): BulkResult {
  return { affectedRows: result.affectedRows, warnings: result.warningStatus, info: result.info };
}

export function createBulkChannel(connection: Connection): BulkChannel {
  let converting = true;

  const channel: BulkChannel = {
    async convertText(convert) {
      if (converting === convert) return;
      // At once, not after the answer: whoever comes next queues behind this statement.
      converting = convert;
      await connection.run(
        { sql: `SET character_set_results = ${convert ? 'utf8mb4' : 'NULL'}` },
        undefined,
        () => undefined,
      );
    },

    async readRows(sql, onRow, largeRow) {
      const rows = (command: DriverCommand) => hookRows(command, onRow, largeRow);
      await Promise.all([channel.convertText(false), connection.run({ sql }, undefined, rows)]);
    },
    pauseRows: () => connection.pause(),
    resumeRows: () => connection.resume(),

    async load(sql, name, onOpen) {
      let opened = false;
      const accept = (asked: string) => {
        if (asked !== name || opened) throw localFileRefused();
        opened = true;
        return onOpen;
      };
      const upload = (command: DriverCommand) => hookUpload(command, accept);
      return bulkResult(await connection.run<OkResult>({ sql }, undefined, upload));
    },

    async prepare(sql) {
      const prepare = (command: DriverCommand) => hookPrepare(command, sql);
      const { statementId } = await connection.run<{ readonly statementId: number }>(
        { sql: '' },
        undefined,
        prepare,
      );
      return statementId;
    },
    async unprepare(statementId) {
      await connection.run({ sql: '' }, undefined, (command) => hookUnprepare(command, statementId));
    },

    async sendBytes(packet) {
      return bulkResult(
        await connection.run<OkResult>({ sql: '' }, undefined, (command) => hookBytes(command, packet)),
      );
    },

    async sendUnanswered(packet) {
      let sent = () => undefined as undefined;
      const written = new Promise<void>((resolve) => {
        sent = () => void resolve();
      });
      const send = (command: DriverCommand) => hookUnanswered(command, packet, sent);
      await Promise.all([connection.run({ sql: '' }, undefined, send), written]);
    },
  };
  return channel;
}
