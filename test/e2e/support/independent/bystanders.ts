import { createHash } from 'node:crypto';
import { openReader, type RawRow } from './reader.js';
import type { DatabasePlace, Mismatch, VaultPlace } from './types.js';
import { eachOf, openVaultReader } from './vault-reader.js';

/** Everything in a target that is not the tenant's, as it was at one moment: digests, no content. */
export interface Bystanders {
  /** Table → primary key → digest of the whole row. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly generators: ReadonlyMap<string, bigint>;
  /** Path → digest of its metadata, which names every version with its time. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface BystandersScope {
  readonly target: DatabasePlace;
  readonly vault?: VaultPlace;
  /** Rows of this tenant are left out; absent: nothing is. */
  readonly tenantId?: string;
}

/** Looks at all rows of other tenants, at all tables without tenants, and at all secrets. */
export async function captureOtherTenants(scope: BystandersScope): Promise<Bystanders> {
  const reader = await openReader(scope.target);
  try {
    const tables = await reader.texts(
      `SELECT table_name FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_tenantferry\\_%'`,
    );
    const rows = new Map<string, ReadonlyMap<string, string>>();
    const generators = new Map<string, bigint>();
    for (const table of tables) {
      const all = await reader.raw(`SELECT * FROM \`${table}\``);
      if (table === 'id_generators') {
        for (const row of all.rows)
          generators.set(String(row.get('resource')), BigInt(String(row.get('max_id'))));
        continue;
      }
      const others = all.rows.filter(
        (row) => scope.tenantId === undefined || String(row.get('tenant_id')) !== scope.tenantId,
      );
      rows.set(table, new Map(others.map((row) => [String(row.get('id')), rowDigest(row)])));
    }
    return { rows, generators, secrets: await secretDigests(scope.vault) };
  } finally {
    await reader.close();
  }
}

function rowDigest(row: RawRow): string {
  const hash = createHash('sha256');
  for (const [column, cell] of row)
    hash.update(`${column}\0${cell === null ? 'null' : cell.length}\0`).update(cell ?? '');
  return hash.digest('hex');
}

async function secretDigests(vault: VaultPlace | undefined): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  if (vault === undefined) return digests;
  const reader = openVaultReader(vault);
  try {
    // A version never changes without its metadata: each has a time, and the path has the time of its last change.
    await eachOf(await reader.paths(), async (path) => {
      digests.set(
        path,
        createHash('sha256')
          .update((await reader.metadata(path)) ?? '')
          .digest('hex'),
      );
    });
    return digests;
  } finally {
    await reader.close();
  }
}

export interface BystandersChange {
  /** Rows that were not there may be there now, e.g. those of a tenant who works meanwhile. */
  readonly newRowsAllowed?: boolean;
  /** Generators may have gone up, because the run reserved ids. Default true. */
  readonly generatorsMayRise?: boolean;
  /** Paths that may be new; a run's own secrets. */
  readonly newSecretsAllowed?: boolean;
}

/** What is not as it was. */
export function compareBystanders(
  before: Bystanders,
  after: Bystanders,
  { newRowsAllowed = false, generatorsMayRise = true, newSecretsAllowed = true }: BystandersChange = {},
): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const say = (table: string, key: string, detail: string) =>
    found.push({ kind: 'bystander', table, key, detail });
  for (const table of new Set([...before.rows.keys(), ...after.rows.keys()])) {
    const [was, is] = [before.rows.get(table) ?? new Map(), after.rows.get(table) ?? new Map()];
    for (const [id, digest] of was) {
      if (!is.has(id)) say(table, `id ${id}`, 'the row is gone');
      else if (is.get(id) !== digest) say(table, `id ${id}`, 'the row was changed');
    }
    for (const id of newRowsAllowed ? [] : is.keys())
      if (!was.has(id)) say(table, `id ${id}`, 'the row is new');
  }
  for (const [resource, was] of before.generators) {
    const is = after.generators.get(resource);
    const holds = is !== undefined && (generatorsMayRise && resource !== 'events' ? is >= was : is === was);
    if (!holds) say('id_generators', resource, `was ${was}, is ${is}`);
  }
  for (const [path, digest] of before.secrets)
    if (after.secrets.get(path) !== digest) say('(vault)', path, 'the secret was changed');
  for (const path of newSecretsAllowed ? [] : after.secrets.keys())
    if (!before.secrets.has(path)) say('(vault)', path, 'the secret is new');
  return found;
}
