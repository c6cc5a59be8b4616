import { counted } from '../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../core/finding.js';
import type { Sentence } from '../../../core/sentence.js';
import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { forEachInFlight } from '../../../vault/in-flight.js';
import { say } from '../words.js';
import { type AbsentPaths, createAbsentPaths } from './absent-paths.js';
import { inspectPath, type PathCopyContext, previewPath } from './copy-path.js';
import { nameOfRow, type SecretGroup, type SecretRowResult } from './copy-types.js';
import { resultsOfError } from './row-results.js';

interface FindSecretConflictsRequest {
  readonly source: VaultClient;
  readonly target: VaultClient;
  readonly groups: AsyncIterable<SecretGroup>;
  /** Paths looked at at the same time; default 32. */
  readonly concurrency?: number;
  readonly onError: 'stop' | 'continue';
  /** Looks in the source for every secret, too; else only what is in the way in the target is found. */
  readonly everySecret: boolean;
  /** The target is known to hold nothing where the secrets go: no path is asked for there. */
  readonly targetIsEmpty?: boolean;
  readonly onProgress?: (rowsDone: number) => void;
  readonly call?: CallOptions;
}

interface SecretsPreview {
  readonly rows: number;
  readonly toWrite: number;
  readonly reusable: number;
  /** Rows whose target path holds another value. */
  readonly conflicts: number;
  /** Rows whose secret the source no longer has, without those that may be gone. */
  readonly missing: number;
  readonly sourceFaults: number;
  readonly findings: readonly Finding[];
}

const mostSamples = 10;

/** For the dry run: what the copy would meet, path by path. Reads both servers, writes nothing. Throws VaultError. */
export async function findSecretConflicts(request: FindSecretConflictsRequest): Promise<SecretsPreview> {
  const { source, target, groups, concurrency = 32, call = {} } = request;
  const context: PathCopyContext = {
    source,
    target,
    history: 'named',
    sourceMetadata: request.everySecret ? 'always' : 'when-needed',
    absentInTarget: request.targetIsEmpty ? nowhere : createAbsentPaths(target, call),
    mountMaxVersions: null,
    call,
  };
  const tally = createTally();
  await forEachInFlight(groups, concurrency, async (group) => {
    let results: readonly SecretRowResult[];
    try {
      results = await previewPath(context, await inspectPath(context, group, undefined));
    } catch (error) {
      results = resultsOfError(group, error);
    }
    for (const result of results) tally.add(result);
    request.onProgress?.(tally.rows());
  });
  return tally.preview(request.onError);
}

const nowhere: AbsentPaths = { isAbsent: async () => true };

type Heap = 'unusable' | 'conflict' | 'missing' | 'fault' | 'unreadable';

function createTally() {
  const heaps: Record<Heap, { count: number; samples: Sentence[] }> = {
    unusable: { count: 0, samples: [] },
    conflict: { count: 0, samples: [] },
    missing: { count: 0, samples: [] },
    fault: { count: 0, samples: [] },
    unreadable: { count: 0, samples: [] },
  };
  let rows = 0;
  let toWrite = 0;
  let reusable = 0;

  function heapOf({ outcome, sourceFault }: SecretRowResult): Heap {
    if (sourceFault) return 'fault';
    if (outcome === 'unusable-path') return 'unusable';
    if (outcome === 'conflict') return 'conflict';
    return outcome === 'denied' || outcome === 'failed' ? 'unreadable' : 'missing';
  }

  return {
    rows: () => rows,
    add(result: SecretRowResult): void {
      rows += 1;
      if (result.outcome === 'written') toWrite += 1;
      else if (result.outcome === 'reused') reusable += 1;
      else {
        const heap = heaps[heapOf(result)];
        heap.count += 1;
        const { row, targetPath, message } = result;
        if (heap.samples.length < mostSamples) {
          heap.samples.push(
            say('sample.secret', {
              row: nameOfRow(row),
              path: targetPath,
              problem: message ?? result.outcome,
            }),
          );
        }
      }
    },
    preview(onError: 'stop' | 'continue'): SecretsPreview {
      const found = (Object.keys(heaps) as Heap[]).filter((heap) => heaps[heap].count > 0);
      return {
        rows,
        toWrite,
        reusable,
        conflicts: heaps.conflict.count,
        missing: heaps.missing.count,
        sourceFaults: heaps.fault.count,
        findings: found.map((heap) => ({
          ...describe(heap, heaps[heap].count, onError),
          ...sampled(heaps[heap].samples),
          count: heaps[heap].count,
          params: { rows: heaps[heap].count, onError },
        })),
      };
    },
  };
}

function describe(heap: Heap, count: number, onError: 'stop' | 'continue'): Finding {
  const stops = onError === 'stop';
  const wayOut = stops ? ' or set on_error: continue to have them listed.' : ' before the run.';
  switch (heap) {
    case 'unusable':
      return finding(stops ? 'blocker' : 'warning', 'data', 'secrets.unusable-path', {
        title: `${counted(count, 'row names', 'rows name')} a secret at a path that Vault cannot hold`,
        remedy: `Rename the keys in the source, or delete the rows named,${wayOut}`,
      });
    case 'conflict':
      return finding(stops ? 'blocker' : 'warning', 'target-vault', 'conflict.secret-path', {
        title: `${counted(count, 'row points at a secret path that holds', 'rows point at secret paths that hold')} another value in the target`,
        remedy: `Find out whose they are and remove them,${wayOut}`,
      });
    case 'missing':
      return finding('warning', 'source-vault', 'secrets.missing-in-source', {
        title: `${counted(count, 'row names', 'rows name')} a secret version that the source no longer has`,
        remedy: stops
          ? 'Publish them anew in the source, or set on_error: continue to have them listed: the run stops at the first.'
          : 'Publish them anew in the source, or accept that they are listed and left out.',
      });
    case 'fault':
      return finding('info', 'source-vault', 'secrets.gone-as-expected', {
        title: `${counted(count, 'deleted row has lost its', 'deleted rows have lost their')} secret in the source already`,
      });
    case 'unreadable':
      return finding('blocker', 'source-vault', 'secrets.unreadable', {
        title: `the secrets of ${counted(count, 'row')} cannot be read`,
        remedy: 'See the samples; `tenantferry check` shows the policy rules that are missing.',
      });
  }
}
