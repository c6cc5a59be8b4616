import { askOnce } from '../../../../core/ask-once.js';
import { counted } from '../../../../core/counted.js';
import { quoteName, quoteTable, textCells } from '../../../../core/sql.js';
import { type JobResult, worded } from '../../../../core/validation-shape.js';
import { type ForeignKey, readForeignKeys } from '../../../../mysql/constraints.js';
import type { Session } from '../../../../mysql/session.js';
import type { Plan } from '../../../../plan/plan.js';
import { referencedTable } from '../../../../plan/treatments.js';
import { showKey } from '../../compare/keys.js';
import { sayDifference } from '../../compare/words.js';
import type { OrphanSearch } from './orphans.js';

const listed = 100;

interface Search extends Omit<OrphanSearch, 'tables'> {
  readonly foreignKeys: ForeignKeyReader;
}

type ForeignKeyReader = (target: Session) => Promise<readonly ForeignKey[]>;

/** Reads the target's foreign keys once for all tables: MariaDB opens every table of the server for it. */
export function readForeignKeysOnce(plan: Plan): ForeignKeyReader {
  const { database } = plan.target;
  return askOnce(
    (target: Session) => readForeignKeys(target, database, plan),
    () => database,
  );
}

/** For every foreign key of the target that no reference of the preset says already: rows of ours without a parent. */
export async function checkForeignKeys(search: Search): Promise<readonly JobResult[]> {
  const { pair, plan, table, foreignKeys } = search;
  const results: JobResult[] = [];
  for (const key of await foreignKeys(pair.target)) {
    if (key.schema !== plan.target.database || key.table !== table.plan.target || isReference(search, key))
      continue;
    results.push(await checkKey(search, key));
  }
  return results;
}

function isReference({ plan, table, idColumn }: Search, key: ForeignKey): boolean {
  const [column, ...others] = key.columns;
  const treatment = table.columns.find(({ name }) => name === column)?.plan.treatment;
  return (
    others.length === 0 &&
    key.parentSchema === plan.target.database &&
    key.parentColumns[0] === idColumn &&
    treatment !== undefined &&
    plan.tables.some(
      ({ table: name, target }) => name === referencedTable(treatment) && target === key.parent,
    )
  );
}

async function checkKey({ pair: { target }, table, scope }: Search, key: ForeignKey): Promise<JobResult> {
  const names = key.columns.map(quoteName);
  const keys = table.keyPositions.map((position) => table.columns[position]?.actual.text ?? 'NULL');
  const orphaned = `${scope.target} AND ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')} AND (${names.join(', ')})
    NOT IN (SELECT ${key.parentColumns.map(quoteName).join(', ')} FROM ${quoteTable(key.parentSchema, key.parent)}
      WHERE ${key.parentColumns.map((name) => `${quoteName(name)} IS NOT NULL`).join(' AND ')})`;
  const from = `FROM ${quoteName(table.plan.target)} WHERE ${orphaned}`;
  const [counts] = await target.queryCells(`SELECT COUNT(*) ${from}`);
  const rows = Number(counts?.[0]?.toString('latin1') ?? 0);
  const found =
    rows === 0 ? [] : await target.queryCells(`SELECT ${keys.join(', ') || 'NULL'} ${from} LIMIT ${listed}`);
  const said = sayDifference('difference.foreign-key', {
    reference: `${key.columns.join(', ')} → ${key.parent}`,
    name: key.name,
  });
  const subject = said.text;
  return {
    check: 'orphans',
    table: table.plan.table,
    ok: rows === 0,
    detail: rows === 0 ? `${subject}: no orphans` : `${subject}: ${counted(rows, 'row')} without a parent`,
    code: rows === 0 ? 'orphans.none' : 'orphans.found',
    params: { subject: said, rows, more: false },
    differences: found.map((cells) => ({
      kind: 'field-mismatch',
      table: table.plan.table,
      key: showKey(table.plan, textCells(cells)),
      column: key.columns.join(', '),
      ...worded({
        expected: sayDifference('difference.parent-key', { table: key.parent }),
        actual: sayDifference('difference.no-row'),
      }),
    })),
  };
}
