/** What stopping a process needs of it; a test gives its own. */
export interface JobControl {
  /** Stops this process and those started with it, as the shell expects on Ctrl-Z; returns once it goes on. */
  readonly stop: () => void;
  /** Calls back when somebody else asks to stop (SIGTSTP), and when the process goes on (SIGCONT). */
  readonly listen: (onStop: () => void, onContinue: () => void) => () => void;
}

/** The real process. Windows has no such signals. */
export function processJobControl(): JobControl {
  if (process.platform === 'win32') return { stop: () => undefined, listen: () => () => undefined };
  let asked: () => void = () => undefined;
  const onStop = (): void => asked();
  return {
    // The signal's own way, so that a process without a shell that could wake it is not stopped; with the whole group, as the
    // terminal does it, since the shell waits for the one it started (npm, perhaps).
    stop: () => {
      process.off('SIGTSTP', onStop);
      process.kill(0, 'SIGTSTP');
      process.on('SIGTSTP', onStop);
    },
    listen: (stop, onContinue) => {
      asked = stop;
      process.on('SIGTSTP', onStop);
      process.on('SIGCONT', onContinue);
      return () => {
        process.off('SIGTSTP', onStop);
        process.off('SIGCONT', onContinue);
      };
    },
  };
}
