/** A server is not waited for any longer, since the operator stops: no failure of its own. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';

  constructor(cause?: unknown) {
    super('stopped by the operator', { cause });
  }
}
