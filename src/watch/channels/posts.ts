import { createHmac } from 'node:crypto';
import type { Secret } from '../../core/secret.js';
import type { Letter } from '../letter.js';
import { type Language, textOfLetter } from '../message.js';
import { say } from '../words.js';
import { type Channel, ChannelError } from './channel.js';
import { postJson } from './post.js';

/** Channels that are told by a POST of JSON. */

interface Posting {
  readonly name: string;
  readonly url: Secret;
  readonly language: Language;
}

type Send = (letter: Letter, signal: AbortSignal) => Promise<void>;

function posting(name: string, send: Send, more: Partial<Channel> = {}): Channel {
  return {
    name,
    takesAll: false,
    // It is taken as a whole, or not at all.
    send: (letter, signal) => send(letter, signal).then(() => undefined),
    close: () => undefined,
    ...more,
  };
}

const iso = (moment: number) => new Date(moment).toISOString();

/** The whole letter, for programs; receivers know by the key whether they have it already. */
export function webhook({ name, url, language }: Posting): Channel {
  return posting(name, async (letter, signal) => {
    const { key, status, rule, severity, kind, count, alerts, of, attempt, at } = letter;
    const body = {
      status,
      rule,
      severity,
      kind,
      count,
      alerts: alerts.map(({ startedAt, endedAt, why, because, ...alert }) => ({
        ...alert,
        startedAt: iso(startedAt),
        ...(endedAt === null ? {} : { endedAt: iso(endedAt) }),
        ...(why === null ? {} : { why }),
        ...(because ? { because } : {}),
      })),
      ...(attempt ? { recovery: attempt } : {}),
      ...of,
      key,
      at: iso(at),
      text: textOfLetter(letter, language),
    };
    await postJson({ url, body, headers: { 'idempotency-key': key }, signal });
  });
}

export function slack({ name, url, language }: Posting): Channel {
  return posting(name, async (letter, signal) => {
    const text = textOfLetter(letter, language)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
    const answer = await postJson({ url, body: { text }, signal });
    // Its web API says so with status 200.
    if (fieldOf(answer, 'ok') === false)
      throw new ChannelError(say('channel.refused', { code: 'ok: false' }));
  });
}

/** It answers 200 also where it takes nothing, and says so in `errcode`. */
export function dingtalk({
  name,
  url,
  language,
  secret,
}: Posting & { readonly secret: Secret | undefined }): Channel {
  return posting(name, async (letter, signal) => {
    const body = { msgtype: 'text', text: { content: textOfLetter(letter, language) } };
    const query = secret && signed(secret, Date.now());
    const answer = await postJson({ url, body, signal, ...(query ? { query } : {}) });
    const code = errorCodeOf(answer);
    if (code !== 0) throw new ChannelError(say('channel.refused', { code }));
  });
}

/** https://open.dingtalk.com: HMAC-SHA256 of time and secret. */
function signed(secret: Secret, now: number): { readonly timestamp: string; readonly sign: string } {
  const key = secret.reveal();
  const sign = createHmac('sha256', key).update(`${now}\n${key}`).digest('base64');
  return { timestamp: String(now), sign };
}

function errorCodeOf(answer: string): number {
  const code = fieldOf(answer, 'errcode') ?? 0;
  return typeof code === 'number' ? code : -1;
}

/** Of an answer in JSON; undefined: it has none, or is something else. */
function fieldOf(answer: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(answer);
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}

/** Alertmanager takes an alert for over when it was not told of it for 5 minutes. */
const refreshMs = 60_000;

/** Each alert by itself. What it is told at the end has the same labels, or it would be another alert. */
export function alertmanager({ name, url, language }: Posting): Channel {
  const send: Send = async (letter, signal) => {
    const { rule, severity, kind, status, alerts, of, at } = letter;
    // It knows alerts only.
    if (kind === 'recovery') return;
    const body = alerts.map((alert) => {
      const { key, startedAt, endedAt } = alert;
      return {
        labels: {
          alertname: rule,
          severity,
          job: 'tenantferry',
          database: of.database,
          ...(of.tenant === '' ? {} : { tenant: of.tenant }),
          ...(key === '' ? {} : { key }),
          ...(kind === 'alert' ? {} : { kind }),
        },
        annotations: { summary: textOfLetter({ ...letter, count: 1, alerts: [alert] }, language) },
        startsAt: iso(startedAt),
        ...(status === 'resolved' ? { endsAt: iso(Math.min(endedAt ?? at, Date.now())) } : {}),
      };
    });
    await postJson({ url, path: '/api/v2/alerts', body, signal });
  };
  return posting(name, send, { takesAll: true, refreshMs });
}
