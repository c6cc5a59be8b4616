import type { Sentence } from '../../core/sentence.js';
import type { Letter } from '../letter.js';

/** A way to tell somebody. */
export interface Channel {
  readonly name: string;
  /** It takes each alert as one of its own, so it gets them all. */
  readonly takesAll: boolean;
  /** Resolves once the other side has taken the letter, with what it did not take of it; throws ChannelError. */
  send(letter: Letter, signal: AbortSignal): Promise<Sentence | undefined>;
  /** How often it has to be told what goes on, or forgets it; absent: once is enough. */
  readonly refreshMs?: number;
  close(): void;
}

/** Why a letter was not taken; never an address, a password or what the other side answered. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly said: Sentence;
  /** How long the other side asks to be left alone. Milliseconds; absent: it asks nothing. */
  readonly waitMs: number | undefined;

  constructor(said: Sentence, waitMs?: number) {
    super(said.text);
    this.said = said;
    this.waitMs = waitMs;
  }
}
