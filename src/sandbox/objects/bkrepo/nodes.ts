import { demand } from './accounts.js';
import type { Node, Received, Repository } from './contents.js';
import type { Exchange } from './exchange.js';
import { Refusal, type Reply, success } from './replies.js';

/** Where a request points: /generic/{project}/{repository}{path}. */
export interface NodePlace {
  readonly project: string;
  readonly name: string;
  readonly path: string;
}

/** The generic API of one node. Throws Refusal. */
export async function answerNode(exchange: Exchange, place: NodePlace): Promise<Reply> {
  const { method, account } = exchange;
  if (method === 'PUT') {
    demand(account, place.project, 'write');
    return upload(exchange, repositoryAt(exchange, place), place.path);
  }
  if (method === 'DELETE') {
    demand(account, place.project, 'delete');
    const { nodes } = repositoryAt(exchange, place);
    if (!nodes.delete(place.path)) throw new Refusal('missing', 404);
    return success(null);
  }
  if (method !== 'GET' && method !== 'HEAD') throw new Refusal('parameter', 405);
  demand(account, place.project, 'read');
  const repository = repositoryAt(exchange, place);
  const node = repository.nodes.get(place.path);
  if (node === undefined) throw new Refusal('missing', 404);
  return download(exchange, repository, node);
}

export function repositoryAt({ contents }: Exchange, { project, name }: NodePlace): Repository {
  const repository = contents.repository(project, name);
  if (repository === undefined) throw new Refusal('noRepository', 404);
  return repository;
}

async function upload(exchange: Exchange, repository: Repository, path: string): Promise<Reply> {
  const { headers, contents, body } = exchange;
  const received = await contents.receive(body);
  try {
    const sha256 = header(headers['x-bkrepo-sha256']);
    const md5 = header(headers['x-bkrepo-md5']);
    if ((sha256 ?? received.sha256) !== received.sha256) throw new Refusal('digest');
    if ((md5 ?? received.md5) !== received.md5) throw new Refusal('digest');
    return success(await store(exchange, repository, path, received));
  } catch (error) {
    await contents.discard(received);
    throw error;
  }
}

/** Makes a node of what was received, where that is allowed. Throws Refusal. */
export async function store(
  { headers, contents }: Exchange,
  repository: Repository,
  path: string,
  received: Received,
): Promise<Readonly<Record<string, unknown>>> {
  const before = repository.nodes.get(path);
  if (before !== undefined && header(headers['x-bkrepo-overwrite']) !== 'true')
    throw new Refusal('nodeExists');
  if (
    repository.quota !== null &&
    contents.used(repository) - (before?.bytes ?? 0) + received.bytes > repository.quota
  )
    throw new Refusal('quota');
  const { bytes, sha256, md5 } = await contents.keep(repository, path, received);
  return { fullPath: path, folder: false, size: bytes, sha256, md5 };
}

export const header = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value.toLowerCase() : value?.[0]?.toLowerCase();

function download({ headers, contents, method }: Exchange, repository: Repository, node: Node): Reply {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const last = Math.min(
    to === undefined || to === '' ? Number.POSITIVE_INFINITY : Number(to),
    node.bytes - 1,
  );
  const range = from === undefined ? undefined : { start: Number(from), end: last };
  const bytes = range === undefined ? node.bytes : range.end - range.start + 1;
  if (bytes < 0 || (range !== undefined && bytes === 0)) throw new Refusal('parameter', 416);
  // A HEAD does not look for the bytes.
  if (method === 'GET' && !contents.hasBytes(repository, node)) throw new Refusal('noBytes');
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      etag: node.sha256,
      'x-checksum-sha256': node.sha256,
      'x-checksum-md5': node.md5,
      ...(range === undefined ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${node.bytes}` }),
    },
    body: { bytes, open: () => contents.open(repository, node, range) },
  };
}
