/**
 * What a JSON text says, whatever way it is written: two texts say the same when these are equal. Space, the order of names,
 * escapes and the form of numbers (`1e2`, `100.0`) do not count; a repeated name, each digit of a number and the sign of −0 do.
 * Throws SyntaxError on what is no JSON.
 */
export function jsonMeaning(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{}:,]/gs) ?? [];
  let position = 0;
  const meaning = readValue();
  if (position < tokens.length) throw new SyntaxError('something follows the value');
  return meaning;

  function next(): string {
    const token = tokens[position];
    if (token === undefined) throw new SyntaxError('the text ends early');
    position += 1;
    return token;
  }

  function readValue(): string {
    const token = next();
    if (token === '{') return readItems('}', (first) => `${plainString(first)}:${valueAfterColon()}`, true);
    if (token === '[') return readItems(']', readFrom, false);
    return readFrom(token);
  }

  function readFrom(token: string): string {
    if (token === '{' || token === '[') {
      position -= 1;
      return readValue();
    }
    if (token.startsWith('"')) return plainString(token);
    return /^[-\d]/.test(token) ? numberMeaning(token) : token;
  }

  function valueAfterColon(): string {
    if (next() !== ':') throw new SyntaxError('a name without a value');
    return readValue();
  }

  function readItems(end: string, read: (first: string) => string, sorted: boolean): string {
    const items: string[] = [];
    for (let token = next(); token !== end; token = next()) {
      items.push(read(token === ',' ? next() : token));
    }
    return `${end}${(sorted ? items.toSorted() : items).join(',')}${end}`;
  }
}

function plainString(token: string): string {
  return JSON.stringify(JSON.parse(token));
}

/** The exact decimal value: `-12.50e1` → `-125e0`. */
function numberMeaning(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  if (!match) throw new SyntaxError('a number that is none');
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return `${sign}0`;
  return `${sign}${kept}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - kept.length)}`;
}
