import { ObjectError } from '../errors.js';
import { hexDigest } from '../http.js';
import type { ObjectList } from '../store.js';

/** The most that one answer lists. */
export const mostListed = 1_000;
/** Of one such answer: keys have up to 1,024 bytes, more where they are escaped. */
export const mostListBytes = 8 * 1024 * 1024;

/**
 * ListBucketResult of COS and S3. Throws ObjectError for an answer to another question: no list, keys from elsewhere, or in no order
 * (S3's directory buckets).
 */
export function listIn(
  xml: string,
  server: string,
  {
    repository,
    prefix,
    after,
  }: { readonly repository: string; readonly prefix: string; readonly after: string },
): ObjectList {
  const field = (name: string, of: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(of)?.[1] ?? '';
  const keyStart = repository + prefix;
  let before = repository + after;
  const objects = [...xml.matchAll(/<Contents>[\s\S]*?<\/Contents>/g)].map(([one]) => {
    const md5 = hexDigest(unescaped(field('ETag', one)), 32);
    const key = unescaped(field('Key', one));
    if (!key.startsWith(keyStart) || key <= before) throw noList(server);
    before = key;
    return {
      path: key.slice(repository.length),
      bytes: Number(field('Size', one)),
      ...(md5 ? { md5 } : {}),
    };
  });
  const isTruncated = field('IsTruncated', xml);
  if (isTruncated !== 'true' && isTruncated !== 'false') throw noList(server);
  return { objects, isAll: isTruncated === 'false' };
}

const noList = (server: string) =>
  new ObjectError('malformed', `${server}: an answer is not the list that was asked for`);

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replaceAll(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : (entities[name] ?? whole),
  );
}
