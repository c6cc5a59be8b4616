import { z } from 'zod';
import { form } from '../core/yaml/words.js';
import { file, secret, text } from './schema-words.js';
import { time } from './times.js';

/** The block `watch` of migrate.yaml: what is looked at, when somebody is told, and how. */

export const severities = ['info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What the tool knows by itself. */
export const signals = [
  'source-down',
  'target-down',
  'run-stalled',
  'run-failed',
  'secrets-missing',
  'files-missing',
  'lag',
  'dirty-keys',
  'mismatches',
  'reverse-feed',
  'gate',
  'switch-gate',
  'validation',
  'vault-token',
  'disk',
] as const;
export type Signal = (typeof signals)[number];

/** What may be done by itself about an alert. */
export const recoveryActions = ['resume', 'hold', 'back', 'pause', 'repair-dry-run'] as const;
export type RecoveryAction = (typeof recoveryActions)[number];

export const whenForm = /^\s*(>=|<=|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*$/;
const when = z.string().regex(whenForm, form('form.when'));
const name = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/, form('form.words'));
const mail = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, form('form.mail'));

const shared = {
  language: z.enum(['en', 'zh']).optional().describe('Language of its messages; absent: that of `--lang`'),
};
const url = secret.describe('Its address, which counts as a secret');
const post = { url, url_file: file, ...shared };

const channel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('webhook').describe('A POST of JSON'), ...post }),
  z.strictObject({ type: z.literal('slack').describe('An incoming webhook of Slack'), ...post }),
  z.strictObject({
    type: z.literal('dingtalk').describe('A robot of DingTalk'),
    ...post,
    secret: secret.describe('What its messages are signed with'),
    secret_file: file,
  }),
  z.strictObject({
    type: z.literal('alertmanager').describe('Prometheus’ Alertmanager'),
    url: secret.describe('Its base address, without `/api/v2/alerts`; counts as a secret'),
    url_file: file,
    ...shared,
  }),
  z.strictObject({
    type: z.literal('email').describe('Mail by SMTP'),
    host: text.regex(/^[A-Za-z0-9._:-]+$/, form('form.host')).describe('The mail server'),
    port: z.number().int().min(1).max(65535).optional().meta({ description: 'Its port', default: 587 }),
    from: mail.describe('Who it is from'),
    to: z.union([mail, z.array(mail).min(1)]).describe('Who gets it'),
    username: text.optional().describe('Account'),
    password: secret.describe('Its password'),
    password_file: file,
    tls: z
      .enum(['auto', 'required', 'none'])
      .default('auto')
      .describe(
        '`auto`: STARTTLS where the server has it, TLS at port 465; `required`: nothing without; `none`: never. An account is only used with TLS, or on this machine',
      ),
    ...shared,
  }),
]);
export type ChannelFile = z.infer<typeof channel>;

const rule = z.strictObject({
  id: name.describe('Its name: lower-case words joined by -'),
  sql: text
    .optional()
    .describe('One SELECT: one value, or rows of key and value; `:tenant` stands for the tenant'),
  on: z.enum(['source', 'target']).optional().meta({ description: 'Where `sql` runs', default: 'target' }),
  signal: z
    .enum(signals)
    .optional()
    .describe('Instead of `sql`: one of the built-in signals, told otherwise'),
  when: when
    .optional()
    .describe('When it is an alert: `> 0`, with one of `> >= < <= = !=`; of a signal: absent: its own'),
  for: time.optional().meta({
    description: 'How long that has to hold, and for the end to be absent; of a signal: absent: its own',
    default: '0s',
  }),
  severity: z
    .enum(severities)
    .optional()
    .meta({ description: 'How bad it is; of a signal: absent: its own', default: 'warning' }),
  channels: z.array(text).optional().describe('Who is told; absent: all channels'),
  repeat: time.optional().describe('Told again after so long while it goes on; absent: once'),
  inhibited_by: z
    .array(name)
    .default([])
    .describe('Rules or signals: while one of them fires, nobody is told of this one'),
  recover: z
    .strictObject({
      action: z.enum(recoveryActions).describe('What is done by itself'),
      attempts: z.number().int().min(1).default(1).describe('How often for an alert'),
      cooldown: time.default('5m').describe('Pause between the attempts'),
    })
    .optional()
    .describe('What is done when it fires; absent: nothing'),
});
export type RuleFile = z.infer<typeof rule>;

export const watchFile = z.strictObject({
  every: time.default('10s').describe('How often all rules are looked at'),
  channels: z
    .record(name, channel)
    .default({})
    .describe('Ways to tell somebody, by name: `{ ops: { type: webhook, url: … } }`'),
  rules: z.array(rule).default([]).describe('Rules of your own, besides the signals'),
  signals: z
    .union([z.boolean(), z.array(z.enum(signals))])
    .default(true)
    .describe('Signals that are told without a rule: `true` for all but `gate`, `false` for none, or a list'),
});
export type WatchFile = z.infer<typeof watchFile>;
