import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/config.js';
import type { RunEvent } from '../../core/events.js';
import type { Finding } from '../../core/finding.js';
import { ObjectError } from '../../objects/errors.js';
import type { ObjectStore } from '../../objects/store.js';
import type { FilesPlan } from '../../plan/plan.js';
import type { RepositoryNeeds } from './count-files.js';
import { createPatience } from './patience.js';
import { type FileStores, filesOptions, placeOf } from './stores.js';
import { say } from './words.js';

/** What has to be known of the stores before anything is carried. */
export interface StoresCheck {
  readonly config: Config;
  readonly plan: FilesPlan;
  readonly stores: FileStores;
  /** Repositories that files move into, with what each gets. */
  readonly repositories: ReadonlyMap<string, RepositoryNeeds>;
  /** Bytes of a repository's files that a store does not have yet. */
  readonly lackingBytes: (store: ObjectStore, repository: string) => Promise<number>;
  readonly listener: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** Both what passes by itself and what does not has to be told soon. */
const mostTries = 5;
const patienceMs = 60_000;

type Asking = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Asks one store, and again where it only has too much to do just now. */
function asking({ listener, signal }: StoresCheck, { name }: ObjectStore): Asking {
  const patience = createPatience({ parallel: 1, listener, giveUp: [signal], waitMs: patienceMs });
  return (work) => patience.withRetry(say('retry.store', { store: name }), work, mostTries);
}

/** A probe object needs a digest for a name. */
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** COS refuses signatures that are older. */
const worstSkewMs = 15 * 60_000;
const badSkewMs = 60_000;

/** Reach, rights, projects, quotas and clocks of every store. What it writes, an empty object, it takes away again. */
export async function checkStores(check: StoresCheck): Promise<readonly Finding[]> {
  const { config, plan, stores } = check;
  const findings = [...(await checkSource(check))];
  for (const [name, store] of stores.destinations)
    findings.push(...(await checkDestination(check, name, store)));
  const { mode } = filesOptions(config);
  const unlike = [...stores.destinations.values()].filter(
    (store) => !store.canCopyFrom(stores.source) && store.identity !== stores.source.identity,
  );
  if (mode === 'copy' && unlike.length > 0)
    findings.push({
      code: 'files.no-server-copy',
      severity: 'blocker',
      subject: 'config',
      title: `options.files.mode is copy, but no server can copy from ${plan.source} to ${unlike.map((store) => store.name).join(', ')}`,
      remedy: 'set options.files.mode: auto, so that the files go through this tool',
      params: { source: plan.source, targets: unlike.map((store) => store.name).join(', ') },
    });
  return findings;
}

async function checkSource(check: StoresCheck): Promise<readonly Finding[]> {
  const { stores, plan, repositories } = check;
  const { source } = stores;
  const ask = asking(check, source);
  const absent: string[] = [];
  try {
    for (const [repository, { samples }] of repositories) {
      const missing = await ask(() => source.missing(repository));
      if (missing === 'bucket') return [noBucket(source)];
      if (missing !== null) absent.push(repository);
      // Whether the account may read at all shows at an object.
      else await ask(() => source.head(placeOf(plan, { repository, sha256: samples[0] ?? empty })));
    }
  } catch (error) {
    return [unreachable(source, error)];
  }
  const findings: Finding[] = [...clock(source)];
  if (absent.length > 0)
    findings.push({
      code: 'files.source-repository',
      severity: 'warning',
      subject: 'data',
      title: `${source.name} does not have ${absent.length} of ${repositories.size} repositories that rows name files in: ${absent.slice(0, 5).join(', ')}`,
      remedy: 'look whether source.files names the project or bucket that the services of the source use',
      params: {
        store: source.name,
        absent: absent.length,
        all: repositories.size,
        names: absent.slice(0, 5).join(', '),
      },
    });
  if (findings.length === 0) findings.push(reached(source));
  return findings;
}

async function checkDestination(
  check: StoresCheck,
  name: string,
  store: ObjectStore,
): Promise<readonly Finding[]> {
  const { config, plan, stores, repositories } = check;
  const ask = asking(check, store);
  if (store.identity === stores.source.identity) {
    return [
      {
        code: 'files.same-store',
        severity: 'info',
        subject: 'config',
        title: `source and target use the same store (${store.name}): nothing is written, every file is looked at`,
        params: { store: store.name },
      },
    ];
  }
  const findings: Finding[] = [];
  try {
    const toMake: string[] = [];
    for (const [repository, { bytes, samples }] of repositories) {
      const missing = await ask(() => store.missing(repository));
      if (missing === 'bucket') return [noBucket(store)];
      if (missing === 'project' && name === 'plain') return [noPlainProject(store)];
      if (missing !== null) {
        toMake.push(repository);
        continue;
      }
      findings.push(...(await checkQuota(check, { store, repository, bytes, ask })));
      // One repository's rights stand for all: they are the project's. Where nothing seems to be lacking, nothing is written.
      const isLacking = async () => {
        for (const sha256 of samples)
          if ((await ask(() => store.head(placeOf(plan, { repository, sha256 })))) === null) return true;
        return false;
      };
      if (!findings.some(({ code }) => code === 'files.rights') && (await isLacking()))
        findings.push(...(await checkRights(ask, store, repository)));
    }
    if (
      toMake.length > 0 &&
      'hasTenants' in store &&
      config.target.files?.tenantProject &&
      name !== 'plain'
    ) {
      const tenants = await ask(() => (store as unknown as { hasTenants(): Promise<boolean> }).hasTenants());
      if (!tenants && (await ask(() => store.missing(toMake[0] ?? ''))) === 'project')
        return [noTenants(store)];
    }
    if (toMake.length > 0)
      findings.push({
        code: 'files.to-make',
        severity: 'info',
        subject: 'data',
        title: `${toMake.length} repositories will be made in ${store.name}: ${toMake.slice(0, 5).join(', ')}`,
        params: { repositories: toMake.length, store: store.name, names: toMake.slice(0, 5).join(', ') },
      });
  } catch (error) {
    return [unreachable(store, error)];
  }
  findings.push(...clock(store));
  if (!findings.some(({ severity }) => severity === 'blocker')) findings.push(reached(store));
  return findings;
}

interface QuotaQuestion {
  readonly store: ObjectStore;
  readonly repository: string;
  /** Of all files that rows name there. */
  readonly bytes: number;
  readonly ask: Asking;
}

async function checkQuota(
  { lackingBytes }: StoresCheck,
  { store, repository, bytes, ask }: QuotaQuestion,
): Promise<readonly Finding[]> {
  const quota = await ask(() => store.quota(repository));
  if (quota?.limit === undefined || quota?.limit === null || quota.used + bytes <= quota.limit) return [];
  // An earlier run may have brought most of them: only where it seems to be too much is each looked at.
  const needed = await lackingBytes(store, repository);
  if (quota.used + needed <= quota.limit) return [];
  const params = {
    store: store.name,
    repository,
    free: Math.max(0, quota.limit - quota.used),
    needed,
  };
  return [
    {
      code: 'files.quota',
      severity: 'blocker',
      subject: 'data',
      title: `${repository} in ${store.name} has room for ${params.free} bytes, and up to ${needed} come`,
      remedy: 'raise the quota of the repository, or move fewer businesses (--biz-ids)',
      params,
    },
  ];
}

async function checkRights(ask: Asking, store: ObjectStore, repository: string): Promise<readonly Finding[]> {
  const place = { repository, path: `/tenantferry-probe/${randomUUID()}` };
  try {
    await ask(() => store.put(place, { bytes: 0, sha256: empty, content: Buffer.alloc(0), overwrite: true }));
    await ask(() => store.remove(place));
    return [];
  } catch (error) {
    if (!(error instanceof ObjectError) || error.retryable) throw error;
    return [
      {
        code: 'files.rights',
        severity: 'blocker',
        subject: 'data',
        title: `a probe object could not be made and removed in ${repository} of ${store.name}: ${error.message}`,
        remedy: 'give the account of target.files the right to write and delete there',
        params: { repository, store: store.name, message: error.message },
      },
    ];
  }
}

function clock(store: ObjectStore): readonly Finding[] {
  const skew = store.clockSkewMs();
  if (skew === null || Math.abs(skew) < badSkewMs) return [];
  const seconds = Math.round(skew / 1000);
  return [
    {
      code: 'files.clock',
      severity: Math.abs(skew) >= worstSkewMs ? 'blocker' : 'warning',
      subject: 'data',
      title: `the clock of ${store.name} is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`,
      remedy: 'set the clocks right: requests are signed with the time',
      params: { store: store.name, seconds },
    },
  ];
}

const reached = (store: ObjectStore): Finding => ({
  code: 'files.reach',
  severity: 'ok',
  subject: 'data',
  title: `${store.name} answers`,
  params: { store: store.name },
});

function unreachable(store: ObjectStore, error: unknown): Finding {
  if (!(error instanceof ObjectError)) throw error;
  return {
    code: 'files.reach',
    severity: 'blocker',
    subject: 'data',
    title: `${store.name} cannot be used: ${error.message}`,
    remedy:
      error.kind === 'login'
        ? 'correct the user and the password, or the keys, in the files block'
        : error.kind === 'denied'
          ? 'give the account of the files block the right to read and write there'
          : 'look whether the address is right and the store answers from here',
    params: {
      store: store.name,
      message: error.message,
      login: error.kind === 'login',
      denied: error.kind === 'denied',
    },
  };
}

const noBucket = (store: ObjectStore): Finding => ({
  code: 'files.no-bucket',
  severity: 'blocker',
  subject: 'config',
  title: `${store.name} does not exist`,
  remedy: 'correct the name of the bucket in the files block, or have the bucket made',
  params: { store: store.name },
});

const noPlainProject = (store: ObjectStore): Finding => ({
  code: 'files.no-plain-project',
  severity: 'blocker',
  subject: 'config',
  title: `target.files.also_plain_project is set, but ${store.name} does not exist, and a server with tenants makes none without one`,
  remedy: 'have the project made by hand, or leave also_plain_project out',
  params: { store: store.name },
});

const noTenants = (store: ObjectStore): Finding => ({
  code: 'files.no-tenants',
  severity: 'blocker',
  subject: 'config',
  title: `${store.name} does not exist and cannot be made: this BkRepo keeps no tenants apart, and takes no dot in a project's name`,
  remedy:
    'switch on multi-tenancy in the BkRepo, name one that has it, or set target.files.tenant_project: false',
  params: { store: store.name },
});
