import { quoteName } from '../../core/sql.js';
import type { PresetTable } from '../../preset/schema.js';
import { renamedTable } from '../../preset/sql/check.js';

/** A parent's table within the SELECT; `rename` gives SQL that names it the name that it has there. */
interface Parent {
  readonly rename: (sql: string) => string;
}

/** The parents that a table's columns look up, each joined once for each condition. */
export interface Parents {
  /** SQL, in the order of the columns. */
  readonly joins: readonly string[];
  readonly of: (lookup: string, on: string) => Parent;
}

/** Joins the parents of all look-ups; `alias` is the table's own name. */
export function joinedParents({ columns, fill }: PresetTable, alias: string): Parents {
  const names = new Map<string, string>();
  const taken = new Set([alias]);
  const identity = (lookup: string, on: string) => JSON.stringify([lookup, on]);
  const joins: string[] = [];
  const rename = (lookup: string, name: string) => (sql: string) =>
    renamedTable(sql, lookup, quoteName(name));
  for (const rule of Object.values({ ...columns, ...fill })) {
    const { lookup, on } = rule ?? {};
    if (lookup === undefined || on === undefined || names.has(identity(lookup, on))) continue;
    let name = lookup;
    for (let number = 2; taken.has(name); number += 1) name = `${lookup}_${number}`;
    taken.add(name);
    names.set(identity(lookup, on), name);
    joins.push(`LEFT JOIN ${quoteName(lookup)} AS ${quoteName(name)} ON (${rename(lookup, name)(on)})`);
  }
  return {
    joins,
    of: (lookup, on) => ({ rename: rename(lookup, names.get(identity(lookup, on)) ?? lookup) }),
  };
}
