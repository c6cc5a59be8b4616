import { expect, it } from 'vitest';
import { tlsFault } from '../../src/core/tls-fault.js';

it.each([
  // TLS 1.3 and 1.2, by codes and by OpenSSL's words.
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'client'],
  [
    '80A2:error:0A000415:SSL routines:ssl3_read_bytes:ssl/tls alert certificate expired:SSL alert number 45',
    'client',
  ],
  ['80A2:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:SSL alert number 48', 'client'],
  [
    '80A2:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:SSL alert number 40',
    'client',
  ],
  [
    '80A2:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:SSL alert number 70',
    'other',
  ],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'other'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'authority'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'name'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['certificate is not yet valid', 'expired'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'other'],
] as const)('%s: %s', (error, fault) => {
  expect(tlsFault(error)).toBe(fault);
});
