import { Refusal } from './replies.js';

export type Right = 'read' | 'write' | 'delete' | 'manage';

/** Who may do what. */
export interface Account {
  readonly username: string;
  readonly password: string;
  /** By project; 'all': everything everywhere. */
  readonly rights: 'all' | Readonly<Record<string, readonly Right[]>>;
}

/** Finds the account of a basic authentication. Throws Refusal. */
export function authenticate(accounts: readonly Account[], authorization: string | undefined): Account {
  const [, encoded = ''] = /^Basic (.+)$/.exec(authorization ?? '') ?? [];
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const account = accounts.find(({ username, password }) => given === `${username}:${password}`);
  if (account === undefined) throw new Refusal('login');
  return account;
}

/** Throws Refusal where the account lacks the right. */
export function demand({ rights }: Account, project: string, right: Right): void {
  if (rights !== 'all' && !rights[project]?.includes(right)) throw new Refusal('denied');
}
