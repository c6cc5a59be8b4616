import { createHash, hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FileState } from '../../ledger/types.js';
import { ObjectError } from '../../objects/errors.js';
import type { ObjectBody, ObjectDigests, ObjectHead, ObjectPlace, ObjectStore } from '../../objects/store.js';

/** Objects up to this size go as one piece. */
const wholeBytes = 1024 * 1024;

/** How bytes may go: within a server only, through us only, or whichever is right. */
export type FilesMode = 'auto' | 'copy' | 'stream' | 'skip';

export interface CarriedFile {
  readonly place: ObjectPlace;
  readonly sha256: string;
  readonly md5: string | null;
  /** Its length as rows say, which may be wrong. */
  readonly saidBytes?: number | null;
}

export interface Carry {
  readonly source: ObjectStore;
  readonly target: ObjectStore;
  readonly mode: FilesMode;
  /** What stands at the destination is written over when it is wrong. */
  readonly overwrite: boolean;
  /** A list of the target's has just shown nothing there; only where the server may not copy (`mayCopy`). */
  readonly isAbsent?: boolean;
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

/**
 * Whether a store's answer proves that an object is the wanted one, or another. Null: it does not, since rows may name a wrong md5 or
 * length, and a store that has lost the end of an object may still tell its digest.
 */
export function isSame(
  said: ObjectDigests & { readonly bytes?: number },
  { sha256, md5, saidBytes = null }: Omit<CarriedFile, 'place'>,
): boolean | null {
  if (said.sha256 !== undefined && said.sha256 !== sha256) return false;
  const isDigest = said.sha256 !== undefined || (said.md5 !== undefined && said.md5 === md5);
  const isLength = said.bytes === undefined || saidBytes === null || said.bytes === saidBytes;
  return isDigest && isLength ? true : null;
}

/**
 * Looks at what a store has: its word where it gives one, else its bytes. Null: nothing. `byBytes`: its word is not enough. `listed`: its
 * word, where it has given it already.
 */
export async function lookAt(
  store: ObjectStore,
  file: CarriedFile,
  signal: AbortSignal,
  { byBytes = false, listed }: { readonly byBytes?: boolean; readonly listed?: ObjectHead | null } = {},
): Promise<{ readonly right: boolean; readonly bytes: number } | null> {
  const head = listed === undefined ? await store.head(file.place, { signal }) : listed;
  if (head === null) return null;
  const said = byBytes ? null : isSame(head, file);
  const right = said ?? (await digestOf(store, file.place, signal)) === file.sha256;
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
  if (body.bytes <= wholeBytes) return hash('sha256', await body.whole());
  const sha = createHash('sha256');
  for await (const piece of body.pieces()) sha.update(piece);
  return sha.digest('hex');
}

/** Whether the server may be asked to copy: unlike a write, that may write over what is there. */
export const mayCopy = ({ source, target, mode }: Pick<Carry, 'source' | 'target' | 'mode'>) =>
  mode !== 'stream' && target.canCopyFrom(source);

/** Brings one file to one destination, once; nothing that is right is written again. Throws ObjectError where another try may help. */
export async function carryFile(file: CarriedFile, carry: Carry): Promise<Carried> {
  const { source, target, mode, overwrite, signal } = carry;
  // What is to be repaired may have rotted where the store knows nothing of it.
  const there = carry.isAbsent ? null : await lookAt(target, file, signal, { byBytes: overwrite });
  if (there?.right) return { state: 'existed', bytes: there.bytes };
  if (source.identity === target.identity)
    return there ? { state: 'corrupt', bytes: there.bytes } : { state: 'missing', bytes: 0 };
  if (there && !overwrite) return { state: 'conflict', bytes: there.bytes };
  // What is wrong is written over by its bytes: a copy within a BkRepo leaves alone what is there.
  if (!there && mayCopy(carry)) {
    const copied = await copyWithin(file, carry);
    if (copied) return copied;
  }
  if (mode === 'copy') return { state: 'refused', bytes: 0 };
  return await bring(file, carry, there !== null);
}

const copyPatienceMs = 30_000;

/** Null: whether the source's bytes are right is not known, or the server did not bring them; they have to go through us. */
async function copyWithin(
  file: CarriedFile,
  { source, target, mode, intend, signal }: Carry,
): Promise<Carried | null> {
  const head = await source.head(file.place, { signal });
  if (head === null) return { state: 'missing', bytes: 0 };
  const said = isSame(head, file);
  // Where nothing may go through us, the bytes are at least looked at.
  if (said === null && mode !== 'copy') return null;
  const same = said ?? (await digestOf(source, file.place, signal)) === file.sha256;
  if (!same) return { state: 'corrupt', bytes: head.bytes };
  await intend();
  try {
    await target.copyFrom(source, file.place, { signal });
  } catch (error) {
    if (error instanceof ObjectError && error.kind === 'exists') return await afterAll(file, target, signal);
    // The account may write here and not there, or the server keeps its storages apart: where there is another way it is taken.
    const isRefused =
      error instanceof ObjectError && ['denied', 'rejected', 'no-repository'].includes(error.kind);
    if (isRefused && mode !== 'copy') return null;
    throw error;
  }
  // The answer may come before the bytes.
  const until = performance.now() + copyPatienceMs;
  for (let waitMs = 50; ; waitMs *= 2) {
    if (await hasArrived({ ...file, saidBytes: head.bytes }, target, signal))
      return { state: 'created', bytes: head.bytes };
    if (performance.now() + waitMs > until)
      throw new ObjectError('server', `${target.name}: a copy within the server did not arrive`);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new ObjectError('stopped', 'stopped by the operator');
  }
}

async function hasArrived(file: CarriedFile, target: ObjectStore, signal: AbortSignal): Promise<boolean> {
  const head = await target.head(file.place, { signal });
  if (head === null) return false;
  const same = isSame(head, file) ?? (await digestOf(target, file.place, signal)) === file.sha256;
  if (!same || head.bytes === 0) return same;
  // A node may be there before its bytes.
  const first = await target.get(file.place, { signal, range: [0, 0] });
  return first !== null && (await first.whole().catch(() => [])).length > 0;
}

async function bring(file: CarriedFile, carry: Carry, overwrite: boolean): Promise<Carried> {
  const { source, target, intend, signal } = carry;
  const body = await source.get(file.place, { signal });
  if (body === null) return { state: 'missing', bytes: 0 };
  const { bytes } = body;
  const checked =
    bytes <= wholeBytes ? await whole(file, body, carry.pace) : createCheck(file, body, carry.pace);
  if (checked === 'wrong') return await corrupt(file, bytes, carry);
  const { content } = checked;
  let got: ObjectDigests;
  try {
    if (!overwrite) await intend();
    // Small ones are hashed by now; of others the rows' md5 is all that is known.
    const md5 = Buffer.isBuffer(content) ? checked.md5() : file.md5;
    const object = { bytes, sha256: file.sha256, content, overwrite, ...(md5 === null ? {} : { md5 }) };
    got = await target.put(file.place, object, { signal });
  } catch (error) {
    body.giveUp();
    if (checked.isWrong()) return await corrupt(file, bytes, carry);
    if (!(error instanceof ObjectError)) throw error;
    if (error.kind === 'exists') return await afterAll(file, target, signal);
    // The rows' md5 may be a wrong one.
    if (error.kind === 'digest' && file.md5 !== null && !Buffer.isBuffer(content))
      return await bring({ ...file, md5: null }, carry, overwrite);
    throw error;
  }
  // A store that does not know the sha256 tells by the md5 what it has got.
  const sent = { ...file, md5: checked.md5(), saidBytes: bytes };
  const there = isSame(got, sent) ? { right: true } : await lookAt(target, sent, signal);
  if (there?.right) return { state: 'created', bytes };
  throw new ObjectError('server', `${target.name}: an object that was written is not there as it was sent`);
}

/** Bytes with another digest than their name: unless the store says that there are more of them. */
async function corrupt(file: CarriedFile, bytes: number, { source, signal }: Carry): Promise<Carried> {
  const head = await source.head(file.place, { signal });
  if (head !== null && head.bytes !== bytes)
    throw new ObjectError('unreachable', `${source.name}: an object came only in part`);
  return { state: 'corrupt', bytes };
}

/** What is on its way and known to be right, or will be known before its last piece goes out. */
interface Checked {
  readonly content: Buffer | AsyncIterable<Buffer>;
  readonly isWrong: () => boolean;
  /** Of the bytes, once they have all gone by: as the rows say, or counted where they say nothing. */
  readonly md5: () => string;
}

async function whole(
  { sha256 }: CarriedFile,
  body: ObjectBody,
  pace: Carry['pace'],
): Promise<Checked | 'wrong'> {
  const content = await body.whole();
  if (hash('sha256', content) !== sha256) return 'wrong';
  await pace?.(content.length);
  const md5 = hash('md5', content);
  return { content, isWrong: () => false, md5: () => md5 };
}

/** Somebody else wrote it while we did. */
async function afterAll(file: CarriedFile, target: ObjectStore, signal: AbortSignal): Promise<Carried> {
  const there = await lookAt(target, file, signal);
  if (there === null) throw new ObjectError('server', `${target.name}: an object exists and does not`);
  return { state: there.right ? 'existed' : 'conflict', bytes: there.bytes };
}

/**
 * Hashes what goes by. The last piece is held back until the digest is right: with it missing, no store takes the object for whole.
 */
function createCheck(file: CarriedFile, body: ObjectBody, pace: Carry['pace']): Checked {
  const sha = createHash('sha256');
  const md5 = file.md5 === null ? createHash('md5') : null;
  let wrong = false;
  async function* pieces(): AsyncGenerator<Buffer> {
    let held: Buffer | null = null;
    for await (const piece of body.pieces()) {
      sha.update(piece);
      md5?.update(piece);
      await pace?.(piece.length);
      if (held) yield held;
      held = piece;
    }
    wrong = sha.digest('hex') !== file.sha256;
    if (wrong) throw new ObjectError('digest', 'the bytes do not have the digest that is their name');
    if (held) yield held;
  }
  return { content: pieces(), isWrong: () => wrong, md5: () => file.md5 ?? md5?.digest('hex') ?? '' };
}
