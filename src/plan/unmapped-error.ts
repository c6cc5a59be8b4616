import type { Sentence } from '../core/sentence.js';

/** A changed row that the plan says nothing of, so that it cannot be followed. Holds no data but IDs. */
export class UnmappedError extends Error {
  override readonly name = 'UnmappedError';
  readonly said: Sentence;

  constructor(said: Sentence) {
    super(said.text);
    this.said = said;
  }
}
