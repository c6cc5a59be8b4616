import { counted } from '../../core/counted.js';
import type { Finding } from '../../core/finding.js';
import type { ObjectStore } from '../../objects/store.js';
import { type Asking, asking } from './asking.js';
import { checkCopy, checkRights } from './check-rights.js';
import { checkSource } from './check-source.js';
import { clock, noBucket, noPlainProject, noTenants, reached, unreachable } from './store-findings.js';
import { filesOptions, placeOf } from './stores.js';
import type { StoresCheck } from './stores-check.js';

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
  let isProbed = false;
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
      if (!isProbed && (await isLacking())) {
        isProbed = true;
        findings.push(...(await checkRights(ask, store, repository)));
        const { mode } = filesOptions(config);
        const question = { plan, source: stores.source, target: store, mode, repository, samples };
        findings.push(...(await checkCopy(ask, question)));
      }
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
        title: `${counted(toMake.length, 'repository', 'repositories')} will be made in ${store.name}: ${toMake.slice(0, 5).join(', ')}`,
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
      title: `${repository} in ${store.name} has room for ${counted(params.free, 'byte')}, and up to ${needed} come`,
      remedy: 'raise the quota of the repository, or move fewer businesses (--biz-ids)',
      params,
    },
  ];
}
