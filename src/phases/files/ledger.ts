import type { FileProblem } from '../../core/events.js';
import { type Sentence, told } from '../../core/sentence.js';
import { quoteText } from '../../core/sql.js';
import { ledgerTable, type RunLedger } from '../../ledger/location.js';
import type { PartFigures } from '../../ledger/shapes.js';
import type { FileCounts, FileState, FileTaskState } from '../../ledger/types.js';
import { type NamingRow, nameAt, type WantedFile } from './wanted-files.js';
import { say } from './words.js';

/** A file and one of the places it has to be in, as the ledger keeps it. */
export interface FileTask extends WantedFile {
  /** The destination's name in the plan. */
  readonly destination: string;
  readonly state: FileTaskState;
}

/** What became of it. */
export interface FileResult {
  readonly task: FileTask;
  readonly state: FileState | 'writing';
  readonly bytes: number;
  readonly message?: string;
  /** Of what could not be brought: a row that names it. */
  readonly row?: Pick<NamingRow, 'table' | 'key'> | undefined;
}

const rowsPerStatement = 500;
/** States after which nothing is left to do. */
const done = "('created', 'existed')";

const key = ({ destination, repository, sha256 }: FileTask) =>
  `${quoteText(destination)}, ${quoteText(repository)}, ${quoteText(sha256)}`;

/** Notes the files of a run; those that it has already keep their state. */
export async function addFiles(
  { session, location, runId }: RunLedger,
  destinations: readonly string[],
  files: AsyncIterable<WantedFile> | Iterable<WantedFile>,
): Promise<void> {
  let tuples: string[] = [];
  const flush = async () => {
    if (tuples.length === 0) return;
    await session.execute(
      `INSERT IGNORE INTO ${ledgerTable(location, 'files')} (run_id, destination, repository, sha256, bytes, md5, state)
        VALUES ${tuples.join(', ')}`,
    );
    tuples = [];
  };
  for await (const file of files) {
    for (const destination of destinations)
      tuples.push(
        `(${quoteText(runId)}, ${quoteText(destination)}, ${quoteText(file.repository)}, ${quoteText(file.sha256)}, ${file.bytes ?? 'NULL'}, ${file.md5 === null ? 'NULL' : quoteText(file.md5)}, 'pending')`,
      );
    if (tuples.length >= rowsPerStatement) await flush();
  }
  await flush();
}

function taskOf([destination, repository, sha256, bytes, md5, state]: readonly (Buffer | null)[]): FileTask {
  return {
    destination: String(destination),
    repository: String(repository),
    sha256: String(sha256),
    bytes: bytes === null || bytes === undefined ? null : Number(bytes),
    md5: md5 === null || md5 === undefined ? null : String(md5),
    state: String(state) as FileTaskState,
  };
}

/** Written out, since servers use no index for `(a, b) > (x, y)`. */
function isBehind(task: FileTask): string {
  const [destination, repository, sha256] = [task.destination, task.repository, task.sha256].map(quoteText);
  return `destination >= ${destination} AND (destination > ${destination} OR (repository >= ${repository}
    AND (repository > ${repository} OR sha256 > ${sha256})))`;
}

/** Files by a condition on their state, in a fixed order, page by page: no statement stays open while they are worked on. */
export async function* filesWhere(
  { session, location, runId }: RunLedger,
  condition: string,
): AsyncGenerator<FileTask> {
  let after: FileTask | null = null;
  for (;;) {
    const behind: string = after === null ? '' : ` AND ${isBehind(after)}`;
    const page = await session.queryCells(
      `SELECT destination, repository, sha256, bytes, md5, state FROM ${ledgerTable(location, 'files')}
        WHERE run_id = ${quoteText(runId)} AND ${condition}${behind}
        ORDER BY destination, repository, sha256 LIMIT ${rowsPerStatement}`,
    );
    for (const cells of page) {
      after = taskOf(cells);
      yield after;
    }
    if (page.length < rowsPerStatement) return;
  }
}

