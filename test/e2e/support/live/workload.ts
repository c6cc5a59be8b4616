import type { AdminConnection } from '../../../../src/sandbox/servers/admin.js';
import type { OpenedCase, SmallCase } from '../small-case.js';

/**
 * A source that services write to: unique values that are swapped, keys that change, rows that go, transactions that are rolled back,
 * references as columns and inside JSON, and a table of pairs.
 */

const apps = (tenant: string) =>
  `CREATE TABLE apps (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(40) NOT NULL${tenant}, UNIQUE KEY by_name (biz_id, name))`;
const things = (tenant: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, app_id bigint unsigned NOT NULL, code varchar(40) NULL,
    amount decimal(20,6) NOT NULL, seen datetime(6) NOT NULL, body json NOT NULL, old varchar(40) CHARACTER SET latin1 NULL,
    bytes varbinary(40) NULL, ratio float NOT NULL${tenant}, UNIQUE KEY by_code (code${tenant === '' ? '' : ', tenant_id'}))`;
const links = (tenant: string) =>
  `CREATE TABLE links (app_id bigint unsigned NOT NULL, thing_id bigint unsigned NOT NULL, note varchar(40) NOT NULL${tenant}, PRIMARY KEY (app_id, thing_id))`;
const tenant = ', tenant_id varchar(50) NOT NULL';

export const firstApps = 20;
export const firstThings = 1_500;

function fill(): string {
  const lines: string[] = [];
  for (let id = 1; id <= firstApps; id += 1)
    lines.push(`INSERT INTO apps VALUES (${id}, ${2 + (id % 2)}, 'app ${id}')`);
  for (let from = 1; from <= firstThings; from += 100) {
    const rows = Array.from({ length: 100 }, (_, index) =>
      thing(from + index, 1 + ((from + index) % firstApps), `code ${from + index}`),
    );
    lines.push(`INSERT INTO things VALUES ${rows.join(', ')}`);
  }
  lines.push(`INSERT INTO links SELECT app_id, id, 'first' FROM things WHERE id % 3 = 0`);
  lines.push(
    `INSERT INTO id_generators VALUES ('apps', ${firstApps}, NULL), ('things', ${firstThings}, NULL)`,
  );
  return lines.map((line) => `${line};\n`).join('');
}

function thing(id: number, app: number, code: string | null): string {
  const quoted = code === null ? 'NULL' : `'${code}'`;
  return `(${id}, ${2 + (app % 2)}, ${app}, ${quoted}, ${id}.125, '2024-01-02 03:04:05.${String(id % 1000).padStart(3, '0')}', '{"apps": [${app}, 0], "n": ${id}}', 'ä${id}', X'00${(id % 256).toString(16).padStart(2, '0')}00', ${id / 7})`;
}

export const workload: Pick<SmallCase, 'source' | 'target' | 'tables' | 'references' | 'levels' | 'preset'> =
  {
    source: `${apps('')};\n${things('')};\n${links('')};\n${fill()}`,
    target: `${apps(tenant).replace('by_name (biz_id', 'by_name (tenant_id, biz_id')};\n${things(tenant)};\n${links(tenant)};
    INSERT INTO apps VALUES (7, 2, 'app 2', 'else');
    INSERT INTO things VALUES ${thing(9, 7, 'code 1').replace(/\)$/, ", 'else')")};
    INSERT INTO links VALUES (7, 9, 'theirs', 'else');
    INSERT INTO id_generators VALUES ('apps', 7, NULL), ('things', 9, NULL);`,
    tables: ['apps', 'things', 'links'],
    references: { app_id: 'apps', thing_id: 'things' },
    levels: { apps: 1, things: 2, links: 3 },
    preset: {
      tables: [
        { name: 'apps', level: 1 },
        { name: 'things', level: 2, json_references: [{ column: 'body', path: '.apps[*]', table: 'apps' }] },
        { name: 'links', level: 3 },
      ],
    },
  };

export interface Writer {
  /** Ends it after the transaction in hand. */
  readonly stop: () => Promise<void>;
  readonly transactions: () => number;
}

/** Writes to the source, one transaction after the other, until it is stopped. `random`: 0 to below 1. */
export function startWriter(
  connect: () => Promise<AdminConnection>,
  database: string,
  random: () => number,
): Writer {
  let going = true;
  let done = 0;
  const below = (limit: number) => Math.floor(random() * limit);

  async function transaction(source: AdminConnection): Promise<void> {
    const [[bounds]] = (await source.query('SELECT MAX(id) AS last FROM things')) as unknown as [
      [{ last: number }],
    ];
    const last = Number(bounds?.last ?? 0);
    const some = () => 1 + below(last);
    const steps: Record<string, () => Promise<unknown>> = {
      async make() {
        const id = last + 1 + below(3);
        await source.query(
          `UPDATE id_generators SET max_id = GREATEST(max_id, ${id}) WHERE resource = 'things'`,
        );
        const app = 1 + below(firstApps);
        await source.query(
          `INSERT INTO things VALUES ${thing(id, app, random() < 0.2 ? null : `new ${id}`)}`,
        );
        await source.query(`INSERT INTO links VALUES (${app}, ${id}, 'new')`);
      },
      change: () =>
        source.query(
          `UPDATE things SET amount = amount + 1, body = '{"apps": [${1 + below(firstApps)}], "n": ${below(1000)}}', ratio = ratio / 3, old = 'é${below(99)}' WHERE id IN (${some()}, ${some()})`,
        ),
      async swap() {
        const [one, other] = [some(), some()];
        const [rows] = (await source.query(
          `SELECT id, code FROM things WHERE id IN (${one}, ${other})`,
        )) as unknown as [{ id: number; code: string | null }[]];
        const [a, b] = rows;
        if (!a || !b) return;
        const quoted = (code: string | null) => (code === null ? 'NULL' : `'${code}'`);
        await source.query(`UPDATE things SET code = NULL WHERE id = ${a.id}`);
        await source.query(`UPDATE things SET code = ${quoted(a.code)} WHERE id = ${b.id}`);
        await source.query(`UPDATE things SET code = ${quoted(b.code)} WHERE id = ${a.id}`);
      },
      async remove() {
        const id = some();
        await source.query(`DELETE FROM links WHERE thing_id = ${id}`);
        await source.query(`DELETE FROM things WHERE id = ${id}`);
      },
      async move() {
        const [from, to] = [some(), last + 5];
        await source.query(
          `UPDATE id_generators SET max_id = GREATEST(max_id, ${to}) WHERE resource = 'things'`,
        );
        await source.query(`UPDATE links SET thing_id = ${to} WHERE thing_id = ${from}`);
        await source.query(`UPDATE things SET id = ${to} WHERE id = ${from}`);
      },
      async rename() {
        const [one, other] = [1 + below(firstApps), 1 + below(firstApps)];
        if (one % 2 !== other % 2 || one === other) return;
        await source.query(`UPDATE apps SET name = CONCAT('tmp ', id) WHERE id = ${one}`);
        await source.query(`UPDATE apps SET name = 'app ${below(1000)} of ${other}' WHERE id = ${other}`);
        await source.query(`UPDATE apps SET name = 'app ${below(1000)} of ${one}' WHERE id = ${one}`);
      },
    };
    const names = Object.keys(steps);
    await source.query('START TRANSACTION');
    try {
      for (let count = 1 + below(3); count > 0; count -= 1) await steps[names[below(names.length)] ?? '']?.();
      await source.query(random() < 0.15 ? 'ROLLBACK' : 'COMMIT');
    } catch (error) {
      await source.query('ROLLBACK').catch(() => undefined);
      // A name that is taken is the workload's own business.
      if (!/duplicate/i.test(String(error))) throw error;
    }
    done += 1;
  }

  async function write(): Promise<void> {
    let source: AdminConnection | undefined;
    while (going) {
      try {
        if (!source) {
          source = await connect();
          await source.query(`USE \`${database}\``);
        }
        await transaction(source);
        await new Promise((resolve) => setImmediate(resolve));
      } catch (error) {
        // The server was killed: it comes again.
        if (!/ECONN|ETIMEDOUT|closed|lost|EPIPE|shutdown|refused/i.test(String(error))) throw error;
        source = undefined;
      }
    }
    await source?.end().catch(() => undefined);
  }

  const writing = write();
  writing.catch(() => undefined);
  return {
    stop: async () => {
      going = false;
      await writing;
    },
    transactions: () => done,
  };
}

