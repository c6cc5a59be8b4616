import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What the server says of a file; its bytes lie on disk, under a name of their digest. */
export interface Node {
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

export interface Repository {
  /** Repositories of one storage share their bytes. */
  readonly storage: string;
  /** Bytes; null: no limit. */
  quota: number | null;
  readonly nodes: Map<string, Node>;
}

export interface Project {
  readonly tenant: string | null;
  readonly repositories: Map<string, Repository>;
}

/** Bytes that were received and belong to no node yet. */
export interface Received extends Node {
  readonly file: string;
}

/** Projects in memory, bytes on disk. */
export interface Contents {
  readonly projects: Map<string, Project>;
  repository(project: string, name: string): Repository | undefined;
  /** Bytes that a repository's nodes have in sum. */
  used(repository: Repository): number;
  /** Reads a stream to its end; what was cut leaves nothing. */
  receive(stream: AsyncIterable<Buffer>): Promise<Received>;
  discard(received: Received): Promise<void>;
  /** Makes a node of what was received. */
  keep(repository: Repository, path: string, received: Received): Promise<Node>;
  hasBytes(repository: Repository, node: Node): boolean;
  open(
    repository: Repository,
    node: Node,
    range?: { readonly start: number; readonly end: number },
  ): Readable;
  /** Brings a node's bytes into another repository's storage. */
  move(from: Repository, to: Repository, node: Node): Promise<void>;
  /** Other bytes of the same length under a node that says what it said: as a disk that rots. */
  rot(repository: Repository, node: Node): Promise<void>;
  /** Takes the bytes of a node away. */
  lose(repository: Repository, node: Node): Promise<void>;
}

/** An empty server's contents, below a folder. `once`: bytes that are there are not written over, as in BkRepo's storages. */
export async function createContents(folder: string, once = false): Promise<Contents> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true });
  const projects = new Map<string, Project>();
  const storages = new Set<string>();
  const fileOf = ({ storage }: Repository, { sha256 }: Node) => join(folder, storage, sha256);
  const folderFor = async ({ storage }: Repository) => {
    if (storages.has(storage)) return;
    await mkdir(join(folder, storage), { recursive: true });
    storages.add(storage);
  };
  return {
    projects,
    repository: (project, name) => projects.get(project)?.repositories.get(name),
    used: ({ nodes }) => [...nodes.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    receive: async (stream) => {
      const file = join(incoming, randomUUID());
      const sha256 = createHash('sha256');
      const md5 = createHash('md5');
      let bytes = 0;
      try {
        await pipeline(
          stream,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              sha256.update(chunk);
              md5.update(chunk);
              bytes += chunk.length;
              yield chunk;
            }
          },
          createWriteStream(file),
        );
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
      return { file, bytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
    },
    discard: ({ file }) => rm(file, { force: true }),
    keep: async (repository, path, { file, ...node }) => {
      await folderFor(repository);
      if (once && existsSync(fileOf(repository, node))) await rm(file);
      else await rename(file, fileOf(repository, node));
      repository.nodes.set(path, node);
      return node;
    },
    hasBytes: (repository, node) => existsSync(fileOf(repository, node)),
    open: (repository, node, range) => createReadStream(fileOf(repository, node), range),
    move: async (from, to, node) => {
      await folderFor(to);
      const file = join(incoming, randomUUID());
      await copyFile(fileOf(from, node), file);
      await rename(file, fileOf(to, node));
    },
    rot: (repository, node) => writeFile(fileOf(repository, node), Buffer.alloc(node.bytes, '~')),
    lose: (repository, node) => rm(fileOf(repository, node), { force: true }),
  };
}
