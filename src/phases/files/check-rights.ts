import { randomUUID } from 'node:crypto';
import type { Finding } from '../../core/finding.js';
import { ObjectError } from '../../objects/errors.js';
import type { ObjectPlace, ObjectStore } from '../../objects/store.js';
import type { FilesPlan } from '../../plan/plan.js';
import type { Asking } from './asking.js';
import type { FilesMode } from './carry-file.js';
import { placeOf } from './stores.js';

/** A probe object needs a digest for a name. */
export const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const probeIn = (repository: string): ObjectPlace => ({
  repository,
  path: `/tenantferry-probe/${randomUUID()}`,
});

/** Whether the account may write and delete: an empty object is made and removed. */
export async function checkRights(
  ask: Asking,
  store: ObjectStore,
  repository: string,
): Promise<readonly Finding[]> {
  const place = probeIn(repository);
  try {
    await ask(() => store.put(place, { bytes: 0, sha256: empty, content: Buffer.alloc(0), overwrite: true }));
    await ask(() => store.remove(place));
    return [];
  } catch (error) {
    if (!(error instanceof ObjectError) || error.retryable) throw error;
    return [
      {
        code: 'files.rights',
        severity: 'blocker',
        subject: 'data',
        title: `a probe object could not be made and removed in ${repository} of ${store.name}: ${error.message}`,
        remedy: 'give the account of target.files the right to write and delete there',
        params: { repository, store: store.name, message: error.message },
      },
    ];
  }
}

interface CopyQuestion {
  readonly plan: FilesPlan;
  readonly source: ObjectStore;
  readonly target: ObjectStore;
  readonly mode: FilesMode;
  readonly repository: string;
  /** Digests of files that rows name there. */
  readonly samples: readonly string[];
}

/** A larger file is not copied for a probe. Bytes. */
const mostProbed = 16 * 1024 * 1024;

/** Whether the server copies from the source by itself: one file is copied to the probe's place, which is removed. The source is only read. */
export async function checkCopy(
  ask: Asking,
  { plan, source, target, mode, repository, samples }: CopyQuestion,
): Promise<readonly Finding[]> {
  if (mode === 'stream' || !target.canCopyFrom(source)) return [];
  const to = probeIn(repository);
  for (const sha256 of samples) {
    const place = placeOf(plan, { repository, sha256 });
    const head = await source.head(place);
    if (head === null || head.bytes > mostProbed) continue;
    try {
      await ask(() => target.copyFrom(source, place, { to }));
      await ask(() => target.remove(to));
      return [];
    } catch (error) {
      if (!(error instanceof ObjectError) || error.retryable) throw error;
      return [noCopy(source, target, mode, error)];
    }
  }
  return [];
}

const noCopy = (
  source: ObjectStore,
  target: ObjectStore,
  mode: FilesMode,
  { message }: ObjectError,
): Finding => {
  const isOnly = mode === 'copy';
  const right =
    "give the account of target.files the right to read in the source's project or bucket (BkRepo: to write there, too)";
  return {
    code: 'files.copy-rights',
    severity: isOnly ? 'blocker' : 'warning',
    subject: 'data',
    title: `${target.name} may not copy from ${source.name} within the server: ${message}${isOnly ? '' : '; the files go through this tool, which takes longer'}`,
    remedy: isOnly ? `${right}, or set options.files.mode: auto` : `to have the server copy: ${right}`,
    params: { source: source.name, target: target.name, message, only: isOnly },
  };
};
