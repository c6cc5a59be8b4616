import { describe, expect, it } from 'vitest';
import { describeMysqlError } from '../../src/mysql/errors.js';
import { errorOfConnection, errorOfStatus } from '../../src/vault/errors.js';

const of = (status: number, body: string) =>
  errorOfStatus('https://vault:8200', 'GET bk/data/a', status, Buffer.from(body), undefined);

describe('errors of a Vault', () => {
  it('tells what may pass from what may not', () => {
    expect(of(403, '{"errors":["permission denied"]}')).toMatchObject({ kind: 'denied', retryable: false });
    expect(of(403, '{"errors":["2 errors: * permission denied * invalid token"]}')).toMatchObject({
      kind: 'token',
    });
    expect(of(503, '{"errors":["Vault is sealed"]}')).toMatchObject({ kind: 'sealed', retryable: true });
    expect(of(429, '')).toMatchObject({ kind: 'throttled', retryable: true });
    expect(of(500, '{"errors":["internal error"]}')).toMatchObject({ kind: 'server', retryable: true });
    expect(of(500, '{"errors":["JSON string value exceeds allowed length"]}')).toMatchObject({
      kind: 'rejected',
      retryable: false,
    });
    const entry = 'put failed due to value being too large, max value size for key x is 1048576, got 1500000';
    expect(of(500, JSON.stringify({ errors: [entry] }))).toMatchObject({
      kind: 'rejected',
      retryable: false,
    });
    // Nobody behind the proxy, or no leader: not the path's fault.
    for (const status of [502, 503, 504, 307]) {
      expect(of(status, '<html>no server</html>')).toMatchObject({ kind: 'unreachable', retryable: true });
    }
    for (const [status, node] of [
      [412, /behind the one that took the latest writes/],
      [472, /DR secondary/],
      [473, /performance standby/],
    ] as const) {
      const error = of(status, '');
      expect(error).toMatchObject({ kind: 'unreachable', retryable: true });
      expect(error.message).toMatch(node);
    }
    expect(of(400, '{"errors":["path disabled in replication DR secondary mode"]}')).toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/DR secondary/),
    });
    expect(of(500, '{"errors":["open /x: file name too long"]}')).toMatchObject({ kind: 'rejected' });
    expect(of(404, '<html>not here</html>')).toMatchObject({ kind: 'malformed', retryable: true });
    expect(of(404, '{"errors":["no handler for route \\"x\\""]}')).toMatchObject({ kind: 'not-found' });
    expect(of(400, '{"errors":["something else"]}')).toMatchObject({ kind: 'rejected', retryable: false });
  });

  it('does not pass for a lost connection to the database, whose work is begun again', () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const error = errorOfConnection('https://vault:8200', 'GET bk/data/a', refused);
    expect(error).toMatchObject({ kind: 'unreachable', retryable: true, networkCode: 'ECONNREFUSED' });
    expect(describeMysqlError(error)).toMatchObject({ retryable: false });
  });

  it('shows known phrases only, never what a body quotes', () => {
    const error = of(500, '{"errors":["canary: invalid character in hvs.canary; permission denied"]}');
    expect(error.message).toBe('https://vault:8200: GET bk/data/a gave status 500 (permission denied)');
    const connection = errorOfConnection(
      'https://vault:8200',
      'GET bk/data/a',
      new Error('sent X-Vault-Token: canary'),
    );
    expect(connection.message).not.toContain('canary');
  });

  it('names the setting that a TLS trouble asks for', () => {
    const trouble = (code: string) =>
      errorOfConnection('https://vault:8200', 'x', Object.assign(new Error('x'), { code })).remedy?.text;
    expect(trouble('DEPTH_ZERO_SELF_SIGNED_CERT')).toContain('tls.ca');
    expect(trouble('UNABLE_TO_VERIFY_LEAF_SIGNATURE')).toContain('tls.ca');
    expect(trouble('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).toContain('tls.cert');
    expect(trouble('ERR_TLS_CERT_ALTNAME_INVALID')).toContain('host name');
    expect(trouble('CERT_HAS_EXPIRED')).toContain('Renew');
    expect(trouble('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED')).toContain('tls.cert');
    expect(trouble('ERR_SSL_WRONG_VERSION_NUMBER')).toContain('http://');
  });

  it('finds the code beneath wrappers', () => {
    const inner = Object.assign(new Error('inner'), { code: 'ENOTFOUND' });
    expect(errorOfConnection('s', 'x', new TypeError('fetch failed', { cause: inner })).kind).toBe(
      'unknown-host',
    );
    expect(errorOfConnection('s', 'x', new AggregateError([inner])).kind).toBe('unknown-host');
  });
});
