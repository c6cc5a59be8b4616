import type { ObjectStore } from '../../objects/store.js';
import { createPatience, type PatienceOptions } from './patience.js';
import { say } from './words.js';

/** Both what passes by itself and what does not has to be told soon. */
const mostTries = 5;
const patienceMs = 60_000;

export type Asking = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Asks one store, and again where it only has too much to do just now. */
export function asking(
  { listener, signal }: Pick<PatienceOptions, 'listener'> & { readonly signal: AbortSignal },
  { name }: ObjectStore,
): Asking {
  const patience = createPatience({ parallel: 1, listener, giveUp: [signal], waitMs: patienceMs });
  return (work) => patience.withRetry(say('retry.store', { store: name }), work, mostTries);
}
