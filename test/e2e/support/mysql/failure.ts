import { CopyError } from '../../../../src/phases/rows/copy/copy-error.js';

/** The copy's failure; fails the test when there is none. */
export async function failureOf(copy: Promise<unknown>): Promise<CopyError> {
  const result = await copy.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(result instanceof CopyError)) throw new Error(`expected a CopyError, got ${String(result)}`);
  return result;
}
