import { randomBytes } from 'node:crypto';

/** Secrets that occur nowhere else, so that any trace of one is a leak. */
export interface Canaries {
  /** A new one; `length` in characters. */
  make(name: string, length?: number): string;
  /** Takes a secret that exists already. */
  add(name: string, secret: string): void;
  /** Names of the canaries that a text holds, as they are or in a usual encoding. */
  in(text: string): readonly string[];
  readonly names: readonly string[];
}

export function createCanaries(): Canaries {
  const forms = new Map<string, readonly string[]>();
  const add = (name: string, secret: string): void => {
    const bytes = Buffer.from(secret);
    // Inside a longer base64 text the same bytes can look in three ways; the ends depend on the neighbours.
    const shifted = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    );
    forms.set(name, [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      bytes.toString('hex'),
      ...shifted,
    ]);
  };
  return {
    make: (name, length = 32) => {
      const secret = `Kanarie${randomBytes(length).toString('hex')}`.slice(0, length);
      add(name, secret);
      return secret;
    },
    add,
    in: (text) => {
      const lower = text.toLowerCase();
      return [...forms].flatMap(([name, all]) =>
        all.some((form) => lower.includes(form.toLowerCase())) ? [name] : [],
      );
    },
    get names() {
      return [...forms.keys()];
    },
  };
}
