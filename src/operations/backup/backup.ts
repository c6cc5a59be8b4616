import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { MysqlEndpoint } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import { formatTime } from '../../core/format.js';
import { codeOf } from '../../core/refused.js';
import { Secret } from '../../core/secret.js';
import type { Sentence } from '../../core/sentence.js';
import { quoteName } from '../../core/sql.js';
import { readDatabaseFacts } from '../../mysql/facts.js';
import { openSession, type Session } from '../../mysql/session.js';
import { writtenAgo } from '../../mysql/written-ago.js';
import { checksumQuery, readChecksum } from '../../phases/rows/compare/digest-sql.js';
import type { DatabaseFacts, TableFacts } from '../../plan/facts.js';
import { actualText } from '../../plan/mapping.js';
import type { ColumnPlan } from '../../plan/plan.js';
import { selectTables } from '../../plan/select-tables.js';
import { checklistState } from '../checklist/checklist-state.js';
import { answer } from '../checklist.js';
import { operator } from '../run-environment.js';
import { refuse, say } from '../words.js';
import { type Dump, lookAtDump, readDump } from './look-at-dump.js';
import { readBackupRecord, saveBackupRecord } from './record.js';
import { dump, findClient, findDump, install, restore } from './tools.js';
import type { BackupOperation, BackupRequest, BackupResult } from './types.js';

/** Dumps the tables that will be written, and verifies what was written. */
export const makeBackup: BackupOperation = async (context, request) => {
  const { mysql } = context.config.target;
  const began = new Date();
  const file = request.file ?? `backup-${mysql.database}-${began.toISOString().replaceAll(/[:.]/g, '')}.sql`;
  if (existsSync(file)) throw refuse('backup.exists', { file });
  const target = await lookAtTarget(context);
  const program = findDump(target.facts.flavour, mysql.database);
  request.say('dumping');
  const ended = await dump({ program, endpoint: mysql, tables: target.tables, file }).catch((cause) => {
    throw refuse('backup.unwritable', { file, why: codeOf(cause) }, { cause });
  });
  if (ended.code !== 0) {
    const tool = basename(program.path);
    throw refuse('backup.dump-failed', { tool, said: ended.said, database: mysql.database });
  }
  return verify(context, target, { ...request, file, began });
};

/** Whether a dump would give back the tables that will be written. */
export const verifyBackup: BackupOperation = async (context, request) => {
  const { file } = request;
  if (file === undefined) throw new Error('which file?');
  return verify(context, await lookAtTarget(context), { ...request, file, began: null });
};

interface Target {
  readonly facts: DatabaseFacts;
  /** Those that will be written, by the names of the target. */
  readonly tables: readonly string[];
}

async function lookAtTarget({ config, preset }: Context): Promise<Target> {
  await using session = await openSession(config.target.mysql, 'target');
  const facts = await readDatabaseFacts(session, config.target.mysql.database);
  const wanted = selectTables(preset, config.tables).tables.map(({ name }) => name);
  const generators = preset.id_generators ? [preset.id_generators.table] : [];
  const tables = [...new Set([...wanted, ...generators])].filter((name) => facts.tables[name] !== undefined);
  if (tables.length === 0) throw refuse('backup.no-tables');
  return { facts, tables };
}

interface Verifying extends BackupRequest {
  readonly file: string;
  /** When it was begun; null: another program made it. */
  readonly began: Date | null;
}

async function verify(context: Context, target: Target, verifying: Verifying): Promise<BackupResult> {
  const { config, preset } = context;
  const { file, began } = verifying;
  verifying.say('reading');
  const { database } = config.target.mysql;
  const dumped = await lookAtDump(file, database);
  const known = await readBackupRecord(config);
  const madeAt = began ?? (known?.sha256 === dumped.sha256 ? new Date(known.madeAt) : dumped.madeAt);
  const found = faultsOf(dumped, database);
  const hours = (Date.now() - madeAt.getTime()) / 3_600_000;
  const old =
    hours > verifying.maxAgeHours
      ? [say('backup.old', { at: formatTime(madeAt.toISOString()), hours: verifying.maxAgeHours })]
      : [];
  const proved =
    found.length > 0
      ? { tables: [], problems: [] }
      : await restoreAndCompare(context, target, { ...verifying, madeAt, dumped });
  const problems = [...found, ...old, ...proved.problems];
  const result: BackupResult = {
    file,
    ok: problems.length === 0,
    database,
    madeAt: dumped.finished ? madeAt.toISOString() : null,
    bytes: dumped.bytes,
    sha256: dumped.sha256,
    tables: proved.tables,
    problems,
    itemId: preset.checklist.find(({ backup }) => backup)?.id ?? null,
  };
  if (result.ok) {
    const { bytes, sha256 } = result;
    const { serverIdentity } = target.facts;
    const tables = result.tables.map(({ table }) => table);
    const times = { madeAt: madeAt.toISOString(), verifiedAt: new Date().toISOString() };
    await saveBackupRecord(config, { file, bytes, sha256, serverIdentity, database, tables, ...times });
  }
  await answerItem(context, result);
  return result;
}

