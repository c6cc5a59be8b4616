import type { FilesOptions } from '../../config/options.js';
import { inBatches } from '../../core/in-batches.js';
import { inParallel } from '../../core/in-parallel.js';
import type { Session } from '../../mysql/session.js';
import type { ObjectStore } from '../../objects/store.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import { lookAt } from './carry-file.js';
import { createLister, type Listed, listedTogether } from './listed.js';
import { packFiles } from './packed-files.js';
import { createPatience, fileSubject } from './patience.js';
import { carriedFile, type FileStores, placeOf } from './stores.js';
import { type NamingRow, nameOf, rowsNaming, type WantedFile, wantedFiles } from './wanted-files.js';

/** What a plan says of the files. */
export interface FileForecast {
  readonly files: number;
  readonly bytes: number;
  /** At the main destination, and right. */
  readonly present: number;
  /** Not in the source. */
  readonly missing: number;
  /** Other contents at the main destination. */
  readonly conflicts: number;
  /** That copying will take. */
  readonly seconds: number;
  /** The first of those that the source lacks, with a row that names each. */
  readonly lacking: readonly { readonly file: WantedFile; readonly row: NamingRow | undefined }[];
}

const mostLacking = 100;

/** What rows name of one repository. */
export interface RepositoryNeeds {
  readonly bytes: number;
  /** Digests of some of its files, at least one. */
  readonly samples: readonly string[];
}

const mostSamples = 64;

/** Sums up what moving rows name, by repository. One pass over the naming tables; no store is asked. */
export async function repositoriesOf(
  source: Session,
  plan: Plan,
  files: FilesPlan,
): Promise<ReadonlyMap<string, RepositoryNeeds>> {
  const needs = new Map<string, RepositoryNeeds>();
  for await (const { repository, sha256, bytes } of wantedFiles(source, { side: 'source', plan, files })) {
    const known = needs.get(repository) ?? { bytes: 0, samples: [] };
    const samples = known.samples.length < mostSamples ? [...known.samples, sha256] : known.samples;
    needs.set(repository, { bytes: known.bytes + (bytes ?? 0), samples });
  }
  return needs;
}

/** Bytes of one repository's files that a store does not have: one request a file. */
export async function lackingBytes(
  { source, plan, files, parallel, signal }: Omit<Forecasting, 'stores' | 'onFile' | 'options'>,
  store: ObjectStore,
  repository: string,
): Promise<number> {
  const patience = createPatience({ parallel, listener: () => undefined, giveUp: [signal] });
  let bytes = 0;
  await inParallel(wantedFiles(source, { side: 'source', plan, files }), parallel, async (file) => {
    if (file.repository !== repository) return;
    const head = await patience.withRetry(fileSubject(file), () =>
      store.head(placeOf(files, file), { signal }),
    );
    if (head === null) bytes += file.bytes ?? 0;
  });
  return bytes;
}

export interface Forecasting {
  readonly source: Session;
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly stores: FileStores;
  readonly parallel: number;
  readonly options: FilesOptions;
  readonly signal: AbortSignal;
  readonly onFile: (done: number, total: number) => void;
}

/** Bringing a small file takes about this many times as long as looking for it in both stores. */
const bringFactor = 2.5;
/** Smaller ones say more of the way there and back than of the rate. */
const sampledFrom = 1024 * 1024;
const mostSampled = 4;
/** Files that are looked for to see how long one takes. */
const mostTimed = 64;
/** Bytes of one file. */
const mostRead = 16 * 1024 * 1024;

/** What is to be brought to the main destination. */
interface ToBring {
  files: number;
  bytes: number;
  /** The first ones. */
  readonly first: WantedFile[];
  /** The largest ones. */
  sample: readonly WantedFile[];
}

function add(toBring: ToBring, file: WantedFile): void {
  const bytes = file.bytes ?? 0;
  toBring.files += 1;
  toBring.bytes += bytes;
  if (toBring.first.length < mostTimed) toBring.first.push(file);
  if (bytes >= sampledFrom)
    toBring.sample = [...toBring.sample, file]
      .toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))
      .slice(0, mostSampled);
}

