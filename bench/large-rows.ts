import { parseArgs } from 'node:util';
import { openSession } from '../src/mysql/session.js';
import type { Flavour } from '../src/plan/facts.js';
import { fillSource } from '../src/sandbox/data/index.js';
import { createSourceSchema, createTargetSchema } from '../src/sandbox/schema/index.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import { type Job, ours } from './methods.js';

/** Peak memory of the tool by the size of the largest rows. */

const goalMb = 200;
const rowsOfEachSize = 6;
const source = 'bench_source';
const target = 'bench_target';
const widen = 'MODIFY signature longtext';

async function prepareTarget(server: DatabaseServer): Promise<void> {
  const admin = await openSession(endpointOf(server, ''), 'target-writer');
  await admin.execute(`DROP DATABASE IF EXISTS ${target}`);
  await admin.execute('DROP DATABASE IF EXISTS tenantferry');
  await createTargetSchema(server, target);
  await admin.execute(`DELETE FROM ${target}.sharding_bizs`);
  await admin.execute(`ALTER TABLE ${target}.contents ${widen}`);
  await admin.close();
}

async function benchFlavour(flavour: Flavour, sizes: readonly number[]): Promise<void> {
  const start = flavour === 'mariadb' ? startMariadb : startMysql;
  const variables = { local_infile: 'ON', max_allowed_packet: '256M' };
  const from = await start({ variables });
  const to = await start({ variables });
  try {
    await createSourceSchema(from, source);
    await fillSource({
      mysql: endpointOf(from, source),
      size: { rows: 2000 },
      seed: 1,
      onProgress: () => undefined,
    });
    const admin = await openSession(endpointOf(from, source), 'target-writer');
    await admin.execute(`ALTER TABLE contents ${widen}`);
    const rows = await admin.query(`SELECT id FROM contents ORDER BY id LIMIT ${rowsOfEachSize}`);
    const ids = rows.map(({ id }) => String(id)).join(', ');
    const job: Job = {
      source: from,
      target: to,
      sourceDatabase: source,
      targetDatabase: target,
      tables: [],
      parallel: 4,
      clients: { dump: '', client: '' },
    };
    for (const megabytes of sizes) {
      await admin.execute(`UPDATE contents SET signature = REPEAT('x', ?) WHERE id IN (${ids})`, [
        megabytes * 1e6,
      ]);
      for (const method of ['load-data', 'insert'] as const) {
        await prepareTarget(to);
        const { rss, bytes } = await ours(job, method);
        if (bytes < rowsOfEachSize * megabytes * 1e6) throw new Error(`only ${bytes} bytes were copied`);
        const peak = Math.round((rss ?? 0) / 1e6);
        const verdict = peak < goalMb ? '' : `, over the goal of ${goalMb} MB`;
        console.log(`| ${flavour} | ${method} | ${megabytes} | ${peak}${verdict} |`);
      }
    }
    await admin.close();
  } finally {
    await from.remove();
    await to.remove();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      on: { type: 'string', default: 'mariadb,mysql' },
      mb: { type: 'string', default: '1,10,16,60,120' },
    },
  });
  console.log('| server | method | row MB | peak RSS MB |\n|---|---|--:|--:|');
  for (const flavour of values.on.split(',')) {
    if (flavour !== 'mariadb' && flavour !== 'mysql')
      throw new Error(`--on knows mariadb and mysql, not ${flavour}`);
    await benchFlavour(flavour, values.mb.split(',').map(Number));
  }
}

await main();
