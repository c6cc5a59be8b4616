import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import type { Flavour } from '../src/plan/facts.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { type AdminConnection, connectAdmin } from '../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../src/sandbox/servers/types.js';
import { cpuSecondsOf, median } from './measure.js';
import { tool } from './tool.js';

/**
 * Rows written over others by upserts (by a key of one column, and of two) and by a repair, and taken back, beside the same done by plain
 * statements of a thousand rows, and by one statement of the server: `npm run bench:reshape -- --rows N --rounds N --on mariadb,mysql`.
 */

const { values } = parseArgs({
  options: { rows: { type: 'string' }, rounds: { type: 'string' }, on: { type: 'string' } },
});
const rows = Number(values.rows ?? 20_000);
const rounds = Number(values.rounds ?? 3);
const flavours = (values.on ?? 'mariadb,mysql').split(',') as Flavour[];

const rowsAtOnce = 1000;
const [from, to] = ['bench_from', 'bench_to'];

const accounts = (name: string, key: string) =>
  `CREATE TABLE ${to}.${name} (no int AUTO_INCREMENT PRIMARY KEY, team int NOT NULL, code varchar(36) NOT NULL, title varchar(60) NOT NULL, score double NOT NULL, paid decimal(12,2) NOT NULL, facts json, seen datetime(3) NOT NULL, version varchar(8) NOT NULL, changed timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY named (${key}))`;
/** Half of the accounts are there already, with other values; all words but one in ten are due. */
const tables = [
  `CREATE TABLE ${from}.members (id int PRIMARY KEY, team int NOT NULL, code varchar(36) NOT NULL UNIQUE, name varchar(60) NOT NULL, points double NOT NULL, paid decimal(12,2) NOT NULL, facts json, seen datetime(3) NOT NULL)`,
  accounts('accounts', 'code'),
  accounts('seats', 'team, code'),
  `CREATE TABLE ${to}.words (id varchar(36) PRIMARY KEY, reviews int NOT NULL, last_review datetime(3), next_review datetime(3), note varchar(100))`,
];
const due = "next_review < '2024-06-01'";
const next = 'last_review + INTERVAL (reviews * 3) DAY';

interface Case {
  readonly name: string;
  readonly table: string;
  readonly config: readonly string[];
  readonly confirm: readonly string[];
  /** By statements of a thousand rows. */
  readonly plain: (admin: AdminConnection) => Promise<void>;
  /** By one statement, whose rows never leave the server. */
  readonly server: string;
}

/** What the rows of a table are, so that a wrong copy is no figure; without the time that each change sets, and numbers that the server gives. */
async function stateOf(admin: AdminConnection, table: string): Promise<string> {
  const columns = table === 'words' ? '*' : 'team, code, title, score, paid, facts, seen, version';
  const [found] = await admin.query(
    `SELECT ${columns} FROM ${to}.${table} ORDER BY ${table === 'words' ? 'id' : 'code'}`,
  );
  const hash = createHash('sha256');
  for (const row of found as unknown[]) hash.update(JSON.stringify(row));
  return hash.digest('hex');
}

