import { RefusedError } from '../../core/refused.js';
import type { Plan } from '../../plan/plan.js';
import { noFigures, nothingToAdd, type Phase, type Weights } from '../phase.js';
import { eachTable } from '../weights.js';
import { readSecretsProgress } from './ledger.js';
import { proposeSecrets } from './repair/propose-secrets.js';
import { trackSecrets } from './track-secrets.js';

/** Milliseconds per secret, on servers of middling speed. */
const perSecret = 2;

const eachSecretTable = (plan: Plan, step: string): Weights =>
  eachTable(plan, step, perSecret, plan.vault?.secrets ?? []);

/** One part for all tables. */
const allSecrets = (plan: Plan, step: string): Weights => ({
  [step]: Object.values(eachSecretTable(plan, step)).reduce((sum, weight) => sum + weight, 0),
});

const secretRepairs = () => import('./repair/secret-repairs.js');

/** The secrets that the migrated rows name, into the target's Vault. */
export const secretsPhase: Phase = {
  id: 'vault',
  repeats: true,
  after: {
    id: 'mysql',
    unfinished: (runId) =>
      new RefusedError(
        `the MySQL phase of run ${runId} is not finished, so its secrets cannot be copied yet`,
        {
          remedy: 'resume with --phase all',
          because: { code: 'run.mysql-unfinished', params: { run: runId } },
        },
      ),
    missing: () =>
      new RefusedError(
        'the Vault phase follows the MySQL phase of the same run, and there is no run to follow',
        {
          remedy: 'run --phase mysql or --phase all first, then --phase vault --resume',
          because: { code: 'run.no-mysql' },
        },
      ),
  },
  words: {
    en: {
      name: 'Vault',
      part: 'Vault phase',
      things: (count) => `${count} secrets`,
      state: { begun: 'secrets in part', done: 'secrets copied' },
      longState: { begun: 'in the Vault phase', done: 'rows and secrets copied' },
    },
    zh: {
      name: 'Vault 阶段',
      part: 'Vault 阶段',
      things: (count) => `${count} 个`,
      state: { begun: '复制了部分密钥', done: '密钥已复制' },
      longState: { begun: 'Vault 阶段进行中', done: '行和密钥已复制' },
    },
  },
  takesPart: ({ vault }) => vault !== undefined,
  skipped: ({ vault, vaultSkippedBecause, vaultSkipped: reason }) => {
    const why = vaultSkippedBecause ?? 'nothing to do';
    const params = { reason: reason?.code ?? '', ...reason?.params };
    const text = `the Vault phase is skipped: ${why}`;
    return vault ? null : { said: { text, code: 'vault-phase.skipped', params }, why };
  },
  prepare: async () => nothingToAdd,
  check: async () => [],
  copy: async ({ context, ...work }) =>
    (await import('./secrets-phase.js')).runVaultPhase({ ...context, ...work }),
  figures: async (ledger) => ({
    ...noFigures,
    secrets: await readSecretsProgress(ledger),
  }),
  validate: async ({ context, run, ledger, listener, signal }) => {
    const { validateSecrets } = await import('./validate/validate-secrets.js');
    const { readOtherRuns } = await import('../rows/validate/jobs/other-runs.js');
    const otherRuns = await readOtherRuns(ledger, run);
    return validateSecrets(context, run, ledger, listener, { otherRuns, signal });
  },
  repairs: {
    propose: (_plan, validation) => proposeSecrets(validation),
    owns: ({ action }) => action === 'recopy-secret',
    lookAgain: async (work, proposals) => (await secretRepairs()).lookAgainAtSecrets(work, proposals),
    // A secret is as new as its row.
    leaveNewer: async (work, proposals) =>
      (await import('../rows/repair/row-repairs.js')).leaveNewerRows(work, proposals),
    repair: async (...args) => (await secretRepairs()).repairSecretsOf(...args),
  },
  takeBack: async (taking) => (await import('./rollback/take-secrets-back.js')).takeSecretsBack(taking),
  step: 'secrets',
  weights: {
    copy: (plan) => eachSecretTable(plan, 'secrets'),
    validate: (plan) => eachSecretTable(plan, 'secrets'),
    look: (plan) => allSecrets(plan, 'compare-secrets'),
    remove: (plan) => allSecrets(plan, 'remove-secrets'),
  },
  track: trackSecrets,
};
