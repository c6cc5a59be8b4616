import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { BkRepoEndpoint } from '../../../config/config.js';
import { Secret } from '../../../core/secret.js';
import { removeFolder, temporaryFolder } from '../../lifetime.js';
import { createListening } from '../../listening.js';
import { type Account, authenticate, type Right } from './accounts.js';
import type { BlockUploads } from './blocks.js';
import { type Contents, createContents, type Repository } from './contents.js';
import type { Exchange } from './exchange.js';
import { createFaults, type Fault, type Harm } from './faults.js';
import { json, Refusal, type Reply } from './replies.js';
import { route } from './route.js';
import { sendReply } from './send.js';

/** A request that came, and what was answered; 0: no answer. */
interface RequestSeen {
  readonly method: string;
  readonly path: string;
  /** X-Bk-Tenant-Id as it was sent. */
  readonly tenant: string | undefined;
  status: number;
}

/** A stand-in for a BkRepo in this process, on the loopback address, its bytes in a temporary folder. */
export interface BkRepoServer {
  /** e.g. http://127.0.0.1:41234 */
  readonly url: string;
  /** An account that may do everything. */
  readonly username: string;
  readonly password: string;
  readonly contents: Contents;
  /** All requests since the start; may be emptied. */
  readonly requests: RequestSeen[];
  /** A project as the product's config would hold it. */
  endpointOf(
    project: string,
    account?: { readonly username: string; readonly password: string },
  ): BkRepoEndpoint;
  /** A further account with a password of its own; rights by project. */
  addAccount(username: string, rights: Readonly<Record<string, readonly Right[]>>): Account;
  /** Makes what is lacking of a project and a repository in it. */
  addRepository(
    project: string,
    name: string,
    settings?: { readonly tenant?: string; readonly storage?: string; readonly quota?: number },
  ): Repository;
  /** Puts bytes under any path without a request, as BSCP might have done long ago. */
  plant(project: string, repository: string, path: string, bytes: Buffer | string): Promise<void>;
  /** Switches a fault on; gives what takes it off. */
  fail(fault: Fault): () => void;
  /** Lets bytes of copies between two storages arrive now; until then they are held back. */
  letBytesArrive(): Promise<void>;
  /** Ends all connections and listens no more; keeps the data for a later start(). */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
  /** Stops and removes the data. */
  remove(): Promise<void>;
}

export interface BkRepoOptions {
  /** Whether it keeps tenants apart by X-Bk-Tenant-Id. Default no. */
  readonly tenants?: boolean;
  /** PEM texts: it speaks TLS. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer };
  /** Milliseconds by which its clock is ahead. */
  readonly clockSkewMs?: number;
  /** Bytes that are there are not written over by others of the same digest. Default no. */
  readonly writesOnce?: boolean;
}

/**
 * Starts a stand-in that keeps BkRepo's contract as far as files of BSCP are concerned: endpoints, codes, rules of projects and
 * tenants, digests, quotas, rights, copies. Bodies are streamed both ways.
 */
