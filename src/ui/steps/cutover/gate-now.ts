import type { GateLine } from '../../../live/gate.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import type { Way } from './cutover-state.js';

/**
 * The gate as it is known now: as the latest dry run found it, and what the ledger says since. While nobody follows, the dry run's word on the
 * lag stands: the cut-over follows first.
 */
export function gateNow({ follow, ...state }: WizardState, way: Way): readonly GateLine[] {
  const gate = state[way].rehearsal?.gate ?? [];
  const { seen } = follow;
  const isFollowed = seen?.worker?.command === 'follow' && seen.worker.alive;
  return gate.map((line) => {
    const latest = seen?.gate.find(({ name }) => name === line.name);
    // Only a dry run looks at the way back.
    const isKnown = line.name === 'lag' ? isFollowed : line.name !== 'way-back';
    return latest && isKnown ? latest : line;
  });
}
