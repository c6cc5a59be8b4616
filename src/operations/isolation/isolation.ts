import { checkHeaders, type HeaderCheck } from '../../isolation/api/headers.js';
import { readWindow } from '../../isolation/api/window.js';
import { audit as auditTarget, isFault } from '../../isolation/audit/audit.js';
import { readBaseline, shrunk, writeBaseline } from '../../isolation/audit/baseline.js';
import { probeAccount, probeRows } from '../../isolation/probe/probe.js';
import { scanFolder } from '../../isolation/scan/scan.js';
import {
  presetTenantTables,
  readTenantTables,
  someTenantTables,
  tenantColumn,
  tenantTables,
} from '../../isolation/tenant-tables.js';
import { refuse } from '../../isolation/words.js';
import { MysqlError } from '../../mysql/errors.js';
import { openSession } from '../../mysql/session.js';
import { withTarget } from '../target-ledger.js';
import type { AuditOperation, IsolationProbeOperation, ScanOperation, WindowOperation } from './types.js';

/** isolation audit: what the target's server was asked. Reads only; the baseline is a file. */
export const audit: AuditOperation = async (
  context,
  { forMs, baseline: file, writeBaseline: output, signal },
) => {
  const column = tenantColumn(context.preset);
  const baseline = file === undefined ? null : await readBaseline(file);
  if (file !== undefined && baseline === null) throw refuse('baseline.unreadable', { file, error: 'ENOENT' });
  const earlier = output === undefined ? null : await readBaseline(output);
  const { database } = context.config.target.mysql;
  const found = await withTarget(context, (session) =>
    auditTarget(session, { database, column, forMs, baseline, signal }),
  );
  if (output !== undefined) {
    const faults = found.statements.filter(isFault).map(({ statement }) => statement);
    await writeBaseline(output, shrunk(earlier ?? baseline, faults));
  }
  return { part: 'audit', ...found };
};

/** isolation scan: statements in source files. The target says which tables belong to tenants, and the preset where it cannot. */
export const scan: ScanOperation = async (context, folder) => {
  const column = tenantColumn(context.preset);
  const { database } = context.config.target.mysql;
  const asked = await withTarget(context, (session) => readTenantTables(session, database, column)).catch(
    (error: unknown) => {
      if (!(error instanceof MysqlError)) throw error;
      return [];
    },
  );
  const names = asked.length > 0 ? asked : presetTenantTables(context.preset);
  const { statements, figures } = await scanFolder(folder, tenantTables(column, names));
  return {
    part: 'scan',
    statements,
    figures: { ...figures, tablesFrom: asked.length > 0 ? 'target' : 'preset' },
  };
};

/** ER_ACCESS_DENIED_ERROR, ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR */
const noEntry = [1045, 1044, 1698];

/** isolation probe: what a tenant's account sees of others, and what rows, keys and sequences say. Reads only. */
export const probe: IsolationProbeOperation = async (context, { account }) => {
  const column = tenantColumn(context.preset);
  const { mysql } = context.config.target;
  const { database } = mysql;
  const { place, own } = await withTarget(context, async (session) => {
    const tables = await someTenantTables(session, database, column);
    return {
      place: { database, column, tables },
      own: await probeRows(session, { database, column, tables }, context.preset),
    };
  });
  const checks = [...own];
  if (account) {
    const { user, password, tenant } = account;
    await using session = await openSession({ ...mysql, user, password }, 'target').catch(
      (error: unknown) => {
        const isRefused = error instanceof MysqlError && noEntry.includes(error.errno ?? 0);
        throw isRefused ? refuse('probe.no-entry', { user, database }, { cause: error }) : error;
      },
    );
    checks.unshift(...(await probeAccount(session, place, tenant)));
  }
  const count = (verdict: string): number => checks.filter((check) => check.verdict === verdict).length;
  return {
    part: 'probe',
    checks,
    figures: {
      tables: place.tables.length,
      account: account?.user ?? null,
      tenant: account?.tenant ?? null,
      good: count('good'),
      bad: count('bad'),
      unclear: count('unclear'),
      info: count('info'),
    },
  };
};

/** api-window status: how much old endpoints are still called, and what they say of their end. */
export const apiWindow: WindowOperation = async ({ preset }, { logs, silentDays, url, signal }) => {
  if (preset.api_window.length === 0) throw refuse('window.no-endpoints', { preset: preset.name });
  const found = await readWindow(logs, preset.api_window, silentDays);
  const headers: HeaderCheck[] = [];
  if (url !== undefined) {
    if (!URL.canParse(url)) throw refuse('window.no-url', { url });
    for (const { old } of preset.api_window) headers.push(...(await checkHeaders(url, old, signal)));
  }
  return { part: 'window', ...found, headers };
};
