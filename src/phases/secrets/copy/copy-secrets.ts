import { counted } from '../../../core/counted.js';
import type { Listener, RunControl } from '../../../core/events.js';
import { inBatches } from '../../../core/in-batches.js';
import { mostConnections } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import { VaultError } from '../../../vault/errors.js';
import { createAbsentPaths } from './absent-paths.js';
import { copyPath, inspectPath, type PathCopyContext } from './copy-path.js';
import { type CopyProgress, createProgress } from './copy-progress.js';
import {
  type SecretCopyOptions,
  SecretCopyStopped,
  type SecretGroup,
  type SecretRowResult,
  type SecretsLedger,
  type SecretsSummary,
  type SettledBefore,
} from './copy-types.js';
import { resultsOfError } from './row-results.js';
import type { InspectedPath } from './wanted-versions.js';

interface CopySecretsRequest {
  readonly source: VaultClient;
  readonly target: VaultClient;
  readonly groups: AsyncIterable<SecretGroup>;
  readonly ledger: SecretsLedger;
  readonly options: SecretCopyOptions;
  readonly control: RunControl;
  readonly listener: Listener;
  /** What the progress begins with. */
  readonly before?: SettledBefore;
}

/** Paths that share one intend() and one settle(). */
const batchPaths = 128;
/** Batches in hand at the same time: enough that requests go on while the ledger commits. */
const batchesInHand = 4;
/** Requests in flight to one server that one pair of the run's `parallelism` stands for. */
const requestsPerPair = 16;

/**
 * Copies the version each row names and records the result. May be called again with the same groups after a crash or a
 * stop: nothing is written twice, nothing is missed. Memory does not grow with the number of groups.
 * Throws SecretCopyStopped (`on_error: stop`) or VaultError (a server is gone or the token is dead); what was finished by
 * then is settled.
 */
export async function copySecrets(request: CopySecretsRequest): Promise<SecretsSummary> {
  const { source, target, options, control, listener } = request;
  const progress = createProgress(listener, request.before);
  const call = { signal: control.abort, giveUp: control.stop, onRetry: progress.retrying };
  for (const { limiter } of [source, target]) {
    limiter.configure({ start: options.concurrency, perSecond: options.maxRequestsPerSecond });
    limiter.onThrottle((requests) =>
      listener(
        requests === null
          ? { type: 'throttled', reason: null }
          : {
              type: 'throttled',
              reason: `the server is overloaded: at most ${counted(requests, 'request')} at the same time`,
              because: { code: 'throttle.vault', params: { requests } },
            },
      ),
    );
  }
  const context: PathCopyContext = {
    source,
    target,
    history: options.history,
    sourceMetadata: options.ownSettings || options.history === 'all' ? 'always' : 'when-needed',
    absentInTarget: createAbsentPaths(target, call),
    mountMaxVersions: await target.readMaxVersions(call),
    call,
  };

  const inHand = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const begin = (groups: readonly SecretGroup[]) => {
    const work = copyBatch(request, context, progress, groups).catch((error: unknown) => {
      failure ??= { error };
    });
    inHand.add(work);
    void work.finally(() => inHand.delete(work));
  };
  let stopped = false;
  try {
    for await (const batch of inBatches(request.groups, batchPaths)) {
      await control.waitWhilePaused();
      while (inHand.size >= batchesInHand) await Promise.race(inHand);
      stopped = control.stop.aborted || control.abort.aborted;
      if (failure !== undefined || stopped) break;
      const max = Math.min(mostConnections, Math.max(1, control.parallelism()) * requestsPerPair);
      const perSecond = slower(options.maxRequestsPerSecond, control.steering?.now().rowsPerSecond);
      source.limiter.configure({ max, perSecond });
      target.limiter.configure({ max, perSecond });
      begin(batch);
    }
  } finally {
    await Promise.all(inHand);
    progress.flush();
  }
  // A request that gave up because of the stop is no failure of its own.
  if (control.abort.aborted) return progress.summary(true);
  if (control.stop.aborted) return progress.summary(stopped || failure !== undefined);
  if (failure !== undefined) throw failure.error;
  return progress.summary(false);
}

/** The lower of two caps; null: there is none. */
function slower(configured: number | undefined, steered: number | null | undefined): number | null {
  const caps = [configured, steered].filter((cap) => typeof cap === 'number');
  return caps.length === 0 ? null : Math.min(...caps);
}

async function copyBatch(
  { ledger, options, control }: CopySecretsRequest,
  context: PathCopyContext,
  progress: CopyProgress,
  groups: readonly SecretGroup[],
): Promise<void> {
  const recorded = await ledger.recorded(groups.map(({ targetPath }) => targetPath));
  const results: SecretRowResult[] = [];
  const failures: unknown[] = [];
  const broken: VaultError[] = [];
  const attempt = async <Result>(
    group: SecretGroup,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof VaultError && error.kind === 'server') broken.push(error);
      try {
        results.push(...resultsOfError(group, error));
      } catch (fatal) {
        failures.push(fatal);
      }
      return undefined;
    }
  };

  const inspected = await Promise.all(
    groups.map((group) => attempt(group, () => inspectPath(context, group, recorded.get(group.targetPath)))),
  );
  // One path may be damaged; where none of many can be carried over, the server is, and the next ones would fail as slowly.
  const refuseBroken = () => {
    if (groups.length > 1 && broken.length === groups.length) throw broken[0];
  };
  refuseBroken();
  const paths = inspected.filter((path): path is InspectedPath => path !== undefined);
  const intents = paths.filter(({ writable, resumed }) => writable && !resumed);
  if (failures.length === 0) {
    await ledger.intend(
      intents.map(({ group, priorVersion }) => ({ targetPath: group.targetPath, priorVersion })),
    );
    await Promise.all(
      paths.map((path) =>
        attempt(path.group, async () => {
          results.push(...(await copyPath(context, path)));
        }),
      ),
    );
    refuseBroken();
  }
  // Given up: what was written is found again by its value.
  if (control.abort.aborted) return;
  await ledger.settle(results);
  progress.settled(results);
  if (failures.length > 0) throw failures[0];
  const problem = results.find(({ outcome, sourceFault }) => isProblem(outcome) && !sourceFault);
  if (problem !== undefined && options.onError === 'stop') throw new SecretCopyStopped(problem);
}

function isProblem(outcome: SecretRowResult['outcome']): boolean {
  return outcome !== 'written' && outcome !== 'reused';
}
