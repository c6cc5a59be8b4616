import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { asRecord } from '../../../vault/api.js';
import type { CallOptions } from '../../../vault/caller.js';
import type { VaultClient } from '../../../vault/client.js';
import type { SecretRead } from '../../../vault/kv.js';
import { canonicalJson } from '../../../vault/same-value.js';

/** One migrated row with what it says of its secret. */
export interface ComparedSecret {
  readonly table: string;
  readonly rowKey: string;
  readonly key: string;
  readonly sourcePath: string;
  readonly targetPath: string;
  /** null: the run knows of no version in the source. */
  readonly sourceVersion: string | null;
  /** The row's version in the target. */
  readonly targetVersion: string;
  readonly kvType: string;
  /** sha256 of the value, hex. */
  readonly signature: string;
  /** md5 of the value, hex. */
  readonly md5: string;
  /** Bytes of the value in UTF-8. */
  readonly byteSize: string | number;
  readonly mayBeGone: boolean;
  /** The run's ledger says that the target held the secret: when it is gone there, the source is no excuse. */
  readonly migrated?: boolean;
}

/** What the source's row says of its secret. */
export type SourceSecretRow = Pick<
  ComparedSecret,
  'sourcePath' | 'kvType' | 'signature' | 'md5' | 'byteSize'
>;

/** Where type and value stand in a secret. */
export interface SecretFields {
  readonly value: string;
  readonly type: string;
}

/** What does not agree; the names are those of the row's columns, `value` and `secret` stand for the secret itself. */
export type SecretAspect = 'secret' | RowAspect | 'value';
type RowAspect = 'kvType' | 'signature' | 'md5' | 'byteSize';

interface SecretMismatch {
  readonly aspect: SecretAspect;
  readonly sourceFault: boolean;
  /** The source has lost the secret of a row that is in use. */
  readonly lost?: boolean;
}

export interface RowComparison {
  readonly source?: VaultClient;
  readonly target: VaultClient;
  readonly fields: SecretFields;
  /** The source's row, asked for where a row disagrees with its secret; null when there is none. Absent: not asked. */
  readonly sourceRow?: (row: ComparedSecret) => Promise<SourceSecretRow | null>;
  /** Random, for one call: digests made with it are worthless elsewhere. */
  readonly hmacKey: Buffer;
  readonly call: CallOptions;
}

/**
 * Reads a row's secret from both sides and says what disagrees; empty when all is well. A fault is the source's when the
 * source has the very same one. Throws VaultError.
 */
export async function compareRow(
  context: RowComparison,
  row: ComparedSecret,
): Promise<readonly SecretMismatch[]> {
  const { source, target, call } = context;
  const [there, here] = await Promise.all([
    readVersion(target, row.targetPath, row.targetVersion, call),
    source === undefined || row.sourceVersion === null
      ? undefined
      : readVersion(source, row.sourcePath, row.sourceVersion, call),
  ]);
  if (there.state !== 'live') {
    const gone = here === undefined ? row.mayBeGone : here.state !== 'live';
    const goneInSource = gone && (row.mayBeGone || row.migrated !== true);
    return [{ aspect: 'secret', sourceFault: goneInSource, lost: goneInSource && !row.mayBeGone }];
  }
  const faults = disagreements(there.data, row, context.fields);
  if (here === undefined) return faults.map((aspect) => ({ aspect, sourceFault: false }));
  if (here.state !== 'live') {
    // Without the source's value there is nothing to be equal to; the row's own columns still speak.
    return faults.map((aspect) => ({ aspect, sourceFault: false }));
  }
  if (sameByHmac(there.data, here.data, context.hmacKey)) {
    const original = faults.length > 0 ? await context.sourceRow?.(row) : undefined;
    return faults.map((aspect) => ({ aspect, sourceFault: !original || saysTheSame(original, row, aspect) }));
  }
  return [...faults, 'value' as const].map((aspect) => ({ aspect, sourceFault: false }));
}

/** The source's row has this fault only if it names the same secret and says the same of it. */
function saysTheSame(original: SourceSecretRow, row: ComparedSecret, aspect: RowAspect): boolean {
  return original.sourcePath === row.sourcePath && String(original[aspect]) === String(row[aspect]);
}

/** Version 0 would read the newest one: a row that names no version has no secret. */
async function readVersion(
  client: VaultClient,
  path: string,
  version: string,
  call: CallOptions,
): Promise<SecretRead> {
  if (!/^[1-9]\d{0,14}$/.test(version)) return { state: 'missing' };
  return client.readSecret(path, Number(version), call);
}

function disagreements(data: Buffer, row: ComparedSecret, fields: SecretFields): readonly RowAspect[] {
  const secret = asRecord(JSON.parse(data.toString('utf8')));
  const value = secret[fields.value];
  const aspects: RowAspect[] = [];
  if (secret[fields.type] !== row.kvType) aspects.push('kvType');
  if (typeof value !== 'string') return [...aspects, 'signature', 'md5', 'byteSize'];
  const bytes = Buffer.from(value, 'utf8');
  if (createHash('sha256').update(bytes).digest('hex') !== row.signature.toLowerCase()) {
    aspects.push('signature');
  }
  if (createHash('md5').update(bytes).digest('hex') !== row.md5.toLowerCase()) aspects.push('md5');
  if (bytes.length !== Number(row.byteSize)) aspects.push('byteSize');
  return aspects;
}

function sameByHmac(left: Buffer, right: Buffer, key: Buffer): boolean {
  return (
    equalDigests(left, right, key) ||
    // Servers of different make may print one value differently.
    equalDigests(canonicalJson(left), canonicalJson(right), key)
  );
}

function equalDigests(left: Buffer | string, right: Buffer | string, key: Buffer): boolean {
  const digest = (text: Buffer | string) => createHmac('sha256', key).update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
