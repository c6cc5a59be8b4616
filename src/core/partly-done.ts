import type { Sentence } from './sentence.js';

/** Work that could not go on by itself: `said` tells what was done before, which stays, and `remedy` what to do. Exit code 4. Holds no data. */
export class PartlyDone extends Error {
  override readonly name: string = 'PartlyDone';

  constructor(
    readonly said: Sentence,
    readonly remedy: Sentence,
    cause?: unknown,
  ) {
    super(said.text, { cause });
  }
}
