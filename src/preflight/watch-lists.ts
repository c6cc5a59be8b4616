import type { Finding } from '../core/finding.js';
import { quoteText } from '../core/sql.js';
import { noLimit } from '../mysql/connect.js';
import { describeMysqlError } from '../mysql/errors.js';
import type { Row } from '../mysql/session.js';
import { mostSamples } from '../phases/rows/check/conflicts/context.js';
import type { Sides } from '../phases/sides.js';
import type { Plan } from '../plan/plan.js';
import { paramLiterals } from '../preset/params.js';
import type { WatchList } from '../preset/schema.js';
import { bindParameters } from '../preset/sql/check.js';

/** Rows read per list at most; the count is exact up to here. */
const mostRows = 10_000;

/** Runs the preset's watch lists in the read-only sessions: the rows an operator must know of before and after. */
export async function runWatchLists(
  lists: readonly WatchList[],
  plan: Plan,
  sides: Sides,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const list of lists) {
    try {
      const rows = await readList(sides, plan, list);
      if (rows.length > 0) findings.push(toFinding(list, rows));
      else findings.push({ ...base(list), severity: 'ok', title: `${list.title.en}: none`, count: 0 });
    } catch (error) {
      const { code, message } = describeMysqlError(error);
      findings.push({
        ...base(list),
        severity: 'warning',
        title: `${list.title.en}: could not be read (${code}): ${message}`,
        remedy: list.advice.en,
        params: { ...base(list).params, serverCode: code, message },
      });
    }
  }
  return findings;
}

function base(list: WatchList) {
  return {
    code: `watch.${list.id}`,
    subject: 'data' as const,
    params: { list: list.id, titleEn: list.title.en, titleZh: list.title.zh, adviceZh: list.advice.zh },
  };
}

async function readList({ source, target }: Sides, plan: Plan, list: WatchList): Promise<readonly Row[]> {
  const session = list.on === 'source' ? source : target;
  // A limit around the query would lose its order; this one is the session's own.
  await session.execute(`SET SESSION sql_select_limit = ${mostRows}`);
  try {
    const rows = await session.query(boundList(list.sql, plan));
    // Where a list names the business, rows of those that stay are nobody's matter.
    return rows.filter(
      ({ biz_id }) => biz_id === undefined || !plan.bizIds || plan.bizIds.includes(Number(biz_id)),
    );
  } finally {
    await session.execute(`SET SESSION sql_select_limit = ${noLimit}`);
  }
}

/** The query with the tenant's ID for `:tenant` and with the run's parameters, except inside quotes. */
export function boundList(sql: string, { tenant, params = {} }: Pick<Plan, 'tenant' | 'params'>): string {
  const values = { ...paramLiterals(params), tenant: quoteText(tenant.id) };
  return bindParameters(sql.trim().replace(/;\s*$/, ''), values);
}

function toFinding(list: WatchList, rows: readonly Row[]): Finding {
  const count = rows.length >= mostRows ? `${mostRows} or more` : String(rows.length);
  return {
    ...base(list),
    severity: list.severity,
    title: `${list.title.en}: ${count}`,
    remedy: list.advice.en,
    count: rows.length,
    params: { ...base(list).params, most: rows.length >= mostRows },
    samples: rows.slice(0, mostSamples).map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name}=${show(value)}`)
        .join(', '),
    ),
  };
}

function show(value: Row[string]): string {
  if (value === null) return 'NULL';
  const text = Buffer.isBuffer(value) ? `0x${value.toString('hex').slice(0, 40)}` : String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
