import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { count, type Plain } from '../../core/shape.js';
import type { Session } from '../../mysql/session.js';
import { type Judgement, judge } from '../judge/judge.js';
import { noVerdicts, type ToldStatement, toldOf, verdictCounts } from '../statement.js';
import { readOpenViews, someTenantTables, tenantTables } from '../tenant-tables.js';
import { say } from '../words.js';
import { mayBeCut } from './cut.js';
import { type Digest, doneSince, prepareAudit, readDigests } from './digests.js';

export const auditFigures = z.object({
  seconds: z.number().min(0).describe('How long was listened; 0: all that the server has counted so far'),
  statements: verdictCounts.describe('Kinds of statements'),
  executions: verdictCounts,
  lost: count.describe('Executions for whose kind the server’s list had no more room'),
  tables: count.describe('Tables of the target with the tenant’s column'),
  seesPrepared: z
    .boolean()
    .describe('false: MariaDB keeps no digest of statements prepared by the binary protocol'),
  known: count.describe('Faults that the baseline has'),
  gone: count.describe('Statements of the baseline that were not found'),
});
export type AuditFigures = Plain<z.infer<typeof auditFigures>>;

export interface Audit {
  readonly statements: readonly ToldStatement[];
  readonly figures: AuditFigures;
}

interface AuditRequest {
  readonly database: string;
  readonly column: string;
  readonly forMs: number;
  readonly baseline: readonly string[] | null;
  readonly signal?: AbortSignal;
}

/** Listens to a server for a while and judges what it was asked. Reads only. RefusedError where the server collects no digests. */
export async function audit(session: Session, request: AuditRequest): Promise<Audit> {
  const { database, column, forMs, baseline, signal } = request;
  const most = await prepareAudit(session);
  const names = await someTenantTables(session, database, column);
  const views = await readOpenViews(session, { database, column, tables: names });
  const before = forMs === 0 ? [] : await readDigests(session);
  if (forMs > 0) await delay(forMs, undefined, { signal });
  const digests = doneSince(before, await readDigests(session));

  const counts = { statements: noVerdicts(), executions: noVerdicts() };
  const told: ToldStatement[] = [];
  for (const digest of digests) {
    if (digest.text === null) continue;
    const judgement = judgeDigest(
      digest,
      digest.text,
      tenantTables(column, [...names, ...views], { database, current: digest.schema }),
      most,
    );
    // What is hidden in another database is none of ours.
    if (judgement.verdict === 'unclear' && judgement.tables.length === 0 && digest.schema !== database)
      continue;
    counts.statements[judgement.verdict] += 1;
    counts.executions[judgement.verdict] += digest.executions;
    const one = toldOf(digest.text, judgement);
    if (one) told.push({ ...one, ...countedOf(digest), known: baseline?.includes(one.statement) ?? false });
  }
  const faults = told.filter(isFault);
  return {
    statements: told.toSorted((one, other) => (other.executions ?? 0) - (one.executions ?? 0)),
    figures: {
      seconds: forMs / 1000,
      ...counts,
      lost: digests.filter(({ text }) => text === null).reduce((sum, { executions }) => sum + executions, 0),
      tables: names.length,
      seesPrepared: session.facts.flavour === 'mysql',
      known: faults.filter(({ known }) => known).length,
      gone: baseline?.filter((statement) => !faults.some((one) => one.statement === statement)).length ?? 0,
    },
  };
}

/** What a baseline may hold. */
export const isFault = ({ verdict }: Pick<ToldStatement, 'verdict'>): boolean => verdict !== 'several';

function judgeDigest(
  { schema }: Digest,
  text: string,
  tenants: ReturnType<typeof tenantTables>,
  most: number,
): Judgement {
  const judgement = judge(text, tenants);
  const isAsked = judgement.tables.length > 0 || tenants.has('', schema);
  return isAsked && mayBeCut(text, most)
    ? { verdict: 'unclear', tables: judgement.tables, missing: [], because: say('isolation.cut') }
    : judgement;
}

function countedOf({
  digest,
  executions,
  rowsExamined,
  rowsSent,
  rowsAffected,
  firstSeen,
  lastSeen,
}: Digest) {
  return { digest, executions, rowsExamined, rowsSent, rowsAffected, firstSeen, lastSeen };
}
