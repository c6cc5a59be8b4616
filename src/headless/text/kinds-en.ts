import type { FileProblem, RunOutcome, SecretProblem } from '../../core/events.js';
import type { ProgressTask } from '../../core/progress.js';
import type { FixedRunState } from '../../ledger/types.js';

/** The phases of a run bring words of their own. */
type PhaseNames = Readonly<Record<'validate' | 'rollback', string> & Partial<Record<string, string>>>;
type StateWords = Readonly<Record<FixedRunState, string> & Partial<Record<string, string>>>;

const severity = { ok: 'ok', info: 'note', warning: 'warning', blocker: 'blocker' };
const subject = {
  'source-mysql': 'Source MySQL',
  'target-mysql': 'Target MySQL',
  'source-vault': 'Source Vault',
  'target-vault': 'Target Vault',
  config: 'Config',
  data: 'Data',
};
const phase: PhaseNames = { validate: 'Validation', rollback: 'Rollback' };
const fileProblem: Record<FileProblem, string> = {
  missing: 'file missing in the source',
  corrupt: 'file with other bytes than its name says',
  conflict: 'other contents at the destination',
  refused: 'file that no server can copy',
  denied: 'file that may not be written',
  failed: 'file not brought over',
};

const secretProblem: Record<SecretProblem, string> = {
  missing: 'missing in the source',
  'version-missing': 'version missing in the source',
  deleted: 'deleted in the source',
  destroyed: 'destroyed in the source',
  'unusable-path': 'no path for Vault',
  conflict: 'another value at the target path',
  denied: 'access denied',
  failed: 'failed',
  'signature-differs': 'signature disagrees with the value',
};

/** Short, for the table of runs. */
const runState: StateWords = {
  created: 'created',
  copied: 'copied',
  'rolling-back': 'rolling back',
  'rolled-back': 'rolled back',
};
const runOutcome: Record<RunOutcome, string> = {
  complete: 'complete',
  partial: 'in part',
  stopped: 'stopped',
  failed: 'failed',
};

const task: Record<ProgressTask, string> = {
  check: 'Check',
  plan: 'Dry run',
  run: 'Run',
  validate: 'Validation',
  repair: 'Repair',
  rollback: 'Rollback',
  rewrap: 'Rewrap',
};

/** What things are called that events, findings and runs name by a kind of theirs. */
export const kinds = { severity, subject, phase, task, secretProblem, fileProblem, runState, runOutcome };
