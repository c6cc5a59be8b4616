import { z } from 'zod';
import { told } from '../core/sentence.js';
import { count, type Plain, reason } from '../core/shape.js';
import { type Judgement, judge, type TenantTables, type Verdict } from './judge/judge.js';
import { shownStatement } from './judge/shown.js';

/** A statement that is told of: with a fault, unclear, or with several tenants. No value is in it. */
export const toldStatement = z.object({
  verdict: z.enum(['several', 'bad', 'unclear']),
  statement: z.string().describe('In one line, `?` in place of each value'),
  tables: z.array(z.string()).describe('Tables of tenants in it'),
  missing: z
    .array(
      z.object({
        table: z.string(),
        alias: z.string(),
        predicate: z.string().describe('What would have to be there: a predicate, or the column'),
        message: z.string(),
        because: reason.optional(),
      }),
    )
    .describe('Tables that come without their tenant'),
  message: z.string().optional().describe('Why it cannot be judged'),
  because: reason.optional(),
  file: z.string().optional().describe('scan: within the folder'),
  line: count.optional(),
  digest: z.string().optional().describe('audit: the server’s name of it'),
  executions: count.optional(),
  rowsExamined: count.optional(),
  rowsSent: count.optional(),
  rowsAffected: count.optional(),
  firstSeen: z.string().optional().describe('UTC'),
  lastSeen: z.string().optional().describe('UTC'),
  known: z.boolean().optional().describe('audit: the baseline has it'),
});
export type ToldStatement = Plain<z.infer<typeof toldStatement>>;

/** How many statements were judged, by what came of it. */
export const verdictCounts = z.object({
  untouched: count.describe('No table of a tenant is in them'),
  good: count.describe('Each table with its tenant'),
  several: count.describe('With one of several tenants, all of which are named'),
  bad: count.describe('Without'),
  unclear: count.describe('That cannot be judged'),
});
export type VerdictCounts = z.infer<typeof verdictCounts>;

const worstLast: readonly Verdict[] = ['untouched', 'good', 'several', 'unclear', 'bad'];

/** The worst of what is said of the forms that a statement may have. */
export function judgeForms(
  forms: readonly string[],
  tenants: TenantTables,
): { sql: string; judgement: Judgement } {
  const all = forms.map((sql) => ({ sql, judgement: judge(sql, tenants) }));
  const rank = ({ judgement }: (typeof all)[number]): number => worstLast.indexOf(judgement.verdict);
  return all.reduce((worst, one) => (rank(one) > rank(worst) ? one : worst));
}

export function noVerdicts(): VerdictCounts {
  return { untouched: 0, good: 0, several: 0, bad: 0, unclear: 0 };
}

/** What is told of a judged statement; null where there is nothing to tell. */
export function toldOf(sql: string, { verdict, tables, missing, because }: Judgement): ToldStatement | null {
  if (verdict === 'untouched' || verdict === 'good') return null;
  return {
    verdict,
    statement: shownStatement(sql),
    tables,
    missing: missing.map(({ table, alias, predicate, because: said }) => ({
      table,
      alias,
      predicate,
      ...told(said),
    })),
    ...(because ? told(because) : {}),
  };
}
