import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepHeapSmall } from '../src/cli/heap.js';
import type { Config } from '../src/config/config.js';
import { Secret } from '../src/core/secret.js';
import { insertRun } from '../src/ledger/runs.js';
import { openLedger } from '../src/ledger/upgrade.js';
import { readDatabaseFacts } from '../src/mysql/facts.js';
import { openSession } from '../src/mysql/session.js';
import { runMysqlPhase } from '../src/phases/rows/rows-phase.js';
import { buildPlan } from '../src/plan/build-plan.js';
import { loadPreset } from '../src/preset/load.js';
import { preserveIds } from '../test/support/preserve-ids.js';
import type { OursOptions } from './methods.js';

/** Runs the MySQL phase as `tenantferry run` does, in a process of its own so that CPU and memory are the phase's alone. */
async function main(): Promise<void> {
  keepHeapSmall();
  const options = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as OursOptions;
  const endpoint = (place: OursOptions['source']) => ({ ...place, password: new Secret(place.password) });
  const config: Config = {
    path: '',
    tenantId: 'acme',
    preset: 'bscp',
    ids: 'preserve',
    source: { mysql: endpoint(options.source), production: false },
    target: { mysql: endpoint(options.target), production: false },
    options: { batchSize: 1000, parallel: options.parallel, onError: 'stop' },
    tables: { skip: [], include: [] },
    users: {},
    targetRows: {},
  };
  const preset = await loadPreset(fileURLToPath(new URL('../../../presets/bscp.yaml', import.meta.url)));
  const rules = preset.id_generators;
  const generators = rules && {
    table: rules.table,
    resourceColumn: rules.resource_column,
    maxColumn: rules.max_column,
  };
  const reader = await openSession(config.source.mysql, 'source');
  const writer = await openSession(config.target.mysql, 'target-writer');
  const source = await readDatabaseFacts(reader, config.source.mysql.database, generators);
  const target = await readDatabaseFacts(writer, config.target.mysql.database, generators);
  const { plan, findings } = buildPlan({
    config,
    preset,
    source,
    target,
    ids: preserveIds,
    targetRows: { sharding_dbs: ['1'] },
  });
  if (!plan) throw new Error(findings.map(({ title }) => title).join('\n'));
  const location = await openLedger(writer, config.target.mysql.database);
  const ledger = { session: writer, location, runId: `bench-${process.pid}` };
  const startedAt = new Date().toISOString();
  await insertRun(ledger, {
    startedAt,
    plan,
    toolVersion: '0',
    targetDatabase: target.database,
  });
  let [rows, bytes] = [0, 0];
  const never = new AbortController().signal;
  const { outcome } = await runMysqlPhase({
    config,
    preset,
    plan,
    ledger,
    method: options.method,
    inSnapshot: async () => undefined,
    cellContext: {},
    listener: (event) => {
      if (event.type !== 'chunk-committed') return;
      rows += event.rows;
      bytes += event.bytes;
    },
    control: {
      waitWhilePaused: async () => undefined,
      parallelism: () => options.parallel,
      stop: never,
      abort: never,
    },
  });
  await reader.close();
  await writer.close();
  if (outcome !== 'complete') throw new Error(`the run ended ${outcome}`);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const tables = plan.tables.map(({ table }) => table);
  const usage = { cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS * 1024 };
  console.log(JSON.stringify({ rows, bytes, tables, ...usage }));
}

await main();
