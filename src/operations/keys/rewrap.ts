import { type Listener, logEvent } from '../../core/events.js';
import { GivenUp } from '../../core/given-up.js';
import { partOf, trackProgress } from '../../core/progress.js';
import { quoteName } from '../../core/sql.js';
import { readDataKeys, replaceWrapped } from '../../keys/data-keys.js';
import { fieldCipherOf } from '../../keys/field-cipher.js';
import { refuse, say } from '../../keys/words.js';
import { keyOrder, rangeCondition } from '../../mysql/chunks.js';
import { type KeyTuple, keyColumns } from '../../mysql/key-cells.js';
import type { Session } from '../../mysql/session.js';
import { indexOf } from '../../phases/rows/compare/by-index.js';
import { keyIdentity, type RowKey, showKey } from '../../phases/rows/compare/keys.js';
import { changeRows } from '../../phases/rows/overwrite/change-rows.js';
import { differingColumns, readWhole, type WholeTable } from '../../phases/rows/overwrite/whole-rows.js';
import { waitingFor } from '../../phases/tell-retries.js';
import type { TableFacts } from '../../plan/facts.js';
import { parseField } from '../../plan/field-value.js';
import { mayBump } from '../../plan/kept-times.js';
import { actualText, type FieldCipher } from '../../plan/mapping.js';
import type { TablePlan } from '../../plan/plan.js';
import { chunkKey } from '../../plan/plan-table.js';
import { valueKind } from '../../plan/value-kind.js';
import { confirmed } from '../confirmed.js';
import { keysReport, type OpenKeys, openKeys } from './report.js';
import { stoppedAfter, toldAfter } from './stopped.js';
import type { KeysReport, KeysRewrapOperation } from './types.js';
import { type EncryptedTable, encryptedTables } from './values.js';

/** Rows of one transaction: few, so that servers find them by the key and lock no others. */
const rowsAtOnce = 100;
/** Values that do not open, of which the report names so many. */
const named = 100;

/**
 * Encrypts every value that does not name the newest data key anew, in place: rows are locked, opened, written, read again and opened
 * again in one transaction. What is done needs no note: it names the newest version, so a second start goes on with the rest.
 */
export const keysRewrap: KeysRewrapOperation = async (context, confirm, listener, control) => {
  const { config } = context;
  confirmed(confirm, config.target.mysql.database, 'keys rewrap');
  await using open = await openKeys(context, 'write', ['read', 'rewrap', 'open']);
  const { session, place, keys } = open;
  const newest = (await readDataKeys(session, place)).findLast(({ state }) => state === 'active');
  const cipher = fieldCipherOf(config, 'work', waitingFor(control, listener));
  if (!newest || !cipher) throw refuse('keys.none-active', { table: keys.table });
  const tables = await encryptedTables(context, session);
  const without = tables.find(({ facts }) => keyOf(facts).length === 0);
  if (without) throw refuse('keys.no-row-key', { table: without.facts.name });
  const result: Result = { keys: 0, values: 0, rows: 0, left: [], leftValues: 0 };
  const done = () =>
    say('keys.half.rewrapped', { keys: result.keys, values: result.values, rows: result.rows });
  try {
    await rewrapKeys(open, result);
    await rewrapTables(
      { session, cipher, newest: newest.version, result, stop: control.stop },
      tables,
      listener,
    );
  } catch (error) {
    // The Vault that a report would need is away.
    if (error instanceof GivenUp) listener(logEvent('info', done()));
    throw result.keys + result.values > 0 ? stoppedAfter(done(), error) : error;
  }
  const { values, rows, left, leftValues } = result;
  const changes = { changed: { values, rows }, left, leftValues };
  return await toldAfter(done(), () => keysReport(context, open, changes));
};

