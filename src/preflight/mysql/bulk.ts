import type { Config } from '../../config/config.js';
import type { Finding } from '../../core/finding.js';
import { chooseMethod } from '../../mysql/bulk-method.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import type { Plan } from '../../plan/plan.js';

/** Which way rows will go into the target, found by trying. */
export async function checkBulkMethod(
  { options, target }: Config,
  plan: Plan,
  { variables }: DatabaseFacts,
): Promise<readonly Finding[]> {
  const bulk = options.bulk ?? 'auto';
  const [first] = plan.tables;
  if (first === undefined) return [];
  const { refused } = await chooseMethod(target.mysql, first.target, bulk);
  const base = { code: 'mysql.bulk', subject: 'target-mysql' } as const;
  if (bulk === 'insert') {
    return [
      {
        ...base,
        severity: 'info',
        title: 'rows go in by multi-row INSERT, as options.bulk says',
        params: { bulk, refused },
      },
    ];
  }
  if (refused === null) {
    return [
      {
        ...base,
        severity: 'ok',
        title: 'LOAD DATA LOCAL was tried and works: rows go in by it',
        params: { bulk, refused },
      },
    ];
  }
  if (bulk === 'load') {
    return [
      {
        ...base,
        severity: 'blocker',
        title: `LOAD DATA LOCAL was tried and refused (${refused}), and options.bulk asks for it`,
        remedy:
          'let the server and whatever stands before it take LOAD DATA LOCAL (SET GLOBAL local_infile = 1), or set options.bulk: auto',
        params: { bulk, refused },
      },
    ];
  }
  // Where the server's own setting forbids it, that is said with the settings.
  if (!/^(on|1)$/i.test(variables.local_infile ?? '')) return [];
  return [
    {
      ...base,
      severity: 'warning',
      title: `LOAD DATA LOCAL was tried and refused (${refused}), though local_infile is ON: rows go in by multi-row INSERT, which is slower`,
      remedy:
        'nothing needs to be done; to load faster, let the proxy before the server take LOAD DATA LOCAL, or name the server itself in the config',
      params: { bulk, refused },
    },
  ];
}
