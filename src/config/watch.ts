import { Secret } from '../core/secret.js';
import { nearest } from '../core/yaml/nearest.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { shownKey } from '../core/yaml/yaml.js';
import { type Loading, report, resolveSecret, resolveText } from './loading.js';
import { ruleSqlProblem } from './rule-sql.js';
import { timeMs } from './times.js';
import {
  type ChannelFile,
  type RecoveryAction,
  type RuleFile,
  type Severity,
  type Signal,
  signals,
  type WatchFile,
  whenForm,
} from './watch-schema.js';
import { say } from './words.js';

export type Operator = '>' | '>=' | '<' | '<=' | '=' | '!=';

export interface Comparison {
  readonly operator: Operator;
  readonly limit: number;
}

/** What a rule looks at. */
export type RuleSource =
  | { readonly kind: 'sql'; readonly sql: string; readonly on: 'source' | 'target' }
  | { readonly kind: 'signal'; readonly signal: Signal };

/** When somebody is told, of what. Times in milliseconds. */
export interface WatchRule {
  readonly id: string;
  readonly source: RuleSource;
  readonly when: Comparison;
  readonly forMs: number;
  readonly severity: Severity;
  readonly channels: readonly string[];
  /** null: told once. */
  readonly repeatMs: number | null;
  readonly inhibitedBy: readonly string[];
  readonly recover: {
    readonly action: RecoveryAction;
    readonly attempts: number;
    readonly cooldownMs: number;
  } | null;
}

type Language = 'en' | 'zh';

/** A way to tell somebody. Addresses are secrets: whoever knows one may write there. */
export type ChannelConfig = { readonly name: string; readonly language?: Language | undefined } & (
  | { readonly type: 'webhook' | 'slack' | 'alertmanager'; readonly url: Secret }
  | { readonly type: 'dingtalk'; readonly url: Secret; readonly secret?: Secret | undefined }
  | MailConfig
);

export interface MailConfig {
  readonly type: 'email';
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  readonly tls: 'auto' | 'required' | 'none';
}

export interface WatchConfig {
  readonly everyMs: number;
  readonly channels: readonly ChannelConfig[];
  /** Those of the config, and the built-in ones. */
  readonly rules: readonly WatchRule[];
}

type SignalDefault = Pick<WatchRule, 'severity' | 'forMs'> & { readonly when: Comparison };

const above = (limit: number): Comparison => ({ operator: '>', limit });
const minute = 60_000;

/** When a built-in signal is an alert, where no rule says otherwise. */
const signalDefaults: Readonly<Record<Signal, SignalDefault>> = {
  'source-down': { when: above(0), forMs: 0, severity: 'critical' },
  'target-down': { when: above(0), forMs: 0, severity: 'critical' },
  'run-stalled': { when: above(0), forMs: minute, severity: 'critical' },
  'run-failed': { when: above(0), forMs: 0, severity: 'critical' },
  'secrets-missing': { when: above(0), forMs: 0, severity: 'error' },
  'files-missing': { when: above(0), forMs: 0, severity: 'error' },
  // Seconds.
  lag: { when: above(60), forMs: minute, severity: 'warning' },
  'dirty-keys': { when: above(100_000), forMs: 5 * minute, severity: 'warning' },
  mismatches: { when: above(0), forMs: 0, severity: 'error' },
  'reverse-feed': { when: above(0), forMs: minute, severity: 'critical' },
  'switch-gate': { when: above(0), forMs: 0, severity: 'warning' },
  gate: { when: above(0), forMs: 5 * minute, severity: 'info' },
  validation: { when: above(0), forMs: 0, severity: 'error' },
  // Seconds that it has left.
  'vault-token': { when: { operator: '<', limit: 3600 }, forMs: 0, severity: 'warning' },
  // Percent in use.
  disk: { when: above(90), forMs: minute, severity: 'error' },
};

/** Of those that `signals: true` means; what a gate waits for is not wrong yet. */
const toldByThemselves = signals.filter((signal) => signal !== 'gate');

/** The block `watch`; reports what does not fit together. */
export function resolveWatch(loading: Loading, file: WatchFile): WatchConfig {
  const channels = Object.entries(file.channels).map(([name, channel]) =>
    resolveChannel(loading, name, channel),
  );
  const names = channels.map(({ name }) => name);
  const own = file.rules.flatMap((rule, index) => resolveRule(loading, file, rule, index, names) ?? []);
  const wanted = file.signals === true ? toldByThemselves : file.signals || [];
  const covered = new Set(own.flatMap(({ source }) => (source.kind === 'signal' ? [source.signal] : [])));
  const builtIn = wanted.filter((signal) => !covered.has(signal));
  const rules = withRuleIds([...builtIn.map((signal) => builtInRule(signal, names)), ...own]);
  for (const [index, { id }] of file.rules.entries())
    if (inhibitorsOf(id, rules).has(id))
      report(loading, ['watch', 'rules', index, 'inhibited_by'], say('watch.circle', { id }));
  return { everyMs: Math.max(100, timeMs(file.every) ?? 0), channels, rules };
}