/** What is still to be done; with what failed before. */
export const openFiles = (ledger: RunLedger) => filesWhere(ledger, `state NOT IN ${done}`);
/** What the run wrote, or may have. */
export const ownFiles = (ledger: RunLedger) => filesWhere(ledger, "state IN ('created', 'writing')");
/** What the source did not have. */
export const missingFiles = (ledger: RunLedger) => filesWhere(ledger, "state = 'missing'");

/** What the account was not allowed to bring. */
export const refusedFiles = (ledger: RunLedger) => filesWhere(ledger, "state = 'denied'");

/** Files and their bytes, by state. */
export async function countFiles({ session, location, runId }: RunLedger): Promise<readonly FileCounts[]> {
  const rows = await session.query(
    `SELECT state, COUNT(*) AS files, COALESCE(SUM(bytes), 0) AS bytes FROM ${ledgerTable(location, 'files')}
      WHERE run_id = ${quoteText(runId)} GROUP BY state`,
  );
  return rows.map((row) => ({
    state: String(row.state) as FileTaskState,
    files: Number(row.files),
    bytes: Number(row.bytes),
  }));
}

const orNull = (text: string | undefined) => (text === undefined ? 'NULL' : quoteText(text));

/** Where results go as they come. */
export interface FileJournal {
  /** Resolves when it is kept. */
  readonly note: (result: FileResult) => Promise<void>;
  /** Resolves at once while few wait: a file whose result is lost is looked at again. */
  readonly noteSoon: (result: FileResult) => Promise<void>;
  /** Resolves when all is kept. */
  readonly end: () => Promise<void>;
}

/** The longest that a result waits for company. Milliseconds. */
const soonMs = 250;

