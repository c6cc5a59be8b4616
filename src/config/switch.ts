import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Sentence } from '../core/sentence.js';
import { nearest } from '../core/yaml/nearest.js';
import { type Loading, report, resolveText } from './loading.js';
import { backForm, type GateFile, rateForm, type SwitchFile } from './switch-schema.js';
import { timeMs } from './times.js';
import type { WatchConfig } from './watch.js';
import { say } from './words.js';

/** How read traffic moves. Times in milliseconds, rates from 0 to 1, shares of users in percent. */
export interface SwitchConfig {
  readonly plane: PlaneConfig;
  readonly strategy: SwitchFile['strategy'];
  readonly key: string;
  /** Growing; the last one need not be 100. */
  readonly steps: readonly number[];
  readonly holdMs: number;
  readonly observeMs: number;
  readonly gates: readonly Gate[];
  readonly back?: BackRule;
  readonly first: First;
  readonly metrics?: Sides;
  readonly shadow?: Sides & { readonly paths: readonly string[]; readonly ignore: readonly string[] };
  readonly writes: 'source' | 'target';
  readonly endStreamsMs?: number;
  readonly rolling?: { readonly command: string; readonly drainMs: number; readonly healthMs: number };
}

/** Who goes first of all. */
export interface First {
  readonly users: readonly string[];
  readonly networks: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Requests in whose header or cookie one of these stands. */
export interface Condition {
  readonly kind: 'header' | 'cookie';
  readonly name: string;
  readonly is: readonly string[];
}

/** Addresses of the two sides' services. */
interface Sides {
  readonly source: string;
  readonly target: string;
}

export interface HaproxyConfig {
  readonly kind: 'haproxy';
  readonly socket: string;
  /** Names as HAProxy knows them; the files are relative to `folder`. */
  readonly map: string;
  readonly users: string;
  readonly networks?: string;
  readonly conditions?: string;
  readonly source: string;
  readonly target: string;
  readonly folder: string;
}

export interface NginxConfig {
  readonly kind: 'nginx';
  readonly include: string;
  readonly reload: string;
  /** Absent: what it would be cannot be told from `reload`. */
  readonly test?: string;
  readonly log: string;
  readonly source: string;
  readonly target: string;
}

export type PlaneConfig = HaproxyConfig | NginxConfig;

/** A breach, and what is done by the share of all requests that it hits. */
export interface BackRule {
  readonly metric: TrafficMetric;
  /** Above it: a rate, or milliseconds. */
  readonly above: number;
  /** Below it: only hold. */
  readonly lessFrom: number;
  /** Below it: one step back. */
  readonly allFrom: number;
}

export type RateMetric = 'error_rate' | 'grpc_errors';
export type TimeMetric = 'p50' | 'p95' | 'p99';
/** What only the users' own requests can tell. */
export type TrafficMetric = RateMetric | TimeMetric;

export type Gate =
  | {
      readonly metric: TrafficMetric;
      /** A rate, or milliseconds. */
      readonly max?: number;
      readonly worseThanSource?: number;
      readonly minRequests: number;
    }
  | { readonly metric: 'consistency'; readonly min: number }
  | { readonly metric: 'shadow'; readonly min: number; readonly minRequests: number }
  | { readonly metric: 'probe'; readonly url: string; readonly expectStatus: number }
  | { readonly metric: 'alerts'; readonly rules: readonly string[] }
  | { readonly metric: 'person' };

export const defaultMinRequests = 20;
const canarySteps = [5, 10, 25, 50, 100];
/** The schema has held its form. */
const msOf = (text: string): number => timeMs(text) ?? 0;

function rateOf(given: number | string): number {
  return typeof given === 'number' ? given : Number(rateForm.exec(given)?.[1] ?? given) / 100;
}

/** Rules that gates name are rules of the watch, and none of them tells of these gates themselves. */
function checkRules(loading: Loading, { gates }: SwitchFile, watch: WatchConfig | undefined): void {
  for (const [index, gate] of gates.entries()) {
    for (const rule of gate.metric === 'alerts' ? gate.rules : []) {
      const at = ['switch', 'gates', index, 'rules'];
      if (watch === undefined) {
        report(loading, at, say('switch.no-watch', { rule }));
        continue;
      }
      const found = watch.rules.find(({ id }) => id === rule);
      const other = watch.rules.find(({ source }) => source.kind === 'signal' && source.signal === rule);
      const names = watch.rules.map(({ id }) => id);
      if (!found && other) report(loading, at, say('switch.other-rule', { rule, other: other.id }), other.id);
      else if (!found) report(loading, at, say('switch.no-rule', { rule }), nearest(rule, names));
      else if (found.source.kind === 'signal' && found.source.signal === 'switch-gate')
        report(loading, at, say('switch.own-rule', { rule }));
    }
  }
}

/** The block `switch`; reports what does not fit together. `watch`: whose rules its gates may name. */
export function resolveSwitch(
  loading: Loading,
  file: SwitchFile,
  watch: WatchConfig | undefined,
): SwitchConfig {
  checkRules(loading, file, watch);
  const problem = (key: string, said: Sentence) => report(loading, ['switch', key], said);
  const plane = planeOf(loading, file);
  const needsSteps = file.strategy === 'ab' || file.strategy === 'rolling';
  if (needsSteps && !file.steps) problem('strategy', say('switch.no-steps', { strategy: file.strategy }));
  // The proxies count hundredths: what they say is compared with what they were told.
  const steps = (file.steps ?? canarySteps).map((step) => Math.round(step * 100) / 100);
  if (steps.some((step, index) => index > 0 && step <= (steps[index - 1] ?? 0)))
    problem('steps', say('switch.steps-grow'));
  if (file.strategy === 'rolling' && (plane.kind !== 'haproxy' || !file.rolling))
    problem('strategy', say('switch.rolling'));
  for (const list of ['networks', 'conditions'] as const)
    if (plane.kind === 'haproxy' && file[list].length > 0 && plane[list] === undefined)
      problem(list, say('switch.no-map', { list }));
  if (file.gates.some(({ metric }) => metric === 'shadow') && !file.shadow)
    problem('gates', say('switch.no-shadow'));
  const isAtOnce = ['immediate', 'blue-green', 'conditional'].includes(file.strategy);
  const { metrics, shadow } = file;
  const addressOf = (key: string, side: 'source' | 'target', value: string) =>
    resolveText(loading, ['switch', key, side], value);
  return {
    plane,
    strategy: file.strategy,
    key: file.key,
    steps: isAtOnce ? [100] : steps,
    holdMs: msOf(file.hold),
    observeMs: msOf(file.observe ?? file.hold),
    gates: file.gates.map(gateOf),
    ...(file.back ? { back: backOf(loading, file.back) } : {}),
    first: firstOf(loading, file),
    ...(metrics
      ? {
          metrics: {
            source: addressOf('metrics', 'source', metrics.source),
            target: addressOf('metrics', 'target', metrics.target),
          },
        }
      : {}),
    ...(shadow
      ? {
          shadow: {
            ...shadow,
            source: addressOf('shadow', 'source', shadow.source),
            target: addressOf('shadow', 'target', shadow.target),
          },
        }
      : {}),
    writes: file.writes,
    ...(file.end_streams_after ? { endStreamsMs: msOf(file.end_streams_after) } : {}),
    ...(file.rolling
      ? {
          rolling: {
            command: file.rolling.command,
            drainMs: msOf(file.rolling.drain),
            healthMs: msOf(file.rolling.health),
          },
        }
      : {}),
  };
}

function planeOf(loading: Loading, { plane }: SwitchFile): PlaneConfig {
  const { folder } = loading;
  if ('haproxy' in plane) {
    const { socket, networks, conditions, ...others } = plane.haproxy;
    const isAddress = /^[^/]+:\d+$/.test(socket);
    return {
      kind: 'haproxy',
      ...others,
      ...(networks === undefined ? {} : { networks }),
      ...(conditions === undefined ? {} : { conditions }),
      socket: isAddress ? socket : resolve(folder, socket),
      folder,
    };
  }
  const { include, log, reload, test } = plane.nginx;
  const derived = /-s\s+reload\b/.test(reload) ? reload.replace(/-s\s+reload\b/, '-t') : undefined;
  const tested = test ?? derived;
  return {
    kind: 'nginx',
    ...plane.nginx,
    include: resolve(folder, include),
    log: resolve(folder, log),
    ...(tested === undefined ? {} : { test: tested }),
  };
}

function gateOf(file: GateFile): Gate {
  switch (file.metric) {
    case 'error_rate':
    case 'grpc_errors':
      return { ...traffic(file), ...(file.max === undefined ? {} : { max: rateOf(file.max) }) };
    case 'p50':
    case 'p95':
    case 'p99':
      return { ...traffic(file), ...(file.max === undefined ? {} : { max: msOf(file.max) }) };
    case 'consistency':
      return { metric: 'consistency', min: rateOf(file.min ?? 1) };
    case 'shadow':
      return {
        metric: 'shadow',
        min: rateOf(file.min ?? 1),
        minRequests: file.min_requests ?? defaultMinRequests,
      };
    case 'probe':
      return { metric: 'probe', url: file.url, expectStatus: file.expect_status ?? 200 };
    case 'alerts':
      return { metric: 'alerts', rules: file.rules };
    case 'person':
      return { metric: 'person' };
  }
}

function traffic(file: {
  metric: TrafficMetric;
  worse_than_source?: number | undefined;
  min_requests?: number | undefined;
}) {
  const { metric, worse_than_source: worse, min_requests: least = defaultMinRequests } = file;
  return { metric, minRequests: least, ...(worse === undefined ? {} : { worseThanSource: worse }) };
}

function backOf(loading: Loading, back: NonNullable<SwitchFile['back']>): BackRule {
  const [, metric = '', limit = ''] = backForm.exec(back.at) ?? [];
  const isTime = metric.startsWith('p');
  if (isTime ? timeMs(limit) === undefined : !/^\d+(\.\d+)?%?$/.test(limit))
    report(loading, ['switch', 'back', 'at'], say('switch.back-limit', { limit }));
  const lessFrom = rateOf(back.less_from ?? 0);
  const allFrom = rateOf(back.all_from ?? 0);
  if (lessFrom > allFrom) report(loading, ['switch', 'back', 'less_from'], say('switch.back-order'));
  return {
    metric: metric as TrafficMetric,
    above: isTime ? msOf(limit) : rateOf(limit.endsWith('%') ? limit : Number(limit)),
    lessFrom,
    allFrom,
  };
}

function firstOf(loading: Loading, { always, networks, conditions }: SwitchFile): First {
  for (const [index, network] of networks.entries())
    if (!isNetwork(network))
      report(loading, ['switch', 'networks', index], say('switch.network', { network }));
  return {
    users: [...new Set(always)],
    networks,
    conditions: conditions.flatMap(({ header, cookie, is }, index): readonly Condition[] => {
      if ((header === undefined) === (cookie === undefined)) {
        report(loading, ['switch', 'conditions', index], say('switch.condition'));
        return [];
      }
      const values = typeof is === 'string' ? [is] : is;
      return header === undefined
        ? [{ kind: 'cookie', name: cookie ?? '', is: values }]
        : [{ kind: 'header', name: header.toLowerCase(), is: values }];
    }),
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits = ''] = text.split('/');
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}
