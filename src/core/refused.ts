import {
  isSentence,
  type Params,
  type Reason,
  type Sentence,
  sentenceOf,
  textOf,
  type Words,
} from './sentence.js';

/** What to do stands among the values of what is wrong. */
function reasonOf({ code, params }: Sentence, remedy: string | Sentence | undefined): Reason {
  return { code, params: { ...params, ...(remedy === undefined ? {} : { remedy }) } };
}

/** A refusal as sentences, with which another one is made: what is wrong, and what to do. */
export function sentencesOf({ message, remedy = '', because }: RefusedError): {
  readonly said: Sentence;
  readonly remedy: Sentence;
} {
  const advice = because?.params?.remedy;
  return {
    said: { ...(because ?? { code: '' }), text: message },
    remedy: isSentence(advice) ? advice : { code: '', text: remedy },
  };
}

interface RefusalOptions {
  where?: RefusedError['where'];
  remedy?: string | Sentence;
  because?: Reason;
  cause?: unknown;
}

/**
 * The operator's input is unusable: a bad flag, config, preset or a refused operation. Exit code 2.
 * The message says what is wrong, where, and what to do.
 */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Where: file, line and key, when it is about a file. */
  readonly where?: { readonly file: string; readonly line?: number; readonly key?: string };
  /** What to do, one sentence. */
  readonly remedy?: string;
  /** The sentence in values, for translation. */
  readonly because?: Reason;

  /** Sentences bring their values along; words alone need `because` to be said in another language. */
  constructor(message: string | Sentence, options: RefusalOptions = {}) {
    super(textOf(message), { cause: options.cause });
    const { where, remedy } = options;
    this.where = where;
    this.remedy = remedy === undefined ? undefined : textOf(remedy);
    this.because = options.because ?? (isSentence(message) ? reasonOf(message, remedy) : undefined);
  }
}

type Refused<W extends Words> = {
  [Code in keyof W & string]: `${Code}.remedy` extends keyof W ? Code : never;
}[keyof W & string];
type English<W extends Words, Code extends string> = Code extends keyof W ? W[Code][0] : '';
type Given<All extends readonly unknown[]> = All extends []
  ? []
  : [...All, Pick<RefusalOptions, 'where' | 'cause'>?];

/** What makes the refusals of a catalogue: beside `code`, which says what is wrong, `code.remedy` says what to do. */
export function refuser<const W extends Words>(words: W) {
  return <Code extends Refused<W>>(
    code: Code,
    ...[params, rest]: Given<Params<`${English<W, Code>}${English<W, `${Code}.remedy`>}`>>
  ): RefusedError =>
    new RefusedError(sentenceOf(words, code, params), {
      ...rest,
      remedy: sentenceOf(words, `${code}.remedy`, params),
    });
}

/** The system's code of a failure, such as ENOENT. */
export function codeOf(error: unknown, otherwise = 'unknown error'): string {
  return error instanceof Error && 'code' in error ? String(error.code) : otherwise;
}
