/** A name in backticks. Names come from presets and servers, so they are quoted everywhere. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** `database`.`table`. */
export function quoteTable(database: string, table: string): string {
  return `${quoteName(database)}.${quoteName(table)}`;
}

/** A number that a server has printed, as it is; throws for anything else, without saying it. */
export function quoteNumber(text: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error('not a number where one was expected');
  return text;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\u001a': '\\Z',
  "'": "\\'",
  '\\': '\\\\',
};

const escaped = new RegExp(`[${Object.keys(escapes).join('').replace('\\', '\\\\')}]`, 'g');

/** A utf8mb4 string literal. Right only while NO_BACKSLASH_ESCAPES is off, as every session of ours sets it. */
export function quoteText(text: string): string {
  // Texts of a whole row have few of these signs, or none.
  return `'${text.replaceAll(escaped, (sign) => escapes[sign] ?? sign)}'`;
}

/** A row's cells, as a server gives them, as text; NULL as none. */
export function textCells(cells: readonly (Buffer | null)[]): string[] {
  return cells.map((cell) => cell?.toString('utf8') ?? '');
}
