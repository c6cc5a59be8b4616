/** Characters that our own texts are drawn with, and what stands for each where the terminal has ASCII only: one cell for one. */
const replacements: Readonly<Record<string, string>> = {
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '…': '~',
  '·': '.',
  '␣': '_',
  '•': '*',
  '–': '-',
  '—': '-',
  '×': 'x',
  '✓': '+',
  '✗': 'x',
  '▸': '>',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '−': '-',
  '≥': '>',
  '≤': '<',
  '█': '#',
  '░': '.',
};

const drawn = new RegExp(`[${Object.keys(replacements).join('')}]`, 'g');

/** Whether a terminal shows no more than ASCII for certain: the Linux console, or an explicit 8-bit character set. */
export function needsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const charset = locale.split('.')[1];
  return env.TERM === 'linux' || (charset !== undefined && !/^utf-?8/i.test(charset));
}

/** The text with our own signs in ASCII, as wide as before; letters of names and values stay as they are. */
export function asciiSigns(text: string): string {
  return text.replace(drawn, (sign) => replacements[sign] ?? sign);
}
