import type { Define } from '../command.js';
import type { CommandName, Step } from '../help/en.js';

interface ListedCommand {
  readonly name: CommandName;
  readonly step: Step;
  /** Reads the command's file: done when it is called, so that --help must not wait for a database driver. */
  readonly read: () => Promise<{ readonly define: Define }>;
}

/** Every command, in the order and under the steps in which --help lists them. Their words stand in `help`. */
export const commands: readonly ListedCommand[] = [
  { name: 'init', step: 'prepare', read: () => import('./init.js') },
  { name: 'check', step: 'prepare', read: () => import('./check.js') },
  { name: 'plan', step: 'prepare', read: () => import('./plan.js') },
  { name: 'backup make', step: 'prepare', read: () => import('./backup-make.js') },
  { name: 'backup verify', step: 'prepare', read: () => import('./backup-verify.js') },
  { name: 'schema status', step: 'prepare', read: () => import('./schema-status.js') },
  { name: 'schema up', step: 'prepare', read: () => import('./schema-up.js') },
  { name: 'schema down', step: 'prepare', read: () => import('./schema-down.js') },
  { name: 'schema repair', step: 'prepare', read: () => import('./schema-repair.js') },
  { name: 'run', step: 'copy', read: () => import('./run.js') },
  { name: 'follow', step: 'copy', read: () => import('./follow.js') },
  { name: 'validate', step: 'prove', read: () => import('./validate.js') },
  { name: 'isolation audit', step: 'prove', read: () => import('./isolation-audit.js') },
  { name: 'isolation scan', step: 'prove', read: () => import('./isolation-scan.js') },
  { name: 'isolation probe', step: 'prove', read: () => import('./isolation-probe.js') },
  { name: 'isolation report', step: 'prove', read: () => import('./isolation-report.js') },
  { name: 'cutover', step: 'finish', read: () => import('./cutover.js') },
  { name: 'switch', step: 'finish', read: () => import('./switch.js') },
  { name: 'finish', step: 'finish', read: () => import('./finish.js') },
  { name: 'api-window status', step: 'finish', read: () => import('./api-window-status.js') },
  { name: 'checklist', step: 'finish', read: () => import('./checklist.js') },
  { name: 'report', step: 'finish', read: () => import('./report.js') },
  { name: 'keys status', step: 'anyTime', read: () => import('./keys-status.js') },
  { name: 'keys rotate', step: 'anyTime', read: () => import('./keys-rotate.js') },
  { name: 'keys rewrap', step: 'anyTime', read: () => import('./keys-rewrap.js') },
  { name: 'keys retire', step: 'anyTime', read: () => import('./keys-retire.js') },
  { name: 'status', step: 'anyTime', read: () => import('./status.js') },
  { name: 'watch', step: 'anyTime', read: () => import('./watch.js') },
  { name: 'alerts', step: 'anyTime', read: () => import('./alerts.js') },
  { name: 'steer', step: 'anyTime', read: () => import('./steer.js') },
  { name: 'runs', step: 'anyTime', read: () => import('./runs.js') },
  { name: 'back', step: 'anyTime', read: () => import('./back.js') },
  { name: 'rollback', step: 'anyTime', read: () => import('./rollback.js') },
  { name: 'demo', step: 'besides', read: () => import('./demo.js') },
  { name: 'preset lint', step: 'besides', read: () => import('./preset-lint.js') },
  { name: 'completion', step: 'besides', read: () => import('./completion.js') },
  { name: 'help', step: 'besides', read: () => import('./help.js') },
];
