import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { secretFolders } from './map.js';
import type { RawRow } from './reader.js';
import type { RowPair } from './rows.js';
import type { Mismatch } from './types.js';
import { eachOf, type SecretVersion, type VaultReader } from './vault-reader.js';

/** Rows whose secret the sample data leaves out on purpose: deleted ones, as a source in use has them. */
const isKnownToLackItsSecret = (row: RawRow): boolean =>
  text(row, 'key') === 'secret_is_gone' && text(row, 'kv_state') === 'DELETE';

function text(row: RawRow, column: string): string {
  return String(row.get(column) ?? '');
}

function pathOf(table: string, row: RawRow): string {
  return `${secretFolders[table]?.((column) => text(row, column))}/${text(row, 'key')}`;
}

/** Every row's secret, at the version its row names, on both sides. Gives the paths that the target must have. */
export async function compareSecrets(
  source: VaultReader,
  target: VaultReader,
  pairs: readonly RowPair[],
  found: (mismatch: Mismatch) => void,
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  await eachOf(pairs, async (pair) => {
    const { table } = pair;
    const key = `id ${text(pair.source, 'id')}`;
    const path = pathOf(table, pair.target);
    const say = (kind: Mismatch['kind'], detail: string) => found({ kind, table, key, column: path, detail });
    const [before, after] = await Promise.all([
      source.version(pathOf(table, pair.source), text(pair.source, 'version')),
      target.version(path, text(pair.target, 'version')),
    ]);
    if (before === null) {
      if (!isKnownToLackItsSecret(pair.source)) say('secret-missing', 'the source lacks the secret');
      if (after !== null) say('secret-value', 'the target has a secret that the source lacks');
      if (text(pair.target, 'version') !== text(pair.source, 'version'))
        say('secret-missing', 'the version was changed, though there is no secret');
      return;
    }
    paths.add(path);
    if (after === null) {
      say('secret-missing', `the target lacks version ${text(pair.target, 'version')}`);
      return;
    }
    for (const [field, detail] of Object.entries(differences(before, after))) {
      if (detail) say('secret-value', `${field} differs`);
    }
    for (const [side, row, secret] of [
      ['source', pair.source, before],
      ['target', pair.target, after],
    ] as const) {
      const wrong = wrongDigests(row, String(secret.data.value));
      if (wrong.length > 0) say('secret-digest', `${side}: ${wrong.join(', ')} disagree with the value`);
    }
  });
  return paths;
}

function differences(before: SecretVersion, after: SecretVersion): Readonly<Record<string, boolean>> {
  return {
    value: before.data.value !== after.data.value,
    kv_type: before.data.kv_type !== after.data.kv_type,
    data: !isDeepStrictEqual(before.data, after.data),
    custom_metadata: !isDeepStrictEqual(before.customMetadata, after.customMetadata),
  };
}

function wrongDigests(row: RawRow, value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const digest = (name: string) => createHash(name).update(bytes).digest('hex');
  const facts = { signature: digest('sha256'), md5: digest('md5'), byte_size: String(bytes.length) };
  return Object.entries(facts).flatMap(([column, fact]) => (text(row, column) === fact ? [] : [column]));
}
