const plainWord = /^[\w./:@%+=,-]+$/;

/** A word as a POSIX shell takes it: in quotes where it holds more than plain characters. */
export function shellWord(text: string): string {
  return plainWord.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line to copy from the screen: what is filled in becomes a word each. */
export function shell(parts: TemplateStringsArray, ...words: readonly string[]): string {
  return String.raw({ raw: parts }, ...words.map(shellWord));
}
