import type { Finding } from '../../core/finding.js';
import { formatSetting } from '../../core/format.js';
import type { DatabaseFacts } from '../../plan/facts.js';

type Side = 'source' | 'target';
type Variables = Readonly<Record<string, string>>;
type Draft = Omit<Finding, 'subject'>;

const isOn = (value: string | undefined): boolean => value !== undefined && /^(1|on|yes|true)$/i.test(value);

/** Findings from one server's variables alone. */
export function settingFindings(variables: Variables, side: Side): readonly Finding[] {
  const drafts = [
    ...(side === 'target' ? targetDrafts(variables) : []),
    ...timeDrafts(variables),
    ...notedDrafts(variables, side),
  ];
  return drafts.map((draft) => ({ ...draft, subject: `${side}-mysql` as const }));
}

function targetDrafts(variables: Variables): Draft[] {
  const drafts: Draft[] = [];
  const locks = [
    ['super_read_only', 'SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;'],
    ['read_only', 'SET GLOBAL read_only = OFF;'],
    ['innodb_read_only', 'start the server without innodb_read_only'],
    ['offline_mode', 'SET GLOBAL offline_mode = OFF;'],
  ] as const;
  // super_read_only implies read_only: one finding is enough.
  const lock = locks.find(([name]) => isOn(variables[name]));
  drafts.push(
    lock
      ? {
          code: 'mysql.read-only',
          severity: 'blocker',
          title: `the target server is read-only (${lock[0]} = ON)`,
          remedy: `connect to the primary instead of a replica, or: ${lock[1]}`,
          params: { variable: lock[0], unlock: lock[1] },
        }
      : { code: 'mysql.read-only', severity: 'ok', title: 'the server accepts writes (read_only = OFF)' },
  );
  drafts.push(
    isOn(variables.local_infile)
      ? {
          code: 'mysql.local-infile',
          severity: 'ok',
          title: 'local_infile = ON: the fast loading path is open',
        }
      : {
          code: 'mysql.local-infile',
          severity: 'warning',
          title: 'local_infile = OFF: rows go in by multi-row INSERT, which is slower than LOAD DATA',
          remedy: 'SET GLOBAL local_infile = 1; (set it back to 0 after the migration)',
        },
  );
  const packet = Number(variables.max_allowed_packet ?? '0');
  if (packet > 0 && packet < 4 * 1024 * 1024) {
    drafts.push({
      code: 'mysql.max-allowed-packet',
      severity: 'warning',
      title: `max_allowed_packet is ${formatSetting(packet)}, so values near that size fail and statements stay small`,
      remedy: 'SET GLOBAL max_allowed_packet = 67108864;',
      params: { size: formatSetting(packet) },
    });
  } else if (packet > 0) {
    drafts.push({
      code: 'mysql.max-allowed-packet',
      severity: 'ok',
      title: `max_allowed_packet = ${formatSetting(packet)}`,
      params: { size: formatSetting(packet) },
    });
  }
  if (isOn(variables.sql_require_primary_key)) {
    drafts.push({
      code: 'mysql.require-primary-key',
      severity: 'info',
      title: 'sql_require_primary_key = ON (the ledger’s tables have primary keys)',
    });
  }
  const flush = variables.innodb_flush_log_at_trx_commit;
  if (flush !== undefined && flush !== '1') {
    drafts.push({
      code: 'mysql.durability',
      severity: 'warning',
      title: `innodb_flush_log_at_trx_commit = ${flush}: a crash of the target's machine can lose the last second of committed chunks`,
      remedy: 'SET GLOBAL innodb_flush_log_at_trx_commit = 1; for the time of the migration',
      params: { value: flush },
    });
  }
  return drafts;
}

function timeDrafts(variables: Variables): Draft[] {
  const zone = variables.time_zone ?? 'SYSTEM';
  const shown = zone === 'SYSTEM' ? `SYSTEM (${variables.system_time_zone ?? 'unknown'})` : zone;
  return [
    {
      code: 'mysql.time-zone',
      severity: 'info',
      title: `time zone ${shown}; the copy works in UTC on both sides, so times keep their moment between columns of one type`,
      params: { zone: shown },
    },
  ];
}

function notedDrafts(variables: Variables, side: Side): Draft[] {
  const known: [string, string | undefined][] = [
    ['character set', variables.character_set_database ?? variables.character_set_server],
    ['collation', variables.collation_database ?? variables.collation_server],
    ['isolation', variables.transaction_isolation ?? variables.tx_isolation],
    ['binlog', isOn(variables.log_bin) ? (variables.binlog_format ?? 'on') : variables.log_bin && 'off'],
    ['GTID', variables.gtid_mode],
    ['lower_case_table_names', variables.lower_case_table_names],
    ['sql_mode', variables.sql_mode],
  ];
  const settings = known.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const drafts: Draft[] = [
    {
      code: 'mysql.settings',
      severity: 'info',
      title: settings.map(([name, value]) => `${name} ${value}`).join('; '),
      params: Object.fromEntries(settings),
    },
  ];
  if (
    side === 'target' &&
    isOn(variables.log_bin) &&
    variables.binlog_format?.toUpperCase() === 'STATEMENT'
  ) {
    drafts.push({
      code: 'mysql.binlog-format',
      severity: 'warning',
      title:
        'binlog_format = STATEMENT: loaded rows are replicated as statements, which replicas may execute differently',
      remedy: 'SET GLOBAL binlog_format = ROW; (new connections use it)',
    });
  }
  return drafts;
}

/** Findings from a comparison of both servers' settings. */
export function settingDifferences(
  source: DatabaseFacts,
  target: DatabaseFacts,
  inPlace = false,
): readonly Finding[] {
  const findings: Finding[] = [];
  const [from, to] = [source.variables.lower_case_table_names, target.variables.lower_case_table_names];
  if (from !== undefined && to !== undefined && from !== to) {
    findings.push({
      code: 'mysql.lower-case-table-names',
      severity: 'warning',
      subject: 'target-mysql',
      title: `lower_case_table_names is ${from} on the source and ${to} on the target`,
      remedy:
        'nothing, as long as the table names themselves agree (the schema check tells); the setting can only be chosen when a server is initialised',
      params: { from, to },
    });
  }
  if (source.serverIdentity === target.serverIdentity) {
    const same = source.database === target.database;
    findings.push({
      code: 'mysql.same-server',
      severity: same && !inPlace ? 'blocker' : 'info',
      subject: 'config',
      title: same
        ? `source and target are the same database (${source.database} on one server)`
        : `source and target are two databases of one server (${source.database}, ${target.database})`,
      ...(same && !inPlace
        ? {
            remedy:
              'set target.mysql to the target environment; or migration.in_place: true, where the preset makes other tables of those that it reads, or repairs them',
          }
        : {}),
      params: { source: source.database, target: target.database },
    });
  }
  return findings;
}