async function fill(admin: AdminConnection, table: string, count: number): Promise<void> {
  await admin.query('DROP DATABASE IF EXISTS tenantferry');
  for (const database of [from, to]) {
    await admin.query(`DROP DATABASE IF EXISTS ${database}`);
    await admin.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  }
  for (const statement of tables) await admin.query(statement);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const insert = async (head: string, tuples: readonly string[]) => {
    for (let start = 0; start < tuples.length; start += rowsAtOnce)
      await admin.query(`INSERT INTO ${head} VALUES ${tuples.slice(start, start + rowsAtOnce).join(', ')}`);
  };
  const code = (id: number) => `'c-${String((id * 7919) % 1_000_003).padStart(8, '0')}-4f6d-${id}'`;
  const seen = `'2024-03-05 06:07:08.123'`;
  if (table === 'words') {
    await insert(
      `${to}.words`,
      numbers.map((id) => {
        const date = id % 10 === 0 ? '2024-07-01' : `2024-01-${String((id % 28) + 1).padStart(2, '0')}`;
        return `(${code(id)}, ${id % 9}, '2024-02-03 04:05:06.789', '${date}', 'a note of some length about word ${id}')`;
      }),
    );
    return;
  }
  await insert(
    `${from}.members`,
    numbers.map(
      (id) => `(${id}, ${id % 100}, ${code(id)}, 'Ünal ${id}', ${id / 8}, ${id}.25, '{"a": ${id}}', ${seen})`,
    ),
  );
  await insert(
    `${to}.${table} (team, code, title, score, paid, facts, seen, version)`,
    numbers
      .filter((id) => id % 2 === 0)
      .map((id) => `(${id % 100}, ${code(id)}, 'old ${id}', 0, 0, NULL, '2020-01-01', 'v0')`),
  );
}

const select = `SELECT team, code, name, points * 2, paid, CAST(facts AS CHAR), seen, 'v1' FROM ${from}.members`;
const over =
  'ON DUPLICATE KEY UPDATE title = VALUES(title), score = VALUES(score), paid = VALUES(paid), facts = VALUES(facts), seen = VALUES(seen)';
const into = (table: string) =>
  `INSERT INTO ${to}.${table} (team, code, title, score, paid, facts, seen, version)`;

const upsertPlainly = (table: string) => async (admin: AdminConnection) => {
  for (let after = 0; after < rows; after += rowsAtOnce) {
    const [found] = await admin.query(
      `${select} WHERE id > ${after} AND id <= ${after + rowsAtOnce} ORDER BY id`,
    );
    const tuples = (found as Record<string, unknown>[]).map((row) => Object.values(row));
    await admin.query(`${into(table)} VALUES ? ${over}`, [tuples]);
  }
};

async function repairPlainly(admin: AdminConnection): Promise<void> {
  const [found] = await admin.query(`SELECT id FROM ${to}.words WHERE ${due} ORDER BY id`);
  const ids = (found as { id: string }[]).map(({ id }) => id);
  for (let start = 0; start < ids.length; start += rowsAtOnce)
    await admin.query(`UPDATE ${to}.words SET next_review = ${next} WHERE id IN (?) AND ${due}`, [
      ids.slice(start, start + rowsAtOnce),
    ]);
}

async function openCases(server: DatabaseServer, folder: string): Promise<readonly Case[]> {
  const write = async (name: string, source: string, preset: object) => {
    const presetFile = join(folder, `${name}.yaml`);
    await writeFile(
      presetFile,
      dump({ name, title: name, source_version: '1', target_version: '2', ...preset }),
    );
    const configFile = join(folder, `${name}-migrate.yaml`);
    const migration = { preset: presetFile, ...(source === to ? { in_place: true } : {}) };
    const sides = [source, to].map((database) => ({ server, database })) as [never, never];
    await writeFile(configFile, migrateYaml(undefined, ...sides, { migration }), { mode: 0o600 });
    return { name, config: ['-c', configFile], confirm: ['--confirm', to] };
  };
  const upsert = async (name: string, table: string, key: readonly string[]): Promise<Case> => ({
    ...(await write(name, from, {
      tables: [
        {
          name: table,
          level: 1,
          from: { table: 'members' },
          write: 'upsert',
          key,
          columns: {
            ...{ team: {}, code: {}, paid: {}, facts: {}, seen: {} },
            title: { from: 'name' },
            score: { expr: 's.points * 2' },
            version: { insert: "'v1'", update: 'keep' },
          },
        },
      ],
    })),
    table,
    plain: upsertPlainly(table),
    server: `${into(table)} ${select} ${over}`,
  });
  return [
    await upsert('upsert', 'accounts', ['code']),
    await upsert('upsert-by-two', 'seats', ['team', 'code']),
    {
      ...(await write('repair', to, {
        tables: [
          {
            name: 'words',
            level: 1,
            write: 'repair',
            key: ['id'],
            where: `s.${due}`,
            columns: { next_review: { expr: `s.${next.replace('reviews', 's.reviews')}` } },
          },
        ],
      })),
      table: 'words',
      plain: repairPlainly,
      server: `UPDATE ${to}.words SET next_review = ${next} WHERE ${due}`,
    },
  ];
}

