import { inParallel } from '../../core/in-parallel.js';
import type { Session } from '../../mysql/session.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import { isSame } from './carry-file.js';
import { createPatience, fileSubject } from './patience.js';
import { carriedFile, type FileStores } from './stores.js';
import { type NamingRow, rowsThatName, type WantedFile, wantedFiles } from './wanted-files.js';

/** What a plan says of the files. */
export interface FileForecast {
  readonly files: number;
  readonly bytes: number;
  /** At the main destination, and right by the store's word. */
  readonly present: number;
  /** Not in the source. */
  readonly missing: number;
  /** Other contents at the main destination. */
  readonly conflicts: number;
  /** The first of those that the source lacks, with a row that names each. */
  readonly lacking: readonly { readonly file: WantedFile; readonly row: NamingRow | undefined }[];
}

const mostLacking = 100;

/** Sums up what moving rows name, by repository. One pass over the naming tables; no store is asked. */
export async function repositoriesOf(
  source: Session,
  plan: Plan,
  files: FilesPlan,
): Promise<ReadonlyMap<string, number>> {
  const bytes = new Map<string, number>();
  for await (const file of wantedFiles(source, { side: 'source', plan, files }))
    bytes.set(file.repository, (bytes.get(file.repository) ?? 0) + (file.bytes ?? 0));
  return bytes;
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
}: {
  readonly source: Session;
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly stores: FileStores;
  readonly parallel: number;
  readonly signal: AbortSignal;
  readonly onFile: (done: number, total: number) => void;
}): Promise<FileForecast> {
  const wanted: WantedFile[] = [];
  for await (const file of wantedFiles(source, { side: 'source', plan, files })) wanted.push(file);
  const target = stores.destinations.get('main');
  const patience = createPatience({ listener: () => undefined, giveUp: [signal] });
  const counts = { present: 0, missing: 0, conflicts: 0 };
  const lacking: WantedFile[] = [];
  let done = 0;
  const look = async (file: WantedFile) => {
    const carried = carriedFile(files, file);
    await patience.withRetry(fileSubject(file), async () => {
      const there = (await target?.head(carried.place, { signal })) ?? null;
      if (there) counts[isSame(there, carried) === false ? 'conflicts' : 'present'] += 1;
      else if ((await stores.source.head(carried.place, { signal })) === null) {
        counts.missing += 1;
        if (lacking.length < mostLacking) lacking.push(file);
      }
    });
    onFile(++done, wanted.length);
  };
  await inParallel(wanted, parallel, look, () => signal.aborted);
  const named = [];
  for (const file of lacking) {
    const [row] = await rowsThatName(source, file, { side: 'source', plan, files });
    named.push({ file, row });
  }
  return {
    files: wanted.length,
    bytes: wanted.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    ...counts,
    lacking: named,
  };
}
