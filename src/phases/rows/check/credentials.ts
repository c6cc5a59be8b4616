import { counted } from '../../../core/counted.js';
import { type Finding, finding } from '../../../core/finding.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import { filterCondition } from '../../../mysql/chunks.js';
import { count } from '../../../mysql/count.js';
import { type KeyRing, keyRingOf, opens, opensAllOf } from '../../../plan/key-ring.js';
import { columnName, type Side, type TablePlan } from '../../../plan/plan.js';
import type { KeysConfirmed } from '../../phase.js';
import type { ConflictContext } from './conflicts/context.js';

/** Rows a key is tried on. A wrong one fails on each with a chance of 255 in 256. */
const triedRows = 200;

/** The master keys that credentials are encrypted with: their lengths, and whether the source's key opens the source's rows. */
export async function checkCredentials(
  context: ConflictContext,
  confirmed: KeysConfirmed,
): Promise<readonly Finding[]> {
  const { preset, config, plan, source } = context;
  const { credentials } = preset;
  const planned = plan.tables.find(({ table }) => table === credentials?.table);
  if (!credentials || !planned) return [];
  const keys = { source: keyRingOf(config.source), target: keyRingOf(config.target) };
  const findings = [
    ...keyLength(keys.source, 'source', credentials.key_sizes),
    ...keyLength(keys.target, 'target', credentials.key_sizes),
  ];
  if (findings.length > 0) return findings;
  const differ = keys.source && keys.target && !opensAllOf(keys.target, keys.source);
  // One that cannot be opened would end the copy in the middle of the table, so none is left to chance.
  if (keys.source)
    findings.push(await tryKey(context, planned, keys.source, differ ? '' : `LIMIT ${triedRows}`));
  if (keys.source && keys.target) {
    findings.push(...(await tryTargetKey(context, planned, keys.target)));
    findings.push(differ ? differentKeys(config.credentialMasterKeys) : sameKeys);
    return findings;
  }
  const filled = `${filterCondition(planned)} AND ${quoteName(columnName(planned, credentials.column, 'source'))} <> ''`;
  const rows = await count(source, `${quoteName(planned.source)} WHERE ${filled}`);
  if (rows === 0) return findings;
  const said = config.credentialMasterKeys === 'same' ? 'yes' : confirmed;
  findings.push(said === 'yes' ? saidToBeSame(rows) : unknownKeys(keys, rows, said, credentials.advice));
  return findings;
}

function keyLength(ring: KeyRing | undefined, side: Side, sizes: readonly number[]): Finding[] {
  const lengths = (ring ?? []).map(({ key }) => Buffer.byteLength(key.reveal(), 'utf8'));
  const length = lengths.find((one) => !sizes.includes(one));
  if (length === undefined) return [];
  return [
    finding('blocker', 'config', 'credentials.key-length', {
      title: `${side}.credential_master_key has ${counted(length, 'byte')}; only ${sizes.join(', ')} are valid`,
      remedy: `copy the key from the ${side} services’ own configuration, without quotes or a line break`,
      params: { length, side, sizes: sizes.join(', ') },
    }),
  ];
}

const keysFinding = { code: 'credentials.keys', subject: 'config' } as const;

const sameKeys: Finding = {
  ...keysFinding,
  severity: 'ok',
  title: 'both environments use the same master key: credentials are copied as they are',
  params: { keys: 'same' },
};

function differentKeys(said: 'same' | undefined): Finding {
  if (said === 'same') {
    return {
      ...keysFinding,
      severity: 'blocker',
      title:
        'credential_master_keys says that both environments use the same master key, but the two that are given differ',
      remedy:
        'correct the keys, or take credential_master_keys out of the config: then credentials are re-encrypted',
      params: { keys: 'contradiction' },
    };
  }
  return {
    ...keysFinding,
    severity: 'ok',
    title: 'the master keys differ: each credential is re-encrypted with the target’s key',
    params: { keys: 'different' },
  };
}

function saidToBeSame(rows: number): Finding {
  return {
    ...keysFinding,
    severity: 'ok',
    title: `${counted(rows, 'credential is copied as it is', 'credentials are copied as they are')}: both environments use the same master key, as was said`,
    params: { keys: 'said', rows },
  };
}