/** Seconds of a piece of work, and the CPU seconds that the server and the tool spent on it. */
interface Figure {
  readonly seconds: number;
  readonly server: number;
  readonly tool: number;
}

async function measured(
  server: DatabaseServer,
  work: () => Promise<{ readonly cpu: number } | undefined>,
): Promise<Figure> {
  const begun = performance.now();
  const cpu = cpuSecondsOf(server.pid);
  const ended = await work();
  return {
    seconds: (performance.now() - begun) / 1000,
    server: cpuSecondsOf(server.pid) - cpu,
    tool: ended?.cpu ?? 0,
  };
}

const ways = ['server', 'plain', 'one row', 'run', 'rollback'] as const;

console.log(`${rows} rows, medians of ${rounds}; s (CPU s of server + tool)\n`);
console.log(`| | ${ways.join(' | ')} | (run − one row) / plain | run / server |`);
console.log('|---|--:|--:|--:|--:|--:|--:|--:|');
for (const flavour of flavours) {
  const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({});
  const folder = await mkdtemp(join(tmpdir(), 'bench-reshape-'));
  const admin = await connectAdmin(server);
  try {
    for (const { name, table, config, confirm, plain, server: statement } of await openCases(
      server,
      folder,
    )) {
      const figures: Record<(typeof ways)[number], Figure[]> = {
        server: [],
        plain: [],
        'one row': [],
        run: [],
        rollback: [],
      };
      for (let round = 0; round < rounds; round += 1) {
        const run = () => tool(['run', ...config, ...confirm]);
        await fill(admin, table, 1);
        figures['one row'].push(await measured(server, run));
        const ofPlain = async (way: 'server' | 'plain', work: () => Promise<unknown>) => {
          await fill(admin, table, rows);
          figures[way].push(await measured(server, async () => void (await work())));
          return stateOf(admin, table);
        };
        const wanted = await ofPlain('plain', () => plain(admin));
        if ((await ofPlain('server', () => admin.query(statement))) !== wanted)
          throw new Error(`${name} on ${flavour}: one statement makes other rows`);
        await fill(admin, table, rows);
        const before = await stateOf(admin, table);
        let runId = '';
        figures.run.push(
          await measured(server, async () => {
            const ended = await run();
            runId = String(ended.lines.find((line) => line.runId !== undefined)?.runId);
            return ended;
          }),
        );
        if ((await stateOf(admin, table)) !== wanted) throw new Error(`${name} on ${flavour}: rows differ`);
        const takeBack = ['rollback', ...config, ...confirm, '--run', runId];
        figures.rollback.push(await measured(server, () => tool(takeBack)));
        if ((await stateOf(admin, table)) !== before) throw new Error(`${name} on ${flavour}: not as before`);
      }
      const of = (way: (typeof ways)[number], part: keyof Figure) =>
        median(figures[way].map((one) => one[part]));
      const cells = ways.map(
        (way) =>
          `${of(way, 'seconds').toFixed(2)} (${of(way, 'server').toFixed(2)} + ${of(way, 'tool').toFixed(2)})`,
      );
      const relation = (of('run', 'seconds') - of('one row', 'seconds')) / of('plain', 'seconds');
      const beside = of('run', 'seconds') / of('server', 'seconds');
      console.log(
        `| ${flavour}, ${name} | ${cells.join(' | ')} | ${relation.toFixed(2)} | ${beside.toFixed(1)} |`,
      );
    }
  } finally {
    await admin.end();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}
