import type { Config } from '../config/config.js';
import type { Context } from '../config/context.js';
import { type Finding, finding } from '../core/finding.js';
import { RefusedError } from '../core/refused.js';
import type { Sentence } from '../core/sentence.js';
import { readDataKeys } from '../keys/data-keys.js';
import { openTransit } from '../keys/transit.js';
import { refuse, say } from '../keys/words.js';
import { openSession } from '../mysql/session.js';
import { selectTables } from '../plan/select-tables.js';
import { encryptedColumns } from '../preset/reshape-schema.js';

/** Whether the keys of encrypted columns can be used: tried with a data key that is thrown away. Nothing is written; nothing where no column is encrypted. */
export async function checkKeys({ config, preset }: Context): Promise<readonly Finding[]> {
  const moving = new Set(selectTables(preset, config.tables).tables.map(({ name }) => name));
  const columns = preset.tables
    .filter(({ name }) => moving.has(name))
    .flatMap((table) =>
      encryptedColumns(table).map(({ column, index }) => ({
        column: `${table.name}.${column}`,
        index: index === undefined ? undefined : `${table.name}.${index}`,
      })),
    );
  const { keys } = config;
  if (columns.length === 0 || !keys) return [];
  const hashed = columns.flatMap(({ index }) => index ?? []).join(', ');
  try {
    await tryKeys(config, hashed !== '');
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { message, remedy, because } = error;
    const title = because && { ...because, text: message };
    return [
      finding('blocker', 'target-vault', 'vault.keys', {
        title: message,
        remedy,
        params: { ...(title ? { title } : {}), remedy: because?.params?.remedy ?? remedy ?? '' },
      }),
    ];
  }
  const named = columns.map(({ column }) => column).join(', ');
  return [
    told('ok', say('keys.ready', { key: keys.key, columns: named })),
    ...(hashed !== '' && keys.hash === 'sha256'
      ? [told('warning', say('keys.plain-hash', { columns: hashed }), say('keys.plain-hash.remedy'))]
      : []),
  ];
}

/** RefusedError where a call is refused, or the table of data keys cannot hold any. */
async function tryKeys({ keys, target }: Config, isHashed: boolean): Promise<void> {
  if (!keys || !target.vault) return;
  const isHmac = isHashed && keys.hash === 'hmac';
  const uses = ['make', 'open', ...(isHmac ? (['hash'] as const) : [])] as const;
  await using transit = await openTransit(target.vault, keys, { uses });
  const { wrapped } = await transit.makeDataKey();
  await transit.unwrap(wrapped);
  if (isHmac) await transit.hmac([Buffer.from('tenantferry')]);
  await using session = await openSession(target.mysql, 'target');
  const place = { database: target.mysql.database, table: keys.table };
  const active = (await readDataKeys(session, place)).findLast(({ state }) => state === 'active');
  if (active && !Buffer.isBuffer(await transit.unwrap(active.wrapped)))
    throw refuse('keys.closed', { version: active.version, table: keys.table, key: keys.key });
}

function told(severity: Finding['severity'], title: Sentence, remedy?: Sentence): Finding {
  return finding(severity, 'target-vault', 'vault.keys', {
    title: title.text,
    ...(remedy ? { remedy: remedy.text } : {}),
    params: { title, ...(remedy ? { remedy } : {}) },
  });
}
