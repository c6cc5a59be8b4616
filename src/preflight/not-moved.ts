import type { Finding } from '../core/finding.js';
import { describeMysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import { mostSamples } from '../phases/rows/check/conflicts/context.js';
import type { Plan } from '../plan/plan.js';
import type { Preset } from '../preset/schema.js';

/** One thing of the preset's, as far as the source has any of it. */
interface NotMoved {
  readonly item: Plan['notMoved'][number];
  /** By business. */
  readonly counts: readonly { readonly business: string; readonly amount: number }[];
  /** Why it could not be counted, as the server's code. */
  readonly serverCode?: string;
}

/** What this tool leaves behind, as far as the source has any of it. Reads only. */
export async function findNotMoved(
  source: Session,
  plan: Plan,
  preset: Preset,
): Promise<readonly NotMoved[]> {
  const found: NotMoved[] = [];
  for (const entry of preset.not_moved) {
    if (plan.files && entry.id === preset.files?.not_moved) continue;
    const one = await countOne(source, plan, entry);
    if (one) found.push(one);
  }
  return found;
}

async function countOne(
  source: Session,
  plan: Plan,
  { id, title, advice, count }: Preset['not_moved'][number],
): Promise<NotMoved | null> {
  const item = { id, title, advice };
  if (count === undefined) return { item, counts: [] };
  try {
    const rows = await source.query(count);
    const counts = rows
      .filter(({ biz_id }) => !plan.bizIds || plan.bizIds.includes(Number(biz_id)))
      .map(({ biz_id, amount }) => ({ business: String(biz_id), amount: Number(amount) }));
    const total = counts.reduce((sum, { amount }) => sum + amount, 0);
    return total === 0 ? null : { item: { ...item, total }, counts };
  } catch (error) {
    // A source without such a table: what cannot be counted may still be there.
    return { item, counts: [], serverCode: describeMysqlError(error).code };
  }
}

/** Pure. */
export function describeNotMoved({ item, counts, serverCode }: NotMoved): Finding {
  const { id, title, advice, total } = item;
  const uncounted = serverCode === undefined ? '' : ` (not counted: ${serverCode})`;
  const samples = counts.map(({ business, amount }) => `biz_id=${business}: ${amount}`);
  return {
    code: `not-moved.${id}`,
    severity: 'warning',
    subject: 'data',
    title: `not moved by this tool: ${title.en}${total === undefined ? uncounted : `: ${total}`}`,
    remedy: advice.en,
    ...(samples.length === 0 ? {} : { samples: samples.slice(0, mostSamples) }),
    params: {
      titleZh: title.zh,
      adviceZh: advice.zh,
      ...(total === undefined ? {} : { total, businesses: counts.length }),
      ...(serverCode === undefined ? {} : { serverCode }),
    },
  };
}

/** What the plan itself leaves behind, said before anything is written. Pure. */
export function describeLeftOut(plan: Plan): readonly Finding[] {
  const findings: Finding[] = [];
  const isByConfig = plan.vaultSkipped?.code === 'config';
  if (plan.vaultSkippedBecause !== undefined) {
    findings.push({
      code: 'vault.skipped',
      // A system without secrets lacks nothing, and no Vault in the config would change that.
      severity: isByConfig ? 'warning' : 'info',
      subject: 'config',
      title: `the Vault phase is skipped: ${plan.vaultSkippedBecause}`,
      params: { because: plan.vaultSkipped?.code ?? null, ...plan.vaultSkipped?.params },
      ...(isByConfig
        ? {
            remedy:
              'add source.vault and target.vault to the config, unless the secrets are carried over another way',
          }
        : {}),
    });
  }
  if (plan.vault !== undefined) {
    findings.push({
      code: 'secrets.after-rows',
      severity: 'info',
      subject: 'data',
      title:
        'rows come before their secrets: until the Vault phase has ended, clients that read the target find rows whose secret is not there yet',
      remedy: 'Keep clients on the source until the run has ended.',
    });
  }
  for (const { table, referencedBy, by } of plan.skipped) {
    if (referencedBy.length === 0 || by !== 'operator') continue;
    findings.push({
      code: 'tables.referenced',
      severity: 'warning',
      subject: 'config',
      title: `${table} stays behind, but rows of ${referencedBy.join(', ')} refer to it`,
      remedy: `take ${table} out of skip_tables, or leave those tables out, too`,
      table,
      params: { referencedBy: referencedBy.join(', ') },
    });
  }
  return findings;
}
