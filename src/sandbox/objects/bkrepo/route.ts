import { answerBlocks, type BlockUploads, takeBlock } from './blocks.js';
import type { Exchange } from './exchange.js';
import { answerNode } from './nodes.js';
import { managing } from './projects.js';
import { json, type Reply } from './replies.js';

/** Finds the endpoint of a path and lets it answer. Throws Refusal. */
export async function route(exchange: Exchange, pathname: string, uploads: BlockUploads): Promise<Reply> {
  const parts = pathname.split('/').slice(1).map(decodeURIComponent);
  const [first, second, ...rest] = parts;
  if (first === 'repository' && second === 'api') {
    const [subject, action, ...names] = rest;
    const handler = managing[`${exchange.method} ${subject}/${action}`];
    if (handler === undefined) return json(404, { code: 250105, message: 'no such endpoint', data: null });
    return handler(exchange, ...names);
  }
  if (first !== 'generic') return json(404, { code: 250105, message: 'no such endpoint', data: null });
  const blocks = second === 'block';
  const [project = '', name = '', ...path] = blocks ? rest : parts.slice(1);
  const place = { project, name, path: `/${path.join('/')}` };
  if (blocks) return answerBlocks(exchange, uploads, place);
  const block = exchange.method === 'PUT' ? await takeBlock(exchange, uploads, place) : null;
  return block ?? answerNode(exchange, place);
}
