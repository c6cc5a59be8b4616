import { createHash } from 'node:crypto';
import type { FilesEndpoint } from '../../../src/config/config.js';
import type { Flavour } from '../../../src/plan/facts.js';
import type { Settings } from '../../../src/sandbox/migrate-yaml.js';
import type { BkRepoOptions, BkRepoServer } from '../../../src/sandbox/objects/bkrepo/server.js';
import type { SharedServer } from './servers.js';
import { type OpenedCase, openCase } from './small-case.js';
import { fileOf, ownBkRepo, type SampleFile } from './stores.js';

/** A row that names a file; what is said of its length and md5 may be wrong. */
export interface FileRow {
  readonly bizId: number;
  readonly sha256: string;
  readonly bytes?: number | bigint;
  readonly md5?: string;
  readonly origin?: string;
}

export interface FilesCase {
  readonly rows: readonly FileRow[];
  readonly source: FilesEndpoint;
  readonly target: FilesEndpoint;
  readonly targetSettings?: Readonly<Record<string, unknown>>;
  readonly sourceServer?: Flavour | SharedServer;
  readonly targetServer?: Flavour;
  /** Of options.files. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly settings?: Settings;
  /** The preset names parts of the services that look for files without a tenant. */
  readonly plainReaders?: boolean;
}

/** The row that names a file, rightly. */
export const rowOf = ({ place, sha256, md5, bytes }: SampleFile): FileRow => ({
  bizId: Number(/\d+$/.exec(place.repository)?.[0]),
  sha256,
  bytes: bytes.length,
  md5,
});

const columns = `biz_id INT UNSIGNED NOT NULL, app_id INT UNSIGNED NOT NULL, path VARCHAR(100) NOT NULL, signature VARCHAR(80) NOT NULL,
  origin_signature VARCHAR(80) NOT NULL, byte_size BIGINT UNSIGNED NOT NULL, md5 VARCHAR(64) NOT NULL`;
const table = 'id INT UNSIGNED PRIMARY KEY';
const rowsPerStatement = 2_000;

/** One table whose rows name files as BSCP's do, in both databases; row n has the id n + 1, the app 7 and the path /etc/n. */
export async function openFilesCase(files: FilesCase): Promise<OpenedCase> {
  const { rows, source, target, targetSettings = {}, sourceServer, targetServer } = files;
  const inserts: string[] = [];
  for (let start = 0; start < rows.length; start += rowsPerStatement)
    inserts.push(
      `INSERT INTO items VALUES ${rows
        .slice(start, start + rowsPerStatement)
        .map(
          ({ bizId, sha256, bytes = 0, md5 = '', origin = '' }, index) =>
            `(${start + index + 1}, ${bizId}, 7, '/etc/${start + index}', '${sha256}', '${origin}', ${bytes}, '${md5}')`,
        )
        .join(', ')};`,
    );
  return openCase({
    source: `CREATE TABLE items (${table}, ${columns});\n${inserts.join('\n')}`,
    target: `CREATE TABLE items (${table}, ${columns}, tenant_id VARCHAR(50) NOT NULL DEFAULT '');`,
    tables: ['items'],
    ...(sourceServer ? { sourceServer } : {}),
    ...(targetServer ? { targetServer } : {}),
    files: { source, target, targetSettings },
    preset: {
      files: {
        repository: 'bscp-v1-biz-{biz_id}',
        path: '/file/{sha256}',
        ...(files.plainReaders
          ? {
              plain_readers: {
                title: { en: 'old clients read the plain project', zh: '旧客户端' },
                advice: { en: 'set also_plain_project', zh: '设置 also_plain_project' },
              },
            }
          : {}),
        entries: [
          {
            table: 'items',
            digest_column: 'signature',
            size_column: 'byte_size',
            md5_column: 'md5',
            shown_columns: ['app_id', 'path'],
            served: true,
          },
          { table: 'items', digest_column: 'origin_signature', shown_columns: ['app_id', 'path'] },
        ],
      },
    },
    settings: {
      ...files.settings,
      options: { ...files.settings?.options, ...(files.options ? { files: files.options } : {}) },
    },
  });
}

/** Two BkRepos, the second one with tenants, and what lies in the first. */
export async function openBkRepos(files: readonly SampleFile[], options: BkRepoOptions = {}) {
  const [from, to] = [await ownBkRepo(), await ownBkRepo({ tenants: true, ...options })];
  from.addRepository('bscp', 'bscp-v1-biz-2');
  for (const { place, bytes } of files) await from.plant('bscp', place.repository, place.path, bytes);
  return { from, to };
}

export type BkRepos = Awaited<ReturnType<typeof openBkRepos>>;

/** So many small files of business 2, the first one empty. */
export const smallFiles = (count: number): readonly SampleFile[] =>
  Array.from({ length: count }, (_, index) => fileOf(2, index === 0 ? '' : `content ${index}`));

/** Digests of what a project holds in the repositories of businesses, sorted; wrong bytes have a name of their own. */
export async function digestsIn(server: BkRepoServer, project: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const repository of server.contents.projects.get(project)?.repositories.values() ?? [])
    for (const [path, node] of repository.nodes) {
      const hash = createHash('sha256');
      for await (const chunk of server.contents.open(repository, node)) hash.update(chunk as Buffer);
      const digest = hash.digest('hex');
      found.push(path === `/file/${digest}` ? digest : `${path} is ${digest}`);
    }
  return found.toSorted();
}

/** How many writes of each file a server took: digest → answers of its PUTs. */
export function writesOf({ requests }: BkRepoServer): ReadonlyMap<string, readonly number[]> {
  const writes = new Map<string, number[]>();
  for (const { method, path, status } of requests) {
    const digest = /\/file\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (method === 'PUT' && digest) writes.set(digest, [...(writes.get(digest) ?? []), status]);
  }
  return writes;
}
