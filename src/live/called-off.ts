import type { Sentence } from '../core/sentence.js';
import type { Blocker } from './blockers.js';

/** A cut-over is called off: nothing is switched, and the source is let go. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
  readonly said: Sentence;
  readonly blockers: readonly Blocker[];

  constructor(said: Sentence, blockers: readonly Blocker[] = []) {
    super(said.text);
    this.said = said;
    this.blockers = blockers;
  }
}
