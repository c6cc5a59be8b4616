/** Escapes of any character, −0, exponents, and numbers of more digits than each double has. Numbers stand behind `[`, `,` or `:`. */
const doubtful = /\\u|(?:^|[[,:\s])(?:-0|-?\d[\d.]*[eE]|-?[\d.]{16})/;
const spaceOutside = /("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g;
/** MySQL reads names up to this length, and values nested this deep. */
const longest = 65_535;
const deepest = 100;

/**
 * Whether a text is JSON that any server stores as it is meant, seen without asking one. false says nothing: what is rare is
 * left to the server, so that the usual text costs no question.
 */
export function isPlainJson(text: string): boolean {
  if (text.length > longest || doubtful.test(text) || mayBeDeep(text)) return false;
  try {
    const { length } = JSON.stringify(JSON.parse(text));
    // Printed again no part of such a text gets longer, so equal lengths say that no repeated name was lost.
    return length === text.length || length === text.replaceAll(spaceOutside, '$1').length;
  } catch {
    return false;
  }
}

function mayBeDeep(text: string): boolean {
  if (text.length <= 2 * deepest) return false;
  let opened = 0;
  for (const sign of ['[', '{']) {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) opened += 1;
  }
  return opened > deepest;
}
