import { sandboxMasterKeys } from '../../../src/sandbox/data/index.js';
import { placeOf, vaultOf } from '../journey-support/journey.js';
import { compareEverything, type Mismatch } from '../support/independent/index.js';
import type { Pair } from '../support/pair.js';

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
