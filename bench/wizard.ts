import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openSession } from '../src/mysql/session.js';
import { fillSource } from '../src/sandbox/data/index.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { createSourceSchema, createTargetSchema } from '../src/sandbox/schema/index.js';
import { startMariadb } from '../src/sandbox/servers/index.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import { median } from './measure.js';
import { type Cost, copyHeadless, copyInWizard } from './wizard-runs.js';

/** What the wizard costs: the same migration with `run --json` and in the wizard, in turn. */

interface OneRun extends Cost {
  readonly seconds: number;
}

const database = { source: 'bench_source', target: 'bench_target' } as const;
const binary = fileURLToPath(new URL('../../../bin/tenantferry.js', import.meta.url));
const say = (text: string) => process.stderr.write(`${text}\n`);

async function emptyTarget(server: DatabaseServer): Promise<void> {
  const admin = await openSession(endpointOf(server, ''), 'target-writer');
  await admin.execute(`DROP DATABASE IF EXISTS ${database.target}`);
  await admin.execute('DROP DATABASE IF EXISTS tenantferry');
  await createTargetSchema(server, database.target);
  await admin.execute('FLUSH TABLES');
  await admin.close();
}

/** Waits until the target's ledger has a run: read often, and for a moment only, so that it costs the run nothing. */
async function begun(server: DatabaseServer): Promise<void> {
  const admin = await openSession(endpointOf(server, ''), 'target');
  const runs = () => admin.query('SELECT 1 FROM tenantferry.runs').catch(() => []);
  while ((await runs()).length === 0) await setTimeout(50);
  await admin.close();
}

/** Seconds from the start of the target's only run to its last committed chunk, by the ledger, and the rows of all. */
async function timeOfRun(
  server: DatabaseServer,
): Promise<{ readonly seconds: number; readonly rows: number }> {
  const admin = await openSession(endpointOf(server, 'tenantferry'), 'target');
  const [run] = await admin.query('SELECT started_at AS at FROM runs');
  const [last] = await admin.query('SELECT MAX(committed_at) AS at, SUM(row_count) AS n FROM chunks');
  await admin.close();
  const seconds = (Date.parse(String(last?.at)) - Date.parse(String(run?.at))) / 1000;
  return { seconds, rows: Number(last?.n) };
}

function line(name: string, runs: readonly OneRun[]): string {
  const of = (pick: (run: OneRun) => number) => median(runs.map(pick));
  const cells = [name, of(({ seconds }) => seconds).toFixed(2), of(({ cpu }) => cpu).toFixed(2)];
  return `| ${[...cells, (of(({ peakRss }) => peakRss) / 1e6).toFixed(0)].join(' | ')} |`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rows: { type: 'string' }, rounds: { type: 'string', default: '3' } },
  });
  const size = values.rows === undefined ? ('large' as const) : { rows: Number(values.rows) };
  const folder = await mkdtemp(join(tmpdir(), 'tenantferry-bench-'));
  const variables = { local_infile: 'ON' };
  const [source, target] = await Promise.all([startMariadb({ variables }), startMariadb({ variables })]);
  try {
    await createSourceSchema(source, database.source);
    say('filling the source');
    await fillSource({
      mysql: endpointOf(source, database.source),
      size,
      seed: 1,
      onProgress: ({ text }) => say(text),
    });
    const config = join(folder, 'migrate.yaml');
    const yaml = migrateYaml(
      'acme',
      { server: source, database: database.source },
      { server: target, database: database.target },
    );
    await writeFile(config, yaml, { mode: 0o600 });
    const job = { binary, config, folder, database: database.target, begun: () => begun(target) };
    const runs: { headless: OneRun[]; wizard: OneRun[] } = { headless: [], wizard: [] };
    const ways = { headless: copyHeadless, wizard: copyInWizard } as const;
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      // Whoever comes first finds colder servers, so they take turns at that, too.
      const order = round % 2 === 0 ? (['headless', 'wizard'] as const) : (['wizard', 'headless'] as const);
      for (const way of order) {
        await emptyTarget(target);
        const cost = await ways[way](job);
        const { rows, seconds } = await timeOfRun(target);
        const name = round === 0 ? 'warm-up' : `round ${round}`;
        const [memory, redraws] = [(cost.peakRss / 1e6).toFixed(0), cost.redraws.toFixed(1)];
        const figures = `${seconds.toFixed(2)} s, CPU ${cost.cpu.toFixed(2)} s, ${memory} MB, ${redraws} redraws/s`;
        say(`${name}, ${way}: ${rows} rows in ${figures}`);
        if (round > 0) runs[way].push({ ...cost, seconds });
      }
    }
    const of = (way: keyof typeof runs, pick: (run: OneRun) => number) => median(runs[way].map(pick));
    const ratio = of('wizard', ({ seconds }) => seconds) / of('headless', ({ seconds }) => seconds);
    const peak = Math.max(...runs.wizard.map(({ peakRss }) => peakRss)) / 1e6;
    console.log('| way | copy s | tool CPU s | peak RSS MB |\n|---|--:|--:|--:|');
    console.log(`${line('run --json', runs.headless)}\n${line('wizard', runs.wizard)}`);
    const redraws = Math.max(...runs.wizard.map((run) => run.redraws)).toFixed(1);
    console.log(
      `\nratio ${ratio.toFixed(3)} (goal 1.05), highest RSS ${peak.toFixed(0)} MB (goal 250), redraws ${redraws}/s (goal 4)`,
    );
  } finally {
    await Promise.all([source.remove(), target.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
