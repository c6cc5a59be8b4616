import type { Style } from './style.js';
import type { HeadlessText } from './text/en.js';
import type { Lang } from './text/language.js';

/** Where lines of text go: a stream, a log file, a test's array. */
export type Sink = (line: string) => void;

/** What text output needs besides its data. */
export interface TextEnvironment {
  readonly sink: Sink;
  readonly text: HeadlessText;
  readonly lang: Lang;
  readonly style: Style;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
}
