import { finish } from './en/finish.js';
import { frame } from './en/frame.js';
import { keys } from './en/keys.js';
import { prepare } from './en/prepare.js';
import { run } from './en/run.js';

/** The wizard in English: short sentences, one meaning each, no word an operator must look up. */
export const en = { ...frame, keys, ...prepare, ...run, ...finish };
