import type { Sentence } from '../core/sentence.js';

export type Path = readonly PropertyKey[];
/** `near`: the name that was meant, perhaps. */
export type Report = (path: Path, message: string | Sentence, near?: string) => void;

/** Tells of each name that is given a second time. */
export function checkUnique(
  names: readonly string[],
  place: (index: number) => Path,
  what: string,
  report: Report,
): void {
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) report(place(index), `${what} ${name} is given twice`);
  });
}

export function ids(items: readonly { readonly id: string }[]): string[] {
  return items.map((item) => item.id);
}
