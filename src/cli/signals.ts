/** The signals that ask the tool to end. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof stopSignals)[number];
export type SignalListener = (signal: StopSignal) => void;

export interface Signals {
  /** Gives the signals to this listener, before all earlier ones, until the returned function is called. */
  listen(listener: SignalListener): () => void;
  /** Takes a signal that came some other way. */
  receive(signal: StopSignal): void;
}

/**
 * Who gets a signal: the newest listener, or `otherwise` when nobody listens. It stands between the process and the commands,
 * because Node lets a signal kill the process in every moment in which no listener is set.
 */
export function createSignals(otherwise: SignalListener): Signals {
  const listeners: SignalListener[] = [];
  return {
    listen: (listener) => {
      // A function of its own, so that one listener may listen twice.
      const entry: SignalListener = (signal) => listener(signal);
      listeners.push(entry);
      return () => {
        const index = listeners.indexOf(entry);
        if (index >= 0) listeners.splice(index, 1);
      };
    },
    receive: (signal) => (listeners.at(-1) ?? otherwise)(signal),
  };
}
