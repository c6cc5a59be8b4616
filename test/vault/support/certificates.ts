import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key as PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface Authority extends Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** A CA of its own for one test; nothing is installed on the machine. */
export function createAuthority(name: string): Authority & {
  issue(options: Issued): Certificate;
} {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const cert = certificate({
    subject: name,
    publicKey: keys.publicKey,
    issuer: name,
    signer: keys.privateKey,
  });
  return {
    name,
    cert,
    key,
    privateKey: keys.privateKey,
    issue: ({ name: subject, usage, ended }) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        cert: certificate({
          subject,
          publicKey: own.publicKey,
          issuer: name,
          signer: keys.privateKey,
          usage,
          ended,
        }),
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Issued {
  readonly name: string;
  readonly usage: 'server' | 'client';
  /** It was good until an hour ago. */
  readonly ended?: boolean | undefined;
}

interface Wanted extends Partial<Pick<Issued, 'ended'>> {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  /** Absent: a CA. */
  readonly usage?: 'server' | 'client';
}

/** An X.509 v3 certificate (RFC 5280), for 127.0.0.1, signed with ECDSA and SHA-256. */
function certificate({ subject, issuer, publicKey, signer, usage, ended }: Wanted): string {
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const hour = 3_600_000;
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 31)),
    algorithm,
    nameOf(issuer),
    sequence(time(Date.now() - 24 * hour), time(Date.now() + (ended ? -1 : 24) * hour)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions(usage))),
  );
  const signature = sign('sha256', body, signer);
  const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const base64 = der
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function extensions(usage: Wanted['usage']): readonly Buffer[] {
  const isAuthority = usage === undefined;
  const constraints = extension('551d13', sequence(...(isAuthority ? [tlv(0x01, Buffer.from([0xff]))] : [])));
  if (isAuthority) return [constraints];
  const purpose = usage === 'server' ? '2b06010505070301' : '2b06010505070302';
  return [
    constraints,
    extension('551d25', sequence(oid(purpose))),
    extension('551d11', sequence(tlv(0x87, Buffer.from([127, 0, 0, 1])))),
  ];
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, value));
}

function nameOf(text: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(text)))));
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return tlv(0x18, Buffer.from(`${digits}Z`));
}

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return tlv(0x02, (bytes[0] as number) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  if (length < 256) return Buffer.concat([Buffer.from([tag, 0x81, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 255]), content]);
}
