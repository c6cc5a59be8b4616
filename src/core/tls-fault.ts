import type { Wording } from './sentence.js';

/** Why there is no TLS connection. client: the server does not take our certificate, or wants one. */
export type TlsFault = 'authority' | 'name' | 'expired' | 'client' | 'other';

/** What mends it; the settings are those of the block that names the server. */
export const tlsRemedies: Readonly<Record<TlsFault, Wording>> = {
  authority: [
    'Name the file of the CA that signed the server certificate in tls.ca.',
    '在 tls.ca 中写明签发服务器证书的 CA 文件。',
  ],
  name: [
    'Use the host name that stands in the server certificate as address.',
    '地址改用服务器证书中的主机名。',
  ],
  expired: ['Renew the server certificate, or correct the clock.', '更新服务器证书，或校正时钟。'],
  client: [
    'Name a client certificate that the server accepts in tls.cert and tls.key; it may have expired.',
    '在 tls.cert 和 tls.key 中写明服务器认可的客户端证书；现有证书可能已过期。',
  ],
  other: [
    'See whether the address should begin with http:// instead of https://, and correct the tls block.',
    '检查地址是否应以 http:// 而非 https:// 开头，并更正 tls 配置。',
  ],
};

/** By the code of the error, or its words: those of OpenSSL's checks of the server's certificate, and of the alerts that a server sends. */
export function tlsFault(error: string): TlsFault {
  if (/certificate.required|alert.(?!protocol|number)/i.test(error)) return 'client';
  if (/SELF.SIGNED|UNABLE.TO|CERT_UNTRUSTED/i.test(error)) return 'authority';
  if (/ALTNAME/i.test(error)) return 'name';
  if (/EXPIRED|NOT.YET.VALID/i.test(error)) return 'expired';
  return 'other';
}
