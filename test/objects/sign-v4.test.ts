import { expect, test } from 'vitest';
import { createV4Signer } from '../../src/objects/cos/sign-v4.js';

/** Keys, requests and signatures of the examples in Amazon S3's documentation. */
const signV4 = createV4Signer({
  secretId: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
});
const at = new Date('2013-05-24T00:00:00Z');
const host = 'examplebucket.s3.amazonaws.com';

test("signs a download of a part as Amazon's documentation does", () => {
  const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const request = { method: 'GET', path: '/test.txt', headers: { host, range: 'bytes=0-9' }, sha256 };
  expect(signV4(request, at)).toEqual({
    'x-amz-content-sha256': sha256,
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  });
});

test("signs an upload as Amazon's documentation does", () => {
  const headers = {
    Date: 'Fri, 24 May 2013 00:00:00 GMT',
    Host: host,
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  };
  const sha256 = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
  const { authorization } = signV4({ method: 'PUT', path: '/test%24file.text', headers, sha256 }, at);
  expect(authorization).toMatch(
    /Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd$/,
  );
});

test('signs another day with another key, and the first one again as before', () => {
  const request = { method: 'GET', path: '/test.txt', headers: { host }, sha256: 'aa' };
  const first = signV4(request, at);
  expect(signV4(request, new Date('2013-05-25T00:00:00Z')).authorization).not.toBe(first.authorization);
  expect(signV4(request, at)).toEqual(first);
});
