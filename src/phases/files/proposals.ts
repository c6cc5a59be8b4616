import type { RepairProposal } from '../../core/repair.js';
import type { JobResult } from '../../core/validation-shape.js';
import { say } from './words.js';

/** The table that a file's proposal names: files are no rows. */
export const filesSubject = 'files';

/** One proposal for each file that is missing at its place, or another there. Pure. */
export function proposeFiles(checks: readonly JobResult[]): readonly RepairProposal[] {
  return checks
    .filter(({ check, sourceFault }) => check === 'files' && !sourceFault)
    .flatMap(({ differences }) => differences)
    .map(({ key, kind }) => ({
      action: 'recopy-item' as const,
      table: filesSubject,
      key,
      columns: [],
      reason: say(kind === 'field-mismatch' ? 'repair.other' : 'repair.missing'),
    }));
}
