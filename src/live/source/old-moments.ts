import { quoteTable } from '../../core/sql.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import type { Plan } from '../../plan/plan.js';
import { say } from '../words.js';
import type { Draft } from './draft.js';

/** Columns that hold moments in the form of servers before MySQL 5.6 and MariaDB 10.1: MariaDB marks their types. */
export function checkOldMoments(plan: Plan, facts: DatabaseFacts): readonly Draft[] {
  return plan.tables.flatMap(({ table, source }): Draft[] => {
    const old = (facts.tables[source]?.columns ?? []).filter(({ columnType }) =>
      columnType.includes('/* mariadb-5.3 */'),
    );
    if (old.length === 0) return [];
    const columns = old.map(({ name }) => name).join(', ');
    const statement = `ALTER TABLE ${quoteTable(plan.source.database, source)} FORCE;`;
    return [
      {
        code: 'live.temporal',
        severity: 'blocker',
        title: say('live.temporal.columns', { table, columns }),
        remedy: say('live.temporal.remedy', { statement }),
      },
    ];
  });
}