async function rewrapTables(
  work: Omit<Rewrapping, 'onRows'>,
  tables: readonly EncryptedTable[],
  listener: Listener,
): Promise<void> {
  const { session, newest, result, stop } = work;
  const progress = trackProgress('rewrap', listener);
  const waiting = new Map<string, number>();
  for (const table of tables) waiting.set(table.facts.name, await countRows(session, table, newest));
  progress.expect(Object.fromEntries([...waiting].map(([table, rows]) => [partOf({ step, table }), rows])));
  for (const table of tables) {
    if (stop.aborted) break;
    const before = result.values;
    const { name } = table.facts;
    const total = waiting.get(name) ?? 0;
    let done = 0;
    const onRows = (rows: number) => {
      // Rows may have come since they were counted.
      done = Math.min(total, done + rows);
      progress.tell({ step, table: name, done, total });
    };
    await rewrapTable({ ...work, onRows }, table);
    listener(logEvent('info', say('keys.rewrapped', { table: name, values: result.values - before })));
  }
  if (!stop.aborted) progress.finish();
}

/** Data keys that are still needed, wrapped by the newest version of the transit key. */
async function rewrapKeys({ session, place, transit }: OpenKeys, result: Result): Promise<void> {
  for (const { version, wrapped, state } of await readDataKeys(session, place)) {
    if (state === 'retired') continue;
    const anew = await transit.rewrap(wrapped);
    if (anew === wrapped) continue;
    await replaceWrapped(session, place, version, { from: wrapped, to: anew });
    result.keys += 1;
  }
}

interface Result extends Pick<KeysReport, 'leftValues'> {
  /** Data keys that were wrapped anew. */
  keys: number;
  values: number;
  rows: number;
  leftValues: number;
  readonly left: KeysReport['left'][number][];
}

const step = 'rewrap';

/** SQL that holds for rows with a value that names another version. */
const othersThan = (newest: number, columns: readonly string[]): string =>
  columns.map((name) => `${quoteName(name)} NOT LIKE '${newest}:%'`).join(' OR ');

/** Rows that a rewrap has to look at; one pass over the table, without a lock. */
async function countRows(
  session: Session,
  { facts, columns }: EncryptedTable,
  newest: number,
): Promise<number> {
  const [row] = await session.queryCells(
    `SELECT COUNT(*) FROM ${quoteName(facts.name)} WHERE ${othersThan(newest, columns)}`,
  );
  return Number(row?.[0] ?? 0);
}

interface Rewrapping {
  readonly session: Session;
  readonly cipher: FieldCipher;
  readonly newest: number;
  readonly result: Result;
  readonly stop: AbortSignal;
  readonly onRows: (rows: number) => void;
}

const keyOf = (facts: TableFacts) => chunkKey(facts, new Set(facts.columns.map(({ name }) => name)));

/** The target's table as a plan has it, with the columns that matter here: the key, the encrypted ones, and times that change by themselves. */
function wholeOf({ facts, columns: encrypted }: EncryptedTable): WholeTable {
  const key = keyOf(facts);
  const kept = facts.columns.filter(
    (target) => key.includes(target.name) || encrypted.includes(target.name) || mayBump({ target }),
  );
  const planned = kept.map((target) => ({
    name: target.name,
    treatment: { kind: 'same' } as const,
    source: target,
    target,
    secret: encrypted.includes(target.name),
  }));
  const plan: TablePlan = {
    table: facts.name,
    source: facts.name,
    target: facts.name,
    level: 1,
    key,
    columns: planned,
    droppedColumns: [],
    approximateRows: facts.approximateRows,
    approximateBytes: facts.approximateBytes,
  };
  const columns = planned.filter(({ target }) => !target.generated);
  return { plan, columns, index: indexOf(key, facts.indexes) };
}

async function rewrapTable(rewrapping: Rewrapping, table: EncryptedTable): Promise<void> {
  const whole = wholeOf(table);
  let after: KeyTuple | null = null;
  while (!rewrapping.stop.aborted) {
    const found: Found = await nextRows(rewrapping, whole, table.columns, after);
    if (found.keys.length > 0) await rewrapRows(rewrapping, whole, table.columns, found.keys);
    rewrapping.onRows(found.keys.length);
    if (found.last === null) return;
    after = found.last;
  }
}

