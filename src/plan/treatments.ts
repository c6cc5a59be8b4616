/**
 * The one list of what can happen to a column's value on its way, and what else is asked of it. Each question names every kind,
 * so a new one does not compile until all are answered; the mapping itself is compiled in `mapping.ts`.
 */
export type Treatment =
  | { readonly kind: 'same' }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'cast'; readonly from: string; readonly to: string }
  /** DATETIME to TIMESTAMP or back: what a clock in this zone shows. `+08:00`, or a name that the source server knows. */
  | { readonly kind: 'time-zone'; readonly zone: string }
  /** This table's own id + offset. */
  | ({ readonly kind: 'offset' } & Pick<IdShift, 'offset' | 'segments'>)
  /** Another table's id + that table's offset; 0 and NULL stay. */
  | ({ readonly kind: 'reference'; readonly table: string } & IdShift)
  | { readonly kind: 'json-ids'; readonly paths: readonly JsonIdPath[] }
  | { readonly kind: 'reencrypt' }
  /** Plain bytes become a field value of the application, under the newest data key. */
  | { readonly kind: 'encrypt' }
  /** Plain bytes become what an encrypted column is looked up by. */
  | { readonly kind: 'index'; readonly hash: HashKind }
  | { readonly kind: 'users'; readonly map: Readonly<Record<string, string>>; readonly separator?: string };

/** What holds for every value of a kind. */
interface Nature {
  readonly isPrinted: boolean;
  /** Of two values the lower one stays the lower one, where both columns sort alike. */
  readonly keepsOrder: boolean;
  /** The text stays; a number that is cast keeps its digits. */
  readonly keepsText: boolean;
  /** Values that differ go on to differ, but for references that are exceptions. */
  readonly keepsApart: boolean;
  /** The target's value tells which one the source has. */
  readonly leadsBack: boolean;
  /** The tool makes text of the value, whatever it was: nobody can say in SQL what that is, or how long. */
  readonly isSealed: boolean;
}

export const natures: Readonly<Record<Treatment['kind'], Nature>> = {
  same: {
    isPrinted: false,
    keepsOrder: true,
    keepsText: true,
    keepsApart: true,
    leadsBack: true,
    isSealed: false,
  },
  constant: {
    isPrinted: false,
    keepsOrder: false,
    keepsText: false,
    keepsApart: false,
    leadsBack: false,
    isSealed: false,
  },
  cast: {
    isPrinted: true,
    keepsOrder: false,
    keepsText: true,
    keepsApart: true,
    leadsBack: true,
    isSealed: false,
  },
  'time-zone': {
    isPrinted: true,
    keepsOrder: false,
    keepsText: false,
    keepsApart: true,
    leadsBack: true,
    isSealed: false,
  },
  offset: {
    isPrinted: false,
    keepsOrder: true,
    keepsText: false,
    keepsApart: true,
    leadsBack: true,
    isSealed: false,
  },
  reference: {
    isPrinted: false,
    keepsOrder: true,
    keepsText: false,
    keepsApart: true,
    leadsBack: true,
    isSealed: false,
  },
  'json-ids': {
    isPrinted: false,
    keepsOrder: false,
    keepsText: false,
    keepsApart: true,
    leadsBack: false,
    isSealed: false,
  },
  reencrypt: {
    isPrinted: false,
    keepsOrder: false,
    keepsText: false,
    keepsApart: true,
    leadsBack: false,
    isSealed: false,
  },
  encrypt: {
    isPrinted: false,
    keepsOrder: false,
    keepsText: false,
    keepsApart: true,
    leadsBack: false,
    isSealed: true,
  },
  index: {
    isPrinted: false,
    keepsOrder: false,
    keepsText: false,
    keepsApart: true,
    leadsBack: false,
    isSealed: true,
  },
  users: {
    isPrinted: false,
    keepsOrder: false,
    keepsText: false,
    keepsApart: false,
    leadsBack: false,
    isSealed: false,
  },
};
/** hmac: HMAC-SHA256 with a key of its own. sha256: of the bytes alone, which whoever can guess a value can check. */
export type HashKind = 'hmac' | 'sha256';

/** How an ID of another table is rewritten. */
export interface IdShift {
  readonly offset: string;
  /** Source ID → target ID where the offset does not give it: rows taken as already there, dangling references that become 0 or are kept. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** The other table is not migrated, and its IDs become 0. */
  readonly toZero?: boolean;
  /** Room that was made while the source was followed: IDs above have another offset. In the order of IDs. */
  readonly segments?: readonly IdSegment[];
}

/** Source IDs above `above`, through `room`, which become themselves + offset. Decimal text. */
export interface IdSegment {
  readonly above: string;
  readonly room: string;
  readonly offset: string;
}

export interface JsonIdPath extends IdShift {
  readonly path: string;
  readonly table: string;
}

/** IDs of another table that a column holds: the column itself, or a path inside its JSON. */
type HeldReference = IdShift & { readonly table: string; readonly path?: string };

/** The IDs of other tables that a column holds. */
export function referencesIn(treatment: Treatment): readonly HeldReference[] {
  switch (treatment.kind) {
    case 'reference':
      return [treatment];
    case 'json-ids':
      return treatment.paths;
    case 'same':
    case 'constant':
    case 'cast':
    case 'time-zone':
    case 'offset':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return [];
  }
}

/** The IDs of other tables inside a column's JSON. */
export function jsonPathsIn(treatment: Treatment): readonly JsonIdPath[] {
  return referencesIn(treatment).filter((held): held is JsonIdPath => held.path !== undefined);
}

/** The table that a column as a whole refers to. */
export function referencedTable(treatment: Treatment): string | undefined {
  return referencesIn(treatment).find(({ path }) => path === undefined)?.table;
}

/** The shift of the table's own IDs, where the column holds them. */
export function ownOffset(treatment: Treatment): string | undefined {
  switch (treatment.kind) {
    case 'offset':
      return treatment.offset;
    case 'same':
    case 'constant':
    case 'cast':
    case 'time-zone':
    case 'reference':
    case 'json-ids':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return undefined;
  }
}

/** What a column's whole value is shifted by, where it is an ID: the table's own or another's. */
export function shiftOf(treatment: Treatment): IdShift | undefined {
  if (treatment.kind === 'offset') return treatment;
  return referencesIn(treatment).find(({ path }) => path === undefined);
}

/** The value that every row gets, whatever the source holds; undefined where rows bring their own. */
export function constantOf(treatment: Treatment): string | undefined {
  switch (treatment.kind) {
    case 'constant':
      return treatment.value;
    case 'same':
    case 'cast':
    case 'time-zone':
    case 'offset':
    case 'reference':
    case 'json-ids':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return undefined;
  }
}

/** The source's server prints the value as text of the connection, whatever character set its column has. */
export const isPrinted = ({ kind }: Treatment): boolean => natures[kind].isPrinted;

/** Values that differ in the source differ in the target, as far as their types tell them apart. */
export function keepsApart(treatment: Treatment): boolean {
  // Several dangling IDs may become 0, and an exception may meet a shifted ID.
  return (
    natures[treatment.kind].keepsApart &&
    referencesIn(treatment).every(({ toZero, exceptions }) => !toZero && !exceptions)
  );
}

export const isSealed = ({ kind }: Treatment): boolean => natures[kind].isSealed;
