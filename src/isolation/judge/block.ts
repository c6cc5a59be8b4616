import type { Sentence } from '../../core/sentence.js';
import { say } from '../words.js';
import {
  type Comparison,
  type Constant,
  columnOf,
  comparisonsOf,
  conjuncts,
  constantText,
  disjuncts,
  isConstant,
} from './expressions.js';
import type { Exposed, JoinFact, Source, Sources } from './sources.js';
import type { Node } from './tree.js';

/** The tables whose rows belong to tenants. */
export interface TenantTables {
  /** Column that says whose a row is. */
  readonly column: string;
  /** Whether a table has it; `database` where the statement names one. */
  has(table: string, database: string | undefined): boolean;
}

/** A table that a statement touches without its tenant. */
export interface Missing {
  readonly table: string;
  /** As the statement calls it. */
  readonly alias: string;
  readonly because: Sentence;
  /** What would have to be there: a predicate, or a column. */
  readonly predicate: string;
}

/** What a part of a statement may look at besides its own sources: those around it. */
export interface Around {
  readonly sql: string;
  readonly tenants: TenantTables;
  /** Common table expressions by name, in small letters. */
  readonly common: ReadonlyMap<string, Exposed>;
  readonly outer?: Scope;
}

/** Sources with what is known of them. */
export interface Scope {
  readonly sources: readonly Source[];
  readonly outer?: Scope;
  /** A column with the tenant's name that is no source's alone: of USING. */
  readonly shared?: Source;
  /** Whether rows of the source say whose they are. */
  isTenants(source: Source): boolean;
  /** Of a derived source. */
  exposed(source: Source): Exposed | undefined;
  readonly held: ReadonlyMap<Source, Constant>;
}

/** Where a column that says whose a row is leads to. */
type Place = { readonly source: Source } | { readonly value: Constant } | undefined;

/** What conditions say: sources that are held by a value, and pairs of sources with the same tenant. */
interface Said {
  readonly held: Map<Source, Constant>;
  /** From the one with a tenant to the one that gets it. */
  readonly same: (readonly [from: Source, to: Source])[];
}

/** The tenant's table that is unqualified `tenant_id`, or what is known of the column otherwise. */
export function placeOf(nodes: readonly Node[], scope: Scope, tenantColumn: string): Place {
  const name = columnOf(nodes);
  if (!name) return undefined;
  const { alias, column } = name;
  const knows = (source: Source): boolean =>
    (scope.isTenants(source) && column === tenantColumn) || scope.exposed(source)?.has(column) === true;
  const named =
    alias === undefined ? scope.sources.filter(knows) : scope.sources.filter((one) => one.alias === alias);
  const isAmbiguous = alias === undefined && named.length > 1;
  const found = isAmbiguous && column === tenantColumn ? scope.shared : isAmbiguous ? undefined : named[0];
  if (!found) {
    const isHere = named.length > 0;
    return scope.outer && !isHere ? outerPlace(nodes, scope.outer, tenantColumn) : undefined;
  }
  if (scope.isTenants(found)) return column === tenantColumn ? { source: found } : undefined;
  const value = scope.exposed(found)?.get(column);
  return value && { value };
}

/** Of a source around: whose its rows are is settled by then. */
function outerPlace(nodes: readonly Node[], outer: Scope, tenantColumn: string): Place {
  const place = placeOf(nodes, outer, tenantColumn);
  if (!place || 'value' in place) return place;
  const value = outer.held.get(place.source);
  return value && { value };
}

/** The value of an expression, where it is a constant or a column of a tenant that is named. */
export function tenantOf(
  nodes: readonly Node[],
  sql: string,
  scope: Scope,
  tenantColumn: string,
): Constant | undefined {
  if (isConstant(nodes)) return { text: constantText(sql, nodes), several: false };
  const place = placeOf(nodes, scope, tenantColumn);
  if (!place) return undefined;
  return 'value' in place ? place.value : scope.held.get(place.source);
}

