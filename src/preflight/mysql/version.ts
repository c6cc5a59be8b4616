import type { Finding } from '../../core/finding.js';
import type { DatabaseFacts } from '../../plan/facts.js';

/** Oldest version that has what the copy relies on (JSON, REGEXP-free metadata, row constructors), and the oldest we test near. */
const floors = {
  mysql: { oldest: [5, 7, 8], tested: [8, 0, 0], name: 'MySQL' },
  mariadb: { oldest: [10, 2, 7], tested: [10, 6, 0], name: 'MariaDB' },
} as const;

function parts(version: string): readonly number[] {
  // MariaDB behind old replication clients prints `5.5.5-10.11.6-MariaDB`.
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-(?=1\d\.)/, ''));
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : [];
}

function below(version: readonly number[], floor: readonly number[]): boolean {
  for (const [index, minimum] of floor.entries()) {
    const part = version[index] ?? 0;
    if (part !== minimum) return part < minimum;
  }
  return false;
}

/** Whether the server is one this tool can work with. */
export function versionFinding(
  facts: Pick<DatabaseFacts, 'flavour' | 'version'>,
  side: 'source' | 'target',
): Finding {
  const { oldest, tested, name } = floors[facts.flavour];
  const version = parts(facts.version);
  const base = {
    code: 'mysql.version',
    subject: `${side}-mysql` as const,
    params: {
      flavour: name,
      version: facts.version,
      oldest: oldest.join('.'),
      tested: tested.slice(0, 2).join('.'),
    },
  };
  if (below(version, oldest)) {
    return {
      ...base,
      severity: 'blocker',
      title: `the server is ${name} ${facts.version}; ${oldest.join('.')} is the oldest that works`,
      remedy: `upgrade the server, or restore its backup into a newer one and migrate from there`,
    };
  }
  if (below(version, tested)) {
    return {
      ...base,
      severity: 'warning',
      title: `the server is ${name} ${facts.version}, older than the versions this tool is tested with (${tested.slice(0, 2).join('.')} and later)`,
      remedy: 'rehearse the migration on a copy first',
    };
  }
  return { ...base, severity: 'ok', title: `${name} ${facts.version}` };
}