export async function startBkRepo({
  tenants = false,
  tls,
  clockSkewMs = 0,
  writesOnce = false,
}: BkRepoOptions = {}): Promise<BkRepoServer> {
  const folder = temporaryFolder('bkrepo');
  const contents = await createContents(folder, writesOnce);
  const faults = createFaults();
  const uploads: BlockUploads = new Map();
  const requests: RequestSeen[] = [];
  const arriving: (() => Promise<void>)[] = [];
  const main: Account = {
    username: 'bscp',
    password: randomBytes(24).toString('base64url'),
    rights: 'all',
  };
  const accounts: Account[] = [main];

  const answer = async (incoming: IncomingMessage, harm: Harm | undefined): Promise<Reply> => {
    if (harm?.kind === 'refuse') {
      const { status, code, retryAfter } = harm;
      const reply = json(status, { code: code ?? status, message: 'as a fault says', data: null });
      if (retryAfter === undefined) return reply;
      return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfter) } };
    }
    if (harm?.kind === 'nonsense')
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: Buffer.from('<html>hello</html>'),
      };
    const tenant = incoming.headers['x-bk-tenant-id'];
    const exchange: Exchange = {
      contents,
      tenants,
      tenant: tenants && typeof tenant === 'string' ? tenant : null,
      account: authenticate(accounts, incoming.headers.authorization),
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
      body: bodyOf(incoming, harm),
      readJson: async () => {
        try {
          return JSON.parse(await text(incoming));
        } catch {
          throw new Refusal('parameter');
        }
      },
      later: (work) => arriving.push(work),
    };
    return route(exchange, new URL(incoming.url ?? '/', 'http://bkrepo').pathname, uploads);
  };

  const take = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = 'GET', url = '/' } = incoming;
    const tenant = incoming.headers['x-bk-tenant-id'];
    const seen: RequestSeen = {
      method,
      path: url,
      tenant: typeof tenant === 'string' ? tenant : undefined,
      status: 0,
    };
    requests.push(seen);
    const harm = faults.of(method, url);
    if (harm?.kind === 'die') return listening.stop();
    if (harm?.kind === 'silence') return;
    outgoing.sendDate = false;
    outgoing.setHeader('date', new Date(Date.now() + clockSkewMs).toUTCString());
    const reply = await answer(incoming, harm).catch((error: unknown) => {
      if (error instanceof Refusal) return error.reply;
      if (incoming.destroyed || incoming.errored) return undefined;
      return json(500, { code: 250102, message: 'internal error', data: null });
    });
    if (reply === undefined || harm?.kind === 'lost-answer') return void incoming.socket.destroy();
    // What was refused before its body was read: a proxy in front of it would take the rest, too.
    if (!incoming.complete) incoming.resume();
    seen.status = reply.status;
    await sendReply(outgoing, method === 'HEAD', reply, harm);
  };

  const listening = createListening((incoming, outgoing) => {
    incoming.on('error', () => undefined);
    take(incoming, outgoing).catch(() => outgoing.destroy());
  }, tls);
  const port = await listening.start();
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const addRepository: BkRepoServer['addRepository'] = (
    project,
    name,
    { tenant, storage = 'default', quota } = {},
  ) => {
    const found = contents.projects.get(project) ?? { tenant: tenant ?? null, repositories: new Map() };
    contents.projects.set(project, found);
    const repository = found.repositories.get(name) ?? { storage, quota: quota ?? null, nodes: new Map() };
    found.repositories.set(name, repository);
    return repository;
  };
  return {
    url,
    username: main.username,
    password: main.password,
    contents,
    requests,
    endpointOf: (project, { username, password } = main) => ({
      type: 'bkrepo',
      url,
      project,
      username,
      password: new Secret(password),
    }),
    addAccount: (username, rights) => {
      const account = { username, password: randomBytes(24).toString('base64url'), rights };
      accounts.push(account);
      return account;
    },
    addRepository,
    plant: async (project, repository, path, bytes) => {
      const received = await contents.receive(
        Buffer.isBuffer(bytes) ? once(bytes) : once(Buffer.from(bytes)),
      );
      await contents.keep(addRepository(project, repository), path, received);
    },
    fail: faults.add,
    letBytesArrive: async () => {
      await Promise.all(arriving.splice(0).map((work) => work()));
    },
    stop: listening.stop,
    start: async () => {
      if (!listening.isOpen) await listening.start();
    },
    remove: async () => {
      await listening.stop();
      removeFolder(folder);
    },
  };
}

async function* bodyOf(incoming: IncomingMessage, harm: Harm | undefined): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += (chunk as Buffer).length;
    if (harm?.kind === 'cut-request' && bytes >= harm.after) {
      incoming.socket.destroy();
      throw new Error('cut by a fault');
    }
    yield chunk as Buffer;
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