/** Writes results many at a time: what may wait goes with the next that may not, and one statement is on its way while the next one fills. */
export function createFileJournal({ session, location, runId }: RunLedger): FileJournal {
  const waiting: {
    readonly result: FileResult;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  let writing = false;
  /** Somebody waits for what is waiting, or it has waited long enough. */
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  const write = async () => {
    writing = true;
    while (isDue && waiting.length > 0) {
      const batch = waiting.splice(0, rowsPerStatement);
      isDue = waiting.length > 0;
      const tuples = batch.map(
        ({ result: { task, state, bytes, message, row } }) =>
          `(${quoteText(runId)}, ${key(task)}, ${bytes || (task.bytes ?? 0)}, ${[state, message, row?.table, row?.key].map(orNull).join(', ')})`,
      );
      try {
        await session.execute(
          `INSERT INTO ${ledgerTable(location, 'files')} (run_id, destination, repository, sha256, bytes, state, message, named_by, named_key)
            VALUES ${tuples.join(', ')}
            ON DUPLICATE KEY UPDATE bytes = VALUES(bytes), state = VALUES(state), message = VALUES(message),
              named_by = VALUES(named_by), named_key = VALUES(named_key)`,
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };
  const add = (result: FileResult) =>
    new Promise<void>((resolve, reject) => waiting.push({ result, resolve, reject }));
  const writeNow = () => {
    clearTimeout(timer);
    timer = undefined;
    isDue = true;
    if (!writing) void write();
  };
  let last: Promise<void> = Promise.resolve();
  const failures: unknown[] = [];
  return {
    note(result) {
      const noted = add(result);
      writeNow();
      return noted;
    },
    async noteSoon(result) {
      last = add(result).catch((error: unknown) => void failures.push(error));
      if (waiting.length < rowsPerStatement) timer ??= setTimeout(writeNow, soonMs);
      else {
        writeNow();
        await last;
      }
    },
    async end() {
      writeNow();
      await last;
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** A rollback took them out of their destinations. */
export async function markRemoved(
  { session, location, runId }: RunLedger,
  tasks: readonly FileTask[],
): Promise<void> {
  if (tasks.length === 0) return;
  await session.execute(
    `UPDATE ${ledgerTable(location, 'files')} SET state = 'removed'
      WHERE run_id = ${quoteText(runId)} AND (destination, repository, sha256) IN (${tasks.map((task) => `(${key(task)})`).join(', ')})`,
  );
}

/** The repositories of a run's files. */
export async function repositoriesIn({ session, location, runId }: RunLedger): Promise<readonly string[]> {
  const rows = await session.query(
    `SELECT DISTINCT repository FROM ${ledgerTable(location, 'files')} WHERE run_id = ${quoteText(runId)} ORDER BY repository`,
  );
  return rows.map(({ repository }) => String(repository));
}

/**
 * Files that are to be brought again: whatever became of them, they count as open. What the run made stays its own (`writing`), or a
 * rollback would no longer take it.
 */
export async function openAgain(
  { session, location, runId }: RunLedger,
  digests: readonly string[],
): Promise<void> {
  if (digests.length === 0) return;
  await session.execute(
    `UPDATE ${ledgerTable(location, 'files')} SET state = IF(state IN ('created', 'writing'), 'writing', 'pending')
      WHERE run_id = ${quoteText(runId)} AND sha256 IN (${digests.map(quoteText).join(', ')})`,
  );
}

/** Why some files could not be brought, by `nameAt`; those that were brought are not among them. */
export async function whatBecame(
  { session, location, runId }: RunLedger,
  digests: readonly string[],
): Promise<readonly { readonly name: string; readonly why: string | Sentence }[]> {
  const rows = await session.query(
    `SELECT destination, repository, sha256, IF(state IN ('pending', 'writing'), 'failed', state) AS state, message
      FROM ${ledgerTable(location, 'files')}
      WHERE run_id = ${quoteText(runId)} AND state NOT IN ${done} AND sha256 IN (${digests.map(quoteText).join(', ')})`,
  );
  return rows.map(({ destination, repository, sha256, state, message }) => ({
    name: nameAt({ repository: String(repository), sha256: String(sha256) }, String(destination)),
    why: reasonOf(state, message),
  }));
}

/** What kept a file from being brought: the store's own words, or what its state means. */
const reasonOf = (state: unknown, message: unknown): string | Sentence =>
  message === null ? say(`file.${String(state) as FileProblem}`) : String(message);

/** Counts of a run's files by destination, with those that could not be brought. */
export async function readFileFigures({
  session,
  location,
  runId,
}: RunLedger): Promise<readonly PartFigures[]> {
  const table = ledgerTable(location, 'files');
  const counts = await session.query(
    `SELECT destination, COALESCE(SUM(state = 'created'), 0) AS done, COALESCE(SUM(state = 'existed'), 0) AS present,
        COALESCE(SUM(state = 'removed'), 0) AS removed,
        COALESCE(SUM(IF(state IN ('created', 'existed'), bytes, 0)), 0) AS bytes
      FROM ${table} WHERE run_id = ${quoteText(runId)} GROUP BY destination ORDER BY destination`,
  );
  const problems = await session.query(
    `SELECT destination, repository, sha256, state, message, named_by, named_key FROM ${table}
      WHERE run_id = ${quoteText(runId)} AND state NOT IN ('created', 'existed', 'pending', 'writing', 'removed')
      ORDER BY destination, repository, sha256`,
  );
  return counts.map((row) => ({
    part: String(row.destination),
    done: Number(row.done),
    present: Number(row.present),
    ...(Number(row.removed) === 0 ? {} : { removed: Number(row.removed) }),
    bytes: Number(row.bytes),
    problems: problems
      .filter(({ destination }) => destination === row.destination)
      .map(({ repository, sha256, state, message, named_by, named_key }) => ({
        item: `${repository}/${sha256}`,
        ...told(reasonOf(state, message)),
        kind: String(state),
        ...(named_by === null ? {} : { table: String(named_by), key: String(named_key) }),
      })),
  }));
}
