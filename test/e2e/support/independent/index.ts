import { type Bystanders, captureOtherTenants, compareBystanders } from './bystanders.js';
import { coreTables, secretFolders, withoutGenerator } from './map.js';
import { openReader } from './reader.js';
import { compareGenerators, compareRows, compareUnmoved, type RowPair } from './rows.js';
import { compareSecrets } from './secrets.js';
import type { Already, DatabasePlace, MasterKeys, Mismatch, Offsets, VaultPlace } from './types.js';
import { openVaultReader } from './vault-reader.js';

export { type Bystanders, captureOtherTenants, compareBystanders } from './bystanders.js';
export { compactOffsets, nextIds } from './compact.js';
export { coreTables } from './map.js';
export type { Already, DatabasePlace, MasterKeys, Mismatch, Offsets, VaultPlace } from './types.js';

export interface Comparison {
  readonly source: DatabasePlace;
  readonly target: DatabasePlace;
  /** Both absent: versions are expected to be the source's, and no secret is looked at. */
  readonly sourceVault?: VaultPlace;
  readonly targetVault?: VaultPlace;
  readonly tenantId: string;
  /** Tables that moved. Default: the core tables. */
  readonly tables?: readonly string[];
  /** Default: every id is kept. */
  readonly offsets?: Offsets;
  /** Default: none. */
  readonly already?: Already;
  /** Default: all businesses moved. */
  readonly bizIds?: readonly number[];
  /** With both, credentials are expected to be re-encrypted. */
  readonly masterKeys?: MasterKeys;
  /** Id of the target's sharding database; needed when it has more than one. */
  readonly shardingDbId?: string;
  /** What else was in the target before the run; without it the target's mount must hold the run's secrets only. */
  readonly before?: Bystanders;
}

/**
 * Compares every migrated row and secret, source against target, with SQL and HTTP of its own: it shares no code with
 * the product, so that a fault there cannot hide itself. An empty list means that everything is right.
 */
export async function compareEverything(comparison: Comparison): Promise<readonly Mismatch[]> {
  const { tables = coreTables, tenantId, bizIds, masterKeys, sourceVault, targetVault } = comparison;
  const mismatches: Mismatch[] = [];
  const found = (mismatch: Mismatch) => mismatches.push(mismatch);
  const [source, target] = await Promise.all([openReader(comparison.source), openReader(comparison.target)]);
  try {
    const shardingDbIds = await target.texts('SELECT id FROM sharding_dbs');
    const [onlyShardingDb] = shardingDbIds;
    if (comparison.shardingDbId === undefined && shardingDbIds.length !== 1)
      throw new Error(`the target has ${shardingDbIds.length} sharding databases: name one`);
    const withSecrets = sourceVault !== undefined && targetVault !== undefined;
    const scope = {
      source,
      target,
      tenantId,
      rules: {
        offsets: comparison.offsets ?? {},
        already: comparison.already ?? {},
        shardingDbId: comparison.shardingDbId ?? onlyShardingDb ?? '',
        jsonReprinted: source.place.flavour === 'mariadb' && target.place.flavour === 'mysql',
        ...(masterKeys === undefined ? {} : { masterKeys }),
      },
      leaveOut: new Set(withSecrets ? ['version'] : []),
      ...(bizIds === undefined ? {} : { bizIds }),
    };
    const pairs: RowPair[] = [];
    for (const table of tables) {
      const compared = await compareRows(scope, table, found);
      if (table in secretFolders) pairs.push(...compared);
    }
    await compareUnmoved(scope, tables, found);
    await compareGenerators(
      target,
      tables.filter((table) => !withoutGenerator.has(table)),
      found,
    );
    if (withSecrets) await compareVaults(sourceVault, targetVault, pairs, comparison.before, found);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
  if (comparison.before !== undefined) {
    const vault = targetVault === undefined ? {} : { vault: targetVault };
    const after = await captureOtherTenants({ target: comparison.target, tenantId, ...vault });
    mismatches.push(...compareBystanders(comparison.before, after));
  }
  return mismatches;
}

async function compareVaults(
  sourceVault: VaultPlace,
  targetVault: VaultPlace,
  pairs: readonly RowPair[],
  before: Bystanders | undefined,
  found: (mismatch: Mismatch) => void,
): Promise<void> {
  const source = openVaultReader(sourceVault);
  const target = openVaultReader(targetVault);
  try {
    const expected = await compareSecrets(source, target, pairs, found);
    for (const path of await target.paths()) {
      if (expected.has(path) || before?.secrets.has(path)) continue;
      found({ kind: 'secret-extra', table: '(vault)', key: path, detail: 'no migrated row names the path' });
    }
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}
