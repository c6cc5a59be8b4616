import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FileState } from '../../ledger/types.js';
import { ObjectError } from '../../objects/errors.js';
import type { ObjectHead, ObjectPlace, ObjectStore } from '../../objects/store.js';

/** How bytes may go: within a server only, through us only, or whichever is right. */
export type FilesMode = 'auto' | 'copy' | 'stream' | 'skip';

export interface CarriedFile {
  readonly place: ObjectPlace;
  readonly sha256: string;
  readonly md5: string | null;
}

export interface Carry {
  readonly source: ObjectStore;
  readonly target: ObjectStore;
  readonly mode: FilesMode;
  /** What stands at the destination is written over when it is wrong. */
  readonly overwrite: boolean;
  /** Called before the first byte is written, when nothing stands there: what is found there afterwards is ours. */
  readonly intend: () => Promise<void>;
  /** Waits until so many bytes may go on; undefined: at once. */
  readonly pace?: (bytes: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Carried {
  readonly state: FileState;
  /** Of the file; 0 where it is not known. */
  readonly bytes: number;
}

/** Whether a store's answer proves that an object is the wanted one; null: it says nothing of the bytes. */
export function isSame(
  head: ObjectHead,
  { sha256, md5 }: Pick<CarriedFile, 'sha256' | 'md5'>,
): boolean | null {
  if (head.sha256 !== undefined) return head.sha256 === sha256;
  if (head.md5 !== undefined && md5 !== null) return head.md5 === md5;
  return null;
}

/** Looks at what a store has: its word where it gives one, else its bytes. Null: nothing. */
export async function lookAt(
  store: ObjectStore,
  file: CarriedFile,
  signal: AbortSignal,
): Promise<{ readonly right: boolean; readonly bytes: number } | null> {
  const head = await store.head(file.place, { signal });
  if (head === null) return null;
  const right = isSame(head, file) ?? (await digestOf(store, file.place, signal)) === file.sha256;
  return { right, bytes: head.bytes };
}

/** The sha256 of the bytes that a store gives; null: it has none. */
export async function digestOf(
  store: ObjectStore,
  place: ObjectPlace,
  signal: AbortSignal,
): Promise<string | null> {
  const body = await store.get(place, { signal });
  if (body === null) return null;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of body.stream) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch {
    throw new ObjectError('unreachable', `${store.name}: an object came only in part`);
  }
  if (bytes !== body.bytes)
    throw new ObjectError('unreachable', `${store.name}: an object came only in part`);
  return hash.digest('hex');
}

/** Brings one file to one destination, once; nothing that is right is written again. Throws ObjectError where another try may help. */
export async function carryFile(file: CarriedFile, carry: Carry): Promise<Carried> {
  const { source, target, mode, overwrite, signal } = carry;
  const there = await lookAt(target, file, signal);
  if (there?.right) return { state: 'existed', bytes: there.bytes };
  if (there && !overwrite) return { state: 'conflict', bytes: there.bytes };
  if (source.identity === target.identity) return { state: 'missing', bytes: 0 };
  // What is wrong is written over by its bytes: a copy within the server leaves alone what is there.
  if (mode !== 'stream' && !there && target.canCopyFrom(source)) {
    const copied = await copyWithin(file, carry);
    if (copied) return copied;
  }
  if (mode === 'copy') return { state: 'refused', bytes: 0 };
  return await stream(file, carry, there !== null);
}

const copyPatienceMs = 30_000;

/** Null: whether the source's bytes are right is not known, or the server did not bring them; they have to go through us. */
async function copyWithin(
  file: CarriedFile,
  { source, target, intend, signal }: Carry,
): Promise<Carried | null> {
  const head = await source.head(file.place, { signal });
  if (head === null) return { state: 'missing', bytes: 0 };
  const same = isSame(head, file);
  if (same === null) return null;
  if (!same) return { state: 'corrupt', bytes: head.bytes };
  await intend();
  try {
    await target.copyFrom(source, file.place, { signal });
  } catch (error) {
    // The account may write here and not there, or the server keeps its storages apart.
    if (error instanceof ObjectError && ['denied', 'rejected', 'no-repository'].includes(error.kind))
      return null;
    throw error;
  }
  // The answer may come before the bytes.
  const until = performance.now() + copyPatienceMs;
  for (let waitMs = 50; ; waitMs *= 2) {
    if (await hasArrived(file, target, signal)) return { state: 'created', bytes: head.bytes };
    if (performance.now() + waitMs > until)
      throw new ObjectError('server', `${target.name}: a copy within the server did not arrive`);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new ObjectError('stopped', 'stopped by the operator');
  }
}

async function hasArrived(file: CarriedFile, target: ObjectStore, signal: AbortSignal): Promise<boolean> {
  const head = await target.head(file.place, { signal });
  if (head === null || isSame(head, file) === false) return false;
  if (head.bytes === 0) return true;
  const first = await target.get(file.place, { signal, range: [0, 0] });
  if (first === null) return false;
  first.stream.resume();
  return true;
}

async function stream(
  file: CarriedFile,
  { source, target, intend, pace, signal }: Carry,
  overwrite: boolean,
): Promise<Carried> {
  const body = await source.get(file.place, { signal });
  if (body === null) return { state: 'missing', bytes: 0 };
  const checked = createCheck(file.sha256, body.bytes, pace);
  body.stream.on('error', () =>
    checked.stream.destroy(new ObjectError('unreachable', `${source.name}: an object came only in part`)),
  );
  try {
    if (!overwrite) await intend();
    body.stream.pipe(checked.stream);
    await target.put(
      file.place,
      {
        bytes: body.bytes,
        sha256: file.sha256,
        ...(file.md5 === null ? {} : { md5: file.md5 }),
        stream: checked.stream,
        overwrite,
      },
      { signal },
    );
  } catch (error) {
    body.stream.destroy();
    checked.stream.destroy();
    if (checked.isWrong()) return { state: 'corrupt', bytes: body.bytes };
    if (error instanceof ObjectError && error.kind === 'exists') return await afterAll(file, target, signal);
    throw error;
  }
  // A store that does not know the sha256 tells by the md5 what it has got.
  const head = await target.head(file.place, { signal });
  const same = head && isSame(head, { sha256: file.sha256, md5: checked.md5() });
  if (same !== false && head?.bytes === body.bytes) return { state: 'created', bytes: body.bytes };
  throw new ObjectError('server', `${target.name}: an object that was written is not there as it was sent`);
}

/** Somebody else wrote it while we did. */
async function afterAll(file: CarriedFile, target: ObjectStore, signal: AbortSignal): Promise<Carried> {
  const there = await lookAt(target, file, signal);
  if (there === null) throw new ObjectError('server', `${target.name}: an object exists and does not`);
  return { state: there.right ? 'existed' : 'conflict', bytes: there.bytes };
}

/**
 * Hashes what flows through. The last piece is held back until the digest is right: with it missing, no store takes the object
 * for whole.
 */
function createCheck(sha256: string, bytes: number, pace: Carry['pace']) {
  const hash = createHash('sha256');
  const md5 = createHash('md5');
  let seen = 0;
  let held: Buffer | null = null;
  let wrong = false;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      md5.update(chunk);
      seen += chunk.length;
      const ready = held;
      held = chunk;
      const pass = () => done(null, ready ?? undefined);
      if (pace) pace(chunk.length).then(pass, done);
      else pass();
    },
    flush(done) {
      if (seen !== bytes) return done(new ObjectError('unreachable', 'an object came only in part'));
      wrong = hash.digest('hex') !== sha256;
      if (wrong)
        return done(new ObjectError('digest', 'the bytes do not have the digest that is their name'));
      done(null, held ?? undefined);
    },
  });
  // Whoever reads it is told, and may have gone by then.
  stream.on('error', () => undefined);
  let sum: string | undefined;
  return {
    stream,
    isWrong: () => wrong,
    md5: () => {
      sum ??= md5.digest('hex');
      return sum;
    },
  };
}
