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

/** An ID above all that the run has room for. */
export class NoRoomError extends UnmappedError {
  /** Whose ID it is. */
  readonly table: string;
  readonly id: bigint;
  /** A row of the source has it: it is no reference. */
  readonly isOwn: boolean;

  constructor(said: Sentence, { table, id, isOwn }: Pick<NoRoomError, 'table' | 'id' | 'isOwn'>) {
    super(said);
    this.table = table;
    this.id = id;
    this.isOwn = isOwn;
  }
}
