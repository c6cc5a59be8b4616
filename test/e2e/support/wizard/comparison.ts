import { sandboxMasterKeys } from '../../../../src/sandbox/data/digests.js';
import { compareEverything, type Mismatch } from '../independent/index.js';
import { placeOf, vaultOf } from '../journey/journey.js';
import type { Pair } from '../pair.js';

/** What the independent comparison finds wrong after a migration; `vault`: secrets moved, too. */
export function mismatchesOf(pair: Pair, vault: boolean): Promise<readonly Mismatch[]> {
  const { source, target, tenantId } = pair;
  return compareEverything({
    source: placeOf(source),
    target: placeOf(target),
    ...(vault ? { sourceVault: vaultOf(source), targetVault: vaultOf(target) } : {}),
    tenantId,
    masterKeys: sandboxMasterKeys,
  });
}
