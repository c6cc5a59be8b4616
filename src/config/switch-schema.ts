import { z } from 'zod';
import { form } from '../core/yaml/words.js';
import { text } from './schema-words.js';
import { storeAddress } from './store-schema.js';
import { time } from './times.js';

/** The block `switch` of migrate.yaml: how read traffic moves from the source's services to the target's. */

export const rateForm = /^(\d+(?:\.\d+)?)%$/;

const rate = z.union([z.number().min(0), z.string().regex(rateForm, form('form.rate'))]);
const address = z.string().regex(storeAddress, form('form.web-address'));
/** As proxies take it in a map, without a sign that means something there. */
const user = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@:+|/=~%-]*$/, form('form.user'));
const backend = text.regex(/^[A-Za-z0-9._-]+$/, form('form.plain-name'));

const haproxy = z.strictObject({
  socket: text.describe('Its admin socket: a path, or `host:port`'),
  map: text.describe('The map that has the line `share N`, by the name HAProxy knows it by (a file)'),
  users: text.describe('The map of single users, likewise'),
  networks: text.optional().describe('The map of `networks`, likewise'),
  conditions: text.optional().describe('The map of `conditions`, likewise'),
  source: backend.describe('Backend of the source'),
  target: backend.describe('Backend of the target'),
});

const nginx = z.strictObject({
  include: text.describe('File of the http context that this tool owns; it defines `$tenantferry_backend`'),
  reload: text.describe('Run by /bin/sh after each change: `nginx -s reload`'),
  test: text
    .optional()
    .describe('Run before; absent: `reload` with `-t` in place of `-s reload`, where it has that'),
  log: text.describe('The access log, a JSON object a line; docs/switch.md says which fields'),
  source: backend.describe('Upstream of the source, a value of `$tenantferry_backend`'),
  target: backend.describe('Upstream of the target'),
});

const minRequests = z.number().int().min(1).optional().meta({
  description: 'Requests that the target must have answered; before there is no verdict',
  default: 20,
});
const worse = z
  .number()
  .positive()
  .optional()
  .describe('Fails above so many times the source’s figure of the same minutes');

const gate = z.discriminatedUnion('metric', [
  z.strictObject({
    metric: z
      .enum(['error_rate', 'grpc_errors'])
      .describe('HTTP 5xx and failed gRPC calls per request; failed gRPC calls per call'),
    max: rate.optional().describe('Fails above: `1%`, or a number'),
    worse_than_source: worse,
    min_requests: minRequests,
  }),
  z.strictObject({
    metric: z.enum(['p50', 'p95', 'p99']).describe('Time that this share of requests took at most'),
    max: time.optional().describe('Fails above: `200ms`'),
    worse_than_source: worse,
    min_requests: minRequests,
  }),
  z.strictObject({
    metric: z
      .literal('consistency')
      .describe('Equal rows per compared row, of the last validation, or of following'),
    min: rate.optional().meta({ description: 'Fails below', default: 1 }),
  }),
  z.strictObject({
    metric: z.literal('shadow').describe('Equal answers per request that was made of both sides'),
    min: rate.optional().meta({ description: 'Fails below', default: 1 }),
    min_requests: minRequests,
  }),
  z.strictObject({
    metric: z.literal('probe').describe('An address that must answer'),
    url: address.describe('The address'),
    expect_status: z
      .number()
      .int()
      .min(100)
      .max(599)
      .optional()
      .meta({ description: 'Status of its answer', default: 200 }),
  }),
  z.strictObject({
    metric: z.literal('alerts').describe('No alert of these rules goes on, and a watch is at work'),
    rules: z.array(text).min(1).describe('Rules of `watch` by their ids; built-in ones by their signals'),
  }),
  z.strictObject({ metric: z.literal('person').describe('Each step waits for `switch forward`') }),
]);
export type GateFile = z.infer<typeof gate>;

export const backForm = /^(error_rate|grpc_errors|p50|p95|p99)\s*>\s*(\S+)$/;

