/** The text form in which services tell their metrics; of it, the lines with numbers. */

export interface SampleLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** With a time behind the number, and an exemplar behind that, which nobody here looks at. */
const lineForm =
  /^([A-Za-z_:][\w:]*)\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+-?[\d.]+)?(?:\s+#.*)?\s*$/;
const labelForm = /([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

/** Lines that are none are passed over: a service may tell what we do not know. */
export function parseMetrics(text: string): readonly SampleLine[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', number = ''] = line.startsWith('#') ? [] : (lineForm.exec(line) ?? []);
    if (name === undefined) return [];
    const found = [...labels.matchAll(labelForm)].map(([, key = '', value = '']) => [key, unescaped(value)]);
    return [{ name, labels: Object.fromEntries(found), value: numberOf(number) }];
  });
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));

function numberOf(text: string): number {
  if (/^\+?Inf$/.test(text)) return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