interface Found {
  readonly keys: readonly RowKey[];
  /** null: there are no more. */
  readonly last: KeyTuple | null;
}

/** Keys of rows behind `after` with a value that names another version; nothing is locked. */
async function nextRows(
  { session, newest }: Rewrapping,
  { plan, columns: all }: WholeTable,
  columns: readonly string[],
  after: KeyTuple | null,
): Promise<Found> {
  const cells = keyColumns(plan, 'target');
  const texts = plan.key.map((name) => {
    const column = all.find((candidate) => candidate.name === name);
    if (!column) throw new Error(`table ${plan.table}: its key column ${name} is generated`);
    return actualText(column);
  });
  const rows = await session.queryCells(
    `SELECT ${[...cells.map(({ selected }) => selected), ...texts].join(', ')} FROM ${quoteName(plan.target)}
      WHERE ${rangeCondition(plan, { after, through: null }, 'target')} AND (${othersThan(newest, columns)})${keyOrder(plan, 'target')} LIMIT ${rowsAtOnce}`,
  );
  const end = rows.length < rowsAtOnce ? undefined : rows.at(-1);
  return {
    keys: rows.map((row) => row.slice(cells.length).map((cell) => cell?.toString('utf8') ?? '')),
    last: end ? cells.map((column, index) => column.toCell(end[index]?.toString('latin1') ?? '')) : null,
  };
}

/** One transaction: all of these rows, or none. */
async function rewrapRows(
  { session, cipher, newest, result }: Rewrapping,
  whole: WholeTable,
  columns: readonly string[],
  keys: readonly RowKey[],
): Promise<void> {
  await session.begin();
  try {
    // As they are now that nobody else may change them.
    const before = await readWhole(session, whole, keys, true);
    const values = [...before.values()].flatMap(({ key, image }) =>
      columns.flatMap((column) => {
        const text = image[column];
        const cell = text == null ? null : Buffer.from(text, encodingOf(whole, column));
        return cell && parseField(cell)?.version !== newest ? [{ key, column, cell }] : [];
      }),
    );
    const opened = await cipher.open(values.map(({ cell }) => cell));
    const readable = values.filter(({ key, column }, index) => {
      const field = opened[index];
      if (field && 'plain' in field) return true;
      const { plan } = whole;
      result.leftValues += 1;
      if (result.left.length < named)
        result.left.push({
          table: plan.table,
          key: showKey(plan, key),
          column,
          fault: field?.fault ?? 'broken',
        });
      return false;
    });
    const plain = opened.flatMap((field) => ('plain' in field ? [field.plain] : []));
    const sealed = await cipher.encrypt(plain);
    const again = await cipher.open(sealed);
    const changes = new Map<RowKey, Record<string, string>>();
    for (const [index, { key, column }] of readable.entries()) {
      const [field, cell, was] = [again[index], sealed[index], plain[index]];
      if (!field || !('plain' in field) || !cell || !was || !field.plain?.equals(was))
        throw refuse('keys.differs', { table: whole.plan.table });
      const text = cell.toString(encodingOf(whole, column));
      changes.set(key, {
        ...changes.get(key),
        [column]: isBinary(whole, column) ? text.toUpperCase() : text,
      });
    }
    await changeRows(
      session,
      whole,
      [...changes].map(([key, values]) => ({ key, values })),
    );
    const after = await readWhole(session, whole, [...changes.keys()]);
    for (const [key, row] of changes) {
      const stored = after.get(keyIdentity(key))?.image;
      if (!stored || differingColumns(stored, row).length > 0)
        throw refuse('keys.differs', { table: whole.plan.table });
    }
    await session.commit();
    result.values += readable.length;
    result.rows += changes.size;
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

/** How the canonical text of a column is made of its bytes. */
const encodingOf = (whole: WholeTable, column: string) => (isBinary(whole, column) ? 'hex' : 'utf8');

function isBinary({ columns }: WholeTable, column: string): boolean {
  const found = columns.find(({ name }) => name === column);
  return found !== undefined && valueKind(found.target) === 'binary';
}
