import { type Finding, finding } from '../../core/finding.js';
import { quoteName, quoteTable } from '../../core/sql.js';
import { ledgerDatabase, ledgerPrefix } from '../../ledger/location.js';
import { type Grant, type GrantRules, holds } from './grants.js';

/** Who we are for the server: `CURRENT_USER()`, the account whose privileges count. */
export interface Account {
  readonly user: string;
  readonly host: string;
}

interface PrivilegeInput {
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
function quoteAccount({ user, host }: Account): string {
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

/** Findings on what the account may do: all that it lacks as one blocker, with the statements that grant it. */
export function privilegeFindings(input: PrivilegeInput): readonly Finding[] {
  const wanted = input.role === 'source' ? ['SELECT'] : ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
  const findings: Finding[] = [];
  const lacks = wanted.map((privilege) => lackOf(input, privilege)).filter(({ tables }) => tables.length > 0);
  const ledger = input.role === 'target' ? ledgerPlace(input) : null;
  const lacksLedger = input.role === 'target' && ledger === null;
  if (lacks.length > 0) findings.push(lackFinding(input, lacks, lacksLedger));
  else if (lacksLedger) findings.push(ledgerLack(input));
  else
    findings.push(
      ...(ledger === null ? [] : [ledgerFinding(input, ledger)]),
      ...temporaryTableFindings(input),
    );
  if (findings.every(({ severity }) => severity === 'ok' || severity === 'info')) {
    findings.unshift({
      code: 'mysql.privileges',
      severity: 'ok',
      subject: `${input.role}-mysql`,
      title: `${quoteAccount(input.account)} holds every privilege the migration needs (${wanted.join(', ')})`,
      params: { account: quoteAccount(input.account), privileges: wanted.join(', ') },
    });
  }
  return findings;
}

/** True when the account may not read every table: what it cannot read looks as if it did not exist. */
export function lacksSelect(findings: readonly Finding[]): boolean {
  return findings.some(
    ({ code, params }) =>
      code === 'mysql.privilege' &&
      String(params?.privileges ?? '')
        .split(', ')
        .includes('SELECT'),
  );
}

/** One privilege and the tables it is missing on; `whole` when that is all of them. */
interface Lack {
  readonly privilege: string;
  readonly tables: readonly string[];
  readonly whole: boolean;
}

function lackOf({ tables, lookedUp = [], grants, database, rules }: PrivilegeInput, privilege: string): Lack {
  const needed = privilege === 'SELECT' ? [...tables, ...lookedUp] : tables;
  const missing = needed.filter((table) => !holds(grants, privilege, { database, table }, rules));
  return { privilege, tables: missing, whole: missing.length === needed.length };
}

function lackFinding(input: PrivilegeInput, lacks: readonly Lack[], lacksLedger: boolean): Finding {
  const { role, account, database } = input;
  const privileges = lacks.map(({ privilege }) => privilege);
  const tables = [...new Set(lacks.flatMap((lack) => lack.tables))];
  const where = lacks.every(({ whole }) => whole) ? `the tables of ${database}` : describe(tables);
  const needed = privileges.map((privilege) => purposes[privilege] ?? 'the migration');
  const [only] = tables;
  return finding('blocker', `${role}-mysql`, 'mysql.privilege', {
    title: `${quoteAccount(account)} lacks ${privileges.join(', ')} on ${where} (needed for ${needed.join('; ')})${
      lacksLedger ? ', and a place for the ledger' : ''
    }`,
    remedy: grantStatements(input, lacks, lacksLedger).join(' '),
    count: tables.length,
    samples: tables.slice(0, 10),
    ...(tables.length === 1 && only ? { table: only } : {}),
    params: {
      account: quoteAccount(account),
      privileges: privileges.join(', '),
      database,
      ledger: lacksLedger,
    },
  });
}

/** One statement for all that is missing on the whole database, and one per table for the rest. */
function grantStatements(
  { account, database, grants, rules }: PrivilegeInput,
  lacks: readonly Lack[],
  lacksLedger: boolean,
): readonly string[] {
  const grant = (privileges: readonly string[], place: string) =>
    `GRANT ${privileges.join(', ')} ON ${place} TO ${quoteAccount(account)};`;
  const whole = lacks.filter((lack) => lack.whole).map(({ privilege }) => privilege);
  const single = lacks.filter((lack) => !lack.whole);
  // With CREATE the ledger finds its place in the target's own database, if all else is granted there, too.
  const together =
    lacksLedger &&
    ledgerPrivileges.every(
      (one) => one === 'CREATE' || whole.includes(one) || holds(grants, one, { database }, rules),
    );
  const onDatabase = together ? [...whole, 'CREATE'] : whole;
  return [
    ...(onDatabase.length > 0 ? [grant(onDatabase, `${quoteName(database)}.*`)] : []),
    ...[...new Set(single.flatMap(({ tables }) => tables))].map((table) =>
      grant(
        single.filter(({ tables }) => tables.includes(table)).map(({ privilege }) => privilege),
        quoteTable(database, table),
      ),
    ),
    ...(lacksLedger && !together ? [grant(ledgerPrivileges, `${quoteName(ledgerDatabase)}.*`)] : []),
  ];
}

function describe(tables: readonly string[]): string {
  return tables.length === 1 ? `table ${tables[0]}` : `${tables.length} tables`;
}

const ledgerPrivileges = ['CREATE', 'SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** The ledger lives in its own database, or in the target's with a prefix; null when the account may write neither. */
export function ledgerPlace({
  grants,
  rules,
  database,
}: Pick<PrivilegeInput, 'grants' | 'rules' | 'database'>): string | null {
  const places = [ledgerDatabase, database];
  const mayWrite = (place: string) =>
    ledgerPrivileges.every((privilege) => holds(grants, privilege, { database: place }, rules));
  return places.find(mayWrite) ?? null;
}

function ledgerFinding({ database }: PrivilegeInput, place: string): Finding {
  return finding('info', 'target-mysql', 'mysql.ledger-place', {
    title:
      place === ledgerDatabase
        ? `the ledger will be kept in its own database ${ledgerDatabase}`
        : `the ledger will be kept in ${database}, in tables that begin with ${ledgerPrefix}`,
    params: { database: place, prefix: place === ledgerDatabase ? null : ledgerPrefix },
  });
}

function ledgerLack({ account, database }: PrivilegeInput): Finding {
  return finding('blocker', 'target-mysql', 'mysql.ledger-privilege', {
    title: `${quoteAccount(account)} may create the ledger's tables neither in the database ${ledgerDatabase} nor in ${database}`,
    remedy: `GRANT ${ledgerPrivileges.join(', ')} ON ${quoteName(ledgerDatabase)}.* TO ${quoteAccount(account)};`,
    params: { account: quoteAccount(account), ledger: ledgerDatabase, database },
  });
}

function temporaryTableFindings({ account, grants, rules, database }: PrivilegeInput): Finding[] {
  if (holds(grants, 'CREATE TEMPORARY TABLES', { database }, rules)) return [];
  return [
    finding('info', 'target-mysql', 'mysql.temporary-tables', {
      title: `${quoteAccount(account)} may not create temporary tables, so the forecast will estimate the writing from the reading`,
      remedy: `for a measured forecast: GRANT CREATE TEMPORARY TABLES ON ${quoteName(database)}.* TO ${quoteAccount(account)};`,
      params: { account: quoteAccount(account), database: quoteName(database) },
    }),
  ];
}
