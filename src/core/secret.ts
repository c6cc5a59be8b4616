import { inspect } from 'node:util';

/**
 * A value that must never be shown: printing, JSON, inspection and string concatenation all give a mark instead.
 * Only `reveal()` gives the text, and only the code that opens a connection calls it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Never pass the result to a log, an event, a report or an error. */
  reveal(): string {
    return this.#text;
  }

  /** True when there is no text. */
  get empty(): boolean {
    return this.#text === '';
  }

  toString(): string {
    return '(secret)';
  }

  toJSON(): string {
    return '(secret)';
  }

  [inspect.custom](): string {
    return '(secret)';
  }
}
