import { filesPhase } from './files/phase.js';
import type { Phase } from './phase.js';
import { rowsPhase } from './rows/phase.js';
import { secretsPhase } from './secrets/phase.js';

/** All phases, in the order in which they copy, prove and take back: what names a thing comes before what it names. */
export const phases: readonly Phase[] = [rowsPhase, secretsPhase, filesPhase];
