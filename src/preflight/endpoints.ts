import type { Context } from '../config/context.js';
import { type Finding, finding, hasBlocker } from '../core/finding.js';
import { countSecretRows, readSamplePaths } from '../phases/secrets/check/named-secrets.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { selectTables } from '../plan/select-tables.js';
import { spelledAsTarget } from '../plan/spell-facts.js';
import type { Preset } from '../preset/schema.js';
import { checkMysql } from './mysql-connection.js';

export interface Endpoints {
  readonly source: DatabaseFacts | null;
  readonly target: DatabaseFacts | null;
  /** Both Vaults can be used, and were asked. */
  readonly vaults: boolean;
}

/** Rows and secrets a second that even a slow pair of servers manages, for judging how long a token must live. */
const slowRows = 10_000;
const slowSecrets = 100;

/** A careful guess of the run's length, from the server's own estimates; the dry run measures it. */
export function roughSeconds(
  preset: Preset,
  facts: DatabaseFacts | null,
  tables: readonly { readonly source: string }[] = preset.tables.map(({ name }) => ({ source: name })),
): number {
  if (!facts) return 0;
  const rowsOf = (tables: readonly string[]) =>
    tables.reduce((total, table) => total + (facts.tables[table]?.approximateRows ?? 0), 0);
  const rows = rowsOf(tables.map(({ source }) => source));
  const secrets = rowsOf(preset.secrets?.entries.map(({ table }) => table) ?? []);
  return Math.ceil(rows / slowRows + secrets / slowSecrets);
}

interface EndpointOptions {
  /** Leaves both Vaults alone. */
  readonly rowsOnly?: boolean | undefined;
  readonly onEndpoint?: (done: number, total: number) => void;
}

const vaultsLeftAlone: Finding = finding('info', 'config', 'vault.left-alone', {
  title:
    'the Vaults are not looked at, since only rows are copied now; the run of the Vault phase looks at them first',
});

/** The four endpoints side by side; the Vaults are asked about the paths that the source's rows name. */
export async function checkEndpoints(
  { config, preset }: Context,
  report: (findings: readonly Finding[]) => void,
  { rowsOnly = false, onEndpoint = () => undefined }: EndpointOptions = {},
): Promise<Endpoints> {
  const tables = selectTables(preset, config.tables).tables.map(({ name }) => name);
  const checkServer = async (role: 'source' | 'target') => {
    const { mysql: endpoint, production } = config[role];
    const checked = await checkMysql({
      endpoint,
      role,
      preset,
      production,
      tables,
      parallel: config.options.parallel,
    });
    report(checked.findings);
    return checked.facts;
  };
  const source = checkServer('source');
  const checkSecrets = async (role: 'source' | 'target') => {
    const endpoint = config[role].vault;
    // One that only holds keys is no place for secrets.
    if (!preset.secrets || !endpoint || !config.source.vault || rowsOnly) return false;
    const samplePaths = await source.then((facts) => readSamplePaths(config, preset, facts)).catch(() => []);
    const forecastSeconds = await source.then((facts) => roughSeconds(preset, facts)).catch(() => 0);
    const forecastRequests = await source
      .then((facts) => countSecretRows(config, preset, facts))
      .catch(() => 0);
    // No client is loaded for what no config names.
    const { probeVault } = await import('../vault/probe.js');
    const found = await probeVault({
      endpoint,
      role,
      samplePaths,
      forecastSeconds,
      forecastRequests,
      pathsHaveSettings: preset.secrets.paths_have_settings,
    });
    report(found);
    return !hasBlocker(found);
  };
  if (rowsOnly && preset.secrets && config.source.vault) report([vaultsLeftAlone]);
  let done = 0;
  const looks = [source, checkServer('target'), checkSecrets('source'), checkSecrets('target')] as const;
  onEndpoint(done, looks.length);
  for (const look of looks) {
    // Only counted here: a failure is thrown by the `Promise.all` below.
    const counted = (): void => onEndpoint(++done, looks.length);
    look.then(counted, () => undefined);
  }
  const [sourceFacts, targetFacts, sourceVault, targetVault] = await Promise.all(looks);
  return {
    source: sourceFacts && targetFacts ? spelledAsTarget(sourceFacts, targetFacts) : sourceFacts,
    target: targetFacts,
    vaults: sourceVault && targetVault,
  };
}
