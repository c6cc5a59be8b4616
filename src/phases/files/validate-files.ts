import { counted } from '../../core/counted.js';
import type { RunEvent } from '../../core/events.js';
import { formatCount } from '../../core/format.js';
import { inParallel } from '../../core/in-parallel.js';
import type { Difference, JobResult, ValidationLevel } from '../../core/validation-shape.js';
import type { RunLedger } from '../../ledger/location.js';
import type { Session } from '../../mysql/session.js';
import type { FilesPlan, Plan } from '../../plan/plan.js';
import { digestOf, isSame } from './carry-file.js';
import { missingFiles, refusedFiles } from './ledger.js';
import { packFiles } from './packed-files.js';
import { createPatience, fileSubject } from './patience.js';
import { carriedFile, type FileStores, placeOf } from './stores.js';
import { type NamingRow, nameAt, nameOf, rowsNaming, type WantedFile, wantedFiles } from './wanted-files.js';

export interface ValidateFiles {
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly stores: FileStores;
  readonly ledger: RunLedger;
  /** Two sessions on the target: one streams the rows' files, the other asks for rows. */
  readonly rows: Session;
  readonly target: Session;
  readonly level: ValidationLevel;
  /** Digests of those to look at; undefined: all. */
  readonly only: ReadonlySet<string> | undefined;
  readonly parallel: number;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** Differences that are listed; all are counted. */
const mostListed = 200;

type Verdict = 'right' | 'missing' | 'differs' | 'missing-in-source';

/**
 * Every file that the tenant's rows name, in every place where it has to be: there, with its length and digest by the store's word;
 * at level full by its bytes. A file that the source lacks, too, is the source's own fault.
 */
export async function validateFiles(validate: ValidateFiles): Promise<readonly JobResult[]> {
  const { files, stores, ledger, parallel, listener, signal } = validate;
  const patience = createPatience({ parallel, listener, giveUp: [signal] });
  const named = { side: 'target', plan: validate.plan, files } as const;
  const missingAtSource = new Set<string>();
  for await (const file of missingFiles(ledger)) missingAtSource.add(nameOf(file));
  const refused = new Set<string>();
  for await (const file of refusedFiles(ledger)) refused.add(nameAt(file, file.destination));

  const differences: Found[] = [];
  const lacking: Found[] = [];
  let wrong = 0;
  let denied = 0;
  let lackingCount = 0;
  let done = 0;
  const wanted = await packFiles(onlySome(wantedFiles(validate.rows, named), validate.only));
  const total = wanted.length * files.destinations.length;
  function* places(): Generator<Place> {
    for (const file of wanted) for (const { name } of files.destinations) yield { file, destination: name };
  }

  const judge = async ({ file, destination }: Place): Promise<void> => {
    const store = stores.destinations.get(destination);
    if (!store) return;
    const verdict = await patience.withRetry(fileSubject(file), async (): Promise<Verdict> => {
      const carried = carriedFile(files, file);
      // Each by itself: lists of COS are behind its objects.
      const head = await store.head(carried.place, { signal });
      if (head === null) {
        const known = missingAtSource.has(nameOf(file));
        const there = known ? await stores.source.head(carried.place, { signal }) : true;
        return there === null ? 'missing-in-source' : 'missing';
      }
      const said = isSame(head, carried);
      if (said === false) return 'differs';
      if (said === true && validate.level !== 'full') return 'right';
      // Where neither the store nor the rows know a digest, the length is what can be compared without the bytes.
      const isLengthAll = head.md5 === undefined || carried.md5 === null;
      if (isLengthAll && validate.level === 'counts' && (file.bytes === null || head.bytes === file.bytes))
        return 'right';
      return (await digestOf(store, placeOf(files, file), signal)) === file.sha256 ? 'right' : 'differs';
    });
    done += 1;
    listener({ type: 'validation-progress', check: 'files', done, total });
    if (verdict === 'right') return;
    const into = verdict === 'missing-in-source' ? lacking : differences;
    if (verdict === 'missing-in-source') lackingCount += 1;
    else wrong += 1;
    if (verdict === 'missing' && refused.has(nameAt(file, destination))) denied += 1;
    if (into.length >= mostListed) return;
    into.push({ file, destination, verdict });
  };
  await inParallel(places(), parallel, judge, () => signal.aborted);
  const rows = await rowsNaming(
    validate.target,
    [...differences, ...lacking].map(({ file }) => file),
    named,
  );
  const shown = (list: readonly Found[]) => list.map((found) => differenceOf(found, rows));
  return resultsOf({
    total,
    wrong,
    denied,
    differences: shown(differences),
    lackingCount,
    lacking: shown(lacking),
  });
}

async function* onlySome(files: AsyncIterable<WantedFile>, only: ReadonlySet<string> | undefined) {
  for await (const file of files) if (only?.has(file.sha256) ?? true) yield file;
}

/** A file and a place where it has to be. */
type Place = Pick<Found, 'file' | 'destination'>;

/** A file that is not as it should be. */
interface Found {
  readonly file: WantedFile;
  readonly destination: string;
  readonly verdict: Verdict;
}

function differenceOf(
  { file, destination, verdict }: Found,
  rows: ReadonlyMap<string, NamingRow>,
): Difference {
  const row = rows.get(nameOf(file));
  return {
    kind: verdict === 'differs' ? 'field-mismatch' : 'missing-in-target',
    table: row?.table ?? 'files',
    key: `${row?.key ?? ''} ${nameAt(file, destination)}`.trim(),
  };
}

function resultsOf({
  total,
  wrong,
  denied,
  differences,
  lackingCount,
  lacking,
}: {
  readonly total: number;
  readonly wrong: number;
  /** Missing, since the run's account was refused them. */
  readonly denied: number;
  readonly differences: readonly Difference[];
  readonly lackingCount: number;
  readonly lacking: readonly Difference[];
}): readonly JobResult[] {
  const right = total - wrong - lackingCount;
  const result: JobResult = {
    check: 'files',
    ok: wrong === 0,
    detail: `${formatCount(right)} of ${counted(total, 'file')} ${right === 1 ? 'is' : 'are'} where the rows name them${wrong === 0 ? '' : wrong === 1 ? ', 1 is not, or is another' : `, ${formatCount(wrong)} are not, or are others`}${denied === 0 ? '' : ` (${counted(denied, 'was', 'were')} refused to the account)`}`,
    code: 'files.compared',
    params: { right, total, wrong, ...(denied === 0 ? {} : { denied }) },
    differences,
  };
  if (lackingCount === 0) return [result];
  return [
    result,
    {
      check: 'files',
      ok: false,
      detail: `${counted(lackingCount, 'file is', 'files are')} missing in the source, too`,
      code: 'files.lacking',
      params: { files: lackingCount },
      differences: lacking,
      sourceFault: true,
    },
  ];
}
