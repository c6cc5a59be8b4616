import { expect, test } from 'vitest';
import { signNative } from '../../src/objects/cos/sign-native.js';

/** Example keys of Tencent's documentation ("Request Signature"), which publishes what they sign to. */
const published = {
  secretId: 'AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q',
  secretKey: 'BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz',
};
const host = 'examplebucket-1250000000.cos.ap-beijing.myqcloud.com';
const object = '/exampleobject(%E8%85%BE%E8%AE%AF%E4%BA%91)';
const signatureOf = (authorization: string) => /q-signature=(\w+)$/.exec(authorization)?.[1];

test("signs an upload as Tencent's documentation does", () => {
  const authorization = signNative(
    {
      method: 'PUT',
      path: object,
      headers: {
        Date: 'Thu, 16 May 2019 06:45:51 GMT',
        Host: host,
        'Content-Type': 'text/plain',
        'Content-Length': '13',
        'Content-MD5': 'mQ/fVh815F3k6TAUm8m0eg==',
        'x-cos-acl': 'private',
        'x-cos-grant-read': 'uin="100000000011"',
      },
    },
    published,
    { from: 1557989151, until: 1557996351 },
  );
  expect(authorization).toBe(
    [
      'q-sign-algorithm=sha1',
      `q-ak=${published.secretId}`,
      'q-sign-time=1557989151;1557996351',
      'q-key-time=1557989151;1557996351',
      'q-header-list=content-length;content-md5;content-type;date;host;x-cos-acl;x-cos-grant-read',
      'q-url-param-list=',
      'q-signature=3b8851a11a569213c17ba8fa7dcf2abec6935172',
    ].join('&'),
  );
});

test("signs a download with parameters as Tencent's documentation does", () => {
  const authorization = signNative(
    {
      method: 'GET',
      path: object,
      query: {
        'response-content-type': 'application/octet-stream',
        'response-cache-control': 'max-age=600',
      },
      headers: { Date: 'Thu, 16 May 2019 06:55:53 GMT', Host: host },
    },
    published,
    { from: 1557989753, until: 1557996953 },
  );
  expect(authorization).toContain('q-url-param-list=response-cache-control;response-content-type');
  expect(signatureOf(authorization)).toBe('01681b8c9d798a678e43b685a9f1bba0f6c0e012');
});

// The signatures below were computed with Python's hmac, from the documentation alone.
test.each([
  [
    'an upload that must not overwrite',
    '/bscp-v1-biz-2/file/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    {
      host: 'files-1250000000.cos.ap-guangzhou.myqcloud.com',
      'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==',
      'x-cos-forbid-overwrite': 'true',
    },
    'c22539f533c94fbb563886d83ef44b51ae802f9b',
  ],
  [
    'a copy within the server',
    '/bscp-v1-biz-2/file/abc',
    {
      host: 'b-1.cos.ap-guangzhou.myqcloud.com',
      'x-cos-copy-source': 'a-1.cos.ap-guangzhou.myqcloud.com/bscp-v1-biz-2/file/abc',
    },
    'e1fc48d9209bae4c5e755865d4a10390f73d8008',
  ],
])('signs %s', (_name, path, headers, signature) => {
  const keys = { secretId: 'AKIDsandbox', secretKey: 'sandbox-key' };
  const authorization = signNative({ method: 'PUT', path, headers }, keys, {
    from: 1767225600,
    until: 1767229200,
  });
  expect(signatureOf(authorization)).toBe(signature);
  expect(authorization).not.toContain(keys.secretKey);
});
