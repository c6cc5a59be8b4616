import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { quoteName } from '../src/core/sql.js';
import { openSession } from '../src/mysql/session.js';
import type { Flavour } from '../src/plan/facts.js';
import { fillSource } from '../src/sandbox/data/index.js';
import { createSourceSchema, createTargetSchema } from '../src/sandbox/schema/index.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { findMysql } from '../src/sandbox/servers/installation.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import { cpuSecondsOf, type Measured, median } from './measure.js';
import { dumpAndClient, insertSelect, type Job, mydumper, type Outcome, ours } from './methods.js';

const names = {
  'load-data': 'tenantferry, LOAD DATA',
  insert: 'tenantferry, INSERT',
  dump: 'mysqldump | mysql',
  mydumper: 'mydumper, myloader',
  floor: 'INSERT … SELECT, one server',
} as const;
type Method = keyof typeof names;

interface Result {
  readonly flavour: Flavour;
  readonly version: string;
  readonly rows: number;
  readonly bytes: number;
  readonly parallel: number;
  readonly methods: Readonly<Partial<Record<Method, readonly Measured[]>>>;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

function clientsOf(flavour: Flavour): Job['clients'] {
  if (flavour === 'mariadb') return { dump: 'mariadb-dump', client: 'mariadb' };
  const server = findMysql()?.server ?? ['mysqld'];
  const program = (name: string) =>
    [...server.slice(0, -1), (server.at(-1) ?? '').replace(/sbin\/mysqld$/, `bin/${name}`)].join(' ');
  return { dump: `${program('mysqldump')}`, client: program('mysql') };
}

/** A clean target with everything written out, so that one method does not pay for the one before. */
async function prepareTarget(server: DatabaseServer, database: string): Promise<void> {
  const admin = await openSession(endpointOf(server, ''), 'target-writer');
  await admin.execute(`DROP DATABASE IF EXISTS ${database}`);
  await admin.execute('DROP DATABASE IF EXISTS tenantferry');
  await createTargetSchema(server, database);
  await admin.execute(`DELETE FROM ${database}.sharding_bizs`);
  await admin.execute('FLUSH TABLES');
  await admin.close();
}

async function measure(job: Job, work: () => Promise<Outcome>): Promise<Measured> {
  await prepareTarget(job.target, job.targetDatabase);
  const pids = new Set([job.source.pid, job.target.pid]);
  const serverCpu = () => [...pids].reduce((total, pid) => total + cpuSecondsOf(pid), 0);
  const cpuBefore = serverCpu();
  const started = performance.now();
  const { cpu, rss } = await work();
  const seconds = (performance.now() - started) / 1000;
  return { seconds, toolCpu: cpu, serverCpu: serverCpu() - cpuBefore, peakRss: rss };
}

/** A wrong copy is no result: every method has to leave as many rows as the source has. */
async function checkRows(job: Job): Promise<void> {
  const count = async (server: DatabaseServer, database: string, table: string) => {
    const session = await openSession(endpointOf(server, database), 'source');
    const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${quoteName(table)}`);
    await session.close();
    return String(row?.n);
  };
  for (const table of job.tables) {
    const expected = await count(job.source, job.sourceDatabase, table);
    const actual = await count(job.target, job.targetDatabase, table);
    if (expected !== actual) throw new Error(`${table}: ${actual} rows were copied of ${expected}`);
  }
}

async function benchFlavour(
  flavour: Flavour,
  size: 'large' | { rows: number },
  rounds: number,
  parallel: number,
  chosen: readonly Method[],
): Promise<Result> {
  const start = flavour === 'mariadb' ? startMariadb : startMysql;
  const variables = { local_infile: 'ON' };
  const source = await start({ variables });
  const target = await start({ variables });
  try {
    await createSourceSchema(source, 'bench_source');
    say(`${flavour}: filling the source`);
    await fillSource({
      mysql: endpointOf(source, 'bench_source'),
      size,
      seed: 1,
      onProgress: ({ text }) => say(text),
    });
    const empty: Job = {
      source,
      target,
      sourceDatabase: 'bench_source',
      targetDatabase: 'bench_target',
      tables: [],
      parallel,
      clients: clientsOf(flavour),
    };
    await prepareTarget(target, 'bench_target');
    say(`${flavour}: warming up`);
    const { rows, bytes, tables } = await ours(empty, 'load-data');
    const job: Job = { ...empty, tables };
    const sameServer: Job = { ...job, target: source };
    const ways: Readonly<Record<Method, readonly [Job, () => Promise<Outcome>]>> = {
      'load-data': [job, () => ours(job, 'load-data')],
      insert: [job, () => ours(job, 'insert')],
      dump: [job, () => dumpAndClient(job)],
      mydumper: [job, () => mydumper(job)],
      floor: [sameServer, () => insertSelect(sameServer)],
    };
    const measured: Partial<Record<Method, Measured[]>> = {};
    for (let round = 1; round <= rounds; round += 1) {
      for (const method of chosen) {
        const [where, work] = ways[method];
        try {
          const result = await measure(where, work);
          await checkRows(where);
          measured[method] = [...(measured[method] ?? []), result];
          say(`${flavour}, round ${round}: ${names[method]} ${result.seconds.toFixed(2)} s`);
        } catch (error) {
          say(
            `${flavour}, round ${round}: ${names[method]} failed: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }
    }
    return { flavour, version: source.version, rows, bytes, parallel, methods: measured };
  } finally {
    await source.remove();
    await target.remove();
  }
}

