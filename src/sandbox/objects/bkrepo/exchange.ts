import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from './accounts.js';
import type { Contents } from './contents.js';

/** One request as the endpoints see it. */
export interface Exchange {
  readonly contents: Contents;
  readonly account: Account;
  /** Whether the server keeps tenants apart. */
  readonly tenants: boolean;
  /** The header's, where the server keeps tenants apart. */
  readonly tenant: string | null;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Buffer>;
  /** Throws Refusal for what is no JSON. */
  readJson<T extends object>(): Promise<Partial<T>>;
  /** Does something after the answer. */
  later(work: () => Promise<void>): void;
}
