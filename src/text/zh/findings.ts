import { connect } from './connect.js';
import { credentials } from './credentials.js';
import { data } from './data.js';
import { files } from './files.js';
import { brought, live } from './live.js';
import { mysql } from './mysql.js';
import { plan } from './plan.js';
import { reshape } from './reshape.js';
import { schema } from './schema.js';
import type { Catalogue, Said, Sentence } from './sentence.js';
import { vault } from './vault.js';

/** Every finding's sentence by its code. A code that ends in `*` stands for all that begin so. */
export const findings: Catalogue = {
  ...connect,
  ...mysql,
  ...schema,
  ...data,
  ...credentials,
  ...plan,
  ...vault,
  ...files,
  ...live,
  ...reshape,
  'schema-files.state': brought,
  'vault.keys': brought,
};

/** The entry for a code, or undefined. */
export function findingEntry(code: string): ((said: Said) => Sentence) | undefined {
  if (Object.hasOwn(findings, code)) return findings[code];
  const family = Object.keys(findings).find((key) => key.endsWith('*') && code.startsWith(key.slice(0, -1)));
  return family === undefined ? undefined : findings[family];
}
