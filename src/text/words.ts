import { configWords } from '../config/words.js';
import type { Wording } from '../core/sentence.js';
import { yamlWords } from '../core/yaml/words.js';
import { presetWords } from '../preset/words.js';

/** The sentences of all rooms that have theirs in both languages beside each other. */
export const words: Readonly<Record<string, Wording>> = { ...yamlWords, ...configWords, ...presetWords };
