import { openSession } from '../mysql/session.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { Listener } from '../run/events.js';
import { readRowsBefore } from '../run/ledger/chunks.js';
import type { LedgerLocation } from '../run/ledger/location.js';
import { findLedger } from '../run/ledger/location.js';
import { appendLog } from '../run/ledger/log.js';
import type { StoredRun } from '../run/ledger/runs.js';
import { changedVersions } from '../run/ledger/secrets.js';
import { secretFolders } from '../run/secret-folders.js';
import { countSecretRows } from '../run/secret-groups.js';
import { secretRows } from '../run/secret-rows.js';
import { openThrottle } from '../run/throttle.js';
import { clearPartial, readPartial, savePartial } from '../validate/partial-validation.js';
import type { CheckResult } from '../validate/result.js';
import { runValidation } from '../validate/run-validation.js';
import { readCapture } from '../validate/saved-captures.js';
import { saveValidation } from '../validate/saved-validations.js';
import { openVault } from '../vault/client.js';
import { compareSecrets } from '../vault/compare.js';
import { findExtraSecrets } from '../vault/extras.js';
import { findRun } from './target-ledger.js';
import type { Context, ValidateOperation } from './types.js';

/** Secrets compared at the same time. */
const secretsInFlight = 16;

/** Compares source and target, keeps the result in the run's ledger and returns it. Reads only, but for the ledger. */
export const validate: ValidateOperation = async (context, request, listener) => {
  const { config, preset } = context;
  const session = await openSession(config.target.mysql, 'target-writer');
  try {
    const ledger = await findLedger(session, config.target.mysql.database);
    const run = await findRun(context, session, ledger, request.runId);
    if (!ledger) throw new Error('a run was found without a ledger');
    const { plan, runId } = run;
    const othersBefore = await readCapture(session, ledger, runId, 'others');
    const sourceMarks = await readCapture(session, ledger, runId, 'source');
    const partial = { session, ledger, runId, level: request.level };
    const finished = await readPartial(partial);
    if (finished.length > 0) {
      const tables = new Set(finished.map(({ table }) => table)).size;
      listener({
        type: 'log',
        level: 'info',
        message: `an interrupted validation is taken up: ${tables} tables were compared within the last hour`,
        at: new Date().toISOString(),
      });
    }
    const signal = request.signal ?? new AbortController().signal;
    const throttle = await openThrottle(config, listener);
    const result = await runValidation({
      config,
      preset,
      plan,
      runId,
      level: request.level,
      cellContext: cellContextOf(config),
      versionChanges: (table) => changedVersions(session, ledger, runId, table),
      rowsBefore: await readRowsBefore(session, ledger, runId),
      ...(othersBefore ? { othersBefore } : {}),
      ...(sourceMarks ? { sourceMarks } : {}),
      ...(plan.vault ? { secrets: () => validateSecrets(context, run, ledger, listener) } : {}),
      finished,
      // Only what was equal: a table with differences is looked at again, since somebody may have mended it.
      onTable: async (table, results) => {
        if (results.every(({ ok }) => ok)) await savePartial(partial, table, results);
      },
      listener,
      signal,
      control: {
        waitWhilePaused: () => throttle.waitForTurn(() => signal.aborted),
        parallelism: () => config.options.parallel,
        stop: signal,
        abort: signal,
      },
    }).finally(() => throttle.close());
    await saveValidation(session, ledger, runId, result);
    await clearPartial(partial);
    const verdict = result.ok ? 'no differences' : `${result.differences} differences`;
    await appendLog(session, ledger, runId, 'validated', `level ${result.level}: ${verdict}`);
    return result;
  } finally {
    await session.close();
  }
};

/** Every migrated row's secret, read back from the target at the version the row names, and compared with the source's. */
async function validateSecrets(
  { config, preset }: Context,
  { plan, runId }: StoredRun,
  ledger: LedgerLocation,
  listener: Listener,
): Promise<readonly CheckResult[]> {
  if (!plan.vault || !config.source.vault || !config.target.vault) return [];
  const source = await openVault(config.source.vault);
  const target = await openVault(config.target.vault);
  const rows = await openSession(config.target.mysql, 'target');
  try {
    const results: CheckResult[] = [];
    for (const entry of plan.vault.secrets) {
      const query = { plan, entry, idColumn: preset.id.column };
      const total = await countSecretRows(rows, query);
      results.push(
        ...(await compareSecrets({
          source,
          target,
          rows: secretRows(rows, { ...query, pendingIn: { ledger, runId } }),
          fields: { value: entry.value_field, type: entry.type_field },
          columns: {
            secret: entry.version_column,
            kvType: entry.type_column,
            signature: entry.signature_column,
            md5: entry.md5_column,
            byteSize: entry.size_column,
          },
          keyColumn: preset.id.column,
          concurrency: secretsInFlight,
          onProgress: ({ table, rows: done }) =>
            listener({ type: 'validation-progress', check: 'secrets', table, done, total }),
        })),
      );
    }
    results.push(await findExtraSecrets({ target, folders: allFolders() }));
    return results;

    async function* allFolders() {
      for (const entry of plan.vault?.secrets ?? []) {
        yield* secretFolders(rows, { plan, entry, idColumn: preset.id.column });
      }
    }
  } finally {
    await Promise.allSettled([rows.close(), source.close(), target.close()]);
  }
}
