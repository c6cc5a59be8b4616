/** Why there is no TLS connection. client: the server does not take our certificate, or wants one. */
export type TlsFault = 'authority' | 'name' | 'expired' | 'client' | 'other';

/** By the code of the error, or its words: those of OpenSSL's checks of the server's certificate, and of the alerts that a server sends. */
export function tlsFault(error: string): TlsFault {
  if (/certificate.required|alert.(?!protocol|number)/i.test(error)) return 'client';
  if (/SELF.SIGNED|UNABLE.TO|CERT_UNTRUSTED/i.test(error)) return 'authority';
  if (/ALTNAME/i.test(error)) return 'name';
  if (/EXPIRED|NOT.YET.VALID/i.test(error)) return 'expired';
  return 'other';
}
