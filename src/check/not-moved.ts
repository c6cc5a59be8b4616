import type { Finding } from '../plan/finding.js';
import type { Plan } from '../plan/plan.js';

/** What the migration leaves behind, said before anything is written. Pure. */
export function describeNotMoved(plan: Plan): readonly Finding[] {
  const findings: Finding[] = plan.notMoved.map(({ id, title, advice }) => ({
    code: `not-moved.${id}`,
    severity: 'warning',
    subject: 'data',
    title: `not moved by this tool: ${title.en}`,
    remedy: advice.en,
    params: { titleZh: title.zh, adviceZh: advice.zh },
  }));
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
