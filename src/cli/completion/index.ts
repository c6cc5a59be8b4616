import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { zshScript } from './zsh.js';

/** What each shell reads, from the whole program. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
