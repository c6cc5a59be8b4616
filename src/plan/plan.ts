import type { Reason } from '../core/sentence.js';
import type { FileEntry, LocalText, SecretEntry } from '../preset/schema.js';
import type { ColumnFacts, Flavour } from './facts.js';
import type { Treatment } from './treatments.js';

/**
 * Everything a run will do, and why: plain JSON, made from config, preset and both schemas without touching a server.
 * IDs and offsets are decimal text, since they may pass 2^53.
 */
export interface Plan {
  readonly formatVersion: 1;
  readonly preset: string;
  readonly tenant: { readonly column: string; readonly id: string };
  readonly ids: {
    readonly mode: 'preserve' | 'offset';
    /** Why this mode, in one sentence. */
    readonly reason: string;
    /** The reason in values, for translation; its codes are those of `text/zh/ids.ts`. */
    readonly because?: Reason;
    /** Mode offset: the source IDs each table's reserved range begins with and has room for, decimal text. */
    readonly lowest?: Readonly<Record<string, string>>;
    readonly room?: Readonly<Record<string, string>>;
  };
  /** What the data made of the rule "ID + offset", as it stands in the treatments; kept for taking a run up again. */
  readonly adjustments?: IdAdjustments;
  readonly source: ServerSummary;
  readonly target: ServerSummary;
  /** Only these businesses, or all. */
  readonly bizIds?: readonly number[];
  /** In copying order. */
  readonly tables: readonly TablePlan[];
  readonly skipped: readonly SkippedTable[];
  readonly generators: readonly GeneratorPlan[];
  /** Absent when there is no Vault phase; `vaultSkippedBecause` then says why. */
  readonly vault?: {
    readonly sourceMount: string;
    readonly targetMount: string;
    readonly secrets: readonly SecretPlan[];
  };
  readonly vaultSkippedBecause?: string;
  /** Absent when no files are carried over. */
  readonly files?: FilesPlan;
  /** The same in values, for translation; its codes are those of `text/zh/vault-skipped.ts`. */
  readonly vaultSkipped?: Reason;
  /** What further phases do, by their names; absent where there are none. */
  readonly phases?: Readonly<Record<string, unknown>>;
  /** What stays behind and other things to know, in words; after the source was read, only what it really holds. */
  readonly notMoved: readonly {
    readonly id: string;
    readonly title: LocalText;
    readonly advice: LocalText;
    /** Absent where nothing was counted. */
    readonly total?: number;
  }[];
  /** sha256 hex over everything above that decides what is written. Resume needs the same one. */
  readonly fingerprint: string;
}

/** Rows that are not simply copied, and references that are not simply shifted. */
export interface IdAdjustments {
  /** Table → source ID → target ID. */
  readonly exceptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Table → source IDs of rows that the target has already. */
  readonly leftOut: Readonly<Record<string, readonly string[]>>;
}

export interface ServerSummary {
  readonly flavour: Flavour;
  readonly version: string;
  readonly identity: string;
  readonly database: string;
}

/** Where a name is said: source and target may have other names for the same thing. */
export type Side = 'source' | 'target';

export interface TablePlan {
  /** What people, events, findings and the ledger call it, and other tables refer to. Never said to a server. */
  readonly table: string;
  /** Its name in the source's database. */
  readonly source: string;
  /** Its name in the target's database. */
  readonly target: string;
  readonly level: number;
  /** Columns the chunks range over, by their names in `columns`: the primary key, else a unique key without NULLs; empty means one ordered pass. */
  readonly key: readonly string[];
  /** Every column that is written, in the target's order. */
  readonly columns: readonly ColumnPlan[];
  /** Source columns that the target has no place for, so their values stay behind. */
  readonly droppedColumns: readonly string[];
  /** By column, why its values may stay behind. */
  readonly leftBehind?: Readonly<Record<string, LeftBehind>>;
  /** Rows to take: all of them, or those of some businesses. */
  readonly filter?: { readonly column: string; readonly values: readonly (number | string)[] };
  /** Rows that are in the target already, so they are not copied. */
  readonly leftOut?: { readonly column: string; readonly ids: readonly string[] };
  readonly approximateRows: number;
  readonly approximateBytes: number;
}

/** Who named a column as left behind, and the reason. */
export interface LeftBehind {
  readonly by: 'preset' | 'operator';
  readonly reason: LocalText;
}

export interface ColumnPlan {
  /** Its name in the target; `source` has its own. */
  readonly name: string;
  readonly treatment: Treatment;
  /** Absent for a constant. */
  readonly source?: ColumnFacts;
  readonly target: ColumnFacts;
  /** Never show the content. */
  readonly secret: boolean;
}

/** A table's name on one side; a table that is not in the plan has the same name on both. */
export function tableName({ tables }: Pick<Plan, 'tables'>, table: string, side: Side): string {
  return tables.find((planned) => planned.table === table)?.[side] ?? table;
}

/** A column's name on one side; a column that is not in the plan has the same name on both. */
export function columnName({ columns }: Pick<TablePlan, 'columns'>, name: string, side: Side): string {
  const source = side === 'source' ? columns.find((column) => column.name === name)?.source : undefined;
  return source?.name ?? name;
}

/** A table that stays behind. */
export interface LeftTable {
  readonly table: string;
  readonly reason: LocalText;
  readonly effect: LocalText;
  readonly risk: 'none' | 'low' | 'medium' | 'high';
  readonly by: 'preset' | 'operator';
  readonly mayBeMigrated: boolean;
}

export interface SkippedTable extends LeftTable {
  /** Migrated tables whose rows refer to this one. */
  readonly referencedBy: readonly string[];
  readonly approximateRows: number;
}

/** One id_generators row to raise before the first copied row. */
export interface GeneratorPlan {
  readonly table: string;
  readonly resource: string;
}

/** Which files move, and between which stores. */
export interface FilesPlan {
  /** As in the preset: `bscp-v1-biz-{biz_id}` and `/file/{sha256}`. */
  readonly repository: string;
  readonly path: string;
  readonly entries: readonly FileEntry[];
  /** The stores by their names; none of them holds a secret. */
  readonly source: string;
  readonly destinations: readonly FileDestination[];
}

/** main: what the target's services read. plain: the project without a tenant. slave: what services fall back to. */
export interface FileDestination {
  readonly name: 'main' | 'plain' | 'slave';
  readonly store: string;
}

export interface SecretPlan extends SecretEntry {}