/** With another key in the target everything else arrives and validates, and no client can log in. */
function unknownKeys(
  keys: { readonly source: KeyRing | undefined; readonly target: KeyRing | undefined },
  rows: number,
  confirmed: 'no' | 'unasked',
  advice: { readonly en: string; readonly zh: string },
): Finding {
  const missing = keys.source ? 'target' : 'source';
  const one = keys.source !== undefined || keys.target !== undefined;
  const given = one ? `the ${missing}’s master key is not given` : 'no master keys are given';
  return {
    ...keysFinding,
    severity: confirmed === 'no' ? 'blocker' : 'warning',
    title: `${given}: ${counted(rows, 'credential is copied as it is', 'credentials are copied as they are')}, and no client can log in unless both environments use the same key`,
    remedy: `Give source.credential_master_key and target.credential_master_key; or, if you know that they are the same, say so in the config: credential_master_keys: same. ${advice.en}`,
    params: { keys: one ? 'one' : 'none', missing, rows, adviceZh: advice.zh },
  };
}

async function tryKey(
  { preset, source }: ConflictContext,
  planned: TablePlan,
  keys: KeyRing,
  limit: string,
): Promise<Finding> {
  const { table = '', column = '' } = preset.credentials ?? {};
  const id = quoteName(columnName(planned, preset.id.column, 'source'));
  const value = quoteName(columnName(planned, column, 'source'));
  const rows = source.streamCells(
    `SELECT ${id}, ${value} FROM ${quoteName(planned.source)}
      WHERE ${filterCondition(planned)} AND ${value} <> '' ORDER BY ${id} ${limit}`,
  );
  const failed: string[] = [];
  let tried = 0;
  for await (const [name, cell] of rows) {
    tried += 1;
    if (!opens(cell?.toString('latin1') ?? '', keys)) failed.push(`id=${name}`);
  }
  const params = { tried, opened: tried - failed.length };
  const base = { code: 'credentials.sample', subject: 'config' as const, table, column, params };
  if (tried === 0)
    return {
      ...base,
      severity: 'ok',
      title: `${table} holds no credential to try the source’s master key on`,
    };
  if (failed.length === 0) {
    return {
      ...base,
      severity: 'ok',
      title: `the source’s master key opens ${tried === 1 ? 'the' : 'all'} ${counted(tried, 'credential')} tried`,
    };
  }
  const all = failed.length === tried;
  return {
    ...base,
    severity: 'blocker',
    title: all
      ? `source.credential_master_key opens none of the ${counted(tried, 'credential')} tried: it is the wrong key`
      : `source.credential_master_key opens only ${tried - failed.length} of the ${counted(tried, 'credential')} tried`,
    remedy: all
      ? 'copy the key from the source services’ own configuration'
      : 'the rows named were encrypted with another key: make them anew in the source, or delete them',
    count: failed.length,
    samples: failed.slice(0, 10),
  };
}

/**
 * The target's key on what the target holds: a wrong one would make every credential useless, and one that differs from an
 * earlier start of the run would leave half of them so. Nothing to try it on is no finding.
 */
async function tryTargetKey(
  { preset, plan, target }: ConflictContext,
  planned: TablePlan,
  keys: KeyRing,
): Promise<Finding[]> {
  const { table = '', column = '' } = preset.credentials ?? {};
  const id = quoteName(preset.id.column);
  const ours = `${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)}`;
  const rows = await target.queryCells(
    `SELECT ${id}, ${quoteName(column)}, ${ours} FROM ${quoteName(planned.target)} WHERE ${quoteName(column)} <> ''
      ORDER BY ${ours} DESC, ${id} LIMIT ${triedRows}`,
  );
  if (rows.length === 0) return [];
  const failed = rows.filter(([, cell]) => !opens(cell?.toString('latin1') ?? '', keys));
  const own = failed.some(([, , tenant]) => tenant?.toString('latin1') === '1');
  const opened = rows.length - failed.length;
  const base = {
    code: 'credentials.target-sample',
    subject: 'config' as const,
    table,
    column,
    params: { tried: rows.length, opened, own },
  };
  if (failed.length === 0) {
    const title = `the target’s master key opens ${rows.length === 1 ? 'the' : 'all'} ${counted(rows.length, 'credential')} tried in the target`;
    return [{ ...base, severity: 'ok', title }];
  }
  return [
    {
      ...base,
      severity: own || opened === 0 ? 'blocker' : 'warning',
      title: `target.credential_master_key opens ${opened === 0 ? 'none' : `only ${opened}`} of the ${counted(rows.length, 'credential')} tried in the target${own ? ', and not all of this tenant’s' : ''}`,
      remedy:
        opened === 0
          ? 'copy the key from the target services’ own configuration'
          : own
            ? 'give the key that this run was begun with, or roll it back and begin again with the right one'
            : 'nothing to do if the rows named are no longer used: the target’s services cannot open them either',
      count: failed.length,
      samples: failed.slice(0, 10).map(([name]) => `id=${name}`),
    },
  ];
}
