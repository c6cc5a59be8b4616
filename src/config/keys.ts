import { encryptedColumns } from '../preset/reshape-schema.js';
import type { Preset } from '../preset/schema.js';
import type { KeysConfig } from './config.js';
import { type Loading, report } from './loading.js';
import type { ConfigFile } from './schema.js';
import { say } from './words.js';

/** What Vault takes as the name of a transit key. */
const keyName = /^\w(?:[\w.-]*\w)?$/;
const mountName = /^[\w./-]+$/;

/** The keys of encrypted columns. What is missing or cannot be is noted in `loading`. */
export function resolveKeys(loading: Loading, file: ConfigFile, preset: Preset): KeysConfig | undefined {
  const { keys } = file;
  const encrypting = preset.tables.filter((table) => encryptedColumns(table).length > 0);
  if (!keys) {
    const tables = encrypting.map(({ name }) => name).join(', ');
    if (tables !== '')
      report(loading, ['migration', 'preset'], say('config.keys-missing', { preset: preset.name, tables }));
    return undefined;
  }
  if (!file.target.vault || file.target.vault.address === '')
    report(loading, ['keys'], say('config.keys-vault'));
  const { key, hash, table } = keys;
  const mount = keys.mount.replace(/^\/+|\/+$/g, '');
  const hmacKey = keys.hmac_key ?? `${key}-hmac`;
  if (hash === 'hmac' && hmacKey === key) report(loading, ['keys', 'hmac_key'], say('config.keys-same'));
  if (!mountName.test(mount)) reportName(loading, 'mount', keys.mount);
  for (const [place, name] of [
    ['key', key],
    ['hmac_key', hmacKey],
  ] as const)
    if (!keyName.test(name)) reportName(loading, place, name);
  return { mount, key, hash, hmacKey, table };
}

function reportName(loading: Loading, place: 'mount' | 'key' | 'hmac_key', name: string): void {
  const what = place === 'mount' ? 'mount' : 'key';
  report(loading, ['keys', place], say('config.keys-name', { key: `keys.${place}`, name, what }));
}
