import { describeMysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import type { Finding } from '../plan/finding.js';
import type { Plan } from '../plan/plan.js';
import type { Preset } from '../preset/schema.js';
import { mostSamples } from './conflicts/context.js';

type NotMoved = Preset['not_moved'][number];

/** What this tool leaves behind, as far as the source has any of it. Reads only. */
export async function findNotMoved(source: Session, plan: Plan, preset: Preset): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const item of preset.not_moved) {
    const finding = await countOne(source, plan, item);
    if (finding) findings.push(finding);
  }
  return findings;
}

async function countOne(source: Session, plan: Plan, item: NotMoved): Promise<Finding | null> {
  const { id, title, advice, count } = item;
  const base = {
    code: `not-moved.${id}`,
    severity: 'warning',
    subject: 'data',
    remedy: advice.en,
  } as const;
  const params = { titleZh: title.zh, adviceZh: advice.zh };
  const said = `not moved by this tool: ${title.en}`;
  if (count === undefined) return { ...base, title: said, params };
  try {
    const rows = await source.query(count);
    const moving = rows.filter(({ biz_id }) => !plan.bizIds || plan.bizIds.includes(Number(biz_id)));
    const total = moving.reduce((sum, { amount }) => sum + Number(amount), 0);
    if (total === 0) return null;
    const samples = moving.map(({ biz_id, amount }) => `biz_id=${biz_id}: ${amount}`);
    return {
      ...base,
      title: `${said}: ${total}`,
      samples: samples.slice(0, mostSamples),
      params: { ...params, total, businesses: moving.length },
    };
  } catch (error) {
    // A source without such a table: what cannot be counted may still be there.
    const { code } = describeMysqlError(error);
    return { ...base, title: `${said} (not counted: ${code})`, params: { ...params, serverCode: code } };
  }
}

/** What the plan itself leaves behind, said before anything is written. Pure. */
export function describeLeftOut(plan: Plan): readonly Finding[] {
  const findings: Finding[] = [];
  if (plan.vaultSkippedBecause !== undefined) {
    findings.push({
      code: 'vault.skipped',
      severity: 'warning',
      subject: 'config',
      title: `the Vault phase is skipped: ${plan.vaultSkippedBecause}`,
      params: { because: plan.vaultSkipped?.code ?? null, ...plan.vaultSkipped?.params },
      remedy:
        'add source.vault and target.vault to the config, unless the secrets are carried over another way',
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
