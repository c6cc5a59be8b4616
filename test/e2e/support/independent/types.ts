/** One database, as plain facts. */
export interface DatabasePlace {
  readonly flavour: 'mysql' | 'mariadb';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** One KV v2 mount, as plain facts. */
export interface VaultPlace {
  readonly address: string;
  readonly token: string;
  readonly mount: string;
}

export type MismatchKind =
  | 'columns'
  | 'missing-row'
  | 'extra-row'
  | 'value'
  | 'tenant'
  | 'generator'
  | 'secret-missing'
  | 'secret-value'
  | 'secret-digest'
  | 'secret-extra'
  | 'bystander';

/** Something in the target that is not as it must be. Holds no secret. */
export interface Mismatch {
  readonly kind: MismatchKind;
  readonly table: string;
  readonly key: string;
  readonly column?: string;
  readonly detail: string;
}

/** Table → what is added to its ids; a table that is left out keeps them. */
export type Offsets = Readonly<Record<string, number | bigint | string>>;

/** Table → id in the source → id of the target's row that is taken for it; such rows are not copied. */
export type Already = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface MasterKeys {
  readonly source: string;
  readonly target: string;
}
