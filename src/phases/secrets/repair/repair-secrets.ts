import { z } from 'zod';
import type { Config } from '../../../config/config.js';
import type { RepairOutcome, RepairProposal } from '../../../core/repair.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import { readStored } from '../../../core/stored.js';
import { ledgerTable } from '../../../ledger/location.js';
import { flag, readRows } from '../../../ledger/read-rows.js';
import { ledgerKey, secretIdList } from '../../../ledger/secret-ids.js';
import { openSession, type Session } from '../../../mysql/session.js';
import { writtenVersions } from '../ledger.js';
import { secretTable } from '../secret-paths.js';
import { runVaultPhase } from '../secrets-phase.js';
import type { SecretsWork } from '../secrets-work.js';
import { say } from '../words.js';

/** What the run had written for a row before, which rollback must still know afterwards. */
interface WrittenBefore {
  readonly versions: readonly number[];
  readonly createdPath: boolean;
}

/**
 * Copies secrets again: their rows become pending in the ledger, with the version the source names, and the Vault phase is
 * run as after a crash. It finds a value that is there, writes one that is lost, and never writes over another's.
 */
export async function repairSecrets(
  options: SecretsWork,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairOutcome[]> {
  const wanted = proposals.filter(({ action, rowKey }) => action === 'recopy-secret' && rowKey);
  if (wanted.length === 0) return [];
  await using writer = await openSession(options.config.target.mysql, 'target-writer');
  const before = new Map<RepairProposal, WrittenBefore>();
  for (const proposal of wanted) before.set(proposal, await makePending(options, writer, proposal));
  const config: Config = {
    ...options.config,
    options: { ...options.config.options, onError: 'continue' },
  };
  await runVaultPhase({ ...options, config });
  const outcomes: RepairOutcome[] = [];
  for (const proposal of wanted) {
    outcomes.push(await outcomeOf(options, writer, proposal, before.get(proposal)));
  }
  return outcomes;
}

const written = { versions_written: writtenVersions, created_path: flag };

function ledgerRow({ ledger: { runId } }: SecretsWork, { table, rowKey }: RepairProposal): string {
  return `run_id = ${quoteText(runId)} AND table_name = ${quoteText(table)} AND row_key = ${quoteText(ledgerKey(rowKey?.[0] ?? ''))}`;
}

async function makePending(
  options: SecretsWork,
  writer: Session,
  proposal: RepairProposal,
): Promise<WrittenBefore> {
  const { plan, preset, ledger } = options;
  const idColumn = preset.id.column;
  const secrets = ledgerTable(ledger.location, 'secrets');
  const entry = plan.vault?.secrets.find(({ table }) => table === proposal.table);
  if (!entry) throw new Error(`${proposal.table} names no secrets`);
  const [row] = await readRows(
    { ...ledger, session: writer },
    'secrets',
    z.object({ source_version: z.string(), ...written }),
    `SELECT source_version, versions_written, created_path FROM ${secrets} WHERE ${ledgerRow(options, proposal)}`,
  );
  if (!row) return { versions: [], createdPath: false };
  await writer.begin();
  try {
    await writer.execute(
      `UPDATE ${secretTable(plan, proposal)}
        SET ${quoteName(entry.version_column)} = ${quoteText(row.source_version)}
        WHERE ${quoteName(idColumn)} = ${secretIdList({ plan, entry, idColumn }, [proposal.rowKey?.[0] ?? ''])}
          AND ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}`,
    );
    await writer.execute(`DELETE FROM ${secrets} WHERE ${ledgerRow(options, proposal)}`);
    await writer.commit();
  } catch (error) {
    await writer.rollback().catch(() => undefined);
    throw error;
  }
  return { versions: row.versions_written, createdPath: row.created_path };
}

async function outcomeOf(
  options: SecretsWork,
  writer: Session,
  proposal: RepairProposal,
  before: WrittenBefore | undefined,
): Promise<RepairOutcome> {
  const secrets = ledgerTable(options.ledger.location, 'secrets');
  const [row] = await readRows(
    { ...options.ledger, session: writer },
    'secrets',
    z.object({ outcome: z.string(), message: z.string().nullable(), ...written }),
    `SELECT outcome, message, versions_written, created_path FROM ${secrets} WHERE ${ledgerRow(options, proposal)}`,
  );
  if (!row) return { proposal, state: 'failed', detail: say('secret.not-reached'), remaining: [] };
  if (before) {
    const versions = [...new Set([...before.versions, ...row.versions_written])].toSorted((a, b) => a - b);
    const created = before.createdPath || row.created_path;
    await writer.execute(
      `UPDATE ${secrets} SET versions_written = ${quoteText(JSON.stringify(versions))}, created_path = ${created ? 1 : 0}
        WHERE ${ledgerRow(options, proposal)}`,
    );
  }
  const done = row.outcome === 'written' || row.outcome === 'reused';
  const { message, because } = readStored(row.message ?? row.outcome);
  const problem = because ? { ...because, text: message } : message;
  const detail = done ? say(row.outcome === 'written' ? 'secret.written' : 'secret.reused') : problem;
  return { proposal, state: done ? 'repaired' : 'failed', detail, remaining: [] };
}