const methodNames = Object.keys(names) as Method[];

function chooseMethods(list: string | undefined): readonly Method[] {
  if (list === undefined) return methodNames;
  return list.split(',').map((name) => {
    const method = methodNames.find((known) => known === name);
    if (!method) throw new Error(`--ways knows ${methodNames.join(', ')}, not ${name}`);
    return method;
  });
}

function table({ flavour, version, rows, bytes, parallel, methods }: Result): string {
  const baseline = median((methods['load-data'] ?? []).map(({ seconds }) => seconds));
  const lines = [
    `${flavour} ${version}, ${rows} rows, ${(bytes / 1e6).toFixed(0)} MB, ${parallel} pairs`,
    '',
    '| way | s | rows/s | MB/s | tool CPU s | server CPU s | tool RSS MB | LOAD DATA is |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
  ];
  for (const method of methodNames) {
    const all = methods[method];
    if (!all) continue;
    const of = (pick: (one: Measured) => number) => median(all.map(pick));
    const seconds = of((one) => one.seconds);
    const rss = all.some(({ peakRss }) => peakRss !== null)
      ? (of((one) => one.peakRss ?? 0) / 1e6).toFixed(0)
      : '';
    const cells = [
      names[method],
      seconds.toFixed(2),
      (rows / seconds).toFixed(0),
      (bytes / 1e6 / seconds).toFixed(1),
      of((one) => one.toolCpu).toFixed(2),
      of((one) => one.serverCpu).toFixed(2),
      rss,
      `${(baseline / seconds).toFixed(2)} ×`,
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      parallel: { type: 'string', default: '4' },
      on: { type: 'string', default: 'mariadb,mysql' },
      ways: { type: 'string' },
      out: { type: 'string', default: 'dist/bench-copy.json' },
    },
  });
  const size = values.rows === undefined ? ('large' as const) : { rows: Number(values.rows) };
  const chosen = chooseMethods(values.ways);
  const results: Result[] = [];
  for (const flavour of values.on.split(',')) {
    if (flavour !== 'mariadb' && flavour !== 'mysql')
      throw new Error(`--on knows mariadb and mysql, not ${flavour}`);
    const result = await benchFlavour(flavour, size, Number(values.rounds), Number(values.parallel), chosen);
    results.push(result);
    console.log(`\n${table(result)}`);
  }
  await writeFile(values.out, `${JSON.stringify(results, null, 2)}\n`, { mode: 0o600 });
}

await main();
