import type { Sentence } from '../core/sentence.js';

/** A statement of a file failed, or the connection was lost within it: what was done before stays. */
export class SchemaStopped extends Error {
  override readonly name = 'SchemaStopped';
  constructor(
    readonly said: Sentence,
    readonly remedy: Sentence,
    cause: unknown,
  ) {
    super(said.text, { cause });
  }
}
