import type { Wizard } from './wizard.js';

/**
 * Makes a long operation that only reads the one that Ctrl-C, leaving, or the next such operation ends. `release` it when
 * it is over.
 */
export function beginReading(wizard: Wizard): { readonly signal: AbortSignal; readonly release: () => void } {
  const { reading } = wizard;
  reading.current?.abort();
  const own = new AbortController();
  reading.current = own;
  return {
    signal: own.signal,
    release: () => {
      if (reading.current === own) reading.current = null;
    },
  };
}
