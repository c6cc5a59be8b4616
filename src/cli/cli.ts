import type { SharedFlags } from './flags.js';
import type { Services } from './services.js';
import type { Terminal } from './terminal.js';

/** One call of the tool: its surroundings, its parts, and how it ended. */
export interface Cli {
  readonly terminal: Terminal;
  readonly services: Services;
  exitCode: number;
}

/** Colour when a person looks at a terminal and nobody asked for none (https://no-color.org). */
export function wantsColor({ terminal }: Cli, flags: Pick<SharedFlags, 'color'>): boolean {
  const { NO_COLOR, TERM } = terminal.env;
  return flags.color && terminal.stdout.isTTY && !NO_COLOR && TERM !== 'dumb';
}
