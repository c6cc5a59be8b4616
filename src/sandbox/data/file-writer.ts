import type { ObjectStore } from '../../objects/store.js';
import { createBacklog } from './backlog.js';
import { type FileFacts, factsOf } from './digests.js';

/** Writes the contents of files while the rows that name them are being made. */
export interface FileWriter {
  /** Facts about a content of a business, which is written once. */
  add(bizId: number, content: string): FileFacts;
  /** Waits while too many are underway. */
  settle(): Promise<void>;
  /** Waits for the last one. */
  finish(): Promise<void>;
  /** Distinct files by business and content, written or not. */
  readonly counts: { readonly files: number; readonly bytes: number };
}

const pendingLimit = 200;

/** Repository of a business's files, as BSCP names it. */
const filesRepository = (bizId: number) => `bscp-v1-biz-${bizId}`;

/** Without a store nothing is written. The store stays open. */
export function createFileWriter(store?: ObjectStore): FileWriter {
  const counts = { files: 0, bytes: 0 };
  const known = new Set<string>();
  const repositories = new Map<number, Promise<void>>();
  const backlog = createBacklog();

  const write = async (into: ObjectStore, bizId: number, content: string, facts: FileFacts) => {
    const repository = filesRepository(bizId);
    const made = repositories.get(bizId) ?? into.make(repository);
    repositories.set(bizId, made);
    await made;
    await into.put(
      { repository, path: `/file/${facts.signature}` },
      {
        bytes: facts.byte_size,
        sha256: facts.signature,
        md5: facts.md5,
        content: Buffer.from(content),
        overwrite: true,
      },
    );
  };

  return {
    counts,
    add: (bizId, content) => {
      const facts = factsOf(content);
      const key = `${bizId} ${facts.signature}`;
      if (known.has(key)) return facts;
      known.add(key);
      counts.files += 1;
      counts.bytes += facts.byte_size;
      if (store !== undefined) backlog.add(write(store, bizId, content, facts));
      return facts;
    },
    settle: () => backlog.untilAtMost(pendingLimit),
    finish: () => backlog.untilAtMost(0),
  };
}
