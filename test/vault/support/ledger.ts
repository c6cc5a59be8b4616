import type { SecretRowResult, SecretsLedger } from '../../../src/phases/secrets/copy/copy-types.js';

/** The ledger's promises in memory; `before` is called ahead of each step, to crash there. */
export interface MemoryLedger extends SecretsLedger {
  readonly intents: ReadonlyMap<string, number>;
  /** Latest result by table and row key. */
  readonly results: ReadonlyMap<string, SecretRowResult>;
}

export function memoryLedger(
  before: (step: 'recorded' | 'intend' | 'settle', count: number) => void = () => undefined,
): MemoryLedger {
  const intents = new Map<string, number>();
  const results = new Map<string, SecretRowResult>();
  return {
    intents,
    results,
    async recorded(paths) {
      before('recorded', paths.length);
      return new Map(
        paths.flatMap((path) => {
          const priorVersion = intents.get(path);
          return priorVersion === undefined ? [] : [[path, { priorVersion }] as const];
        }),
      );
    },
    async intend(paths) {
      before('intend', paths.length);
      for (const { targetPath, priorVersion } of paths) {
        if (intents.has(targetPath)) throw new Error(`a second intent for ${targetPath}`);
        intents.set(targetPath, priorVersion);
      }
    },
    async settle(settled) {
      before('settle', settled.length);
      for (const result of settled) results.set(`${result.row.table} ${result.row.rowKey}`, result);
    },
  };
}
