import { separated } from './format.js';

/** A value in a sentence; a sentence may be a part of another one. */
export type Value = string | number | boolean | null | Sentence | readonly Sentence[];

/** A sentence as a name and the values in it; the names are those of the catalogues (`words.ts`, and in `text`). */
export interface Reason {
  readonly code: string;
  readonly params?: Readonly<Record<string, Value>>;
}

/** A sentence in English, with the name and the values by which it is said in another language. */
export interface Sentence extends Reason {
  readonly text: string;
}

/**
 * A sentence in both languages; `{name}` in it stands for a value, `{rows:row/rows}` for a figure with the words for one and for
 * many behind it, ‹…› for words that need a value.
 */
export type Wording = readonly [english: string, chinese: string];

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Figure}:${string}` ? Figure : Name) | Names<Rest>
  : never;
export type Params<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [params: Readonly<Record<Names<Text>, Value>>];

/** Sentences by their names. */
export type Words = Readonly<Record<string, Wording>>;

/** What makes the sentences of a catalogue: the values that a sentence needs are known from its English text. */
export function sayer<const W extends Words>(words: W) {
  return <Code extends keyof W & string>(code: Code, ...[params]: Params<W[Code][0]>): Sentence =>
    sentenceOf(words, code, params);
}

/** A sentence of a catalogue with its values. */
export function sentenceOf(words: Words, code: string, params: Reason['params']): Sentence {
  const [english = ''] = words[code] ?? [];
  return params === undefined
    ? { text: english, code }
    : { text: fill(english, (name) => textOf(params[name] ?? null), countsOf(english)), code, params };
}

/**
 * A template with its values. What stands between ‹ and › is left out where a value in it is empty, or said in the words behind its
 * bar: ‹tenant {tenant} has|there is› no run.
 */
function fill(
  template: string,
  value: (name: string) => string,
  counts: ReadonlySet<string | undefined>,
): string {
  const figure = (name: string) => (counts.has(name) ? separated(value(name)) : value(name));
  return template
    .replace(/‹([^›|]*)\|?([^›]*)›/g, (_, part: string, otherwise: string) =>
      [...part.matchAll(named)].some(([, name = '']) => value(name) === '') ? otherwise : part,
    )
    .replace(named, (_, name: string, one?: string, many?: string) =>
      one === undefined ? figure(name) : `${figure(name)} ${/^[+−-]?1$/.test(value(name)) ? one : many}`,
    );
}

const named = /\{([a-z]\w*)(?::([^{}/]*)\/([^{}]*))?\}/gi;

/** The values that count something: in English, words for one and for many stand behind them. */
function countsOf(english: string): ReadonlySet<string | undefined> {
  return new Set([...english.matchAll(named)].flatMap(([, name, one]) => (one === undefined ? [] : [name])));
}

/** The English text of a value; the sentences of a list stand on a line each. */
export function textOf(said: Value): string {
  return textIn(said, ({ text }) => text);
}

/** A sentence in Chinese, and in English where these catalogues do not know it; undefined when it has no text either. */
export function inChinese(
  reason: Reason & { readonly text?: string },
  words: Readonly<Record<string, Wording>>,
): string | undefined {
  const [english, chinese] = (Object.hasOwn(words, reason.code) ? words[reason.code] : undefined) ?? [];
  if (english === undefined || chinese === undefined) return reason.text;
  return fill(chinese, (name) => chineseValue(reason.params?.[name] ?? '', words), countsOf(english));
}

/** A value within a Chinese sentence. */
export function chineseValue(value: Value, words: Readonly<Record<string, Wording>>): string {
  return textIn(value, (sentence) => inChinese(sentence, words) ?? sentence.text);
}

function textIn(value: Value, say: (sentence: Sentence) => string): string {
  if (Array.isArray(value)) return value.map(say).join('\n');
  return isSentence(value) ? say(value) : String(value);
}

/** What an error says: a sentence where the words are ours. */
export function saidBy(error: unknown): string | Sentence {
  if (!(error instanceof Error)) return String(error);
  return 'said' in error && isSentence(error.said) ? error.said : error.message;
}

/** A text and, where it is a sentence, what it is said by in another language: for events and JSON. */
export function told(said: string | Sentence): { readonly message: string; readonly because?: Reason } {
  return isSentence(said)
    ? { message: said.text, because: { code: said.code, params: said.params } }
    : { message: said };
}

/** The other way: the sentence where there is what it is said by. */
export function saidIn({ message, because }: ReturnType<typeof told>): string | Sentence {
  return because ? { ...because, text: message } : message;
}

export function isSentence(value: unknown): value is Sentence {
  return typeof value === 'object' && value !== null && 'code' in value && 'text' in value;
}
