import { useApp } from 'ink';
import { useCallback, useEffect, useRef } from 'react';
import type { JobControl } from '../terminal/job-control.js';

/**
 * Ctrl-Z and `fg`: gives the terminal back (screen, cursor, raw mode), stops, and takes it again with everything drawn anew, also
 * when the process was stopped from outside. Returns what Ctrl-Z does.
 */
export function useJobControl(control: JobControl, announce: () => void): () => void {
  const { suspendTerminal } = useApp();
  const busy = useRef(false);
  const handOver = useCallback(
    (work: () => void): void => {
      if (busy.current) return;
      busy.current = true;
      const done = (): void => {
        busy.current = false;
      };
      // A terminal that went away meanwhile is noticed where it is read.
      suspendTerminal(work).then(done, done);
    },
    [suspendTerminal],
  );
  const stop = useCallback(
    () =>
      handOver(() => {
        announce();
        control.stop();
      }),
    [handOver, control, announce],
  );
  useEffect(() => control.listen(stop, () => handOver(() => undefined)), [control, stop, handOver]);
  return stop;
}
