import type { SwitchConfig } from '../config/switch.js';
import { type Answer, fetchAnswer } from './fetch.js';

/** Read requests that are made of both sides, whose answers have to be the same but for IDs. */

export type ShadowConfig = NonNullable<SwitchConfig['shadow']>;

/** Makes the next of the requests; null: a side did not answer, which other gates tell. */
export async function compareNext(shadow: ShadowConfig, index: number): Promise<boolean | null> {
  const path = shadow.paths[index % shadow.paths.length] ?? '/';
  const addresses = [shadow.source, shadow.target].map((base) => base.replace(/\/$/, '') + path);
  const [source, target] = await Promise.all(addresses.map(fetchAnswer));
  if (!source || !target) return null;
  return isSame(source, target, shadow.ignore);
}

/** Status and body; of JSON its values in any order of fields, without those that may differ. */
export function isSame(one: Answer, other: Answer, ignore: readonly string[]): boolean {
  if (one.status !== other.status) return false;
  return one.body.equals(other.body) || canonical(one, ignore) === canonical(other, ignore);
}

const isId = (name: string) => name === 'id' || name.endsWith('_id') || /[a-z0-9]Id$/.test(name);

function canonical({ type, body }: Answer, ignore: readonly string[]): string {
  // Bytes, since what is no text would look alike as one.
  const plain = body.toString('latin1');
  if (!type.includes('json')) return plain;
  try {
    return JSON.stringify(JSON.parse(body.toString('utf8')), (name, value: unknown) => {
      if (isId(name) || ignore.includes(name)) return undefined;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    });
  } catch {
    return plain;
  }
}
