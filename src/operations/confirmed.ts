import { RefusedError } from '../core/refused.js';

/** The typed name, or a refusal that says what to type. */
export function confirmed(given: string | undefined, database: string, command: string): string {
  if (given === database) return given;
  throw new RefusedError(
    given === undefined
      ? `${command} writes into the target database ${database} and needs your confirmation`
      : `--confirm says ${given}, but the target database is ${database}`,
    {
      remedy: `If that is the one you mean, add: --confirm ${database}`,
      because: { code: 'confirm.missing', params: { given: given ?? null, command, database } },
    },
  );
}
