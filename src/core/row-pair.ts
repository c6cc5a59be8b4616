/** One row on both sides: what the target must hold by the source, and what it holds. */
export interface RowPair {
  readonly table: string;
  /** As shown: `id=42`. */
  readonly key: string;
  readonly inSource: boolean;
  readonly inTarget: boolean;
  /** The target's row with this key is another tenant's: only whose it is. */
  readonly owner?: string;
  /** Those that are compared, in the table's order. */
  readonly columns: readonly PairedColumn[];
}

export interface PairedColumn {
  readonly name: string;
  readonly secret: boolean;
  readonly differs: boolean;
  /** undefined: there is no row, or it is not shown; null: NULL. */
  readonly expected: string | null | undefined;
  readonly actual: string | null | undefined;
}
