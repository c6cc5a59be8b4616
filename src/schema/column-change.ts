/** A column as information_schema says. */
export interface ColumnFacts {
  readonly type: string;
  readonly isNullable: boolean;
  readonly isGenerated: boolean;
  /** Bytes of a character at most; 0: it has none. */
  readonly characterBytes: number;
  /** As the table's own; a column that is said anew without one gets that. */
  readonly hasTablesCollation: boolean;
  readonly isIndexed: boolean;
}

/** Words that say more of a changed column than its type, whether it may be NULL, and where it stands. */
export const changesMore = [
  ...[
    'STORED',
    'VIRTUAL',
    'PERSISTENT',
    'AS',
    'CHARACTER',
    'CHARSET',
    'COLLATE',
    'BINARY',
    'ASCII',
    'UNICODE',
  ],
  ...['AUTO_INCREMENT', 'KEY', 'UNIQUE', 'CHECK', 'REFERENCES', 'INVISIBLE', 'VISIBLE'],
];

/** Longest text whose length MySQL and MariaDB keep in one byte. */
const shortBytes = 255;

/** What a new type means for the rows. same, longer: those that are there can stay as they are. */
export function typeChange(
  { type, characterBytes, hasTablesCollation }: ColumnFacts,
  next: string,
): 'same' | 'longer' | 'other' {
  if (characterBytes > 0 && !hasTablesCollation) return 'other';
  const [before, after] = [plain(type), plain(next)];
  if (before === after) return 'same';
  if (/^(?:enum|set)\(/.test(before))
    return after.startsWith(`${before.slice(0, -1)},`) && memberBytes(before) === memberBytes(after)
      ? 'same'
      : 'other';
  const length = (text: string) =>
    Number(/^varchar\((\d+)\)$/.exec(text)?.[1] ?? Number.NaN) * characterBytes;
  const [old, wanted] = [length(before), length(after)];
  return wanted >= old && old <= shortBytes === wanted <= shortBytes ? 'longer' : 'other';
}

/** MySQL says no width of integers any more; it means nothing. */
function plain(type: string): string {
  return type
    .replaceAll(/\s+/g, ' ')
    .replace(/^((?:tiny|small|medium|big)?int)(?:eger)?\(\d+\)/, '$1')
    .replace(/^integer/, 'int');
}

/** How many bytes a value of an ENUM or a SET takes. */
function memberBytes(type: string): number {
  const members = type.match(/'(?:[^']|'')*'/g)?.length ?? 0;
  if (type.startsWith('enum')) return members > 255 ? 2 : 1;
  const bytes = Math.ceil(members / 8);
  return bytes > 4 ? 8 : bytes;
}
