import type { DatabaseFacts } from '../plan/facts.js';
import { type Finding, hasBlocker } from '../plan/finding.js';
import { selectTables } from '../plan/select-tables.js';
import type { Context } from '../preset/context.js';
import { checkVault } from '../vault/check.js';
import { checkMysql } from './mysql-connection.js';
import { readSamplePaths } from './secrets.js';

export interface Endpoints {
  readonly source: DatabaseFacts | null;
  readonly target: DatabaseFacts | null;
  /** Both Vaults can be used, or none is asked for. */
  readonly vaults: boolean;
}

/** The four endpoints side by side; the Vaults are asked about the paths that the source's rows name. */
export async function checkEndpoints(
  { config, preset }: Context,
  report: (findings: readonly Finding[]) => void,
): Promise<Endpoints> {
  const tables = selectTables(preset, config.tables).tables.map(({ name }) => name);
  const checkServer = async (role: 'source' | 'target') => {
    const { mysql: endpoint, production } = config[role];
    const checked = await checkMysql({ endpoint, role, preset, production, tables });
    report(checked.findings);
    return checked.facts;
  };
  const source = checkServer('source');
  const checkSecrets = async (role: 'source' | 'target') => {
    const endpoint = config[role].vault;
    if (!preset.secrets || !endpoint) return true;
    const samplePaths = await source.then((facts) => readSamplePaths(config, preset, facts)).catch(() => []);
    const found = await checkVault({ endpoint, role, samplePaths });
    report(found);
    return !hasBlocker(found);
  };
  const [sourceFacts, targetFacts, sourceVault, targetVault] = await Promise.all([
    source,
    checkServer('target'),
    checkSecrets('source'),
    checkSecrets('target'),
  ]);
  return { source: sourceFacts, target: targetFacts, vaults: sourceVault && targetVault };
}
