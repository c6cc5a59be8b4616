import type { Capture } from '../../ledger/captures.js';
import type { ChangedRows } from './rollback/changed-rows.js';
import type { OthersCapture } from './validate/jobs/other-tenants.js';
import type { SourceMarks } from './validate/jobs/source-unchanged.js';

/** What other tenants had in the target before the run. */
export const othersCapture: Capture<OthersCapture> = { kind: 'others' };
/** Where the source's tables stood in the snapshot. */
export const sourceCapture: Capture<SourceMarks> = { kind: 'source' };
/** Rows changed since the run that a rollback takes along. */
export const changedRowsCapture: Capture<ChangedRows> = { kind: 'changed-rows' };
