import { createHash, randomBytes } from 'node:crypto';
import { counted } from '../../../core/counted.js';
import { formatCount } from '../../../core/format.js';
import type { Difference, JobResult } from '../../../core/validation-shape.js';
import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { forEachInFlight } from '../../../vault/in-flight.js';
import {
  type ComparedSecret,
  compareRow,
  type RowComparison,
  type SecretAspect,
  type SecretFields,
} from './compare-secret.js';

interface CompareSecretsRequest {
  /** Absent: compared with the rows' own columns only. */
  readonly source?: VaultClient;
  readonly target: VaultClient;
  readonly rows: AsyncIterable<ComparedSecret>;
  readonly fields: SecretFields;
  readonly sourceRow?: RowComparison['sourceRow'];
  /** Column names for the differences; default: the aspect's own name. */
  readonly columns?: Partial<Readonly<Record<SecretAspect, string>>>;
  /** Shown as `<keyColumn>=<rowKey>`; default id. */
  readonly keyColumn?: string;
  /** Rows looked at at the same time; default 64. */
  readonly concurrency?: number;
  readonly onProgress?: (done: { readonly table: string; readonly rows: number }) => void;
  readonly call?: CallOptions;
}

/** Differences listed per table; the count in the detail is always the whole. */
const mostDifferences = 1_000;

/**
 * Reads every row's secret back from the target at the row's version: present, right type, sha256, md5 and size as the row
 * says, equal to the source's. One result per table, and one more for faults the source has already. Nothing of a value
 * leaves this function, only what matches and what does not. Throws VaultError.
 */
export async function compareSecrets(request: CompareSecretsRequest): Promise<JobResult[]> {
  const { rows, concurrency = 64, keyColumn = 'id', columns = {}, call = {} } = request;
  const context = { ...request, hmacKey: randomBytes(32), call };
  const tables = new Map<string, TableTally>();
  await forEachInFlight(rows, concurrency, async (row) => {
    const mismatches = await compareRow(context, row);
    const tally = tallyOf(tables, row.table);
    tally.rows += 1;
    const key = `${keyColumn}=${row.rowKey}`;
    const own = mismatches.filter(({ sourceFault }) => !sourceFault);
    if (own.length > 0) tally.bad += 1;
    else if (mismatches.length > 0 && !mismatches.some(({ lost }) => lost)) tally.faulty += 1;
    if (mismatches.some(({ lost }) => lost)) {
      tally.lost += 1;
      tally.lostRows += rowNumber(row);
    }
    for (const { aspect, sourceFault, lost } of mismatches) {
      const list = lost ? tally.losses : sourceFault ? tally.faults : tally.differences;
      if (list.length >= mostDifferences) continue;
      const difference: Difference =
        aspect === 'secret'
          ? { kind: 'missing-in-target', table: row.table, key, column: columns.secret ?? 'secret' }
          : { kind: 'field-mismatch', table: row.table, key, column: columns[aspect] ?? aspect };
      list.push(difference);
    }
    request.onProgress?.({ table: row.table, rows: tally.rows });
  });
  return [...tables].flatMap(([table, tally]) => resultsOf(table, tally, request.source !== undefined));
}

interface TableTally {
  rows: number;
  /** Rows with a difference of the run's making. */
  bad: number;
  /** Rows whose only faults are the source's. */
  faulty: number;
  /** Rows in use whose secret the source has lost. */
  lost: number;
  /** The sum of their numbers, which does not depend on their order. */
  lostRows: bigint;
  readonly differences: Difference[];
  readonly faults: Difference[];
  readonly losses: Difference[];
}

function tallyOf(tables: Map<string, TableTally>, table: string): TableTally {
  let tally = tables.get(table);
  if (tally === undefined) {
    tally = { rows: 0, bad: 0, faulty: 0, lost: 0, lostRows: 0n, differences: [], faults: [], losses: [] };
    tables.set(table, tally);
  }
  return tally;
}

/** A number that stands for a row, its secret's path and versions; never for a value. */
function rowNumber({
  table,
  rowKey,
  sourcePath,
  sourceVersion,
  targetPath,
  targetVersion,
}: ComparedSecret): bigint {
  const text = JSON.stringify([table, rowKey, sourcePath, sourceVersion, targetPath, targetVersion]);
  return BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
}

/** Names a list of rows: another list of the same length has another name. */
function listName(sum: bigint): string {
  return createHash('sha256').update(sum.toString(16)).digest('hex').slice(0, 16);
}

function resultsOf(table: string, tally: TableTally, withSource: boolean): JobResult[] {
  const { rows, bad, faulty, lost, differences, faults, losses } = tally;
  const list = listName(tally.lostRows);
  const what = withSource
    ? 'present with the type, sha256, md5 and size of the row, and equal to the source'
    : 'present with the type, sha256, md5 and size of the row (the source was not asked)';
  const good = rows - bad - faulty - lost;
  const result: JobResult = {
    check: 'secrets',
    table,
    ok: bad === 0,
    detail: `${formatCount(good)} of ${counted(rows, 'secret')} ${what}${bad > 0 ? `; ${counted(bad, 'is', 'are')} not` : ''}`,
    code: 'secrets.compared',
    params: { good, rows, bad, withSource },
    expected: String(rows - faulty - lost),
    actual: String(good),
    differences,
  };
  const inSource = { check: 'secrets', table, ok: false, sourceFault: true } as const;
  const lossResult: JobResult = {
    ...inSource,
    toAccept: true,
    detail: `${counted(lost, 'row')} in use had lost the secret in the source already: no value is there to be migrated (list ${list})`,
    code: 'secrets.lost-in-source',
    params: { rows: lost, list },
    differences: losses,
  };
  const results = lost === 0 ? [result] : [result, lossResult];
  if (faults.length === 0) return results;
  return [
    ...results,
    {
      ...inSource,
      detail: `${counted(faulty, 'row has', 'rows have')} a secret that is gone or disagrees with its signature in the source already`,
      code: 'secrets.source-faults',
      params: { rows: faulty },
      differences: faults,
    },
  ];
}
