import type { MysqlEndpoint } from '../config/config.js';
import { type Finding, finding } from '../core/finding.js';
import { quoteText } from '../core/sql.js';
import { describeMysqlError } from '../mysql/errors.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { generatorTable } from '../mysql/generators.js';
import { openSession, type Session } from '../mysql/session.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { spelledAsPreset } from '../plan/spell-facts.js';
import type { Preset } from '../preset/schema.js';
import {
  checkHeadroom,
  checkLongTransactions,
  checkMetadataLocks,
  measureLatency,
} from './mysql/activity.js';
import { connectProblem, placeOf } from './mysql/connect-problem.js';
import { type Grant, grantedRoles, parseGrants } from './mysql/grants.js';
import { lacksSelect, parseAccount, privilegeFindings } from './mysql/privileges.js';
import { settingFindings } from './mysql/settings.js';
import { snapshotFinding } from './mysql/snapshot-way.js';
import { versionFinding } from './mysql/version.js';

interface MysqlCheckInput {
  readonly endpoint: MysqlEndpoint;
  readonly role: 'source' | 'target';
  readonly preset: Preset;
  readonly production: boolean;
  /** Pairs of connections that the run starts with. */
  readonly parallel: number;
  /** Tables that will be read or written; absent means the preset's. */
  readonly tables?: readonly string[];
}

/** Variables the findings speak of. Global values: our own sessions set theirs. */
const variableNames = [
  'binlog_format',
  'character_set_database',
  'character_set_server',
  'collation_database',
  'collation_server',
  'gtid_mode',
  'innodb_flush_log_at_trx_commit',
  'innodb_read_only',
  'local_infile',
  'log_bin',
  'lower_case_table_names',
  'max_allowed_packet',
  'max_connections',
  'offline_mode',
  'partial_revokes',
  'read_only',
  'sql_mode',
  'sql_require_primary_key',
  'super_read_only',
  'system_time_zone',
  'time_zone',
  'transaction_isolation',
  'tx_isolation',
];

/**
 * Looks at one server through a read-only session: reachable, account, database, version, latency, privileges, settings.
 * Never throws for what a server can answer; `facts` is null when nothing could be read.
 */
export async function checkMysql(
  input: MysqlCheckInput,
): Promise<{ readonly findings: readonly Finding[]; readonly facts: DatabaseFacts | null }> {
  const { endpoint, role, production } = input;
  const subject = `${role}-mysql` as const;
  let session: Session;
  try {
    session = await openSession(endpoint, role);
  } catch (error) {
    return { findings: [connectProblem(describeMysqlError(error), endpoint, role)], facts: null };
  }
  const findings: Finding[] = [
    finding('ok', subject, 'mysql.connect', {
      title: `connected to ${placeOf(endpoint)}, database ${endpoint.database}, as ${endpoint.user}${production ? ' (production)' : ''}`,
      params: { place: placeOf(endpoint), database: endpoint.database, user: endpoint.user, production },
    }),
  ];
  try {
    return { findings, facts: await look(session, input, findings) };
  } catch (error) {
    const { code, message } = describeMysqlError(error);
    findings.push({
      code: 'mysql.read',
      severity: 'blocker',
      subject,
      title: `reading the facts of ${placeOf(endpoint)} failed (${code}): ${message}`,
      remedy: 'try again; if it stays, look into the server’s error log',
      params: { place: placeOf(endpoint), serverCode: code, message },
    });
    return { findings, facts: null };
  } finally {
    await session.close();
  }
}

async function look(
  session: Session,
  input: MysqlCheckInput,
  findings: Finding[],
): Promise<DatabaseFacts | null> {
  const { endpoint, role, preset } = input;
  findings.push(versionFinding(session.facts, role));
  findings.push(await measureLatency(session, role));
  const variables = await readGlobalVariables(session);
  const privileges = await checkPrivileges(session, input, variables);
  findings.push(...privileges);
  findings.push(...settingFindings(variables, role));
  findings.push(...(await checkHeadroom(session, variables, role, input.parallel)));
  findings.push(...(await checkLongTransactions(session, role)));
  findings.push(...(await checkMetadataLocks(session, role)));
  if (role === 'source') findings.push(await snapshotFinding(session));
  // Tables that may not be read look as if they did not exist; saying that, too, would mislead.
  if (lacksSelect(privileges)) return null;
  const facts = await readDatabaseFacts(session, endpoint.database, generatorTable(preset));
  return spelledAsPreset({ ...facts, variables: { ...facts.variables, ...variables } }, preset);
}

async function readGlobalVariables(session: Session): Promise<Record<string, string>> {
  const rows = await session.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${variableNames.map(quoteText).join(', ')})`,
  );
  return Object.fromEntries(rows.map((row) => [String(row.Variable_name).toLowerCase(), String(row.Value)]));
}

async function checkPrivileges(
  session: Session,
  { role, endpoint, preset, tables }: MysqlCheckInput,
  variables: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const [who] = await session.query('SELECT CURRENT_USER() AS account');
  const account = parseAccount(String(who?.account ?? ''));
  const generators = preset.id_generators ? [preset.id_generators.table] : [];
  const wanted = [...(tables ?? preset.tables.map(({ name }) => name)), ...generators];
  return privilegeFindings({
    role,
    account,
    grants: await readGrants(session),
    rules: {
      ignoreCase: (variables.lower_case_table_names ?? '0') !== '0',
      literalNames: /^(on|1)$/i.test(variables.partial_revokes ?? ''),
    },
    database: endpoint.database,
    tables: [...new Set(wanted)],
    ...(role === 'target' ? { lookedUp: lookedUpTables(preset) } : {}),
  });
}

/** Tables of the target's own that rows of migrated tables must point at. */
function lookedUpTables(preset: Preset): readonly string[] {
  const rules = preset.tables.flatMap(({ target_rows }) => Object.values(target_rows));
  return [...new Set(rules.map(({ table }) => table))];
}

/** The account's grants with those of its active roles: MariaDB lists both, MySQL wants the roles named. */
export async function readGrants(session: Session): Promise<readonly Grant[]> {
  const lines = await showGrants(session, 'SHOW GRANTS');
  if (session.facts.flavour === 'mysql' && grantedRoles(lines).length > 0) {
    const [row] = await session.query('SELECT CURRENT_ROLE() AS roles');
    const active = String(row?.roles ?? 'NONE');
    if (active !== 'NONE') {
      return parseGrants(await showGrants(session, `SHOW GRANTS FOR CURRENT_USER() USING ${active}`));
    }
  }
  return parseGrants(lines);
}

async function showGrants(session: Session, statement: string): Promise<readonly string[]> {
  const rows = await session.query(statement);
  return rows.map((row) => String(Object.values(row)[0] ?? ''));
}
