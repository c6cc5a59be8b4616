import { hexDigest } from '../http.js';
import type { ObjectList } from '../store.js';

/** The most that one answer lists. */
export const mostListed = 1_000;
/** Of one such answer: keys have up to 1,024 bytes, more where they are escaped. */
export const mostListBytes = 8 * 1024 * 1024;

/** ListBucketResult of COS and S3. */
export function listIn(xml: string, repository: string): ObjectList {
  const field = (name: string, of: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(of)?.[1] ?? '';
  const objects = [...xml.matchAll(/<Contents>[\s\S]*?<\/Contents>/g)].map(([one]) => {
    const md5 = hexDigest(unescaped(field('ETag', one)), 32);
    return {
      path: unescaped(field('Key', one)).slice(repository.length),
      bytes: Number(field('Size', one)),
      ...(md5 ? { md5 } : {}),
    };
  });
  return { objects, isAll: field('IsTruncated', xml) === 'false' };
}

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
