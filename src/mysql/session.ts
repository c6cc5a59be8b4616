import type { MysqlEndpoint } from '../config/config.js';
import type { Flavour } from '../plan/facts.js';
import { type BulkChannel, createBulkChannel } from './bulk-channel.js';
import { cellReader } from './cells.js';
import { connect, keepWarnings, type SessionRole, setupStatements } from './connect.js';
import {
  createCommand,
  type DriverCommand,
  hookRows,
  type OkResult,
  type RowPacket,
  runCommand,
  takeLargeRows,
} from './driver.js';
import { connectionLost, type MysqlError, toMysqlError } from './errors.js';

/** One row: integers of 64 bits, decimals and dates as text (exact), FLOAT and smaller integers as numbers, binary as bytes. */
export type Row = Record<string, string | number | null | Buffer>;

/** What a statement that returns no rows did. */
interface Executed {
  readonly affectedRows: number;
  readonly warnings: number;
}

/**
 * One connection with everything set that the copy depends on: UTC, utf8mb4, strict mode, no time limits. All failures
 * are MysqlError, without SQL text or values. One statement runs at a time; others wait in order.
 */
export interface Session extends AsyncDisposable {
  readonly facts: { readonly flavour: Flavour; readonly version: string };
  readonly connectionId: number;
  query(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Cells as the server printed them, without type conversion. */
  queryCells(sql: string): Promise<(Buffer | null)[][]>;
  /**
   * The same, row by row; reading stops while the consumer is busy. Leaving the loop early reads the rest away. `convert` false:
   * text comes in its columns' own character sets.
   */
  streamCells(sql: string, convert?: boolean): AsyncIterable<(Buffer | null)[]>;
  execute(sql: string, values?: readonly unknown[]): Promise<Executed>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Says good-bye to the server; never hangs and never throws. `await using` does it by itself. */
  close(): Promise<void>;
  /** Cuts the connection; everything that waits on it fails at once. */
  destroy(): void;
  /** The copy's own ways in and out, as bytes. */
  readonly bulk: BulkChannel;
}

const closeTimeoutMs = 2_000;
/** Rows, and bytes of rows, that may wait for a slow consumer before the socket is paused. */
const streamAhead = 256;
const streamAheadBytes = 1024 * 1024;

/** Connects and prepares a session. Throws MysqlError (refused, denied, unknown database …). */
export async function openSession(endpoint: MysqlEndpoint, role: SessionRole): Promise<Session> {
  const connection = await connect(endpoint);
  const waiting = new Set<(error: MysqlError) => void>();
  let lost: MysqlError | null = null;

  function cut(reason: MysqlError): void {
    lost ??= reason;
    connection.destroy();
    const socket: unknown = Reflect.get(connection, 'stream');
    // mysql2's destroy() only ends its own half: a silent server would keep the socket, and us, for ever.
    if (socket instanceof Object) Reflect.get(socket, 'destroy')?.call(socket);
    for (const reject of [...waiting]) reject(lost);
    waiting.clear();
  }
  connection.on('error', (error) => {
    const failure = toMysqlError(error);
    cut(failure.connectionLost ? failure : connectionLost());
  });
  connection.on('end', () => cut(connectionLost()));

  /** Runs one command; its promise also settles when the connection is cut, which mysql2's callback does not. */
  function run<Result>(
    options: { sql: string } & Readonly<Record<string, unknown>>,
    values: readonly unknown[] | undefined,
    prepare: (command: DriverCommand) => void,
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (lost) {
        reject(lost);
        return;
      }
      const fail = (error: MysqlError) => {
        waiting.delete(fail);
        reject(lost ?? error);
      };
      waiting.add(fail);
      const command = createCommand(connection, options, values, (error, result) => {
        if (error) {
          const failure = toMysqlError(error);
          if (failure.connectionLost) lost ??= failure;
          fail(failure);
          return;
        }
        waiting.delete(fail);
        resolve(result as Result);
      });
      prepare(command);
      runCommand(connection, command);
    });
  }

  async function execute(sql: string, values?: readonly unknown[]): Promise<Executed> {
    const result = await run<OkResult>({ sql }, values, () => undefined);
    return { affectedRows: result.affectedRows, warnings: result.warningStatus };
  }

  const { pause, resume } = takeLargeRows(connection);
  const bulk = createBulkChannel({ run, pause, resume });

  /** Rows of a statement as packets. */
  async function packets(sql: string, convert: boolean, onRow: (packet: RowPacket) => void): Promise<void> {
    const rows = (command: DriverCommand) => hookRows(command, onRow);
    await Promise.all([bulk.convertText(convert), run({ sql }, undefined, rows)]);
  }

  async function* streamCells(sql: string, convert = true): AsyncGenerator<(Buffer | null)[]> {
    const ready: (Buffer | null)[][] = [];
    let readyBytes = 0;
    let finished = false;
    let abandoned = false;
    let failure: unknown = null;
    let wake = () => undefined as undefined;
    const read = cellReader();
    const done = packets(sql, convert, (packet) => {
      if (abandoned) return;
      ready.push(read(packet));
      readyBytes += packet.end - packet.offset;
      if (ready.length >= streamAhead || readyBytes >= streamAheadBytes) pause();
      wake();
    }).then(
      () => {
        finished = true;
        wake();
      },
      (error: unknown) => {
        failure = error;
        finished = true;
        wake();
      },
    );
    try {
      for (;;) {
        while (ready.length > 0) {
          const batch = ready.splice(0);
          readyBytes = 0;
          for (const row of batch) yield row;
        }
        if (failure) throw failure;
        if (finished) return;
        const woken = new Promise<void>((resolve) => {
          wake = () => {
            resolve();
            return undefined;
          };
        });
        resume();
        if (ready.length === 0 && !finished) await woken;
      }
    } finally {
      abandoned = true;
      if (!finished && !lost) resume();
      await done;
    }
  }

  const session: Session = {
    facts: { flavour: 'mysql', version: '' },
    connectionId: connection.threadId,
    async query(sql, values) {
      const [, rows] = await Promise.all([
        bulk.convertText(true),
        run<Row[]>({ sql }, values, () => undefined),
      ]);
      return rows;
    },
    async queryCells(sql) {
      const rows: (Buffer | null)[][] = [];
      const read = cellReader();
      await packets(sql, true, (packet) => rows.push(read(packet)));
      return rows;
    },
    streamCells,
    execute,
    begin: async () => void (await execute('START TRANSACTION')),
    commit: async () => void (await execute('COMMIT')),
    rollback: async () => void (await execute('ROLLBACK')),
    async close() {
      if (lost) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, closeTimeoutMs);
        connection.end(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      cut(connectionLost());
    },
    [Symbol.asyncDispose]: () => session.close(),
    destroy: () => cut(connectionLost()),
    bulk,
  };

  try {
    const [row] = await session.query('SELECT VERSION() AS version');
    const version = String(row?.version ?? '');
    const flavour: Flavour = /mariadb/i.test(version) ? 'mariadb' : 'mysql';
    for (const sql of setupStatements(flavour, role)) await execute(sql);
    if (role === 'target-writer') {
      await execute(keepWarnings).catch((error: MysqlError) => {
        // ER_SPECIFIC_ACCESS_DENIED_ERROR
        if (error.errno !== 1227) throw error;
      });
    }
    return { ...session, facts: { flavour, version } };
  } catch (error) {
    session.destroy();
    throw error;
  }
}