/** What a dump says of itself, before anything is restored. */
function faultsOf({ database, finished, bytes }: Dump, wanted: string): Sentence[] {
  // A program that was ended early has not written what is first in it.
  if (database === null) return [say(bytes === 0 ? 'backup.cut' : 'backup.no-dump')];
  return [
    ...(database === wanted ? [] : [say('backup.other-database', { found: database, wanted })]),
    ...(finished ? [] : [say('backup.cut')]),
  ];
}

interface Proved {
  readonly tables: BackupResult['tables'];
  readonly problems: readonly Sentence[];
}

interface Restoring extends Verifying {
  readonly madeAt: Date;
  readonly dumped: Dump;
}

async function restoreAndCompare(
  context: Context,
  target: Target,
  { file, startServer, say: tell, madeAt, dumped }: Restoring,
): Promise<Proved> {
  const { flavour } = target.facts;
  const { mysql } = context.config.target;
  const client = findClient(flavour, file);
  const server = await startServer(flavour);
  if (!server) {
    const name = flavour === 'mysql' ? 'MySQL' : 'MariaDB';
    throw refuse('backup.no-server', { server: name, file, install: install.server[flavour] });
  }
  try {
    const { host, port, user, password } = server;
    const restored = { host, port, user, password: new Secret(password), database: mysql.database };
    await makeDatabase({ ...restored, database: '' }, mysql.database);
    tell('restoring');
    const ended = await restore(client, restored, readDump(dumped.statements));
    if (ended.code !== 0) return { tables: [], problems: [unrestorable(ended.said)] };
    tell('comparing');
    return await compare(restored, mysql, target, madeAt);
  } finally {
    await server.remove();
  }
}

/** MySQL's ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN; its own programs, and mydumper, leave such columns out. */
function unrestorable(said: string): Sentence {
  return say(/ERROR 3105/.test(said) ? 'backup.generated' : 'backup.unrestorable', { said });
}

async function makeDatabase(endpoint: MysqlEndpoint, database: string): Promise<void> {
  await using session = await openSession(endpoint, 'target-writer');
  await session.execute(`CREATE DATABASE ${quoteName(database)}`);
}

async function compare(
  restored: MysqlEndpoint,
  endpoint: MysqlEndpoint,
  target: Target,
  madeAt: Date,
): Promise<Proved> {
  await using backup = await openSession(restored, 'target');
  await using now = await openSession(endpoint, 'target');
  const facts = await readDatabaseFacts(backup, restored.database);
  const ages = await writtenAgo(now, target.tables);
  const madeAgo = (Date.now() - madeAt.getTime()) / 1000;
  const tables: BackupResult['tables'][number][] = [];
  const problems: Sentence[] = [];
  for (const table of target.tables) {
    const [there, here] = [facts.tables[table], target.facts.tables[table]];
    if (!there || !here) {
      tables.push({ table, rows: null, state: 'missing' });
      continue;
    }
    const kept = await checksum(backup, there);
    const current = await checksum(now, here);
    const isSame = kept.rows === current.rows && kept.sum === current.sum && isAlike(there, here);
    // Ages are whole seconds.
    const isSince = !isSame && (ages.get(table) ?? Number.POSITIVE_INFINITY) < madeAgo - 1;
    const state = isSame ? 'same' : isSince ? 'written-since' : 'differs';
    tables.push({ table, rows: kept.rows, state });
    if (state === 'differs')
      problems.push(say('backup.differs', { table, rows: kept.rows, now: current.rows }));
  }
  const missing = tables.filter(({ state }) => state === 'missing').map(({ table }) => table);
  if (missing.length > 0) problems.unshift(say('backup.lacks', { tables: missing.join(', ') }));
  return { tables, problems };
}

/** Columns by name and type; a table that was altered since is another one. */
function isAlike(one: TableFacts, other: TableFacts): boolean {
  const columns = ({ columns: all }: TableFacts) =>
    all.map(({ name, columnType }) => `${name} ${columnType}`);
  return columns(one).join() === columns(other).join();
}

async function checksum(session: Session, { name, columns }: TableFacts) {
  const texts = columns
    .filter(({ generated }) => !generated)
    .map((target) => {
      const column: ColumnPlan = { name: target.name, treatment: { kind: 'same' }, target, secret: false };
      return { value: quoteName(target.name), text: actualText(column), nullable: true };
    });
  const [row] = await session.queryCells(checksumQuery(texts, quoteName(name), 'TRUE'));
  return readChecksum(row);
}

/** The checklist's item, of the run that is there or the one to come. */
async function answerItem(context: Context, result: BackupResult): Promise<void> {
  const { itemId, file, madeAt, tables, problems } = result;
  if (itemId === null) return;
  const { runId } = await checklistState(context, undefined);
  const since = tables.filter(({ state }) => state === 'written-since').map(({ table }) => table);
  const evidence = result.ok
    ? say('backup.proved', {
        file,
        at: formatTime(madeAt ?? ''),
        rows: tables.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
        tables: tables.length,
        since: since.length > 0 ? since.join(', ') : say('backup.none'),
      })
    : say('backup.failed', { file, problems });
  const { operator: account, machine } = operator();
  await answer(context, runId, {
    itemId,
    state: result.ok ? 'pass' : 'fail',
    evidence: evidence.text,
    because: [evidence],
    note: '',
    by: `tenantferry (${account}@${machine})`,
    at: new Date().toISOString(),
  });
}
