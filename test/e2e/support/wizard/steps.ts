import { isAlive } from '../../../../src/sandbox/cache.js';
import type { AdminConnection } from '../../../../src/sandbox/servers/admin.js';
import { en } from '../../../../src/ui/text/en.js';
import { leftovers } from '../cli/leftovers.js';
import type { Pair } from '../pair.js';
import { openWizardPty, type PtyOptions, type WizardPty } from './wizard-pty.js';

const open = new Set<WizardPty>();
const opened = new Set<number>();

export function openWizard(
  pair: Pick<Pair, 'folder' | 'configFile'>,
  options: Partial<PtyOptions> = {},
): WizardPty {
  const wizard = openWizardPty({ cwd: pair.folder, args: ['-c', pair.configFile], ...options });
  open.add(wizard);
  opened.add(wizard.pid);
  void wizard.exit.then(() => open.delete(wizard));
  return wizard;
}

/** Ends what a failed test left open; throws when a wizard left a process or a temporary folder behind. */
export async function closeWizards(): Promise<void> {
  for (const wizard of open) wizard.kill('SIGKILL');
  await Promise.all([...open].map((wizard) => wizard.exit));
  const left = [...opened].flatMap((pid) => [...leftovers(pid), ...(isAlive(pid) ? [`process ${pid}`] : [])]);
  opened.clear();
  if (left.length > 0) throw new Error(`the wizard left behind: ${left.join(', ')}`);
}

/** From the config to the list of tables. */
export async function walkToTables(wizard: WizardPty): Promise<void> {
  // The file's name alone stands there while it is read, too.
  await wizard.see(en.config.labels.businesses);
  wizard.type('\r');
  await wizard.see('d details');
  wizard.type('\r');
  await wizard.see('Level 1');
}

/** From the config to the confirmation before the first write. */
export async function walkToConfirmation(wizard: WizardPty): Promise<void> {
  await walkToTables(wizard);
  wizard.type('\r');
  await dryRunToConfirmation(wizard);
}

export async function dryRunToConfirmation(wizard: WizardPty): Promise<void> {
  await wizard.see('Nothing stands in the way.');
  wizard.type('\r');
  await wizard.see('Ready to write');
}

/** Rows of the tenant in a table of the target. */
export async function tenantRows(target: AdminConnection, tenantId: string, table: string): Promise<number> {
  const [rows] = await target.query(`SELECT COUNT(*) AS n FROM \`${table}\` WHERE tenant_id = ?`, [tenantId]);
  return Number((rows as { n: string }[])[0]?.n);
}