/** What an expression says when it is true. */
function saidBy(nodes: readonly Node[], scope: Scope, around: Around): Said {
  const { sql, tenants } = around;
  const branches = disjuncts(nodes);
  if (branches.length > 1) {
    return branches.map((branch) => closed(saidBy(branch, scope, around))).reduce(both);
  }
  const said: Said = { held: new Map(), same: [] };
  const parts = conjuncts(branches[0] ?? []);
  if (parts.length > 1) {
    for (const part of parts) {
      const inner = saidBy(part, scope, around);
      for (const [source, value] of inner.held) hold(said.held, source, value);
      said.same.push(...inner.same);
    }
    return said;
  }
  for (const comparison of comparisonsOf(parts[0] ?? [])) add(said, comparison, scope, sql, tenants.column);
  return said;
}

function add(
  said: Said,
  { left, right, several }: Comparison,
  scope: Scope,
  sql: string,
  column: string,
): void {
  const [ours, theirs] = [placeOf(left, scope, column), several ? undefined : placeOf(right, scope, column)];
  const value = (nodes: readonly Node[], place: Place): Constant | undefined => {
    if (place) return 'value' in place ? place.value : undefined;
    return isConstant(nodes) ? { text: several ? '' : constantText(sql, nodes), several } : undefined;
  };
  const from = value(right, theirs);
  const back = value(left, ours);
  if (ours && 'source' in ours && from) hold(said.held, ours.source, from);
  if (theirs && 'source' in theirs && back) hold(said.held, theirs.source, back);
  if (ours && theirs && 'source' in ours && 'source' in theirs && ours.source !== theirs.source) {
    said.same.push([ours.source, theirs.source], [theirs.source, ours.source]);
  }
}

/** One value says more than several. */
function hold(held: Map<Source, Constant>, source: Source, value: Constant): void {
  const before = held.get(source);
  if (!before || before.several) held.set(source, value);
}

/** What is true in both branches. */
function both(one: Said, other: Said): Said {
  const held = new Map<Source, Constant>();
  for (const [source, value] of one.held) {
    const second = other.held.get(source);
    if (second) held.set(source, alike(value, second));
  }
  const same = one.same.filter(([from, to]) => other.same.some(([a, b]) => a === from && b === to));
  return { held, same };
}

/** The value that a column has in either of two branches. */
export function alike(one: Constant, other: Constant): Constant {
  const isSame = one.text !== '' && one.text === other.text && !one.several && !other.several;
  return isSame ? one : { text: '', several: true };
}

/** Passes tenants on between sources that have the same one. */
function closed(said: Said): Said {
  for (let before = -1; before !== said.held.size; ) {
    before = said.held.size;
    for (const [from, to] of said.same) {
      const value = said.held.get(from);
      if (value) hold(said.held, to, value);
    }
  }
  return said;
}

/** What a join's condition says; the side whose rows stay is not held by it. */
function saidByJoin(fact: JoinFact, scope: Scope, around: Around): Said {
  const isKept = (source: Source): boolean =>
    fact.keeps === 'both' ||
    (fact.keeps === 'left'
      ? !fact.right.includes(source)
      : fact.keeps === 'right' && !fact.left.includes(source));
  const all = fact.on ? saidBy(fact.on, scope, around) : saidByUsing(fact, scope, around.tenants.column);
  return {
    held: new Map([...all.held].filter(([source]) => !isKept(source))),
    same: all.same.filter(([, to]) => !isKept(to)),
  };
}

/** USING and NATURAL: the tenant's column of both sides is the same. */
function saidByUsing({ using, natural, left, right }: JoinFact, scope: Scope, column: string): Said {
  const said: Said = { held: new Map(), same: [] };
  if (!natural && !using?.includes(column)) return said;
  const value = (source: Source): Constant | undefined => scope.exposed(source)?.get(column);
  const [from] = left.filter((source) => scope.isTenants(source) || value(source));
  for (const to of right) {
    if (!from) continue;
    const [known, other] = [value(from), value(to)];
    if (scope.isTenants(to) && known) said.held.set(to, known);
    if (scope.isTenants(from) && other) said.held.set(from, other);
    if (scope.isTenants(from) && scope.isTenants(to)) said.same.push([from, to], [to, from]);
  }
  return said;
}