type Rows = Record<string, unknown>[];

async function read(connection: AdminConnection, sql: string): Promise<Rows> {
  const [rows] = await connection.query(sql);
  return rows as Rows;
}

/**
 * Every row of both sides as text, the source's with its IDs as the plan shifts them; made by this test's own arithmetic. `boundary`: IDs
 * above are the same on both sides.
 */
export async function compareAll(
  { source, target, targetDatabase }: Pick<OpenedCase, 'source' | 'target' | 'targetDatabase'>,
  boundary: Readonly<Record<string, string>> = {},
): Promise<{ wanted: string[]; found: string[] }> {
  // Other test files write their runs into the same ledger.
  const [plan] = await read(
    target,
    `SELECT plan FROM tenantferry.runs WHERE target_database = '${targetDatabase}' ORDER BY started_at DESC LIMIT 1`,
  );
  const tables = JSON.parse(String(plan?.plan)).tables as {
    table: string;
    columns: { name: string; treatment: { kind: string; offset?: string } }[];
  }[];
  const offset = (table: string) =>
    Number(
      tables.find((one) => one.table === table)?.columns.find(({ name }) => name === 'id')?.treatment
        .offset ?? 0,
    );
  const [byApps, byThings] = [offset('apps'), offset('things')];
  const moved = (table: string, id: unknown, by: number) =>
    Number(id) + (Number(id) > Number(boundary[table] ?? Infinity) ? 0 : by);
  const app = (id: unknown) => (Number(id) === 0 ? 0 : moved('apps', id, byApps));
  const thingId = (id: unknown) => moved('things', id, byThings);
  const select = {
    apps: 'SELECT id, biz_id, name FROM apps',
    things:
      'SELECT id, biz_id, app_id, code, CAST(amount AS CHAR) AS amount, CAST(seen AS CHAR) AS seen, CAST(body AS CHAR) AS body, CONVERT(old USING utf8mb4) AS old, HEX(bytes) AS bytes, ratio + 0e0 AS ratio FROM things',
    links: 'SELECT app_id, thing_id, note FROM links',
  };
  type Map = Readonly<
    Record<'apps' | 'things' | 'links', (row: Record<string, unknown>) => Record<string, unknown>>
  >;
  const map: Map = {
    apps: (row: Record<string, unknown>) => ({ ...row, id: app(row.id) }),
    things: (row: Record<string, unknown>) => ({
      ...row,
      id: thingId(row.id),
      app_id: app(row.app_id),
      body: ((body: { apps: number[] }) => ({ ...body, apps: body.apps.map(app) }))(
        JSON.parse(String(row.body)),
      ),
    }),
    links: (row: Record<string, unknown>) => ({
      ...row,
      app_id: app(row.app_id),
      thing_id: thingId(row.thing_id),
    }),
  };
  const plain: Map = {
    apps: (row: Record<string, unknown>) => ({ ...row, id: Number(row.id) }),
    things: (row: Record<string, unknown>) => ({
      ...row,
      id: Number(row.id),
      app_id: Number(row.app_id),
      body: JSON.parse(String(row.body)),
    }),
    links: (row: Record<string, unknown>) => ({
      ...row,
      app_id: Number(row.app_id),
      thing_id: Number(row.thing_id),
    }),
  };
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;
  const texts = (table: string, rows: Rows) => rows.map((row) => `${table} ${JSON.stringify(sorted(row))}`);
  const wanted: string[] = [];
  const found: string[] = [];
  for (const table of ['apps', 'things', 'links'] as const) {
    wanted.push(...texts(table, (await read(source, select[table])).map(map[table])));
    found.push(
      ...texts(table, (await read(target, `${select[table]} WHERE tenant_id = 'acme'`)).map(plain[table])),
    );
  }
  return { wanted: wanted.toSorted(), found: found.toSorted() };
}

/** The other tenant's rows, as text. */
export async function othersRows({ target }: OpenedCase): Promise<string> {
  const parts = await Promise.all(
    ['apps', 'things', 'links'].map((table) =>
      read(target, `SELECT * FROM ${table} WHERE tenant_id = 'else'`),
    ),
  );
  return JSON.stringify(parts);
}
