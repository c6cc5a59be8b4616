import { leaveIfClosing } from './leave.js';
import type { Wizard } from './wizard.js';

/**
 * Makes a long operation that only reads the one that Ctrl-C, leaving, or the next such operation ends. Its end (`using`) is
 * where the wizard is left, if that was asked for meanwhile.
 */
export function beginReading(wizard: Wizard): Disposable & { readonly signal: AbortSignal } {
  const { reading } = wizard;
  reading.current?.abort();
  const own = new AbortController();
  reading.current = own;
  return {
    signal: own.signal,
    [Symbol.dispose]: () => {
      if (reading.current === own) reading.current = null;
      leaveIfClosing(wizard);
    },
  };
}
