import { hostname, userInfo } from 'node:os';
import type { z } from 'zod';
import type { Config } from '../config/config.js';
import type { LogEntry } from '../ledger/shapes.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { vaultVersion } from '../vault/version.js';
import { logFields } from './log-fields.js';
import { type ReportEnvironment, reportEnvironment } from './report-shape.js';
import type { RunRequest } from './types.js';

/** The log entry that says under which settings a run, or the rest of one, was made. */
export const environmentKind = 'environment';

const logged = reportEnvironment.omit({ at: true });

/** Server variables that say how a server treats what is written. Names of files and hosts stay out. */
const variables = [
  'sql_mode',
  'time_zone',
  'system_time_zone',
  'character_set_server',
  'collation_server',
  'transaction_isolation',
  'local_infile',
  'max_allowed_packet',
  'lower_case_table_names',
  'log_bin',
  'binlog_format',
  'read_only',
];

/** Who a command is run by: the account and the machine, as the operating system says. */
export function operator(): { readonly operator: string; readonly machine: string } {
  return { operator: accountName(), machine: hostname() };
}

/** The same in one word: ops@host. */
export function operatorName(): string {
  return `${accountName()}@${hostname()}`;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without a name, as in some containers.
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** The entry's text: a sentence, and on the last line the same as JSON. Holds no address and no secret. */
export async function environmentDetail(
  config: Config,
  request: RunRequest,
  plan: Plan,
  facts: { readonly source: DatabaseFacts | undefined; readonly target: DatabaseFacts },
): Promise<string> {
  const fields = {
    ...operator(),
    node: process.version,
    settings: settingsOf(config, request),
    source: chosen(facts.source),
    target: chosen(facts.target),
    vault:
      plan.vault && request.phase !== 'mysql'
        ? {
            source: config.source.vault ? await vaultVersion(config.source.vault) : null,
            target: config.target.vault ? await vaultVersion(config.target.vault) : null,
          }
        : null,
  } satisfies z.infer<typeof logged>;
  return `${fields.operator}@${fields.machine}, Node ${fields.node}\n${JSON.stringify(fields)}`;
}

/** What the log of a run says of its settings; the latest where it was resumed, null where an older version wrote it. */
export function environmentOf(log: readonly LogEntry[]): ReportEnvironment | null {
  const entry = log.findLast(({ kind }) => kind === environmentKind);
  const fields = entry && logged.safeParse(logFields(entry.detail)).data;
  return entry && fields ? { at: entry.at, ...fields } : null;
}

/** Settings by their names in the config. */
function settingsOf({ options, ids, source, target }: Config, { phase }: RunRequest): Record<string, string> {
  const { throttle, vault } = options;
  const given: Record<string, string | number | boolean | undefined> = {
    phase,
    ids,
    batch_size: options.batchSize,
    parallel: options.parallel,
    on_error: options.onError,
    bulk: options.bulk ?? 'auto',
    within_server: options.withinServer ?? true,
    'throttle.max_threads_running': throttle?.maxThreadsRunning,
    'throttle.max_replica_lag_seconds': throttle?.maxReplicaLagSeconds,
    'throttle.max_rows_per_second': throttle?.maxRowsPerSecond,
    'vault.history': vault?.history,
    'vault.max_requests_per_second': vault?.maxRequestsPerSecond,
    'source.environment': source.production ? 'production' : undefined,
    'target.environment': target.production ? 'production' : undefined,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function chosen(facts: DatabaseFacts | undefined): Record<string, string> {
  if (!facts) return {};
  const { flavour, version } = facts;
  const found = variables.flatMap((name) => {
    const value = facts.variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { version: `${flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${version}`, ...Object.fromEntries(found) };
}
