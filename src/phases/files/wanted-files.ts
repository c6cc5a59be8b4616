import { quoteName, quoteTable, quoteText } from '../../core/sql.js';
import { filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import { columnName, type FilesPlan, type Plan, type Side, type TablePlan } from '../../plan/plan.js';
import type { FileEntry } from '../../preset/schema.js';

export type { Side };

/** A file that moving rows name. */
export interface WantedFile {
  /** `bscp-v1-biz-2`, as its store calls the repository. */
  readonly repository: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** As the rows say; null where none does. */
  readonly bytes: number | null;
  readonly md5: string | null;
}

/** Which file of which repository. */
export type FileName = Pick<WantedFile, 'repository' | 'sha256'>;

/** A row that names a file, for a person. */
export interface NamingRow {
  readonly table: string;
  readonly bizId: string;
  /** `id=12`. */
  readonly key: string;
  /** What else tells it apart: `app_id=3 path=/etc name=a.conf`. */
  readonly shown: string;
  /** Clients are served by it. */
  readonly served: boolean;
}

/** One table that names files, as one side knows it. */
interface Naming {
  readonly entry: FileEntry;
  readonly table: TablePlan;
  readonly side: Side;
  readonly plan: Plan;
}

/** The files of one side's rows: those of the source that move, or the tenant's in the target. */
export interface NamedFiles {
  readonly side: Side;
  readonly plan: Plan;
  readonly files: FilesPlan;
}

function namings({ side, plan, files }: NamedFiles): readonly Naming[] {
  return files.entries.flatMap((entry) => {
    const table = plan.tables.find((candidate) => candidate.table === entry.table);
    return table ? [{ entry, table, side, plan }] : [];
  });
}

const column = ({ table, side }: Naming, name: string) => quoteName(columnName(table, name, side));
const from = ({ table, side, plan }: Naming) => quoteTable(plan[side].database, table[side]);

/** The name of a repository over a row's columns. */
function repositoryOf(naming: Naming, { repository }: FilesPlan): string {
  const parts = repository
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? column(naming, part.slice(1, -1)) : quoteText(part)));
  return `CONCAT(${parts.join(', ')})`;
}

function ownRows(naming: Naming): string {
  const { table, side, plan } = naming;
  if (side === 'source') return filterCondition(table);
  const ofTenant = `${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}`;
  const { filter } = table;
  return filter
    ? `${ofTenant} AND ${column(naming, filter.column)} IN (${filter.values.join(', ')})`
    : ofTenant;
}

const names = (naming: Naming, files: FilesPlan, { repository, sha256 }: FileName) =>
  `${column(naming, naming.entry.digest_column)} = ${quoteText(sha256)} AND ${repositoryOf(naming, files)} = ${quoteText(repository)}`;

function selectNamed(naming: Naming, files: FilesPlan): string {
  const { digest_column, size_column, md5_column } = naming.entry;
  const digest = column(naming, digest_column);
  const size = size_column === undefined ? 'NULL' : column(naming, size_column);
  const md5 = md5_column === undefined ? 'NULL' : `NULLIF(${column(naming, md5_column)}, '')`;
  return `SELECT ${repositoryOf(naming, files)} AS repository, ${digest} AS digest, ${size} AS bytes, ${md5} AS md5
    FROM ${from(naming)} WHERE ${ownRows(naming)} AND CAST(${digest} AS BINARY) REGEXP '^[0-9a-f]{64}$'`;
}

/** Every file that the rows of one side name, once, in a fixed order: one pass over the naming tables. */
export async function* wantedFiles(session: Session, named: NamedFiles): AsyncGenerator<WantedFile> {
  const selects = namings(named).map((naming) => selectNamed(naming, named.files));
  if (selects.length === 0) return;
  const rows = session.streamCells(
    `SELECT CAST(repository AS BINARY), CAST(digest AS BINARY), MAX(bytes), MAX(md5)
      FROM (${selects.join(' UNION ALL ')}) AS named GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  for await (const [repository, digest, bytes, md5] of rows) {
    const sum = md5?.toString('latin1') ?? '';
    yield {
      repository: repository?.toString('utf8') ?? '',
      sha256: digest?.toString('latin1') ?? '',
      bytes: bytes ? Number(bytes) : null,
      md5: /^[0-9a-f]{32}$/.test(sum) ? sum : null,
    };
  }
}

/** Some of the rows that name a file: those that clients are served by come first. */
export async function rowsThatName(
  session: Session,
  file: FileName,
  named: NamedFiles,
  most = 1,
): Promise<readonly NamingRow[]> {
  const found: NamingRow[] = [];
  const business = /\{([^{}]+)\}/.exec(named.files.repository)?.[1];
  for (const naming of namings(named).toSorted((a, b) => Number(b.entry.served) - Number(a.entry.served))) {
    if (found.length >= most) break;
    const { entry, table } = naming;
    const shown = [...table.key, ...entry.shown_columns];
    const of = business === undefined ? `''` : column(naming, business);
    const rows = await session.queryCells(
      `SELECT ${[of, ...shown.map((name) => column(naming, name))].join(', ')} FROM ${from(naming)}
        WHERE ${ownRows(naming)} AND ${names(naming, named.files, file)} LIMIT ${most - found.length}`,
    );
    for (const [bizId, ...cells] of rows) {
      const values = shown.map((name, index) => `${name}=${cells[index]?.toString('utf8') ?? 'NULL'}`);
      found.push({
        table: table.table,
        bizId: bizId?.toString('utf8') ?? '',
        key: values.slice(0, table.key.length).join(' '),
        shown: values.slice(table.key.length).join(' '),
        served: entry.served,
      });
    }
  }
  return found;
}

/** Whether any row of the target names a file, whoever's it is: stores know businesses, not tenants. */
export async function isStillNamed(
  target: Session,
  file: FileName,
  { plan, files }: Pick<NamedFiles, 'plan' | 'files'>,
): Promise<boolean> {
  for (const naming of namings({ side: 'target', plan, files })) {
    const rows = await target.queryCells(
      `SELECT 1 FROM ${from(naming)} WHERE ${names(naming, files, file)} LIMIT 1`,
    );
    if (rows.length > 0) return true;
  }
  return false;
}
