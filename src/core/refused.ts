/** A sentence as a name and the values in it; the names are those of the catalogues in `text`. */
export interface Reason {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number | boolean | null>>;
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

  constructor(
    message: string,
    options: { where?: RefusedError['where']; remedy?: string; because?: Reason; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.where = options.where;
    this.remedy = options.remedy;
    this.because = options.because;
  }
}
