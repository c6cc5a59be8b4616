import { useApp } from 'ink';
import { useCallback, useEffect, useRef } from 'react';
import type { Wizard } from './wizard.js';

/**
 * Ctrl-Z and `fg`: gives the terminal back (screen, cursor, raw mode), stops, and takes it again with everything drawn anew, also
 * when the process was stopped from outside. Returns what Ctrl-Z does. Whatever else
 * needs the terminal for a while is given it by `lend`.
 */
export function useJobControl({ jobControl: control, sayStopped: announce, lend }: Wizard): () => void {
  const { suspendTerminal } = useApp();
  const busy = useRef(false);
  const handOver = useCallback(
    async (work: () => void | Promise<void>): Promise<void> => {
      if (busy.current) return;
      busy.current = true;
      const done = (): void => {
        busy.current = false;
      };
      // A terminal that went away meanwhile is noticed where it is read.
      await suspendTerminal(work).then(done, done);
    },
    [suspendTerminal],
  );
  const stop = useCallback(
    () =>
      void handOver(() => {
        announce();
        control.stop();
      }),
    [handOver, control, announce],
  );
  useEffect(() => control.listen(stop, () => void handOver(() => undefined)), [control, stop, handOver]);
  useEffect(() => {
    lend.current = handOver;
  }, [lend, handOver]);
  return stop;
}