export const switchFile = z.strictObject({
  plane: z
    .union([
      z.strictObject({ haproxy: haproxy.describe('HAProxy, by its admin socket') }),
      z.strictObject({ nginx: nginx.describe('nginx, by a file that it includes') }),
    ])
    .describe('The proxy in front of both sides: `haproxy` or `nginx`'),
  strategy: z
    .enum(['immediate', 'blue-green', 'canary', 'ab', 'conditional', 'rolling'])
    .describe(
      'immediate, blue-green: all at once; canary: by steps; ab: two groups until a person moves on; conditional: all at once when all gates pass; rolling: by steps, instance by instance',
    ),
  key: z
    .string()
    .regex(/^(header|cookie):[A-Za-z0-9_-]+$|^address$/, form('form.switch-key'))
    .default('header:x-user-id')
    .describe('What users are told apart by; HAProxy’s own config says it, too'),
  steps: z
    .array(z.number().min(0.01).max(100))
    .min(1)
    .optional()
    .describe('Percentages of users, growing; canary without: 5, 10, 25, 50, 100'),
  hold: time.default('10m').describe('How long each step is watched before the next one'),
  observe: time.optional().describe('The same for the last step; absent: `hold`'),
  gates: z.array(gate).default([]).describe('What has to hold before each next step'),
  back: z
    .strictObject({
      at: z
        .string()
        .regex(backForm, form('form.back-at'))
        .describe('Breach, at which users go back by themselves: `error_rate > 5%`, `p95 > 2s`'),
      less_from: rate
        .optional()
        .describe('At a breach that hits less than this share of all requests: only hold'),
      all_from: rate
        .optional()
        .describe('At a breach that hits less than this share of all requests: one step back; else all'),
    })
    .optional()
    .describe('When users go back by themselves; absent: never'),
  always: z.array(user).default([]).describe('Users that go first of all'),
  networks: z
    .array(z.string().regex(/^[0-9A-Fa-f:.]+\/\d{1,3}$/, form('form.network')))
    .default([])
    .describe('Networks that go first of all, `10.1.0.0/16`'),
  conditions: z
    .array(
      z.strictObject({
        header: text
          .regex(/^[A-Za-z0-9-]+$/, form('form.plain-name'))
          .optional()
          .describe('A request’s header'),
        cookie: text
          .regex(/^[A-Za-z0-9_]+$/, form('form.plain-name'))
          .optional()
          .describe('Or its cookie'),
        is: z
          .union([user, z.array(user).min(1)])
          .describe('Requests in which it is this, or one of these, go first of all'),
      }),
    )
    .default([])
    .describe('Requests that go first of all, by header or cookie (regions in `X-Region`)'),
  metrics: z
    .strictObject({
      source: address.describe('Of the source’s service'),
      target: address.describe('Of the target’s service'),
    })
    .optional()
    .describe('Prometheus metrics of the services: failed gRPC calls, and times behind HAProxy'),
  shadow: z
    .strictObject({
      source: address.describe('Base address of the source’s service'),
      target: address.describe('Base address of the target’s service'),
      paths: z.array(z.string().startsWith('/')).min(1).describe('Read requests (GET), made of both in turn'),
      ignore: z
        .array(text)
        .default([])
        .describe('Fields of JSON answers that may differ, besides `id`, `*_id` and `*Id`'),
    })
    .optional()
    .describe('What the gate `shadow` compares'),
  writes: z
    .enum(['source', 'target'])
    .default('source')
    .describe(
      '`target`: writes move with the reads; then nobody goes back by himself without a reverse feed',
    ),
  end_streams_after: time
    .optional()
    .describe(
      'Sessions that stay on the source are ended so long after the last step; by nginx itself, whose `worker_shutdown_timeout` must not be longer',
    ),
  rolling: z
    .strictObject({
      command: text.describe(
        'Run by /bin/sh for each instance once it is drained; TENANTFERRY_INSTANCE names it',
      ),
      drain: time.default('60s').describe('How long its sessions may take to end'),
      health: time.default('60s').describe('How long it may take to be healthy again'),
    })
    .optional()
    .describe('rolling: how an instance of the target’s backend is renewed'),
});
export type SwitchFile = z.infer<typeof switchFile>;
