import type { Config, MysqlEndpoint } from '../config/config.js';
import type { Finding } from '../core/finding.js';
import { RefusedError } from '../core/refused.js';
import { isSentence } from '../core/sentence.js';
import { quoteText } from '../core/sql.js';
import { cellContextOf } from '../keys/cell-context.js';
import type { LogPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { followedTable } from './followed-table.js';
import { loggedTables } from './logged-tables.js';
import { roomsOf } from './rooms.js';
import type { Draft, Settings } from './source/draft.js';
import { checkFilters } from './source/log-filters.js';
import { judgeSettings } from './source/log-settings.js';
import { checkOldMoments } from './source/old-moments.js';
import { checkOverriders } from './source/overriders.js';
import { checkReading } from './source/reading.js';
import { checkReplica } from './source/replica.js';
import { judgeRetention } from './source/retention.js';
import { say } from './words.js';

interface SourceCheck {
  /** Seconds that the copy will take; 0 where it is done. */
  readonly forecast: number;
  /** How long its log is read, to see that nothing in it stops; 0: until its first sign of life. */
  readonly readMs: number;
}

/** Whether a source can be followed: settings and privileges of its log, each with its statement, a real reading of it, and the tables. */
export async function checkSource(
  config: Config,
  plan: Plan,
  facts: DatabaseFacts,
  { forecast, readMs }: SourceCheck,
): Promise<readonly Finding[]> {
  const endpoint = config.source.mysql;
  const session = await openSession(endpoint, 'source');
  try {
    const settings = await readSettings(session);
    const others = [
      ...judgeRetention(settings, forecast),
      ...(await checkOverriders(session)),
      ...checkOldMoments(plan, facts),
      ...tables(config, plan, facts),
    ];
    const drafts = await checkLog({ session, endpoint, plan, facts, settings, readMs, others });
    return drafts.map((draft) => asFinding(draft, 'source-mysql'));
  } finally {
    await session.close();
  }
}

export function asFinding({ title, remedy, ...draft }: Draft, subject: Finding['subject']): Finding {
  return {
    ...draft,
    subject,
    title: title.text,
    ...(remedy ? { remedy: remedy.text } : {}),
    params: { title, ...(remedy ? { remedy } : {}) },
  };
}

interface LogCheck {
  readonly session: Session;
  readonly endpoint: MysqlEndpoint;
  /** Of its source the log is. */
  readonly plan: Plan;
  readonly facts: DatabaseFacts;
  readonly settings: Settings;
  readonly readMs: number;
  /** What else was found of the server. */
  readonly others?: readonly Draft[];
}

/** Whether a server's log tells of every change of the plan's tables, and can be read; it is read where nothing is in the way. */
export async function checkLog(check: LogCheck): Promise<readonly Draft[]> {
  const { session, endpoint, plan, facts, settings, readMs, others = [] } = check;
  const drafts = [
    ...judgeSettings(settings),
    ...(await checkFilters(session, endpoint.database, settings)),
    ...(await checkReplica(session, settings)),
    ...(await cascades(session, plan)),
    ...others,
  ];
  if (drafts.some(({ severity }) => severity === 'blocker')) return drafts;
  return [...drafts, ...(await checkReading(session, endpoint, loggedTables(plan, facts), readMs))];
}

/** RefusedError where following cannot begin at a place of the source's log, or not at all. */
export async function refuseUnfollowable(
  config: Config,
  plan: Plan,
  facts: DatabaseFacts,
  from: LogPosition,
): Promise<void> {
  const findings = await checkSource(config, plan, facts, { forecast: 0, readMs: 0 });
  const blocker = findings.find(({ severity }) => severity === 'blocker');
  if (blocker) {
    const { title: problem, remedy } = blocker.params ?? {};
    throw new RefusedError(say('follow.source', { problem: problem ?? blocker.title }), {
      remedy: isSentence(remedy) ? remedy : blocker.remedy,
    });
  }
  const session = await openSession(config.source.mysql, 'source');
  try {
    const logs = await session.query('SHOW BINARY LOGS');
    if (logs.some((row) => String(row.Log_name) === from.file)) return;
    throw new RefusedError(say('follow.purged', { file: from.file }), {
      remedy: say('follow.purged.remedy'),
    });
  } finally {
    await session.close();
  }
}

/** The variables and counters that tell of the log. */
const names = [
  'log_bin',
  'binlog_format',
  'binlog_row_image',
  'binlog_row_value_options',
  'binlog_expire_logs_seconds',
  'binlog_expire_logs_auto_purge',
  'expire_logs_days',
  'max_binlog_total_size',
  'mysql56_temporal_format',
  'log_slave_updates',
  'log_replica_updates',
  'lower_case_table_names',
  'Binlog_bytes_written',
  'Slaves_running',
  'Uptime',
];

export async function readSettings(session: Session): Promise<Settings> {
  const wanted = `Variable_name IN (${names.map(quoteText).join(', ')})`;
  const found = new Map<string, string>();
  for (const of of ['VARIABLES', 'STATUS']) {
    for (const row of await session.query(`SHOW GLOBAL ${of} WHERE ${wanted}`))
      found.set(String(row.Variable_name), String(row.Value));
  }
  return (name) => found.get(name) ?? '';
}

function tables(config: Config, plan: Plan, facts: DatabaseFacts): readonly Draft[] {
  const logged = loggedTables(plan, facts);
  return plan.tables.flatMap((table): Draft[] => {
    if (table.reshape) {
      const title = say('follow.reshaped', { table: table.table });
      return [{ code: 'live.table', severity: 'blocker', title, remedy: say('live.table.remedy') }];
    }
    try {
      const source = logged.find((candidate) => candidate.table === table.source);
      if (source) followedTable(table, source, { context: cellContextOf(config), roomOf: roomsOf(plan, {}) });
      return [];
    } catch (error) {
      if (!(error instanceof UnmappedError)) throw error;
      return [
        { code: 'live.table', severity: 'blocker', title: error.said, remedy: say('live.table.remedy') },
      ];
    }
  });
}

/** Rows that a foreign key changes along with others are in no event of some servers' logs. */
async function cascades(session: Session, plan: Plan): Promise<readonly Draft[]> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS child, CONSTRAINT_NAME AS name FROM information_schema.REFERENTIAL_CONSTRAINTS
      WHERE CONSTRAINT_SCHEMA = ${quoteText(plan.source.database)}
        AND (DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR UPDATE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT'))`,
  );
  const own = new Map(plan.tables.map(({ table, source }) => [source.toLowerCase(), table]));
  return rows.flatMap((row): Draft[] => {
    const table = own.get(String(row.child).toLowerCase());
    if (table === undefined) return [];
    const title = say('follow.cascade', { table, name: String(row.name) });
    return [{ code: 'live.table', severity: 'blocker', title, remedy: say('live.table.remedy') }];
  });
}
