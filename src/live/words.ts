import { sayer } from '../core/sentence.js';
import { cutoverWords } from './words/cutover.js';
import { followingWords } from './words/following.js';
import { gateWords } from './words/gate.js';
import { sourceWords } from './words/source.js';
import { wayBackWords } from './words/way-back.js';

/** What is said of following a source, of leaving it and of going back to it. */
export const liveWords = {
  ...followingWords,
  ...sourceWords,
  ...gateWords,
  ...wayBackWords,
  ...cutoverWords,
} as const;

export const say = sayer(liveWords);
