import { counted } from '../../core/counted.js';
import { formatCount } from '../../core/format.js';
import type { Plan } from '../../plan/plan.js';
import { noFigures, nothingToAdd, type Phase, type Weights } from '../phase.js';
import { eachTable } from '../weights.js';
import { readSecretsProgress } from './ledger.js';
import { proposeSecrets } from './repair/propose-secrets.js';
import { trackSecrets } from './track-secrets.js';
import { refuse } from './words.js';

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
    unfinished: (runId) => refuse('run.mysql-unfinished', { run: runId }),
    missing: () => refuse('run.no-mysql'),
  },
  steered: true,
  words: {
    en: {
      name: 'Vault',
      part: 'Vault phase',
      things: (count) => counted(count, 'secret'),
      state: { begun: 'secrets in part', done: 'secrets copied' },
      longState: { begun: 'in the Vault phase', done: 'rows and secrets copied' },
      screen: {
        parts: 'Tables that name secrets',
        perSecond: 'secrets/s',
        ready: {
          title: 'Rows are copied; secrets come next',
          body: ({ vault }) =>
            `Each secret is read at the version its row names and written to mount ${vault?.targetMount ?? ''} of the target Vault. A path that holds the same value is left as it is; one that holds another value is never overwritten.`,
        },
        done: 'All secrets that the source has are copied.',
        partial: 'Some secrets could not be copied: press l to see why.',
        problems: (problems, inSource) =>
          inSource === problems
            ? `${formatCount(problems)} ${problems === 1 ? 'secret was' : 'secrets were'} gone or wrong in the source already; press l to see them`
            : `${formatCount(problems)} ${problems === 1 ? 'secret' : 'secrets'} with a problem (${formatCount(inSource)} in the source already); press l to see them`,
        skipped: {
          title: 'No secrets to move',
          body: 'The config names no Vault on one of the sides, or no row that moves names a secret, so this step is skipped.',
        },
      },
    },
    zh: {
      name: 'Vault 阶段',
      part: 'Vault 阶段',
      things: (count) => `${count} 个`,
      state: { begun: '复制了部分密钥', done: '密钥已复制' },
      longState: { begun: 'Vault 阶段进行中', done: '行和密钥已复制' },
      screen: {
        parts: '引用密钥的表',
        perSecond: '密钥/秒',
        ready: {
          title: '数据行已复制，接下来是密钥',
          body: ({ vault }) =>
            `按每行指定的版本读取密钥，写入目标端 Vault 的挂载点 ${vault?.targetMount ?? ''}。已有相同值的路径保持不变，已有不同值的路径绝不覆盖。`,
        },
        done: '源端现有的密钥均已复制。',
        partial: '有些密钥未能复制：按 l 查看原因。',
        problems: (problems, inSource) =>
          inSource === problems
            ? `${formatCount(problems)} 个密钥在源端已缺失或不符，按 l 查看`
            : `${formatCount(problems)} 个密钥有问题（其中 ${formatCount(inSource)} 个源端已有），按 l 查看`,
        skipped: {
          title: '没有要迁移的密钥',
          body: '配置中有一端没有 Vault，或要迁移的行都不引用密钥，因此跳过此步骤。',
        },
      },
    },
  },
  isAsked: (config) =>
    config === null || (config.source.vault !== undefined && config.target.vault !== undefined),
  takesPart: ({ vault }) => vault !== undefined,
  skipped: ({ vault, vaultSkippedBecause, vaultSkipped: reason }) => {
    const why = vaultSkippedBecause ?? 'nothing to do';
    const params = { reason: reason?.code ?? '', ...reason?.params };
    const text = `the Vault phase is skipped: ${why}`;
    return vault ? null : { said: { text, code: 'vault-phase.skipped', params }, why };
  },
  prepare: async () => nothingToAdd,
  check: {
    target: async (checking) => (await import('./check/look-at-secrets.js')).checkSecretsInTarget(checking),
  },
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
    check: (plan, every) => (every ? eachSecretTable(plan, 'secrets-look') : {}),
    copy: (plan) => eachSecretTable(plan, 'secrets'),
    validate: (plan) => eachSecretTable(plan, 'secrets'),
    look: (plan) => allSecrets(plan, 'compare-secrets'),
    remove: (plan) => allSecrets(plan, 'remove-secrets'),
  },
  track: trackSecrets,
};
