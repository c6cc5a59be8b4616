import { EventEmitter } from 'node:events';

/** How one request hears that it has to end. */
export interface RequestEnd {
  /** Emits `abort`. */
  readonly heard: EventEmitter;
  /** The request is over. */
  readonly release: () => void;
}

/**
 * Ends requests by signals that live as long as a run, with one listener for all of them. A listener of each request's own keeps it in
 * memory when it is long over: Node chains the listeners of a signal, and an old dead one holds those behind it until V8 looks
 * through all of its memory (the tables of a Set do the same, hence the places).
 */
export function createRequestEnds(): (signal: AbortSignal) => RequestEnd {
  const bySignal = new WeakMap<AbortSignal, (heard: EventEmitter) => () => void>();
  return (signal) => {
    const enter = bySignal.get(signal) ?? createPlaces(signal);
    bySignal.set(signal, enter);
    const heard = new EventEmitter();
    return { heard, release: enter(heard) };
  };
}

/** Those who hear of one signal; gives what takes one in, which gives what lets it go. */
function createPlaces(signal: AbortSignal): (heard: EventEmitter) => () => void {
  const places: (EventEmitter | null)[] = [];
  const free: number[] = [];
  const tell = () => {
    for (const heard of places) heard?.emit('abort');
  };
  signal.addEventListener('abort', tell, { once: true });
  return (heard) => {
    const place = free.pop() ?? places.length;
    places[place] = heard;
    return () => {
      if (places[place] !== heard) return;
      places[place] = null;
      free.push(place);
    };
  };
}
