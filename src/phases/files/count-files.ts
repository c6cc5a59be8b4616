import { inParallel } from '../../core/in-parallel.js';
import type { Session } from '../../mysql/session.js';
import type { ObjectStore } from '../../objects/store.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import { lookAt } from './carry-file.js';
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
  /** The first of those that the source lacks, with a row that names each. */
  readonly lacking: readonly { readonly file: WantedFile; readonly row: NamingRow | undefined }[];
}

const mostLacking = 100;

/** What rows name of one repository. */
export interface RepositoryNeeds {
  readonly bytes: number;
  /** The digest of one of its files. */
  readonly sample: string;
}

/** Sums up what moving rows name, by repository. One pass over the naming tables; no store is asked. */
export async function repositoriesOf(
  source: Session,
  plan: Plan,
  files: FilesPlan,
): Promise<ReadonlyMap<string, RepositoryNeeds>> {
  const needs = new Map<string, RepositoryNeeds>();
  for await (const { repository, sha256, bytes } of wantedFiles(source, { side: 'source', plan, files }))
    needs.set(repository, { bytes: (needs.get(repository)?.bytes ?? 0) + (bytes ?? 0), sample: sha256 });
  return needs;
}

/** Bytes of one repository's files that a store does not have: one request a file. */
export async function lackingBytes(
  { source, plan, files, parallel, signal }: Omit<Forecasting, 'stores' | 'onFile'>,
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
  readonly signal: AbortSignal;
  readonly onFile: (done: number, total: number) => void;
}

/** Looks at every file in both stores: two requests a file, `parallel` files at a time. */
export async function forecastFiles({
  source,
  plan,
  files,
  stores,
  parallel,
  signal,
  onFile,
}: Forecasting): Promise<FileForecast> {
  const wanted: WantedFile[] = [];
  for await (const file of wantedFiles(source, { side: 'source', plan, files })) wanted.push(file);
  const target = stores.destinations.get('main');
  const patience = createPatience({ parallel, listener: () => undefined, giveUp: [signal] });
  const counts = { present: 0, missing: 0, conflicts: 0 };
  const lacking: WantedFile[] = [];
  let done = 0;
  const look = async (file: WantedFile) => {
    const carried = carriedFile(files, file);
    await patience.withRetry(fileSubject(file), async () => {
      const there = target ? await lookAt(target, carried, signal) : null;
      if (there) counts[there.right ? 'present' : 'conflicts'] += 1;
      else if ((await stores.source.head(carried.place, { signal })) === null) {
        counts.missing += 1;
        if (lacking.length < mostLacking) lacking.push(file);
      }
    });
    onFile(++done, wanted.length);
  };
  await inParallel(wanted, parallel, look, () => signal.aborted);
  const rows = await rowsNaming(source, lacking, { side: 'source', plan, files });
  return {
    files: wanted.length,
    bytes: wanted.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    ...counts,
    lacking: lacking.map((file) => ({ file, row: rows.get(nameOf(file)) })),
  };
}
