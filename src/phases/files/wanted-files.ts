import { quoteName, quoteTable, quoteText } from '../../core/sql.js';
import { businessCondition, filterCondition } from '../../mysql/chunks.js';
import type { Session } from '../../mysql/session.js';
import { columnName, type FilesPlan, type Plan, type Side, type TablePlan } from '../../plan/plan.js';
import type { Cell } from '../../plan/transform-rows.js';
import type { FileEntry } from '../../preset/schema.js';

/** A file that moving rows name. */
export interface WantedFile {
  /** `bscp-v1-biz-2`, as its store calls the repository. */
  readonly repository: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** As the rows say; null where none does, or what they say is no length. */
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
  return `${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)} AND ${businessCondition(table, 'target')}`;
}

/** MySQL takes no bytes for a pattern, and `$` would let a line break pass. */
const isDigest = (name: string) =>
  `LENGTH(${name}) = 64 AND CONVERT(${name} USING utf8mb4) COLLATE utf8mb4_bin REGEXP '^[0-9a-f]+$'`;

function selectNamed(naming: Naming, files: FilesPlan): string {
  const { digest_column, size_column, md5_column } = naming.entry;
  const digest = column(naming, digest_column);
  const size = size_column === undefined ? 'NULL' : column(naming, size_column);
  const md5 = md5_column === undefined ? 'NULL' : `NULLIF(${column(naming, md5_column)}, '')`;
  return `SELECT ${repositoryOf(naming, files)} AS repository, ${digest} AS digest, ${size} AS bytes, ${md5} AS md5
    FROM ${from(naming)} WHERE ${ownRows(naming)} AND ${isDigest(digest)}`;
}

/** No store takes more in one object (1 TiB): what a row says beyond is no length. */
const mostBytes = 2 ** 40;

function lengthOf(cell: Buffer | null | undefined): number | null {
  const bytes = cell ? Number(cell) : Number.NaN;
  return Number.isInteger(bytes) && bytes >= 0 && bytes <= mostBytes ? bytes : null;
}

/** Every file that the rows of one side name, once, in a fixed order: one pass over the naming tables. */
export async function* wantedFiles(session: Session, named: NamedFiles): AsyncGenerator<WantedFile> {
  const selects = namings(named).map((naming) => selectNamed(naming, named.files));
  if (selects.length === 0) return;
  const rows = session.streamCells(
    `SELECT CAST(repository AS BINARY), CAST(digest AS BINARY), MAX(bytes), MAX(md5)
      FROM (${selects.join(' UNION ALL ')}) AS named GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  for await (const [repository, digest, bytes, md5] of rows)
    yield wantedFile(repository?.toString('utf8') ?? '', digest?.toString('latin1') ?? '', { bytes, md5 });
}

function wantedFile(
  repository: string,
  sha256: string,
  { bytes, md5 }: { readonly bytes: Cell | undefined; readonly md5: Cell | undefined },
): WantedFile {
  const sum = md5?.toString('latin1') ?? '';
  return { repository, sha256, bytes: lengthOf(bytes), md5: /^[0-9a-f]{32}$/.test(sum) ? sum : null };
}

/** The files that a row of the source names; `cellOf` gives the cell of a source's column. The same as `wantedFiles` reads of it. */
export function filesNamedBy(
  { plan, files, table }: Pick<NamedFiles, 'plan' | 'files'> & { readonly table: string },
  cellOf: (column: string) => Cell | undefined,
): readonly WantedFile[] {
  return namings({ side: 'source', plan, files }).flatMap((naming) => {
    if (naming.table.table !== table) return [];
    const cell = (name: string | undefined) =>
      name === undefined ? undefined : cellOf(columnName(naming.table, name, 'source'));
    const { digest_column, size_column, md5_column } = naming.entry;
    const sha256 = cell(digest_column)?.toString('latin1') ?? '';
    if (!/^[0-9a-f]{64}$/.test(sha256)) return [];
    const repository = files.repository.replaceAll(
      /\{([^{}]+)\}/g,
      (_, name: string) => cell(name)?.toString('utf8') ?? '',
    );
    return [wantedFile(repository, sha256, { bytes: cell(size_column), md5: cell(md5_column) })];
  });
}

/** Which of some files, as one text: `bscp-v1-biz-2/e3b0…`. */
export const nameOf = ({ repository, sha256 }: FileName) => `${repository}/${sha256}`;

/** Which file at which place, for a person: the main one goes without saying. */
export const nameAt = (file: FileName, destination: string) =>
  `${nameOf(file)}${destination === 'main' ? '' : ` (${destination})`}`;

const isOneOf = (naming: Naming, files: readonly FileName[]) =>
  `${column(naming, naming.entry.digest_column)} IN (${[...new Set(files.map(({ sha256 }) => sha256))].map(quoteText).join(', ')})`;

/** For each of some files a row that names it, by `nameOf`: those that clients are served by come first. One pass over the tables. */
export async function rowsNaming(
  session: Session,
  files: readonly FileName[],
  named: NamedFiles,
): Promise<ReadonlyMap<string, NamingRow>> {
  const found = new Map<string, NamingRow>();
  const open = new Map(files.map((file) => [nameOf(file), file]));
  const business = /\{([^{}]+)\}/.exec(named.files.repository)?.[1];
  for (const naming of namings(named).toSorted((a, b) => Number(b.entry.served) - Number(a.entry.served))) {
    if (open.size === 0) break;
    const { entry, table } = naming;
    const shown = [...table.key, ...entry.shown_columns];
    const of = business === undefined ? `''` : column(naming, business);
    const columns = [column(naming, entry.digest_column), repositoryOf(naming, named.files), of];
    const rows = session.streamCells(
      `SELECT ${[...columns, ...shown.map((name) => column(naming, name))].join(', ')} FROM ${from(naming)}
        WHERE ${ownRows(naming)} AND ${isOneOf(naming, [...open.values()])}`,
    );
    for await (const [sha256, repository, bizId, ...cells] of rows) {
      const name = nameOf({ repository: String(repository), sha256: String(sha256) });
      if (!open.delete(name)) continue;
      const values = shown.map((key, index) => `${key}=${cells[index]?.toString('utf8') ?? 'NULL'}`);
      found.set(name, {
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

/** Those of some files that rows of the target name, by `nameOf`: the tenant's, or whoever's, since most stores know no tenants. */
export async function stillNamed(
  target: Session,
  some: readonly FileName[],
  { plan, files, whose }: Pick<NamedFiles, 'plan' | 'files'> & { readonly whose: 'tenant' | 'all' },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (some.length === 0) return found;
  const { column: tenantColumn, id } = plan.tenant;
  const condition = whose === 'all' ? '' : ` AND ${quoteName(tenantColumn)} = ${quoteText(id)}`;
  for (const naming of namings({ side: 'target', plan, files })) {
    const rows = await target.queryCells(
      `SELECT DISTINCT ${repositoryOf(naming, files)}, LOWER(${column(naming, naming.entry.digest_column)})
        FROM ${from(naming)} WHERE ${isOneOf(naming, some)}${condition}`,
    );
    for (const [repository, sha256] of rows)
      found.add(nameOf({ repository: String(repository), sha256: String(sha256) }));
  }
  return found;
}
