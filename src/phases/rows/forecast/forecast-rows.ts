import type { MysqlEndpoint } from '../../../config/config.js';
import { type Finding, finding } from '../../../core/finding.js';
import { chooseMethod } from '../../../mysql/bulk-method.js';
import { describeMysqlError } from '../../../mysql/errors.js';
import { openSession, type Session } from '../../../mysql/session.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { Measuring } from '../../phase.js';
import { rowsContext } from '../check/check-rows.js';
import { basisParams, describeBasis, estimateSeconds, type Obstacle, type Sample } from './estimate.js';
import { takeSample } from './sample.js';

const mostTables = 5;
const rowsPerSample = 2_000;
/** No table is sampled any more after this long. Milliseconds. */
const patience = 10_000;

/** How long copying the rows will take, from a measured sample; the basis tells when writing could not be measured. */
export async function forecastRows(measuring: Measuring): Promise<void> {
  const { counts, report, onForecast } = measuring;
  const context = rowsContext(measuring);
  const { plan, config, source, target, targetFacts } = context;
  const endpoint = config.target.mysql;
  const largest = plan.tables
    .filter(({ table }) => (counts[table]?.source ?? 0) > 0)
    .toSorted((a, b) => b.approximateBytes - a.approximateBytes)
    .slice(0, mostTables);
  const { scratch, why } = await openScratch(endpoint, largest);
  try {
    const samples: Sample[] = [];
    const started = performance.now();
    let failure: Obstacle | null = why;
    const { method } = await chooseMethod(endpoint, largest[0]?.target, config.options.bulk ?? 'auto');
    const packetLimit = Number(targetFacts.variables.max_allowed_packet ?? '0') || 16_777_216;
    for (const table of largest) {
      if (performance.now() - started > patience) break;
      const input = {
        source,
        table,
        rows: rowsPerSample,
        cells: context.cells,
        method,
        packetLimit,
      } as const;
      try {
        samples.push(
          await takeSample({ ...input, scratch: failure === null && !isChangedOnly(table) ? scratch : null }),
        );
      } catch (error) {
        const { code, message } = describeMysqlError(error);
        const text = `a temporary table could not be written (${code})`;
        failure = { text, why: 'not-written', serverCode: code };
        report([trialFailed(table.table, code, message)]);
        samples.push(await takeSample({ ...input, scratch: null }));
      }
    }
    const obstacle = failure ?? (largest.every(isChangedOnly) ? changedOnly : null);
    onForecast({
      seconds: estimateSeconds({
        samples,
        tables: plan.tables.map(({ table }) => ({ table, rows: counts[table]?.source ?? 0 })),
        parallel: config.options.parallel,
        batchSize: config.options.batchSize,
        roundTrip: await roundTrip(target),
      }),
      basis: {
        text: describeBasis(samples, config.options.parallel, obstacle?.text ?? null),
        params: basisParams(samples, config.options.parallel, obstacle),
      },
    });
  } finally {
    await scratch?.close();
  }
}

/** Only parts of rows that are there already come to it: no table takes these as rows of their own. */
const isChangedOnly = ({ reshape }: TablePlan): boolean => reshape?.over?.write === 'repair';

const changedOnly: Obstacle = {
  text: 'rows that are there are changed, and none is made',
  why: 'changed-only',
};

/** The copy will meet the same rows: what the trial failed with is to be known before it. */
function trialFailed(table: string, serverCode: string, message: string): Finding {
  return finding('warning', 'target-mysql', 'mysql.trial-write', {
    table,
    title: `writing a sample of ${table} into a temporary copy of its table failed (${serverCode}): ${message}`,
    remedy: 'look whether the table takes these rows; if it is the temporary table alone that fails, go on',
    params: { table, serverCode, message },
  });
}

async function roundTrip(session: Session): Promise<number> {
  const started = performance.now();
  await session.query('SELECT 1 AS one');
  return (performance.now() - started) / 1000;
}

/** The one session of a dry run that is not read-only: a temporary table cannot be made in one that is. */
async function openScratch(
  endpoint: MysqlEndpoint,
  tables: readonly TablePlan[],
): Promise<{ readonly scratch: Session | null; readonly why: Obstacle | null }> {
  if (tables.length === 0) return { scratch: null, why: null };
  let scratch: Session | null = null;
  try {
    scratch = await openSession(endpoint, 'target-writer');
    await scratch.execute('CREATE TEMPORARY TABLE _tenantferry_probe (id int)');
    await scratch.execute('DROP TEMPORARY TABLE _tenantferry_probe');
    return { scratch, why: null };
  } catch (error) {
    await scratch?.close();
    const { code } = describeMysqlError(error);
    const text = `the account may not make temporary tables (${code})`;
    return { scratch: null, why: { text, why: 'no-privilege', serverCode: code } };
  }
}
