import type { Config, MysqlEndpoint } from '../config/config.js';
import type { Finding } from '../core/finding.js';
import { RefusedError } from '../core/refused.js';
import { isSentence, type Sentence, told } from '../core/sentence.js';
import { quoteName, quoteText } from '../core/sql.js';
import { openLog } from '../mysql/binlog/open-log.js';
import { describeMysqlError } from '../mysql/errors.js';
import { type LogPosition, readLogEnd } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { followedTable } from './followed-table.js';
import { loggedTables } from './logged-tables.js';
import { roomsOf } from './rooms.js';
import { say } from './words.js';

type Draft = Pick<Finding, 'code' | 'severity'> & { readonly title: Sentence; readonly remedy?: Sentence };

/** Below this a night's migration may outlive what it has to follow. */
const wantedRetentionSeconds = 86_400;
/** How long the source has for its first sign of life. */
const dumpMs = 5_000;

/** Whether a source can be followed: settings and privileges of its log, each with its statement, a real reading of it, and the tables. */
export async function checkSource(
  config: Config,
  plan: Plan,
  facts: DatabaseFacts,
): Promise<readonly Finding[]> {
  const endpoint = config.source.mysql;
  const session = await openSession(endpoint, 'source');
  try {
    const drafts = [
      ...(await settings(session)),
      ...tables(config, plan, facts),
      ...(await cascades(session, plan)),
    ];
    const blocked = drafts.some(({ severity }) => severity === 'blocker');
    if (!blocked) drafts.push(...(await reading(session, endpoint)));
    return drafts.map(({ title, remedy, ...draft }) => ({
      ...draft,
      subject: 'source-mysql',
      title: title.text,
      ...(remedy ? { remedy: remedy.text } : {}),
      params: { title, ...(remedy ? { remedy } : {}) },
    }));
  } finally {
    await session.close();
  }
}

/** RefusedError where following cannot begin at a place of the source's log, or not at all. */
export async function refuseUnfollowable(
  config: Config,
  plan: Plan,
  facts: DatabaseFacts,
  from: LogPosition,
): Promise<void> {
  const findings = await checkSource(config, plan, facts);
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

const names = [
  'log_bin',
  'binlog_format',
  'binlog_row_image',
  'binlog_row_value_options',
  'binlog_expire_logs_seconds',
  'expire_logs_days',
  'mysql56_temporal_format',
];

async function settings(session: Session): Promise<readonly Draft[]> {
  const rows = await session.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.map((name) => `'${name}'`).join(', ')})`,
  );
  const found = new Map(rows.map((row) => [String(row.Variable_name), String(row.Value)]));
  const value = (name: string) => found.get(name) ?? '';
  const drafts: Draft[] = [];
  const wrong = (code: string, title: Sentence, remedy: Sentence, severity: Draft['severity'] = 'blocker') =>
    drafts.push({ code, severity, title, remedy });
  if (!/^(1|on)$/i.test(value('log_bin'))) {
    wrong('live.off', say('live.off'), say('live.off.remedy'));
    return drafts;
  }
  for (const [name, wanted] of [
    ['binlog_format', 'ROW'],
    ['binlog_row_image', 'FULL'],
    ['mysql56_temporal_format', 'ON'],
  ] as const) {
    const is = value(name);
    if (is !== '' && is.toUpperCase() !== wanted)
      wrong(
        'live.setting',
        say('live.setting', { name, value: is }),
        say('live.setting.remedy', { name, wanted }),
      );
  }
  const options = value('binlog_row_value_options');
  if (options !== '')
    wrong(
      'live.setting',
      say('live.setting', { name: 'binlog_row_value_options', value: options }),
      say('live.setting.remedy', { name: 'binlog_row_value_options', wanted: "''" }),
    );
  const kept = Number(value('binlog_expire_logs_seconds') || Number(value('expire_logs_days') || 0) * 86_400);
  if (kept > 0 && kept < wantedRetentionSeconds)
    wrong(
      'live.retention',
      say('live.retention', { hours: String(Math.floor(kept / 360) / 10) }),
      say('live.setting.remedy', { name: 'binlog_expire_logs_seconds', wanted: String(7 * 86_400) }),
      'warning',
    );
  return drafts;
}

function tables(config: Config, plan: Plan, facts: DatabaseFacts): readonly Draft[] {
  const logged = loggedTables(plan, facts);
  return plan.tables.flatMap((table): Draft[] => {
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

/** Asks for the log's end, and reads the log until its first sign of life. */
async function reading(session: Session, endpoint: MysqlEndpoint): Promise<readonly Draft[]> {
  const account = await accountOf(session);
  const mariadb = session.facts.flavour === 'mariadb';
  const grant = say('live.privilege.remedy', {
    privileges: mariadb ? 'REPLICATION SLAVE, BINLOG MONITOR' : 'REPLICATION SLAVE, REPLICATION CLIENT',
    account,
  });
  const end = await readLogEnd(session);
  if (!end)
    return [
      { code: 'live.privilege', severity: 'blocker', title: say('follow.end', { account }), remedy: grant },
    ];
  const failure = await tryReading(endpoint, end);
  if (failure === null) return [{ code: 'live.ready', severity: 'ok', title: say('live.ready') }];
  const { code, said } = describeMysqlError(failure);
  const denied = /ACCESS_DENIED|PRIVILEGE/.test(code);
  const message = told(failure instanceof Error && 'said' in failure ? said : said).message;
  return denied
    ? [
        {
          code: 'live.privilege',
          severity: 'blocker',
          title: say('live.privilege', { account }),
          remedy: grant,
        },
      ]
    : [
        {
          code: 'live.reading',
          severity: 'blocker',
          title: say('live.reading', { message }),
          remedy: say('live.reading.remedy'),
        },
      ];
}

async function accountOf(session: Session): Promise<string> {
  const [row] = await session.query('SELECT CURRENT_USER() AS account');
  const text = String(row?.account ?? '');
  const at = text.lastIndexOf('@');
  return `${quoteName(text.slice(0, at))}@${quoteName(text.slice(at + 1))}`;
}

async function tryReading(endpoint: MysqlEndpoint, from: LogPosition): Promise<unknown> {
  const signal = AbortSignal.timeout(dumpMs);
  try {
    for await (const _ of openLog({ endpoint, from, tables: [], signal })) return null;
    return new Error(say('follow.silent', { seconds: dumpMs / 1000 }).text);
  } catch (error) {
    return error;
  }
}
