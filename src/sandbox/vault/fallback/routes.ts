import { isWholeJson, sliceMember } from '../../../vault/json-slice.js';
import { createKvStore, type KvStore, type StoredPath, type StoredVersion } from './kv-store.js';

/** What the stand-in answers: a status and JSON text, or nothing. */
export interface Reply {
  readonly status: number;
  readonly json?: string;
}

export interface Question {
  readonly method: string;
  /** Below /v1/, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** Answers the part of Vault's API that the product and the sandbox use, for holders of the root token. */
export function createRoutes(): (question: Question) => Reply {
  const mounts = new Map<string, KvStore>();

  return (question) => {
    if (question.body.length > 0 && !isWholeJson(question.body))
      return failure(400, 'failed to parse JSON input');
    const system = answerSystem(question, mounts);
    if (system !== undefined) return system;
    const mount = [...mounts.keys()].find((name) => question.path.startsWith(`${name}/`));
    const store = mount === undefined ? undefined : mounts.get(mount);
    if (mount === undefined || store === undefined) return failure(404, 'no handler for route');
    const [, area, rest] = /^([a-z]+)(?:\/(.*))?$/s.exec(question.path.slice(mount.length + 1)) ?? [];
    return answerKv(store, area ?? '', rest ?? '', question) ?? failure(405, 'unsupported operation');
  };
}

function answerSystem({ method, path, body }: Question, mounts: Map<string, KvStore>): Reply | undefined {
  if (path === 'auth/token/lookup-self') {
    return ok({ ttl: 0, expire_time: null, renewable: false, policies: ['root'] });
  }
  if (path === 'sys/capabilities-self') {
    const { paths = [] } = JSON.parse(body.toString()) as { paths?: string[] };
    return ok(Object.fromEntries(paths.map((asked) => [asked, ['root']])));
  }
  if (path === 'sys/mounts') {
    return ok(Object.fromEntries([...mounts.keys()].map((name) => [`${name}/`, mountFacts])));
  }
  const [, name] = /^sys\/(?:internal\/ui\/)?mounts\/(.+?)\/?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  if (method === 'GET') {
    return mounts.has(name) ? ok({ ...mountFacts, path: `${name}/` }) : failure(403, 'permission denied');
  }
  if (method === 'DELETE') mounts.delete(name);
  else if (mounts.has(name)) return failure(400, 'path is already in use');
  else mounts.set(name, createKvStore());
  return { status: 204 };
}

const mountFacts = { type: 'kv', options: { version: '2' } };

function answerKv(store: KvStore, area: string, path: string, question: Question): Reply | undefined {
  const { method, query, body } = question;
  const verb = method === 'GET' && query.get('list') === 'true' ? 'LIST' : method;
  switch (`${verb} ${area}`) {
    case 'GET config':
      return ok({ max_versions: 0, cas_required: false, delete_version_after: '0s' });
    case 'GET data':
      return readVersion(store.read(path, Number(query.get('version') ?? 0)), store.metadata(path));
    case 'POST data':
    case 'PUT data':
      return writeVersion(store, path, body);
    case 'GET metadata':
      return describePath(store.metadata(path));
    case 'LIST metadata': {
      const keys = store.list(path);
      return keys.length === 0 ? { status: 404, json: '{"errors":[]}' } : ok({ keys });
    }
    case 'POST metadata':
    case 'PUT metadata':
      store.settle(path, JSON.parse(body.toString() || '{}'));
      return { status: 204 };
    case 'DELETE metadata':
      store.remove(path);
      return { status: 204 };
    case 'POST delete':
    case 'PUT destroy':
    case 'POST destroy':
    case 'POST undelete': {
      const { versions = [] } = JSON.parse(body.toString() || '{}') as { versions?: number[] };
      store.mark(
        path,
        versions,
        area === 'delete' ? 'deleted' : area === 'destroy' ? 'destroyed' : 'restored',
      );
      return { status: 204 };
    }
    default:
      return undefined;
  }
}

function readVersion(stored: StoredVersion | null, entry: StoredPath | null): Reply {
  if (stored === null || entry === null) return { status: 404, json: '{"errors":[]}' };
  const isGone = stored.destroyed || stored.deleted !== '';
  const metadata = JSON.stringify({ ...factsOf(stored), custom_metadata: entry.custom_metadata });
  // By hand: the value goes out as the text it came in as.
  const json = `{"data":{"data":${isGone ? 'null' : stored.data},"metadata":${metadata}}}`;
  return { status: isGone ? 404 : 200, json };
}

function writeVersion(store: KvStore, path: string, body: Buffer): Reply {
  const data = sliceMember(body, ['data']);
  if (data === undefined) return failure(400, 'no data provided');
  const cas = sliceMember(body, ['options', 'cas']);
  const stored = store.write(path, data.toString(), cas === undefined ? undefined : Number(cas.toString()));
  if (stored === null) return failure(400, 'check-and-set parameter did not match the current version');
  return ok(factsOf(stored));
}

function describePath(entry: StoredPath | null): Reply {
  if (entry === null) return { status: 404, json: '{"errors":[]}' };
  const { current, created, versions, ...settings } = entry;
  const facts = [...versions.values()].map((stored) => [String(stored.version), factsOf(stored)] as const);
  return ok({
    ...settings,
    current_version: current,
    created_time: created,
    versions: Object.fromEntries(facts),
  });
}

function factsOf({ version, created, deleted, destroyed }: StoredVersion) {
  return { version, created_time: created, deletion_time: deleted, destroyed };
}

function ok(data: unknown): Reply {
  return { status: 200, json: JSON.stringify({ data }) };
}

function failure(status: number, message: string): Reply {
  return { status, json: JSON.stringify({ errors: [message] }) };
}
