import { phases } from '../phases/index.js';
import type { Phase } from '../phases/phase.js';
import type { Operations } from './types.js';

/**
 * What the wizard and the headless commands call. Each operation's modules are loaded when it is first called: validating
 * needs neither the copy nor, without secrets, an HTTP client, and loading them all takes longer than validating a little.
 */
export const createOperations = (phases: readonly Phase[]): Operations => ({
  check: lazily(async () => (await import('./look.js')).check.bind(null, phases)),
  survey: lazily(async () => (await import('./survey.js')).survey),
  businesses: lazily(async () => (await import('./businesses.js')).businesses),
  plan: lazily(async () => (await import('./look.js')).plan.bind(null, phases)),
  run: lazily(async () => (await import('./run.js')).run.bind(null, phases)),
  follow: lazily(async () => (await import('./follow.js')).follow.bind(null, phases)),
  validate: lazily(async () => (await import('./validate.js')).validate.bind(null, phases)),
  repair: lazily(async () => (await import('./repair.js')).repair.bind(null, phases)),
  repairSql: async function* (...args) {
    const { exportRepairSql } = await import('./repair.js');
    yield* exportRepairSql(phases, ...args);
  },
  rowPair: lazily(async () => (await import('./row-pair.js')).rowPair),
  rollback: lazily(async () => (await import('./rollback.js')).rollback.bind(null, phases)),
  report: lazily(async () => (await import('./report.js')).report.bind(null, phases)),
  cutover: lazily(async () => (await import('./cutover/cutover.js')).cutover.bind(null, phases)),
  back: lazily(async () => (await import('./cutover/back.js')).back.bind(null, phases)),
  finish: lazily(async () => (await import('./finish.js')).finish.bind(null, phases)),
  schemaStatus: lazily(async () => (await import('./schema/status.js')).schemaStatus),
  schemaUp: lazily(async () => (await import('./schema/move.js')).schemaUp),
  schemaDown: lazily(async () => (await import('./schema/move.js')).schemaDown),
  schemaRepair: lazily(async () => (await import('./schema/repair.js')).schemaRepair),
  keysStatus: lazily(async () => (await import('./keys/keys.js')).keysStatus),
  keysRotate: lazily(async () => (await import('./keys/keys.js')).keysRotate),
  keysRewrap: lazily(async () => (await import('./keys/rewrap.js')).keysRewrap),
  keysRetire: lazily(async () => (await import('./keys/keys.js')).keysRetire),
  status: lazily(async () => (await import('./status.js')).status.bind(null, phases)),
  makeBackup: lazily(async () => (await import('./backup/backup.js')).makeBackup),
  verifyBackup: lazily(async () => (await import('./backup/backup.js')).verifyBackup),
  watch: lazily(async () => (await import('./watch/watch.js')).watch.bind(null, phases)),
  alerts: lazily(async () => (await import('./watch/alerts.js')).alerts),
  orderAlert: lazily(async () => (await import('./watch/alerts.js')).orderAlert),
  silence: lazily(async () => (await import('./watch/alerts.js')).silence),
  alertStats: lazily(async () => (await import('./watch/alerts.js')).alertStats),
  testChannels: lazily(async () => (await import('./watch/test-channels.js')).testChannels),
  steer: lazily(async () => (await import('./steer.js')).steer),
  switchStart: lazily(async () => (await import('./switch/start.js')).switchStart),
  switchOrder: lazily(async () => (await import('./switch/order.js')).switchOrder),
  switchStatus: lazily(async () => (await import('./switch/status.js')).switchStatus),
  switchReport: lazily(async () => (await import('./switch/status.js')).switchReport),
  runs: lazily(async () => (await import('./runs.js')).runs.bind(null, phases)),
  checklist: lazily(async () => (await import('./checklist/checklist-state.js')).checklist),
  answer: lazily(async () => (await import('./checklist.js')).answer),
  checklistState: lazily(async () => (await import('./checklist/checklist-state.js')).checklistState),
  importAnswers: lazily(async () => (await import('./checklist/checklist-state.js')).importAnswers),
  auditStatements: lazily(async () => (await import('./isolation/isolation.js')).audit),
  scanSources: lazily(async () => (await import('./isolation/isolation.js')).scan),
  probeTenants: lazily(async () => (await import('./isolation/isolation.js')).probe),
  apiWindow: lazily(async () => (await import('./isolation/isolation.js')).apiWindow),
  probe: lazily(async () => (await import('./checklist/checklist-state.js')).probe),
});

export const operations = createOperations(phases);

function lazily<Args extends readonly unknown[], Result>(
  load: () => Promise<(...args: Args) => Promise<Result>>,
): (...args: Args) => Promise<Result> {
  return async (...args) => (await load())(...args);
}
