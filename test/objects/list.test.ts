import { describe, expect, it } from 'vitest';
import { listIn } from '../../src/objects/cos/list.js';

const asked = { repository: 'biz-2', prefix: '/file/', after: '/file/b' };
const page = (keys: readonly string[], isTruncated = 'false') =>
  `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${keys
    .map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`)
    .join('')}</ListBucketResult>`;

describe('a list of a bucket', () => {
  it('is taken where it answers what was asked, strange signs among it', () => {
    const keys = ['biz-2/file/c', 'biz-2/file/d&lt;&#x10;&amp;amp;', 'biz-2/file/e%20 f'];
    expect(listIn(page(keys), 's', asked)).toEqual({
      objects: ['/file/c', '/file/d<\u0010&amp;', '/file/e%20 f'].map((path) => ({ path, bytes: 1 })),
      isAll: true,
    });
  });

  it.each(
    Object.entries({
      'a page of a proxy': '<html><body>sign in</body></html>',
      nothing: '',
      'a list that was cut': page(['biz-2/file/c']).slice(0, 20),
      'a list that does not say whether it is whole': page(['biz-2/file/c'], ''),
      'keys of another business with a name as long': page(['biz-3/file/c']),
      'keys from the beginning again': page(['biz-2/file/a', 'biz-2/file/c']),
      'keys in no order': page(['biz-2/file/d', 'biz-2/file/c']),
      'a key twice': page(['biz-2/file/c', 'biz-2/file/c']),
      'another folder': page(['biz-2/other/c']),
    }),
  )('%s is no list', (_, xml) => {
    expect(() => listIn(xml, 'http://store', asked)).toThrow(
      expect.objectContaining({ kind: 'malformed', message: expect.stringContaining('http://store') }),
    );
  });
});
