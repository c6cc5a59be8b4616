import type { Finding } from '../../plan/finding.js';
import { quoteName, quoteTable } from '../../plan/sql.js';
import { ledgerDatabase, ledgerPrefix } from '../../run/ledger/location.js';
import { type Grant, type GrantRules, holds } from './grants.js';

/** Who we are for the server: `CURRENT_USER()`, the account whose privileges count. */
export interface Account {
  readonly user: string;
  readonly host: string;
}

export interface PrivilegeInput {
  readonly role: 'source' | 'target';
  readonly account: Account;
  readonly grants: readonly Grant[];
  readonly rules: GrantRules;
  readonly database: string;
  /** Tables that are read or written; those the target must have at any rate. */
  readonly tables: readonly string[];
  /** Tables of the target that are only looked up (preset `target_rows`). */
  readonly lookedUp?: readonly string[];
}

/** `'user'@'host'` → `` `user`@`host` ``, the form GRANT takes on every server. */
export function quoteAccount({ user, host }: Account): string {
  return `${quoteName(user)}@${quoteName(host)}`;
}

/** `CURRENT_USER()` text → account. The user may hold an @, the host cannot. */
export function parseAccount(text: string): Account {
  const at = text.lastIndexOf('@');
  return { user: text.slice(0, at), host: text.slice(at + 1) };
}

const purposes: Readonly<Record<string, string>> = {
  SELECT: 'reading the rows',
  INSERT: 'writing the rows',
  UPDATE: "raising id_generators and setting the secrets' versions",
  DELETE: 'taking a run back',
};

/** Findings on what the account may do; each missing privilege is one, with its GRANT statement. */
export function privilegeFindings(input: PrivilegeInput): readonly Finding[] {
  const wanted = input.role === 'source' ? ['SELECT'] : ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
  const findings = wanted.flatMap((privilege) => missingOnTables(input, privilege));
  if (input.role === 'source') findings.push(...snapshotFindings(input));
  else findings.push(...ledgerFindings(input), ...temporaryTableFindings(input));
  if (findings.every(({ severity }) => severity === 'ok' || severity === 'info')) {
    findings.unshift({
      code: 'mysql.privileges',
      severity: 'ok',
      subject: `${input.role}-mysql`,
      title: `${quoteAccount(input.account)} holds every privilege the migration needs (${wanted.join(', ')})`,
    });
  }
  return findings;
}

function missingOnTables(input: PrivilegeInput, privilege: string): Finding[] {
  const { role, account, grants, rules, database } = input;
  const tables = privilege === 'SELECT' ? [...input.tables, ...(input.lookedUp ?? [])] : input.tables;
  const missing = tables.filter((table) => !holds(grants, privilege, { database, table }, rules));
  if (missing.length === 0) return [];
  const whole = missing.length === tables.length;
  const statements = whole
    ? [`GRANT ${privilege} ON ${quoteName(database)}.* TO ${quoteAccount(account)};`]
    : missing.map(
        (table) => `GRANT ${privilege} ON ${quoteTable(database, table)} TO ${quoteAccount(account)};`,
      );
  return [
    {
      code: 'mysql.privilege',
      severity: 'blocker',
      subject: `${role}-mysql`,
      title: `${quoteAccount(account)} lacks ${privilege} on ${
        whole ? `the tables of ${database}` : describe(missing)
      } (needed for ${purposes[privilege] ?? 'the migration'})`,
      remedy: statements.join(' '),
      count: missing.length,
      samples: missing.slice(0, 10),
      ...(missing.length === 1 && missing[0] ? { table: missing[0] } : {}),
      params: { privilege, database },
    },
  ];
}

function describe(tables: readonly string[]): string {
  return tables.length === 1 ? `table ${tables[0]}` : `${tables.length} of the tables`;
}

/** One consistent snapshot over several readers needs a moment's lock; without it the source must not be written to. */
function snapshotFindings({ account, grants, rules }: PrivilegeInput): Finding[] {
  const canFlush = holds(grants, 'RELOAD', {}, rules) || holds(grants, 'FLUSH_TABLES', {}, rules);
  if (canFlush) return [];
  return [
    {
      code: 'mysql.snapshot-privilege',
      severity: 'warning',
      subject: 'source-mysql',
      title: `${quoteAccount(account)} may not lock the tables for the moment in which all readers start, so several readers are consistent only while nothing writes to the source`,
      remedy: `GRANT RELOAD ON *.* TO ${quoteAccount(account)}; or stop all writers of the source first`,
    },
  ];
}

/** The ledger lives in its own database, or in the target's with a prefix. */
function ledgerFindings({ account, grants, rules, database }: PrivilegeInput): Finding[] {
  const writes = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE'];
  const allOn = (where: string) =>
    writes.every((privilege) => holds(grants, privilege, { database: where }, rules));
  const place = allOn(ledgerDatabase) ? ledgerDatabase : allOn(database) ? database : null;
  if (place) {
    return [
      {
        code: 'mysql.ledger-place',
        severity: 'info',
        subject: 'target-mysql',
        title:
          place === ledgerDatabase
            ? `the ledger will be kept in its own database ${ledgerDatabase}`
            : `the ledger will be kept in ${database}, in tables that begin with ${ledgerPrefix}`,
        params: { database: place },
      },
    ];
  }
  return [
    {
      code: 'mysql.privilege',
      severity: 'blocker',
      subject: 'target-mysql',
      title: `${quoteAccount(account)} may create the ledger's tables neither in the database ${ledgerDatabase} nor in ${database}`,
      remedy: `GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON ${quoteName(ledgerDatabase)}.* TO ${quoteAccount(account)};`,
      params: { privilege: 'CREATE', database: ledgerDatabase },
    },
  ];
}

function temporaryTableFindings({ account, grants, rules, database }: PrivilegeInput): Finding[] {
  if (holds(grants, 'CREATE TEMPORARY TABLES', { database }, rules)) return [];
  return [
    {
      code: 'mysql.temporary-tables',
      severity: 'info',
      subject: 'target-mysql',
      title: `${quoteAccount(account)} may not create temporary tables, so the forecast will estimate the writing from the reading`,
      remedy: `for a measured forecast: GRANT CREATE TEMPORARY TABLES ON ${quoteName(database)}.* TO ${quoteAccount(account)};`,
    },
  ];
}
