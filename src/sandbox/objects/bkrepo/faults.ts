/** Something that goes wrong with a request. */
export type Harm =
  /** Refused before it is looked at. */
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly code?: number;
      readonly retryAfter?: number | string;
    }
  /** The connection ends when so many bytes of the request's body have come. */
  | { readonly kind: 'cut-request'; readonly after: number }
  /** The connection ends when so many bytes of the answer's body are sent. */
  | { readonly kind: 'cut-answer'; readonly after: number }
  /** A whole answer with the first half of what it should hold. */
  | { readonly kind: 'half-answer' }
  /** Other bytes, of the same length. */
  | { readonly kind: 'wrong-bytes' }
  /** The page of something in between, with status 200. */
  | { readonly kind: 'nonsense' }
  /** No answer at all, while the connection stands. */
  | { readonly kind: 'silence' }
  /** The request is done, and the connection ends instead of an answer. */
  | { readonly kind: 'lost-answer' }
  /** The request stops the server until it is started again. */
  | { readonly kind: 'die' };

/** Which requests are harmed. */
export interface Fault {
  readonly harm: Harm;
  /** Default all. */
  readonly method?: string;
  /** Looked for in the path. Default all. */
  readonly path?: string | RegExp;
  /** So many go well before. */
  readonly skip?: number;
  /** How many requests are harmed. Default: all, until the fault is removed. */
  readonly times?: number;
}

/** Faults that are switched on. */
export interface Faults {
  /** Gives what takes it off again. */
  add(fault: Fault): () => void;
  /** The harm that a request meets. */
  of(method: string, path: string): Harm | undefined;
}

export function createFaults(): Faults {
  const active = new Map<Fault, { seen: number }>();
  return {
    add: (fault) => {
      active.set(fault, { seen: 0 });
      return () => active.delete(fault);
    },
    of: (method, path) => {
      for (const [fault, count] of active) {
        if (fault.method !== undefined && fault.method !== method) continue;
        if (fault.path !== undefined && !matches(path, fault.path)) continue;
        const turn = count.seen - (fault.skip ?? 0);
        count.seen += 1;
        if (turn >= 0 && turn < (fault.times ?? Number.POSITIVE_INFINITY)) return fault.harm;
      }
      return undefined;
    },
  };
}

const matches = (path: string, wanted: string | RegExp) =>
  typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path);
