import { demand } from './accounts.js';
import type { Exchange } from './exchange.js';
import { Refusal, type Reply, success } from './replies.js';

/** What a project may be called: the tenant and its dot come in front of it afterwards. */
const projectName = /^[a-zA-Z_][a-zA-Z0-9\-_]{1,99}$/;
const repositoryName = /^[a-zA-Z_][a-zA-Z0-9.\-_]{1,63}$/;

type Handler = (exchange: Exchange, ...parts: readonly string[]) => Promise<Reply> | Reply;

/** Projects and repositories, by method and what follows /repository/api/. */
export const managing: Readonly<Record<string, Handler>> = {
  'GET project/exist': ({ contents, account, tenant }, name = '') => {
    const project = contents.projects.get(name);
    if (project !== undefined) demand(account, name, 'read');
    // A server with tenants shows a tenant its own.
    return success(project !== undefined && (tenant === null || project.tenant === tenant));
  },

  'POST project/create': async ({ contents, tenants, tenant, readJson }) => {
    const { name } = await readJson<{ name?: string }>();
    if (name === undefined || !projectName.test(name)) throw new Refusal('parameter');
    if (tenants && tenant === null) throw new Refusal('parameter');
    const whole = tenant === null ? name : `${tenant}.${name}`;
    if (contents.projects.has(whole)) throw new Refusal('projectExists');
    contents.projects.set(whole, { tenant, repositories: new Map() });
    return success(whole);
  },

  'GET repo/exist': ({ contents, account }, project = '', name = '') => {
    demand(account, project, 'read');
    return success(contents.repository(project, name) !== undefined);
  },

  'POST repo/create': async ({ contents, account, readJson }) => {
    const { projectId = '', name = '', type } = await readJson<Record<string, string | undefined>>();
    if (type !== 'GENERIC' || !repositoryName.test(name)) throw new Refusal('parameter');
    demand(account, projectId, 'manage');
    const project = contents.projects.get(projectId);
    if (project === undefined) throw new Refusal('noProject');
    if (project.repositories.has(name)) throw new Refusal('repositoryExists');
    project.repositories.set(name, { storage: 'default', quota: null, nodes: new Map() });
    return success(null);
  },

  'GET repo/quota': ({ contents, account }, project = '', name = '') => {
    demand(account, project, 'manage');
    const repository = contents.repository(project, name);
    if (repository === undefined) throw new Refusal('noRepository');
    return success({ quota: repository.quota, used: contents.used(repository) });
  },

  'POST node/copy': async ({ contents, account, later, readJson }) => {
    const wish = await readJson<Record<string, string | boolean | undefined>>();
    const place = (side: 'src' | 'dest') => ({
      project: String(wish[`${side}ProjectId`]),
      name: String(wish[`${side}RepoName`]),
      path: String(wish[`${side}FullPath`]),
    });
    const [from, to] = [place('src'), place('dest')];
    // Of the source as well, since copying and moving are one piece of code there.
    demand(account, from.project, 'write');
    demand(account, to.project, 'write');
    const source = contents.repository(from.project, from.name);
    const target = contents.repository(to.project, to.name);
    if (source === undefined || target === undefined) throw new Refusal('noRepository');
    const node = source.nodes.get(from.path);
    if (node === undefined) throw new Refusal('missing');
    if (target.nodes.has(to.path) && wish.overwrite !== true) throw new Refusal('conflict');
    if (target.quota !== null && contents.used(target) + node.bytes > target.quota)
      throw new Refusal('quota');
    target.nodes.set(to.path, node);
    if (source.storage !== target.storage) later(() => contents.move(source, target, node));
    return success(null);
  },
};
