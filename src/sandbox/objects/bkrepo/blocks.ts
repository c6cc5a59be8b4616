import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { demand } from './accounts.js';
import type { Received } from './contents.js';
import type { Exchange } from './exchange.js';
import { header, type NodePlace, repositoryAt, store } from './nodes.js';
import { Refusal, type Reply, success } from './replies.js';

/** Uploads in blocks that are underway, by their id. */
export type BlockUploads = Map<string, Map<number, Received>>;

/** Begins an upload in blocks, or ends it: /generic/block/…. The whole is not held against a digest. Throws Refusal. */
export async function answerBlocks(
  exchange: Exchange,
  uploads: BlockUploads,
  place: NodePlace,
): Promise<Reply> {
  const { method, account, headers, contents } = exchange;
  demand(account, place.project, 'write');
  const repository = repositoryAt(exchange, place);
  if (method === 'POST') {
    if (repository.nodes.has(place.path) && header(headers['x-bkrepo-overwrite']) !== 'true')
      throw new Refusal('nodeExists');
    const uploadId = randomUUID();
    uploads.set(uploadId, new Map());
    return success({ uploadId, expireSeconds: 86_400 });
  }
  const uploadId = header(headers['x-bkrepo-upload-id']) ?? '';
  const blocks = uploads.get(uploadId);
  if (method !== 'PUT' || blocks === undefined) throw new Refusal('parameter');
  const inOrder = [...blocks.entries()].toSorted(([a], [b]) => a - b).map(([, block]) => block);
  uploads.delete(uploadId);
  const whole = await contents.receive(joined(inOrder));
  await Promise.all(inOrder.map(contents.discard));
  try {
    return success(await store(exchange, repository, place.path, whole));
  } catch (error) {
    await contents.discard(whole);
    throw error;
  }
}

async function* joined(blocks: readonly Received[]): AsyncGenerator<Buffer> {
  for (const { file } of blocks) yield* createReadStream(file);
}

/** Takes one block; null where the request names no upload in blocks. */
export async function takeBlock(
  { account, headers, contents, body }: Exchange,
  uploads: BlockUploads,
  { project }: NodePlace,
): Promise<Reply | null> {
  const uploadId = header(headers['x-bkrepo-upload-id']);
  if (uploadId === undefined) return null;
  demand(account, project, 'write');
  const blocks = uploads.get(uploadId);
  const sequence = Number(headers['x-bkrepo-sequence']);
  if (blocks === undefined || !Number.isSafeInteger(sequence) || sequence < 1) throw new Refusal('parameter');
  const block = await contents.receive(body);
  blocks.set(sequence, block);
  return success({ sequence, size: block.bytes, sha256: block.sha256 });
}
