import type { Secret } from '../../core/secret.js';
import { ObjectError } from '../errors.js';
import {
  drain,
  encodePath,
  hexDigest,
  lengthOf,
  noStore,
  objectOf,
  readText,
  type StoreAnswer,
  type StoreRequest,
  type StoreTransport,
} from '../http.js';
import type { ObjectDigests, ObjectPlace, ObjectStore, Quota } from '../store.js';
import { dataOf, errorOf } from './api.js';

/** One project of a BkRepo. */
export interface BkRepoOptions {
  readonly transport: StoreTransport;
  /** What stands before the API in the path of the address, without a slash at its end. */
  readonly prefix: string;
  readonly project: string;
  readonly username: string;
  readonly password: Secret;
  /** Sent as X-Bk-Tenant-Id; the server puts it before the project's name: `acme.bscp`. */
  readonly tenant?: string;
}

/** A store in one project; with a tenant the project is the tenant's own. */
export function createBkRepo({
  transport,
  prefix,
  project,
  username,
  password,
  tenant,
}: BkRepoOptions): BkRepoStore {
  const { server } = transport;
  const whole = tenant === undefined ? project : `${tenant}.${project}`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password.reveal()}`).toString('base64')}`,
    ...(tenant === undefined ? {} : { 'x-bk-tenant-id': tenant }),
  };
  const nodePath = ({ repository, path }: ObjectPlace) =>
    `${prefix}/generic/${encodePath(whole)}/${encodePath(repository)}${encodePath(path)}`;
  const send = (
    request: Omit<StoreRequest, 'headers'> & { readonly extra?: Readonly<Record<string, string>> },
  ) => {
    const { extra, ...rest } = request;
    return transport.send({ ...rest, headers: { ...headers, ...extra } });
  };
  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    { body, signal }: { readonly body?: unknown; readonly signal?: AbortSignal } = {},
  ): Promise<unknown> =>
    dataOf(
      transport,
      `${method} ${path}`,
      await send({
        method,
        path: `${prefix}${path}`,
        ...(body === undefined
          ? {}
          : { body: Buffer.from(JSON.stringify(body)), extra: { 'content-type': 'application/json' } }),
        signal,
      }),
    );
  const exists = async (path: string, signal?: AbortSignal) => (await ask('GET', path, { signal })) === true;
  const hasProject = (signal?: AbortSignal) =>
    exists(`/repository/api/project/exist/${encodePath(whole)}`, signal);
  const hasRepository = (repository: string, signal?: AbortSignal) =>
    exists(`/repository/api/repo/exist/${encodePath(whole)}/${encodePath(repository)}`, signal);

  const headOf = (subject: string, answer: StoreAnswer) => {
    const sha256 = hexDigest(answer.header('x-checksum-sha256'), 64);
    const md5 = hexDigest(answer.header('x-checksum-md5'), 32);
    // BSCP itself needs it: without it something else has answered.
    if (sha256 === undefined) throw noStore(server, subject, answer);
    return { sha256, md5, bytes: lengthOf(server, subject, answer) };
  };

  const noTenants = () =>
    new ObjectError(
      'bad-name',
      `${server}: the project ${whole} cannot be made: the server keeps no tenants apart, and takes no dot in a name`,
    );

  const store: BkRepoStore = {
    kind: 'bkrepo',
    project: whole,
    name: `${server}${prefix} project ${whole}`,
    identity: `bkrepo ${server}${prefix} ${whole}`,
    origin: `${server}${prefix}`,
    async head(place, options) {
      const answer = await send({ method: 'HEAD', path: nodePath(place), ...options });
      // Of a missing node, repository or project alike.
      if (answer.status !== 200 && answer.status !== 404)
        throw await errorOf(transport, `HEAD ${nodePath(place)}`, answer);
      await drain(answer);
      return answer.status === 404 ? null : headOf(`HEAD ${nodePath(place)}`, answer);
    },
    async get(place, { signal, range } = {}) {
      const answer = await send({
        method: 'GET',
        path: nodePath(place),
        signal,
        ...(range ? { extra: { range: `bytes=${range[0]}-${range[1]}` } } : {}),
      });
      const subject = `GET ${nodePath(place)}`;
      if (answer.status === 200 || answer.status === 206)
        return { ...headOf(subject, answer), ...objectOf(server, subject, answer) };
      const error = await errorOf(transport, subject, answer);
      if (error.kind === 'missing' || error.kind === 'no-repository' || error.kind === 'no-project')
        return null;
      throw error;
    },
    async put(place, { bytes, sha256, md5, content, overwrite = false }, options) {
      const answer = await send({
        method: 'PUT',
        path: nodePath(place),
        body: content,
        ...options,
        extra: {
          'content-length': String(bytes),
          'content-type': 'application/octet-stream',
          'x-bkrepo-sha256': sha256,
          ...(md5 === undefined ? {} : { 'x-bkrepo-md5': md5 }),
          'x-bkrepo-overwrite': String(overwrite),
        },
      });
      return digestsOf(await dataOf(transport, `PUT ${nodePath(place)}`, answer));
    },
    canCopyFrom: (from) => isBkRepo(from) && from.origin === `${server}${prefix}`,
    async copyFrom(from, place, { signal, to = place } = {}) {
      if (!isBkRepo(from)) throw new Error('only a BkRepo copies from a BkRepo');
      await ask('POST', '/repository/api/node/copy', {
        body: {
          srcProjectId: from.project,
          srcRepoName: place.repository,
          srcFullPath: place.path,
          destProjectId: whole,
          destRepoName: to.repository,
          destFullPath: to.path,
          overwrite: false,
        },
        signal,
      });
    },
    async remove(place, options) {
      const answer = await send({ method: 'DELETE', path: nodePath(place), ...options });
      if (answer.status === 404) await readText(server, answer);
      else await dataOf(transport, `DELETE ${nodePath(place)}`, answer);
    },
    async missing(repository, { signal } = {}) {
      if (!(await hasProject(signal))) return 'project';
      return (await hasRepository(repository, signal)) ? null : 'repository';
    },
    async make(repository, { signal } = {}) {
      if (!(await hasProject(signal))) {
        if (tenant !== undefined && !(await store.hasTenants(signal))) throw noTenants();
        // With a tenant the server adds its name.
        await ask('POST', '/repository/api/project/create', {
          body: { name: project, displayName: project, description: project },
          signal,
        }).catch(unlessExists);
        if (tenant !== undefined && !(await hasProject(signal))) throw noTenants();
      }
      if (await hasRepository(repository, signal)) return;
      await ask('POST', '/repository/api/repo/create', {
        body: {
          projectId: whole,
          name: repository,
          type: 'GENERIC',
          category: 'LOCAL',
          public: false,
          configuration: { type: 'local' },
        },
        signal,
      }).catch(unlessExists);
    },
    async quota(repository, { signal } = {}) {
      const data = await ask(
        'GET',
        `/repository/api/repo/quota/${encodePath(whole)}/${encodePath(repository)}`,
        { signal },
      );
      return quotaOf(data);
    },
    async hasTenants(signal) {
      if (tenant === undefined) return false;
      // A server without tenants does not look at the header, and finds the plain project.
      return !(await exists(`/repository/api/project/exist/${encodePath(project)}`, signal));
    },
    clockSkewMs: transport.clockSkewMs,
    close: transport.close,
  };
  return store;
}

/** A BkRepo's further answers. */
export interface BkRepoStore extends ObjectStore {
  readonly kind: 'bkrepo';
  /** With the tenant's name, where there is one. */
  readonly project: string;
  readonly origin: string;
  /** Whether the server keeps tenants apart; always false for a store without a tenant. */
  hasTenants(signal?: AbortSignal): Promise<boolean>;
}

function isBkRepo(store: ObjectStore): store is BkRepoStore {
  return 'kind' in store && store.kind === 'bkrepo';
}

function unlessExists(error: unknown): null {
  if (error instanceof ObjectError && error.kind === 'exists') return null;
  throw error;
}

function digestsOf(data: unknown): ObjectDigests {
  const { sha256, md5 } = (data ?? {}) as { sha256?: unknown; md5?: unknown };
  const [sha, sum] = [hexDigest(String(sha256), 64), hexDigest(String(md5), 32)];
  return { ...(sha ? { sha256: sha } : {}), ...(sum ? { md5: sum } : {}) };
}

function quotaOf(data: unknown): Quota {
  const { quota = null, used = 0 } = (data ?? {}) as { quota?: unknown; used?: unknown };
  return { limit: quota === null ? null : Number(quota), used: Number(used) };
}
