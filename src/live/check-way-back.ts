import type { Context } from '../config/context.js';
import type { Finding } from '../core/finding.js';
import { isSentence, type Sentence } from '../core/sentence.js';
import { quoteName, quoteTable } from '../core/sql.js';
import { ledgerDatabase, ledgerPrefix } from '../ledger/location.js';
import { findLedger } from '../ledger/version.js';
import { MysqlError } from '../mysql/errors.js';
import { generatorTable } from '../mysql/generators.js';
import type { LogPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { UnmappedError } from '../plan/unmapped-error.js';
import { probeVault } from '../vault/probe.js';
import { asFinding, checkLog, readSettings } from './check-source.js';
import type { Draft } from './source/draft.js';
import { accountOf } from './source/reading.js';
import { type WayBack, wayBackOf } from './way-back.js';
import { say } from './words.js';

interface WayBackCheck {
  readonly context: Context;
  readonly plan: Plan;
  readonly facts: { readonly source: DatabaseFacts; readonly target: DatabaseFacts };
  /** Where reading has to go on; absent: it begins now. */
  readonly from?: LogPosition | undefined;
}

interface FoundWayBack {
  /** What is in its way, each with its statement; none where it can be done. */
  readonly problems: readonly Draft[];
  /** Says that it can be done, and of which tables new rows cannot go back. */
  readonly ready: Sentence;
}

/** Whether the target's changes can be fed back to the source. Writes nothing. */
export async function checkWayBack(check: WayBackCheck): Promise<FoundWayBack> {
  const { problems, gaps } = tables(check);
  return {
    problems: [
      ...problems,
      ...(await targetLog(check)),
      ...(await sourceGrants(check)),
      ...(await sourceVault(check)),
    ],
    ready: gaps.length === 0 ? say('back.ready') : say('back.ready-but', { columns: gaps.join(', ') }),
  };
}

/** The same as findings: a cut-over can do without a way back, where that is what is wanted. */
export async function findWayBack(check: WayBackCheck): Promise<readonly Finding[]> {
  const { problems, ready } = await checkWayBack(check);
  if (problems.length === 0)
    return [asFinding({ code: 'live.back-ready', severity: 'ok', title: ready }, 'target-mysql')];
  return problems.map(({ code, title, remedy }) =>
    asFinding(
      {
        code,
        severity: 'warning',
        title: say('back.not-possible', { problem: title }),
        remedy: say('back.not-possible.remedy', { remedy: remedy ?? say('live.table.remedy') }),
      },
      'target-mysql',
    ),
  );
}

const blocker = (title: Sentence, remedy?: Sentence): Draft => ({
  code: 'live.way-back',
  severity: 'blocker',
  title,
  ...(remedy ? { remedy } : {}),
});

function tables({
  context,
  plan,
  facts,
}: WayBackCheck): Pick<FoundWayBack, 'problems'> & Pick<WayBack, 'gaps'> {
  try {
    const { gaps } = wayBackOf({ context, plan, live: { room: {} }, boundary: {}, facts });
    return { problems: [], gaps };
  } catch (error) {
    if (!(error instanceof UnmappedError)) throw error;
    return { problems: [blocker(error.said)], gaps: [] };
  }
}

async function targetLog({ context, plan, facts, from }: WayBackCheck): Promise<readonly Draft[]> {
  const endpoint = context.config.target.mysql;
  await using session = await openSession(endpoint, 'target');
  const asSource = {
    ...plan,
    source: plan.target,
    tables: plan.tables.map((one) => ({ ...one, source: one.target })),
  };
  const settings = await readSettings(session);
  const check = { session, endpoint, plan: asSource, facts: facts.target, settings, readMs: 0 };
  const found = (await checkLog(check)).filter(({ severity }) => severity === 'blocker');
  if (found.length > 0 || !from)
    return found.map(({ title, remedy }) => blocker(say('back.target', { problem: title }), remedy));
  const logs = await session.query('SHOW BINARY LOGS');
  if (logs.some((row) => String(row.Log_name) === from.file)) return [];
  return [blocker(say('back.purged', { file: from.file }), say('back.purged.remedy'))];
}

/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR. */
const isDenied = (error: unknown): boolean =>
  error instanceof MysqlError && [1044, 1142, 1143].includes(error.errno ?? 0);

/** By statements that are only explained, or that fail for another reason to whom may. */
async function sourceGrants({ context, plan }: WayBackCheck): Promise<readonly Draft[]> {
  const { database } = context.config.source.mysql;
  await using session = await openSession(context.config.source.mysql, 'target-writer');
  const drafts: Draft[] = [];
  const account = await accountOf(session);
  const rules = generatorTable(context.preset);
  const written = [
    ...plan.tables.flatMap(({ source }) => [
      `EXPLAIN DELETE FROM ${quoteName(source)} WHERE FALSE`,
      `EXPLAIN INSERT INTO ${quoteName(source)} SELECT * FROM ${quoteName(source)} WHERE FALSE`,
    ]),
    ...(rules && plan.generators.length > 0
      ? [`EXPLAIN UPDATE ${quoteName(rules.table)} SET ${quoteName(rules.maxColumn)} = 0 WHERE FALSE`]
      : []),
  ];
  if (await isAnyDenied(session, written))
    drafts.push(
      blocker(
        say('back.grants', { account, database }),
        say('back.grants.remedy', { on: `${quoteName(database)}.*`, account }),
      ),
    );
  if (!(await mayKeepLedger(session, database)))
    drafts.push(blocker(say('back.ledger', { account }), say('back.ledger.remedy', { account })));
  return drafts;
}

/** New versions of secrets are written to the source's Vault. */
async function sourceVault({ context, plan }: WayBackCheck): Promise<readonly Draft[]> {
  const endpoint = context.config.source.vault;
  if (!plan.vault || !endpoint) return [];
  const found = await probeVault({ endpoint, role: 'target', samplePaths: [] });
  return found
    .filter(({ severity }) => severity === 'blocker')
    .map(({ title, remedy, params = {} }) => {
      const { lacking, policy } = params;
      return lacking === undefined
        ? blocker(say('back.vault', { problem: title }), say('back.vault.remedy', { remedy: remedy ?? '' }))
        : blocker(
            say('back.vault-rights', { lacking }),
            say('back.vault-rights.remedy', { policy: policy ?? '' }),
          );
    });
}

async function isAnyDenied(session: Session, statements: readonly string[]): Promise<boolean> {
  for (const statement of statements) {
    const denied = await session.query(statement).then(() => false, isDenied);
    if (denied) return true;
  }
  return false;
}

/** Either a database of its own, or tables beside the source's. */
async function mayKeepLedger(session: Session, database: string): Promise<boolean> {
  const found = await findLedger(session, database);
  const places = found
    ? [found]
    : [
        { database: ledgerDatabase, prefix: '' },
        { database, prefix: ledgerPrefix },
      ];
  for (const { database: place, prefix } of places) {
    const name = (table: string) => quoteTable(place, `${prefix}${table}`);
    // There is no such table, which is said to those who may make one.
    const made = await session.execute(`CREATE TABLE ${name('none_made')} LIKE ${name('none')}`).then(
      () => false,
      (error: unknown) => error instanceof MysqlError && !isDenied(error),
    );
    if (made) return true;
  }
  return false;
}

/** The problem and its remedy as one sentence. */
export function saidOf({ title, remedy }: Pick<Draft, 'title' | 'remedy'>): Sentence {
  return isSentence(remedy) ? say('back.with-remedy', { problem: title, remedy }) : title;
}
