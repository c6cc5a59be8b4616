import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent, LogTable } from '../../../src/mysql/binlog/log-events.js';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { database, type LogServer, readBetween, startLogServer } from '../support/mysql/log-server.js';
import { loggedTypes } from '../support/mysql/log-types.js';

type Image = readonly (string | null)[] | null;

interface Change {
  readonly table: string;
  readonly before: Image;
  readonly after: Image;
}

const hex = (cells: readonly (Buffer | null)[] | null): Image =>
  cells?.map((cell) => cell?.toString('hex') ?? null) ?? null;

const changesIn = (events: readonly LogEvent[]): readonly Change[] =>
  events.flatMap((event) =>
    event.type === 'row'
      ? [{ table: event.table.table, before: hex(event.before), after: hex(event.after) }]
      : [],
  );

/** Rows by their id, as the copy reads them. */
async function contents(session: Session, { table, columns }: LogTable): Promise<Map<string, Image>> {
  const list = columns.map(({ name, dataType }) => (dataType === 'float' ? `(${name} + 0e0)` : name));
  const rows = await session.queryCells(`SELECT ${list.join(', ')} FROM ${database}.${table} ORDER BY id`);
  return new Map(rows.map((row) => [String(row[0]), hex(row)]));
}

/** Each setting with each of its values: all combinations. */
function combinations(settings: Readonly<Record<string, readonly string[]>>): Record<string, string>[] {
  return Object.entries(settings).reduce<Record<string, string>[]>(
    (sets, [name, values]) => sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
}

const settings = {
  mariadb: combinations({
    binlog_checksum: ['CRC32', 'NONE'],
    binlog_row_metadata: ['NO_LOG', 'MINIMAL', 'FULL'],
    log_bin_compress: ['OFF', 'ON'],
  }),
  mysql: combinations({
    binlog_checksum: ['CRC32', 'NONE'],
    binlog_row_metadata: ['MINIMAL', 'FULL'],
    binlog_transaction_compression: ['OFF', 'ON'],
  }),
};

describe.each(['mariadb', 'mysql'] as const)('the log of %s', (flavour) => {
  const types = loggedTypes(flavour);
  let log: LogServer;
  let source: Session;
  let tables: readonly LogTable[];

  beforeAll(async () => {
    const compressAll: Record<string, string> =
      flavour === 'mariadb' ? { log_bin_compress_min_len: '10' } : {};
    log = await startLogServer(flavour, compressAll);
    for (const { table, type, extra } of types) {
      await log.admin.execute(
        `CREATE TABLE ${table} (id int PRIMARY KEY, v ${type}${extra ? `, ${extra}` : ''})`,
      );
    }
    tables = await log.tables();
    source = await openSession(endpointOf(log.server, database), 'source');
  });
  afterAll(async () => {
    source?.destroy();
    await log?.remove();
  });

  /** Rows of every type made, changed to the next value, and deleted; gives what the server says of them. */
  async function work(admin: Session): Promise<Change[]> {
    const changes: Change[] = [];
    for (const { table: name, values } of types) {
      const table = tables.find((candidate) => candidate.table === name);
      if (!table) throw new Error(`no table ${name}`);
      // What is too much for a column becomes what it takes.
      const rowsFrom = (first: number) =>
        values.map((_, index) => `(${index + 1}, ${values[(index + first) % values.length]})`).join(', ');
      await admin.execute(`INSERT IGNORE INTO ${name} (id, v) VALUES ${rowsFrom(0)}`);
      const made = await contents(source, table);
      expect(made.size, `rows of ${table.columns[1]?.columnType}`).toBe(values.length);
      for (const after of made.values()) changes.push({ table: name, before: null, after });
      await admin.execute(
        `INSERT IGNORE INTO ${name} (id, v) VALUES ${rowsFrom(1)} ON DUPLICATE KEY UPDATE v = VALUES(v)`,
      );
      const changed = await contents(source, table);
      for (const [id, after] of changed) {
        const before = made.get(id) ?? null;
        if (JSON.stringify(before) !== JSON.stringify(after)) changes.push({ table: name, before, after });
      }
      await admin.execute(`DELETE FROM ${name} ORDER BY id`);
      for (const before of changed.values()) changes.push({ table: name, before, after: null });
    }
    return changes;
  }

  const named = settings[flavour].map((set) => [Object.entries(set).join(' '), set] as const);
  test.each(named)('gives what a SELECT gives, before and after: %s', async (_, set) => {
    const admin = await openSession(endpointOf(log.server, database), 'target-writer');
    const assignments = Object.entries(set).map(([name, value]) => `GLOBAL ${name} = '${value}'`);
    await admin.execute(`SET ${assignments.join(', ')}`);
    admin.destroy();
    // Some settings are for new connections.
    const writer = await openSession(endpointOf(log.server, database), 'target-writer');
    await writer.execute('FLUSH BINARY LOGS');
    const from = await log.position();
    const expected = await work(writer);
    const to = await log.position();
    writer.destroy();
    const events = await readBetween({ server: log.server, tables, from, to });
    const found = changesIn(events);
    const typeOf = new Map(types.map(({ table, type }) => [table, type]));
    const wrong = expected.flatMap((change, index) => {
      const got = found[index];
      return JSON.stringify(got) === JSON.stringify(change)
        ? []
        : [{ type: typeOf.get(change.table), change, got }];
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(found).toHaveLength(expected.length);
    expect(expected.length).toBeGreaterThan(1_000);
  });
});
