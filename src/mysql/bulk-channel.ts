import { EventEmitter } from 'node:events';
import type { DriverCommand, OkResult, RowPacket } from './driver.js';
import { hookBytes, hookRows } from './driver.js';
import { localFileRefused } from './errors.js';

/** What a bulk statement did. `info` is the server's line: `Records: 3  Deleted: 0  Skipped: 0  Warnings: 0`. */
export interface BulkResult {
  readonly affectedRows: number;
  readonly warnings: number;
  readonly info: string;
}

/** Where the text of one LOAD DATA LOCAL INFILE goes. */
export interface LoadSink {
  /** Sends a copy of the bytes. False: the socket is full, wait for `onDrain` (sending on is allowed, it is buffered). */
  write(bytes: Buffer): boolean;
  /** Ends the text. The statement's promise then gives the server's answer. */
  end(): void;
  /** Called when a full socket has room again. */
  onDrain: () => void;
}

/** Rows out and rows in as bytes. */
export interface BulkChannel {
  /** Whether text is converted to utf8mb4 on its way to us (true), or comes in each column's own character set. */
  convertText(convert: boolean): Promise<void>;
  /** Rows of a SELECT as packets in their columns' own character sets. `onRow` must neither throw nor keep the packet. */
  readRows(sql: string, onRow: (packet: RowPacket) => void): Promise<void>;
  pauseRows(): void;
  resumeRows(): void;
  /** Runs a LOAD DATA LOCAL INFILE; `onOpen` gets the sink when the server asks for exactly the announced name. */
  load(sql: string, name: string, onOpen: (sink: LoadSink) => void): Promise<BulkResult>;
  /** Runs a statement given as bytes, `statementHeader` of them free at the front. The buffer is in use until it is done. */
  sendBytes(packet: Buffer): Promise<BulkResult>;
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

/**
 * What mysql2 takes for a file: it listens to 'data' and 'end', and calls pause() and resume() as the socket fills and
 * drains. Not a Readable: that would wait for a drain after its last flush, which never comes.
 */
class Upload extends EventEmitter implements LoadSink {
  #full = false;
  onDrain: () => void = () => undefined;

  write(bytes: Buffer): boolean {
    this.emit('data', bytes);
    return !this.#full;
  }

  end(): void {
    this.emit('end');
  }

  pause(): void {
    this.#full = true;
  }

  resume(): void {
    this.#full = false;
    this.onDrain();
  }
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

    async readRows(sql, onRow) {
      const rows = (command: DriverCommand) => hookRows(command, onRow);
      await Promise.all([channel.convertText(false), connection.run({ sql }, undefined, rows)]);
    },
    pauseRows: () => connection.pause(),
    resumeRows: () => connection.resume(),

    async load(sql, name, onOpen) {
      let opened = false;
      const infileStreamFactory = (asked: string) => {
        if (asked !== name || opened) {
          throw localFileRefused();
        }
        opened = true;
        const upload = new Upload();
        // mysql2 attaches its listeners after this function returns.
        queueMicrotask(() => onOpen(upload));
        return upload;
      };
      return bulkResult(
        await connection.run<OkResult>({ sql, infileStreamFactory }, undefined, () => undefined),
      );
    },

    async sendBytes(packet) {
      return bulkResult(
        await connection.run<OkResult>({ sql: '' }, undefined, (command) => hookBytes(command, packet)),
      );
    },
  };
  return channel;
}
