import { statfs } from 'node:fs/promises';
import type { MysqlEndpoint, VaultEndpoint } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import type { Signal } from '../../config/watch-schema.js';
import { readValidation } from '../../ledger/saved-validations.js';
import { MysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import { figuresOf } from '../../phases/figures.js';
import type { Phase } from '../../phases/phase.js';
import { openVault } from '../../vault/client.js';
import { VaultError } from '../../vault/errors.js';
import { impatient } from '../../vault/retry.js';
import type { Held } from '../../watch/life.js';
import { statusOf } from '../status.js';
import { switchStatus } from '../switch/status.js';
import { lookForRun } from '../target-ledger.js';

/** What the tool knows by itself, as figures that rules compare. */

/** Values by what they are of; nothing: it does not hold. A signal that is left out could not be looked at, and is left as it is. */
export type Values = readonly Held[];

/** A session of a side for one group; MysqlError: it cannot be had. */
type SessionOf = (side: 'source' | 'target') => Promise<Session | MysqlError>;

interface Looking {
  readonly phases: readonly Phase[];
  readonly context: Context;
  readonly tokens: TokenWatch;
}

/** Signals that are looked at together. */
export interface SignalGroup {
  readonly signals: readonly Signal[];
  /** Rejects where they cannot be looked at. */
  readonly read: (sessionOf: SessionOf) => Promise<ReadonlyMap<Signal, Values>>;
}

const one = (value: number, key = ''): readonly Held[] => [{ key, value }];
const yes = (holds: boolean): readonly Held[] => (holds ? one(1) : []);

/** All of them but whether the servers answer. Each is read by itself, since any may take its time. */
export function signalGroups(looking: Looking): readonly SignalGroup[] {
  const { context, tokens } = looking;
  return [
    { signals: ofRuns, read: async (sessionOf) => runSignals(looking, await sessionOf('target')) },
    { signals: ['switch-gate'], read: () => switchSignals(context) },
    { signals: ['vault-token'], read: async () => new Map([['vault-token', await tokens()]]) },
    { signals: ['disk'], read: (sessionOf) => diskSignals(context, sessionOf) },
  ];
}

const ofRuns = [
  'run-stalled',
  'run-failed',
  'secrets-missing',
  'files-missing',
  'lag',
  'dirty-keys',
  'mismatches',
  'reverse-feed',
  'gate',
  'validation',
] as const satisfies readonly Signal[];

/** Of the tenant's latest run; nothing holds where there is none. */
async function runSignals(
  { phases, context }: Looking,
  target: Session | MysqlError,
): Promise<ReadonlyMap<Signal, Values>> {
  const nothing = new Map<Signal, Values>(ofRuns.map((signal) => [signal, []]));
  if (target instanceof MysqlError) return new Map();
  const found = await lookForRun(context, target, undefined);
  if (!found) return nothing;
  const { run, ledger } = found;
  const stands = await statusOf(phases, context, found);
  const { phase, isDue, worker, lagSeconds, dirtyKeys, verification, wayBack, gate } = stands;
  if (phase === 'rolled-back') return nothing;
  const figures = await figuresOf(phases, ledger, run.plan);
  // Deleted rows may name secrets that are gone in the source, too: nobody has to do anything about these.
  const secrets = figures.secrets
    .flatMap(({ problems }) => problems)
    .filter((problem) => !problem.sourceFault);
  const files = (figures.others.files ?? []).reduce((sum, { problems }) => sum + problems.length, 0);
  const validation = await readValidation(ledger);
  const isAtWork = worker?.alive === true;
  return new Map<Signal, Values>([
    // A run that failed says so itself.
    ['run-stalled', yes(isDue && !isAtWork && run.outcome !== 'failed')],
    ['run-failed', yes(run.outcome === 'failed' && !isAtWork)],
    ['secrets-missing', one(secrets.length)],
    ['files-missing', one(files)],
    ['lag', lagSeconds === null ? [] : one(lagSeconds)],
    ['dirty-keys', dirtyKeys === null ? [] : one(dirtyKeys)],
    ['mismatches', one(verification?.mismatches ?? 0)],
    ['reverse-feed', yes(wayBack === 'dead')],
    ['gate', gate.filter(({ ok }) => !ok).map(({ name }) => ({ key: name, value: 1 }))],
    ['validation', one(validation && !validation.ok ? Math.max(1, validation.differences) : 0)],
  ]);
}

/** Gates of moving traffic that say no, by their names, while a controller is at work; nothing where the config moves none. */
async function switchSignals(context: Context): Promise<ReadonlyMap<Signal, Values>> {
  if (!context.config.switch) return new Map([['switch-gate', []]]);
  const { isControlled, gates } = await switchStatus(context);
  const failing = isControlled ? gates.filter(({ verdict }) => verdict === 'fail') : [];
  return new Map([['switch-gate', failing.map(({ metric }) => ({ key: metric, value: 1 }))]]);
}

/** A token is asked about so often; a server that is away is no matter of the token. */
const tokenEveryMs = 60_000;
export type TokenWatch = () => Promise<readonly Held[]>;

/** Seconds that tokens of the config are good for. Who logs in by AppRole gets another one, so there is nothing to tell. */
export function createTokenWatch({ config }: Context): TokenWatch {
  let asked: { readonly at: number; readonly values: readonly Held[] } | undefined;
  return async () => {
    if (asked && performance.now() - asked.at < tokenEveryMs) return asked.values;
    const values: Held[] = [];
    for (const side of ['source', 'target'] as const) {
      const left = await secondsLeft(config[side].vault);
      if (left !== null) values.push({ key: side, value: left });
    }
    asked = { at: performance.now(), values };
    return values;
  };
}

async function secondsLeft(vault: VaultEndpoint | undefined): Promise<number | null> {
  if (vault?.auth.kind !== 'token' || vault.auth.token.empty) return null;
  try {
    await using client = await openVault(vault, { retry: impatient });
    // One that can be renewed is renewed by whoever works with it.
    return client.token && !client.token.renewable ? client.token.ttlSeconds : null;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return error.kind === 'token' ? 0 : null;
  }
}

/** Percent of each server's disk that is in use, where it can be read. */
async function diskSignals(context: Context, sessionOf: SessionOf): Promise<ReadonlyMap<Signal, Values>> {
  const values: Held[] = [];
  for (const side of ['source', 'target'] as const) {
    const session = await sessionOf(side);
    if (session instanceof MysqlError) continue;
    const used = await diskUse(session, context.config[side].mysql);
    if (used !== null) values.push({ key: side, value: used });
  }
  return new Map([['disk', values]]);
}

/** MariaDB's plugin tells it; of a server on this machine the system does. null: it cannot be read. */
async function diskUse(session: Session, { host, socketPath }: MysqlEndpoint): Promise<number | null> {
  const [row] = await session
    .query(
      `SELECT MAX(100 * d.Used / d.Total) AS used_percent FROM information_schema.DISKS AS d
        WHERE d.Total > 0 AND @@datadir LIKE CONCAT(d.Path, '%')`,
    )
    .catch(() => []);
  const told = Number(row?.used_percent ?? Number.NaN);
  if (Number.isFinite(told)) return told;
  const isHere = socketPath !== undefined || /^(127\.|::1$|localhost$)/.test(host);
  if (!isHere) return null;
  try {
    const [found] = await session.query('SELECT @@datadir AS folder');
    const { blocks, bfree, bavail } = await statfs(String(found?.folder));
    // As df says it: what is kept for root counts on neither side.
    const used = blocks - bfree;
    return used > 0 ? Math.round((1000 * used) / (used + bavail)) / 10 : null;
  } catch {
    return null;
  }
}