/** Bytes that a store gives in a second, out of some files; null where there is none to measure by. */
async function readRate(
  { stores: { source }, files, signal }: Forecasting,
  sample: readonly WantedFile[],
): Promise<number | null> {
  const started = performance.now();
  let read = 0;
  for (const file of sample) {
    const range = [0, Math.min(mostRead, file.bytes ?? mostRead) - 1] as const;
    const body = await source.get(placeOf(files, file), { signal, range }).catch(() => null);
    if (body === null) continue;
    for await (const piece of body.pieces()) read += piece.length;
  }
  return read === 0 ? null : read / ((performance.now() - started) / 1000);
}

/** Seconds that looking for one file in both stores takes, out of some, so many at a time as files will go. */
async function lookSeconds(
  { stores, files, parallel, signal }: Forecasting,
  some: readonly WantedFile[],
): Promise<number> {
  const both = [stores.source, stores.destinations.get('main')];
  const started = performance.now();
  await inParallel(some, parallel, async (file) => {
    // What cannot be asked now has been told of by now.
    for (const store of both) await store?.head(placeOf(files, file), { signal }).catch(() => null);
  });
  return (performance.now() - started) / 1000 / Math.max(1, some.length);
}

/** Seconds to bring files to every place, from what looking for one takes and a sample that is read. */
async function forecastSeconds(
  forecasting: Forecasting,
  { files, bytes, first, sample }: ToBring,
): Promise<number> {
  const { stores, options } = forecasting;
  const target = stores.destinations.get('main');
  const stays = options.mode !== 'stream' && target?.canCopyFrom(stores.source);
  const rate = stays ? null : await readRate(forecasting, sample);
  // Read here and written there.
  const moving = rate === null ? 0 : (2 * bytes) / rate;
  const free = files * (await lookSeconds(forecasting, first)) * bringFactor + moving;
  const cap = options.maxMibPerSecond;
  const held = cap === null || stays ? 0 : bytes / (cap * 1024 * 1024);
  return Math.max(free, held) * stores.destinations.size;
}

/** A file, and what lists of both stores say of it. */
interface LookedUp {
  readonly file: WantedFile;
  readonly inTarget: ReturnType<Listed>;
  readonly inSource: ReturnType<Listed>;
}

/** Looks for every file in both stores: in lists where they have such, else by two requests a file, so many at a time as the config allows. */
export async function forecastFiles(forecasting: Forecasting): Promise<FileForecast> {
  const { source, plan, files, stores, parallel, signal, onFile } = forecasting;
  const wanted = await packFiles(wantedFiles(source, { side: 'source', plan, files }));
  const target = stores.destinations.get('main');
  const patience = createPatience({ parallel, listener: () => undefined, giveUp: [signal] });
  const counts = { present: 0, missing: 0, conflicts: 0 };
  const lacking: WantedFile[] = [];
  const toBring: ToBring = { files: 0, bytes: 0, first: [], sample: [] };
  let done = 0;
  const list = createLister(files, stores.source, signal);
  async function* inBothStores() {
    for await (const some of inBatches(wanted, listedTogether)) {
      const [inTarget, inSource] = await Promise.all([list(target, some), list(stores.source, some)]);
      for (const file of some) yield { file, inTarget: inTarget(file), inSource: inSource(file) };
    }
  }
  const look = async ({ file, inTarget, inSource }: LookedUp) => {
    const carried = carriedFile(files, file);
    await patience.withRetry(fileSubject(file), async () => {
      const there = target ? await lookAt(target, carried, signal, { listed: inTarget }) : null;
      if (there) counts[there.right ? 'present' : 'conflicts'] += 1;
      // That something is missing is not believed a list alone.
      else if (!(inSource ?? (await stores.source.head(carried.place, { signal })))) {
        counts.missing += 1;
        if (lacking.length < mostLacking) lacking.push(file);
      } else add(toBring, file);
    });
    onFile(++done, wanted.length);
  };
  await inParallel(inBothStores(), parallel, look, () => signal.aborted);
  const rows = await rowsNaming(source, lacking, { side: 'source', plan, files });
  return {
    files: wanted.length,
    bytes: wanted.bytes,
    ...counts,
    seconds: await forecastSeconds(forecasting, toBring),
    lacking: lacking.map((file) => ({ file, row: rows.get(nameOf(file)) })),
  };
}
