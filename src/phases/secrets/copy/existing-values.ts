import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import type { PathMetadata } from '../../../vault/kv.js';
import { sameValue } from '../../../vault/same-value.js';

/** Versions of one path, looked up by their value. */
export interface ExistingValues {
  /** Version numbers that hold a value, oldest first. */
  readonly live: readonly number[];
  /** The version among `candidates` that holds this value, or undefined. */
  find(value: Buffer, candidates: readonly number[]): Promise<number | undefined>;
}

/** Values are read when they are first needed, and kept only as long as this object. */
export function existingValues(
  client: VaultClient,
  path: string,
  metadata: PathMetadata | null,
  options: CallOptions,
): ExistingValues {
  const values = new Map<number, Buffer | null>();
  const read = async (version: number): Promise<Buffer | null> => {
    const known = values.get(version);
    if (known !== undefined) return known;
    const answer = await client.readSecret(path, version, options);
    const value = answer.state === 'live' ? answer.data : null;
    values.set(version, value);
    return value;
  };
  return {
    live: (metadata?.versions ?? []).filter(({ state }) => state === 'live').map(({ version }) => version),
    async find(value, candidates) {
      for (const version of candidates) {
        const existing = await read(version);
        if (existing !== null && sameValue(existing, value)) return version;
      }
      return undefined;
    },
  };
}

/** The order to look in for a value to reuse: the same number is likeliest, then the newest. */
export function likeliestFirst(live: readonly number[], sourceVersion: number): readonly number[] {
  const others = live.filter((version) => version !== sourceVersion).reverse();
  return live.includes(sourceVersion) ? [sourceVersion, ...others] : others;
}
