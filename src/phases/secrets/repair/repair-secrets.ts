import { z } from 'zod';
import type { Config } from '../../../config/config.js';
import type { RepairOutcome, RepairProposal } from '../../../core/repair.js';
import { saidIn } from '../../../core/sentence.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import { readStored } from '../../../core/stored.js';
import { ledgerTable } from '../../../ledger/location.js';
import { flag, row } from '../../../ledger/read-rows.js';
import { rowsOf, updateRows } from '../../../ledger/rows.js';
import { ledgerKey, secretIdList } from '../../../ledger/secret-ids.js';
import { openSession, type Session } from '../../../mysql/session.js';
import { keptTimes } from '../../../plan/kept-times.js';
import type { CopyWork } from '../../phase.js';
import { secretTable } from '../secret-paths.js';
import { runVaultPhase } from '../secrets-phase.js';
import { say } from '../words.js';
import { storedVersions, writtenVersions } from '../written-versions.js';

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
  options: CopyWork,
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

const written = { versionsWritten: writtenVersions, createdPath: flag };

/** The proposal's row among the run's in the ledger. */
function ledgerRow({ table, rowKey }: RepairProposal): string {
  return `AND table_name = ${quoteText(table)} AND row_key = ${quoteText(ledgerKey(rowKey?.[0] ?? ''))}`;
}

async function makePending(
  options: CopyWork,
  writer: Session,
  proposal: RepairProposal,
): Promise<WrittenBefore> {
  const { plan, preset, ledger } = options;
  const idColumn = preset.id.column;
  const entry = plan.vault?.secrets.find(({ table }) => table === proposal.table);
  if (!entry) throw new Error(`${proposal.table} names no secrets`);
  const columns = plan.tables.find(({ table }) => table === entry.table)?.columns;
  const noted = row({ sourceVersion: z.string(), ...written });
  const [before] = await rowsOf({ ...ledger, session: writer }, 'secrets', noted, ledgerRow(proposal));
  if (!before) return { versions: [], createdPath: false };
  await writer.begin();
  try {
    await writer.execute(
      `UPDATE ${secretTable(plan, proposal)}
        SET ${quoteName(entry.version_column)} = ${quoteText(before.sourceVersion)}${keptTimes(columns)}
        WHERE ${quoteName(idColumn)} = ${secretIdList({ plan, entry, idColumn }, [proposal.rowKey?.[0] ?? ''])}
          AND ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}`,
    );
    await writer.execute(
      `DELETE FROM ${ledgerTable(ledger.location, 'secrets')}
        WHERE run_id = ${quoteText(ledger.runId)} ${ledgerRow(proposal)}`,
    );
    await writer.commit();
  } catch (error) {
    await writer.rollback().catch(() => undefined);
    throw error;
  }
  return { versions: before.versionsWritten, createdPath: before.createdPath };
}

async function outcomeOf(
  options: CopyWork,
  writer: Session,
  proposal: RepairProposal,
  before: WrittenBefore | undefined,
): Promise<RepairOutcome> {
  const ledger = { ...options.ledger, session: writer };
  const noted = row({ outcome: z.string(), message: z.string().nullable(), ...written });
  const [now] = await rowsOf(ledger, 'secrets', noted, ledgerRow(proposal));
  if (!now) return { proposal, state: 'failed', detail: say('secret.not-reached'), remaining: [] };
  if (before) {
    const versions = [...new Set([...before.versions, ...now.versionsWritten])].toSorted((a, b) => a - b);
    const createdPath = before.createdPath || now.createdPath;
    const versionsWritten = storedVersions(versions);
    await updateRows(ledger, 'secrets', { versionsWritten, createdPath }, ledgerRow(proposal));
  }
  const done = now.outcome === 'written' || now.outcome === 'reused';
  const detail = done
    ? say(now.outcome === 'written' ? 'secret.written' : 'secret.reused')
    : saidIn(readStored(now.message ?? now.outcome));
  return { proposal, state: done ? 'repaired' : 'failed', detail, remaining: [] };
}
