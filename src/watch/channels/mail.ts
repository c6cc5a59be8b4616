import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { MailConfig } from '../../config/watch.js';
import { codeOf } from '../../core/refused.js';
import { type Language, subjectOf, textOfLetter } from '../message.js';
import { say } from '../words.js';
import { type Channel, ChannelError } from './channel.js';

const timeoutMs = 10_000;

/** Mail by SMTP. A letter that is sent again has the same Message-ID, by which mail servers and readers know it. */
export function mail(name: string, config: MailConfig, language: Language, longestMs = 60_000): Channel {
  const { host, port, from, to, username, password, tls } = config;
  const isNear = isLoopback(host);
  // A password goes over no wire in the open, and to nobody whose certificate is not trusted.
  const isStrict = tls === 'required' || (username !== undefined && !isNear);
  const transport = createTransport({
    host,
    port,
    secure: port === 465 && tls !== 'none',
    ignoreTLS: tls === 'none' && !isStrict,
    requireTLS: isStrict,
    tls: { rejectUnauthorized: isStrict },
    ...(username === undefined ? {} : { auth: { user: username, pass: password?.reveal() ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name,
    takesAll: false,
    async send(letter) {
      try {
        const sending = transport.sendMail({
          from,
          to: [...to],
          subject: subjectOf(letter, language),
          text: textOfLetter(letter, language),
          messageId: `<${letter.key.slice(0, 40)}.${name}@tenantferry>`,
          date: new Date(letter.at),
          headers: { 'X-Tenantferry-Key': letter.key, 'Auto-Submitted': 'auto-generated' },
        });
        const { rejected } = await within(longestMs, sending);
        // Those who have it would get it again and again, were it sent once more.
        const count = rejected.length;
        return count === 0 ? undefined : say('channel.recipients', { count, all: to.length });
      } catch (error) {
        throw failureOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** A server that says a word now and then keeps its connection for ever. */
async function within<Result>(longestMs: number, sending: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new ChannelError(say('channel.no-answer', { seconds: longestMs / 1000 }))),
    longestMs,
  );
  try {
    return await Promise.race([sending, promise]);
  } finally {
    clearTimeout(timer);
    sending.catch(() => undefined);
  }
}

/** The server's own words may quote addresses and what was sent: only its number is told. */
function failureOf(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  const answered: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined;
  if (typeof answered === 'number') return new ChannelError(say('channel.refused', { code: answered }));
  const code = codeOf(error, 'no code');
  return new ChannelError(
    code === 'ETIMEDOUT'
      ? say('channel.no-answer', { seconds: timeoutMs / 1000 })
      : say('channel.unreachable', { code }),
  );
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === 'localhost';
  return host.startsWith('127.') || host === '::1';
}
