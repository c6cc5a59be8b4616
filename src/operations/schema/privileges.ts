import { quoteName } from '../../core/sql.js';
import type { Session } from '../../mysql/session.js';
import { holds } from '../../preflight/mysql/grants.js';
import { ledgerPlace } from '../../preflight/mysql/privileges.js';
import { readGrants } from '../../preflight/mysql-connection.js';
import type { FileStatement } from '../../schema/statements.js';
import { refuse } from '../../schema/words.js';

/** RefusedError where the account may not do what the statements do, or keep no ledger of them, as far as its grants tell. */
export async function refuseLacks(
  session: Session,
  database: string,
  statements: readonly FileStatement[],
): Promise<void> {
  const grants = await readGrants(session);
  const [settings] = await session.query(
    'SELECT @@lower_case_table_names AS folded, CURRENT_USER() AS account',
  );
  const rules = { ignoreCase: Number(settings?.folded) !== 0, literalNames: false };
  const lacks = new Set<string>();
  for (const { privilege, effects } of statements) {
    if (privilege === null || effects.length === 0) continue;
    // What is no table may be granted by one of which its name says nothing.
    const isGranted = grants.some(({ privileges }) => privileges.has(privilege) || privileges.has('ALL'));
    const held = effects.every(({ kind, name }) =>
      kind === 'table' ? holds(grants, privilege, { database, table: name }, rules) : isGranted,
    );
    if (!held) lacks.add(privilege);
  }
  if (lacks.size === 0) {
    // Found out while it is made, half of it would be there.
    if (statements.length > 0 && ledgerPlace({ grants, rules, database }) === null)
      throw refuse('schema.no-ledger', { database });
    return;
  }
  const account = String(settings?.account ?? '');
  const at = account.lastIndexOf('@');
  throw refuse('schema.privilege', {
    privileges: [...lacks].join(', '),
    database,
    scope: quoteName(database),
    account: `${quoteName(account.slice(0, at))}@${quoteName(account.slice(at + 1))}`,
  });
}
