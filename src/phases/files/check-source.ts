import { counted } from '../../core/counted.js';
import type { Finding } from '../../core/finding.js';
import { formatCount } from '../../core/format.js';
import type { ObjectStore } from '../../objects/store.js';
import { type Asking, asking } from './asking.js';
import { clock, noBucket, reached, unreachable } from './store-findings.js';
import { placeOf } from './stores.js';
import type { StoresCheck } from './stores-check.js';

/** Files that are looked for; where none of so many is there, it is another project or bucket. */
const enough = 20;

/** Whether the source's store is reached, may be read, and is the one that holds what rows name. Reads only. */
export async function checkSource(check: StoresCheck): Promise<readonly Finding[]> {
  const { stores, repositories } = check;
  const { source } = stores;
  const ask = asking(check, source);
  const absent: string[] = [];
  const looks = { done: 0, found: false };
  try {
    for (const [repository, { samples }] of repositories) {
      const missing = await ask(() => source.missing(repository));
      if (missing === 'bucket') return [noBucket(source)];
      if (missing === 'project') return [noProject(source)];
      if (missing !== null) absent.push(repository);
      // Whether the account may read at all shows at an object.
      else await lookFor(check, ask, looks, { repository, samples });
    }
  } catch (error) {
    return [unreachable(source, error)];
  }
  const findings: Finding[] = [...clock(source)];
  if (absent.length > 0) findings.push(absentRepositories(source, absent, repositories.size));
  if (!looks.found && looks.done > 0 && absent.length < repositories.size)
    findings.push(nothingThere(source, looks.done));
  if (findings.length === 0) findings.push(reached(source));
  return findings;
}

/** Looks for files of one repository: one, where another was found before; else until one is there. */
async function lookFor(
  { stores: { source }, plan }: StoresCheck,
  ask: Asking,
  looks: { done: number; found: boolean },
  { repository, samples }: { readonly repository: string; readonly samples: readonly string[] },
): Promise<void> {
  const most = looks.found ? 1 : Math.max(1, enough - looks.done);
  for (const sha256 of samples.slice(0, most)) {
    const head = await ask(() => source.head(placeOf(plan, { repository, sha256 })));
    looks.done += 1;
    looks.found ||= head !== null;
    if (head !== null) return;
  }
}

const compare = 'look whether source.files names the project or bucket that the services of the source use';

const noProject = (store: ObjectStore): Finding => ({
  code: 'files.source-project',
  severity: 'blocker',
  subject: 'config',
  title: `source.files: ${store.name} does not exist`,
  remedy: compare,
  params: { store: store.name },
});

/** A repository is made with its first file: where all are lacking, it is the wrong project. */
const absentRepositories = (store: ObjectStore, absent: readonly string[], all: number): Finding => {
  const names = absent.slice(0, 5).join(', ');
  return {
    code: 'files.source-repository',
    severity: absent.length === all ? 'blocker' : 'warning',
    subject: 'data',
    title: `source.files: ${store.name} does not have ${formatCount(absent.length)} of ${counted(all, 'repository', 'repositories')} that rows name files in: ${names}`,
    remedy: compare,
    params: { store: store.name, absent: absent.length, all, names },
  };
};

const nothingThere = (store: ObjectStore, looked: number): Finding => ({
  code: 'files.source-empty',
  severity: looked >= enough ? 'blocker' : 'warning',
  subject: 'data',
  title: `source.files: ${store.name} has none of the ${counted(looked, 'file')} that rows name`,
  remedy: `${compare}; where the files are gone for good, set options.files.mode: skip`,
  params: { store: store.name, looked },
});
