import type { Finding } from '../../core/finding.js';
import { tlsRemedies } from '../../core/tls-fault.js';
import { ObjectError } from '../../objects/errors.js';
import type { ObjectStore } from '../../objects/store.js';

/** COS refuses signatures that are older. */
const worstSkewMs = 15 * 60_000;
const badSkewMs = 60_000;

/** How far a store's clock is from ours, where that matters. */
export function clock(store: ObjectStore): readonly Finding[] {
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

export const reached = (store: ObjectStore): Finding => ({
  code: 'files.reach',
  severity: 'ok',
  subject: 'data',
  title: `${store.name} answers`,
  params: { store: store.name },
});

/** What keeps a store from being used. Throws what is no store's error. */
export function unreachable(store: ObjectStore, error: unknown): Finding {
  if (!(error instanceof ObjectError)) throw error;
  return {
    code: 'files.reach',
    severity: 'blocker',
    subject: 'data',
    title: `${store.name} cannot be used: ${error.message}`,
    remedy: remedyOf(error),
    params: {
      store: store.name,
      message: error.message,
      login: error.kind === 'login',
      denied: error.kind === 'denied',
      ...(error.tls === undefined ? {} : { tls: error.tls }),
    },
  };
}

function remedyOf({ kind, tls }: ObjectError): string {
  if (kind === 'login') return 'correct the user and the password, or the keys, in the files block';
  if (kind === 'denied') return 'give the account of the files block the right to read and write there';
  return tls === undefined
    ? 'look whether the address is right and the store answers from here'
    : tlsRemedies[tls][0];
}

export const noBucket = (store: ObjectStore): Finding => ({
  code: 'files.no-bucket',
  severity: 'blocker',
  subject: 'config',
  title: `${store.name} does not exist`,
  remedy: 'correct the name of the bucket in the files block, or have the bucket made',
  params: { store: store.name },
});

export const noPlainProject = (store: ObjectStore): Finding => ({
  code: 'files.no-plain-project',
  severity: 'blocker',
  subject: 'config',
  title: `target.files.also_plain_project is set, but ${store.name} does not exist, and a server with tenants makes none without one`,
  remedy: 'have the project made by hand, or leave also_plain_project out',
  params: { store: store.name },
});

export const noTenants = (store: ObjectStore): Finding => ({
  code: 'files.no-tenants',
  severity: 'blocker',
  subject: 'config',
  title: `${store.name} does not exist and cannot be made: this BkRepo keeps no tenants apart, and takes no dot in a project's name`,
  remedy:
    'switch on multi-tenancy in the BkRepo, name one that has it, or set target.files.tenant_project: false',
  params: { store: store.name },
});
