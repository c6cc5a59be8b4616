import { type LogFilters, readLogFilters } from '../../mysql/log-position.js';
import type { Session } from '../../mysql/session.js';
import { say } from '../words.js';
import type { Draft, Settings } from './draft.js';

/** Whether the server leaves databases out of its log. */
export async function checkFilters(
  session: Session,
  database: string,
  settings: Settings,
): Promise<readonly Draft[]> {
  const filters = await readLogFilters(session);
  return filters ? judgeFilters(filters, database, settings('lower_case_table_names') !== '0') : [];
}

/** `ignoresCase`: of names of databases. */
export function judgeFilters(
  { only, ignored }: LogFilters,
  database: string,
  ignoresCase: boolean,
): readonly Draft[] {
  const same = (name: string) =>
    name === database || (ignoresCase && name.toLowerCase() === database.toLowerCase());
  const remedy = say('live.filter.remedy');
  if ((only.length > 0 && !only.some(same)) || ignored.some(same))
    return [{ code: 'live.filter', severity: 'blocker', title: say('live.filter', { database }), remedy }];
  const names = [...only, ...ignored];
  if (names.length === 0) return [];
  const title = say('live.filter.others', { databases: names.join(', ') });
  return [{ code: 'live.filter', severity: 'warning', title, remedy }];
}