/** Which sources the conditions hold to a tenant, and those of tenants that they leave free. */
export function settle(
  { sources, facts }: Sources,
  where: readonly (readonly Node[])[],
  exposed: ReadonlyMap<Source, Exposed>,
  around: Around,
): { readonly scope: Scope; readonly missing: readonly Missing[] } {
  const { column } = around.tenants;
  const tenantColumn = column.toLowerCase();
  const held = new Map<Source, Constant>();
  const joined = facts.filter(({ using, natural }) => natural || using?.includes(tenantColumn));
  const isTenants = ({ table, database }: Source): boolean =>
    table !== undefined &&
    !(database === undefined && around.common.has(table.toLowerCase())) &&
    around.tenants.has(table, database);
  const shared = joined
    .flatMap(({ left, keeps, right }) => (keeps === 'right' ? right : left))
    .find(isTenants);
  const scope: Scope = {
    sources,
    outer: around.outer,
    shared,
    isTenants,
    exposed: (source) => exposed.get(source),
    held,
  };
  const inSmall: Around = { ...around, tenants: { ...around.tenants, column: tenantColumn } };
  const said = [
    ...where.map((nodes) => saidBy(nodes, scope, inSmall)),
    ...facts.map((fact) => saidByJoin(fact, scope, inSmall)),
  ];
  const all = closed({
    held: said.reduce((map, one) => {
      for (const [source, value] of one.held) hold(map, source, value);
      return map;
    }, held),
    same: said.flatMap(({ same }) => same),
  });
  const missing = sources
    .filter((source) => isTenants(source) && !all.held.has(source))
    .map((source) => missingOf(source, all, scope, where, facts, column));
  return { scope, missing };
}

function missingOf(
  source: Source,
  said: Said,
  scope: Scope,
  where: readonly (readonly Node[])[],
  facts: readonly JoinFact[],
  column: string,
): Missing {
  const { table = '', shown, alias } = source;
  const isAlone = scope.sources.length === 1 && !scope.outer;
  const predicate = isAlone ? `${column} = ?` : `${shown}.${column} = ${partner(source, scope, column)}`;
  const conditions = [...where, ...facts.flatMap(({ on }) => (on ? [on] : []))];
  const isNamed = conditions.some((nodes) => isNamedIn(nodes, alias, column.toLowerCase(), isAlone));
  const isCompared = said.same.some(([from, to]) => from === source || to === source);
  const params = { table, alias: shown };
  const because = isCompared
    ? say('isolation.free', params)
    : isNamed
      ? say('isolation.beside', params)
      : say('isolation.none', params);
  return { table, alias: shown, because, predicate };
}

/** The tenant of another source of the statement, where it is held. */
function partner(source: Source, scope: Scope, column: string): string {
  const other = scope.sources.find((one) => one !== source && scope.isTenants(one) && scope.held.has(one));
  return other ? `${other.shown}.${column}` : '?';
}

/** Whether a condition names the source's tenant at all. */
function isNamedIn(nodes: readonly Node[], alias: string, column: string, isAlone: boolean): boolean {
  return nodes.some((node, index) => {
    if (node.kind === 'group') return isNamedIn(node.items, alias, column, isAlone);
    if ((node.kind !== 'name' && node.kind !== 'word') || node.text.toLowerCase() !== column) return false;
    const owner = nodes[index - 2];
    const isQualified =
      nodes[index - 1]?.kind === 'sign' && (nodes[index - 1] as { text: string }).text === '.';
    if (!isQualified) return isAlone;
    return owner !== undefined && owner.kind !== 'group' && owner.text.toLowerCase() === alias;
  });
}