/** All rules that keep this one back, also by keeping back others that do. */
function inhibitorsOf(rule: string, rules: readonly WatchRule[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [rule];
  for (const id of waiting)
    for (const other of rules.find((one) => one.id === id)?.inhibitedBy ?? [])
      if (!found.has(other)) {
        found.add(other);
        waiting.push(other);
      }
  return found;
}

/** A signal that keeps others back does so under whatever name a rule tells it. */
function withRuleIds(rules: readonly WatchRule[]): readonly WatchRule[] {
  const idsOf = (name: string) =>
    rules
      .filter(({ id, source }) => id === name || (source.kind === 'signal' && source.signal === name))
      .map(({ id }) => id);
  return rules.map((rule) => ({
    ...rule,
    inhibitedBy: [...new Set(rule.inhibitedBy.flatMap(idsOf))].filter((id) => id !== rule.id),
  }));
}

function builtInRule(signal: Signal, channels: readonly string[]): WatchRule {
  return {
    id: signal,
    source: { kind: 'signal', signal },
    ...signalDefaults[signal],
    channels,
    repeatMs: null,
    inhibitedBy: deadServers({ kind: 'signal', signal }),
    recover: null,
  };
}

/** What cannot be known while a server is away is not told beside that. */
function deadServers(source: RuleSource): readonly string[] {
  if (source.kind === 'sql') return [`${source.on}-down`];
  return source.signal === 'target-down' || source.signal === 'source-down' ? [] : ['target-down'];
}

function resolveRule(
  loading: Loading,
  { rules, channels: known }: WatchFile,
  file: RuleFile,
  index: number,
  names: readonly string[],
): WatchRule | undefined {
  const path = ['watch', 'rules', index];
  const { id, signal } = file;
  const before = loading.problems.length;
  const problem = (key: string, said: ReturnType<typeof say>, near?: string) =>
    report(loading, [...path, key], said, near);
  if (rules.findIndex((rule) => rule.id === id) < index) problem('id', say('watch.twice', { id }));
  if (signals.some((one) => one === id) && signal !== id) problem('id', say('watch.taken', { id }));
  if ((file.sql === undefined) === (signal === undefined)) problem('id', say('watch.either', { id }));
  if (signal !== undefined && file.on !== undefined) problem('on', say('watch.on', { id }));
  const wrong = file.sql === undefined ? undefined : ruleSqlProblem(id, file.sql);
  if (wrong) problem('sql', wrong);
  for (const channel of file.channels ?? [])
    if (!Object.hasOwn(known, channel))
      problem('channels', say('watch.no-channel', { id, channel }), nearest(channel, names));
  const others: readonly string[] = [...rules.map((rule) => rule.id), ...signals];
  for (const other of file.inhibited_by)
    if (!others.includes(other))
      problem('inhibited_by', say('watch.no-rule', { id, other }), nearest(other, others));
  const defaults = signal === undefined ? undefined : signalDefaults[signal];
  const when = file.when === undefined ? defaults?.when : comparisonOf(file.when);
  if (when === undefined) problem('id', say('watch.when', { id }));
  if (loading.problems.length > before || when === undefined) return undefined;
  const source: RuleSource =
    signal === undefined
      ? { kind: 'sql', sql: (file.sql ?? '').replace(/\s*;\s*$/, ''), on: file.on ?? 'target' }
      : { kind: 'signal', signal };
  return {
    id,
    source,
    when,
    forMs: file.for === undefined ? (defaults?.forMs ?? 0) : (timeMs(file.for) ?? 0),
    severity: file.severity ?? defaults?.severity ?? 'warning',
    channels: file.channels ?? names,
    repeatMs: file.repeat === undefined ? null : (timeMs(file.repeat) ?? null),
    inhibitedBy: [...new Set([...file.inhibited_by, ...deadServers(source)])],
    recover: file.recover
      ? {
          action: file.recover.action,
          attempts: file.recover.attempts,
          cooldownMs: timeMs(file.recover.cooldown) ?? 0,
        }
      : null,
  };
}

function comparisonOf(text: string): Comparison | undefined {
  const [, operator, limit] = whenForm.exec(text) ?? [];
  return operator === undefined ? undefined : { operator: operator as Operator, limit: Number(limit) };
}

function resolveChannel(loading: Loading, name: string, file: ChannelFile): ChannelConfig {
  const path = ['watch', 'channels', name];
  const { language } = file;
  if (file.type === 'email') {
    const { host, port = 587, from, to, username, tls } = file;
    const password = resolveSecret(loading, path, 'password', file.password, file.password_file);
    return {
      name,
      language,
      type: 'email',
      host,
      port,
      from,
      to: typeof to === 'string' ? [to] : to,
      username: username === undefined ? undefined : resolveText(loading, [...path, 'username'], username),
      password,
      tls,
    };
  }
  const url = resolveUrl(loading, path, file);
  if (file.type !== 'dingtalk') return { name, language, type: file.type, url };
  const secret = resolveSecret(loading, path, 'secret', file.secret, file.secret_file);
  return { name, language, type: 'dingtalk', url, secret };
}

/** What it holds is not shown where it is wrong. */
function resolveUrl(
  loading: Loading,
  path: readonly string[],
  file: { readonly url?: string | undefined; readonly url_file?: string | undefined },
): Secret {
  const before = loading.problems.length;
  const url = resolveSecret(loading, path, 'url', file.url, file.url_file);
  const key = shownKey([...path, 'url']);
  if (loading.problems.length > before) return new Secret('');
  if (!url || url.empty) report(loading, path, sayYaml('yaml.missing', { key }));
  else if (!/^https?:$/.test(URL.parse(url.reveal().trim())?.protocol ?? ''))
    report(loading, [...path, 'url'], say('watch.url', { key }));
  return new Secret(url?.reveal().trim() ?? '');
}
