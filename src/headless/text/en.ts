import { counted } from '../../core/counted.js';
import { ofTenant } from '../../core/of-tenant.js';
import { en as report } from '../../report/text/en.js';
import { repairActions } from '../../text/repair-actions.js';
import { keys } from './keys-en.js';
import { kinds } from './kinds-en.js';
import { live } from './live-en.js';
import { schema } from './schema-en.js';
import { switching } from './switch-en.js';
import { watch } from './watch-en.js';

/** Texts of the headless output. Whatever the engine words itself (finding titles, reasons, messages) passes through. */
export const en = {
  ...kinds,
  /** Between a label and its value. */
  colon: ': ',
  risk: report.risk,
  outcome: report.outcome,
  rowRejected: (table: string, key: string, reason: string) => `not written: ${table} ${key}: ${reason}`,
  differenceKind: report.differenceKind,
  level: report.level,
  remedy: 'remedy',
  where: 'where',
  more: (count: string) => `and ${count} more`,
  yes: 'yes',
  no: 'no',
  none: 'none',

  error: 'Error',
  refused: 'Refused',
  logHasDetails: 'The details are in the log file.',
  failed: 'Failed',
  unexpected: 'Unexpected failure',
  runFailedRemedy: (command: string) =>
    `What is committed stays, and nothing is copied twice. Remove the cause, then: ${command}`,
  storeRemedy:
    'Look whether the object store answers from here and the account may do this, then run the same command again.',
  unexpectedRemedy: 'Run the same command with --log-file FILE to keep the details.',
  cancelled: 'Cancelled.',
  cancelledReadOnly: 'Cancelled. This command only reads: nothing was written.',
  stopping: 'Stopping: the chunks in hand are finished and saved. Press Ctrl-C again to abort at once.',
  aborting: 'Aborting: the chunks in hand are rolled back.',

  checking: (preset: string, tenant: string) =>
    `Checking for preset ${preset}${ofTenant(tenant, `, tenant ${tenant}`)} (reads only)`,
  checkPassed: (warnings: string) => `Nothing stands in the way. Warnings: ${warnings}.`,
  checkBlocked: (blockers: string, warnings: string) =>
    `Blockers: ${blockers}; warnings: ${warnings}. Nothing was written. Remove the blockers, then check again.`,

  planTitle: 'Dry run: nothing is written anywhere',
  planHow:
    'Every session to both databases is opened READ ONLY, so the servers themselves refuse a write; Vault is only read.',
  planTenant: (column: string, id: string) => `Tenant: ${column} = ${id}`,
  planParams: (values: string) => `Parameters: ${values}`,
  planServers: (from: string, to: string) => `From ${from} to ${to}`,
  planIds: { preserve: 'IDs are kept', offset: 'IDs are shifted' },
  planBusinesses: (ids: string) => `Only businesses ${ids}`,
  planTables: (count: string, rows: string) => `Tables to copy: ${count}, rows: ${rows}`,
  planLeftBehind: (count: string) => `Columns whose values stay behind: ${count}`,
  planRows: 'What becomes of the rows',
  planRowsOf: (rows: {
    readonly created: string;
    readonly updated: string;
    readonly rejected: string;
    readonly leftAlone: string;
  }) =>
    `${rows.created} created, ${rows.updated} there already, ${rows.rejected} rejected, ${rows.leftAlone} left alone`,
  planRowsChanged: (columns: string, unchanged: string) =>
    `of those there already ${unchanged} are right, the others change: ${columns}`,
  planSkipped: (count: string) => `Tables left out: ${count}`,
  planSecrets: (count: string) => `Secrets to copy: ${counted(count, 'row names', 'rows name')} one`,
  planNoVault: (why: string) => `No Vault phase: ${why}`,
  planNotMoved: 'Not moved by this tool',
  completeInPart: (left: string) => `complete as far as was asked for; still to be copied: ${left}`,
  backupSteps: {
    dumping: 'Dumping the tables that will be written',
    reading: 'Reading the file',
    restoring: 'Restoring it into a private server',
    comparing: 'Comparing it with the target',
  },
  backupOf: (file: string, size: string, at: string) => `Backup ${file}: ${size}, made ${at}`,
  backupStates: {
    same: 'restored, equal to the target',
    'written-since': 'restored; the target was written since',
    differs: 'restored, but it differs',
    missing: 'not in it',
  },
  backupGood: 'The backup is finished, whole and fresh, and was restored once.',
  backupBad: 'Do not rely on this backup.',
  planForecast: (mysql: string, vault: string, others: string, basis: string) =>
    `Forecast: MySQL about ${mysql}, Vault about ${vault}${others} (${basis})`,
  planForecastOf: (phase: string, time: string) => `, ${phase} about ${time}`,
  planNoForecast: 'Forecast: none (too little to measure)',
  planGenerators: (count: string) => `ID generators to raise before the first row: ${count}`,
  planSaved: (path: string) => `Plan saved: ${path}`,
  planBlocked: 'With these blockers there is no plan. Nothing was written.',
  planFindings: 'Findings',
  planReady: (command: string) => `To carry it out: ${command}`,

  columns: {
    ...report.columns,
    tenantId: report.facts.tenant,
    source: 'Source rows',
    target: 'Target rows',
    tenant: 'Target rows of tenant',
    run: 'Run',
    outcome: report.facts.outcome,
    finished: report.columns.ended,
    secrets: report.sections.secrets,
    passed: 'Passed',
    failed: 'Failed',
  },
  skippedBy: { preset: 'preset', operator: 'you' },
  treatment: report.treatment,

  runStarted: (run: string, tables: string) => `Run ${run} started: ${counted(tables, 'table')}`,
  runResumed: (run: string, tables: string) => `Run ${run} taken up again: ${counted(tables, 'table')}`,
  phaseStarted: (name: string) => `${name}: started`,
  phaseFinished: (name: string, seconds: string) => `${name}: ended after ${seconds}`,
  snapshot: (at: string, how: string) => `Snapshot of the source at ${at}: ${how}`,
  snapshotPosition: (position: string) => `position ${position}`,
  snapshotInconsistent: 'the snapshot is not one point in time over all tables',
  generatorsRaised: (count: string) => `ID generators raised: ${count}`,
  generatorRaised: (resource: string, from: string, to: string) => `${resource} ${from} → ${to}`,
  tableFinished: (table: string, rows: string, seconds: string) =>
    `${table}: ${counted(rows, 'row')} in ${seconds}`,
  tableFailed: (table: string, message: string) => `${table}: ${message}`,
  rowsOf: (done: string, total: string) => `${done} of ${counted(total, 'row')}`,
  rows: (done: string) => counted(done, 'row'),
  secretsOf: (done: string, total: string) => `${done} of ${counted(total, 'secret')}`,
  perSecond: (things: string) => `${things}/s`,
  filesTally: (created: string, existed: string) => `${created} written, ${existed} there already`,
  of: (done: string, things: string) => `${done} of ${things}`,
  /** What the things of a phase are called: each phase brings its own words. */
  things: {} as Readonly<Record<string, (count: string) => string>>,
  tablesDone: (done: string, total: string) => `${done} of ${counted(total, 'table')}`,
  eta: (left: string) => `about ${left} left`,
  secretsTally: (written: string, reused: string, versions: string) =>
    `${written} written, ${reused} reused, ${versions} versions changed`,
  sourceFault: 'already so in the source',
  problemsCut: (count: string) => `More than ${counted(count, 'problem')}: the rest is in the report`,
  /** `left`: after how long it is given up; empty where that is not known. */
  retry: ({
    subject,
    attempt,
    wait,
    reason,
    left,
  }: Record<'subject' | 'attempt' | 'wait' | 'reason' | 'left', string>) =>
    `${subject}: retry ${attempt} in ${wait} (${reason})${left === '' ? '' : `; given up in about ${left} if it lasts`}`,
  planDifference: (difference: string) => `since the plan was looked at: ${difference}`,
  throttled: (reason: string) => `Waiting: ${reason}`,
  unthrottled: 'Going on at full speed',
  ...live,
  ...watch,
  ...switching,
  schema,
  keys,
  paused: 'Paused',
  continued: 'Going on',
  parallelism: (name: string, value: string) => `${name}: ${value} in parallel`,
  wizardDoes: (command: string) => `In the wizard: ${command}`,
  elapsed: (seconds: string) => `${seconds} so far`,
  runFinished: (run: string, result: string, seconds: string) => `Run ${run}: ${result} (${seconds})`,

  summaryTitle: (run: string) => `Summary of run ${run}`,
  summaryProblems: 'Secrets that need attention',
  resumeWith: (command: string) => `To take it up again: ${command}`,

  validating: (name: string) => `Validating by ${name}`,
  consistency: (told: string) => `${report.facts.consistency} ${told}`,
  consistent: report.consistent,
  validationOk: (checks: string, name: string) =>
    `No differences: ${counted(checks, 'check')} passed (${name}).`,
  validationFailed: (differences: string, checks: string) =>
    `Differences: ${differences}; checks that failed: ${checks}.`,
  validationToAccept: (what: string) => `${what}. A person has to accept it in the checklist.`,
  validationFaults: (count: string) => `Faults the source already has (no reason to fail): ${count}`,
  differences: 'Differences',
  expected: 'expected',
  actual: 'found',
  column: 'column',
  nothingShown: 'values not shown',

  repairProposed: (run: string) => `What would be repaired in run ${run}; nothing is changed`,
  repairTitle: (run: string) => `Repairs of run ${run}`,
  repairAction: repairActions.en,
  repairState: { repaired: 'repaired', unneeded: 'right by now', left: 'left as it is', failed: 'failed' },
  repairNothing: 'There is nothing to repair.',
  repairStale: (at: string, settled: string, changed: string) =>
    `The saved validation (${at}) is stale: ${settled} of its differences are gone by now, ${changed} are other ones. What is proposed here was looked at again.`,
  repairTally: (repaired: string, of: string) => `Repaired: ${repaired} of ${of}`,
  repairExtra: 'Extra rows are deleted only with --delete-extra: look at them first.',
  repairStopped: 'Stopped between two repairs; the same command goes on.',
  repairNext: (command: string) => `To carry it out: ${command}`,
  repairSqlSaved: (path: string) =>
    `SQL for review saved: ${path}. It holds rows’ values, but no secrets; read it before you run it.`,

  checklistTitle: (run: string) => `Checklist of run ${run}`,
  checklistEarly: 'Checklist (there is no run yet)',
  checklistWhen: { before: 'Before', during: 'During', after: 'After' },
  checklistState: report.answer,
  checklistTally: (answered: string, of: string, failed: string) =>
    `Answered: ${answered} of ${of}; failed: ${failed}`,
  checklistNote: 'note',
  checklistSaved: (path: string, items: string) => `Checklist saved: ${path} (${counted(items, 'item')})`,
  checklistImported: (path: string, imported: string, kept: string) =>
    `Checklist answers taken from ${path}: ${imported}; kept, because they are as new or newer: ${kept}`,
  checklistConflict: (item: string, stands: string, overruled: string) =>
    `${item} was answered twice: ${stands} stands, because it is newer; ${overruled} is overruled`,
  probing: 'Making the probes',

  rollbackDry: (run: string) => `Dry run of rolling back ${run}: nothing is removed`,
  rollbackTitle: (run: string) => `Rollback of run ${run}`,
  rollbackRows: (rows: string, secrets: string) => `Rows: ${rows}; secrets: ${secrets}`,
  rollbackChanged: (count: string) => `Changed since the run, so nothing is removed as it stands: ${count}`,
  rollbackDone: 'Done: everything the run wrote is gone.',
  rollbackPending: 'Not everything is removed.',
  rollbackChangedGone: (count: string) => `Changed since the run, and removed as well: ${count}`,
  rollbackChangedAlong: (count: string) => `Changed since the run, and removed along with the rest: ${count}`,
  rollbackChangedMore: (count: string, table: string) => `${table}: and ${count} more`,
  rollbackNotCompared: {
    'other-source':
      'Rows were counted only: the config names another source than the run had, so rows changed since are not named.',
    'not-read':
      'Rows were counted only: the source could not be read and compared, so rows changed since are not named.',
  },
  rollbackKept: (count: string) => `Secrets that stay: ${count}`,
  rollbackKeptWhy: {
    'stood-before': 'it was there before the run, and somebody has written to it since',
    named: 'another row names it',
  },
  nextTitle: 'What comes next',
  rollbackChangedRemedy: 'Look at them first. With --include-changed they are removed, too.',
  rollbackNext: (command: string) => `To carry it out: ${command}`,

  initSaved: (path: string, command: string) => `Saved: ${path}. Next: ${command}`,
  noRuns: 'No runs yet in this target.',
  reportSaved: (format: string, path: string) => `Report (${format}) saved: ${path}`,
  logHolds: (entries: string) => `The log's hash chain holds (${counted(entries, 'entry', 'entries')}).`,
  logBroken: 'The log is not as it was written: do not rely on this run’s report.',
  logProblem: {
    hash: (seq: string) =>
      `The hash chain is broken at entry ${seq}: it, or the one before, was altered, removed, added or moved afterwards.`,
    sequence: (seq: string) =>
      `The hash chain is broken at entry ${seq}: its number does not follow the one before; an entry was removed, added or moved.`,
    tail: (seq: string) => `The log is cut off: entry ${seq} was written, and is not there any more.`,
    head: (seq: string) => `Entry ${seq} is another one than was written: the log was made anew up to it.`,
    saved: (seq: string) => `Entry ${seq} of the saved report is not in the log any more, or is another one.`,
  },
  logAnswer: (item: string) =>
    `The checklist’s answer to ${item} is not the one that the log says was given.`,
  logGoesOn: (entries: string) =>
    `It goes on where the saved report ended (${counted(entries, 'entry', 'entries')}).`,
  logEndUnknown:
    'The end of this log was not noted when it was written, so entries cut off at its end would not show. Compare with a saved report: --against FILE',
  logNewest: (hash: string) => `Newest entry: ${hash}`,

  presetOk: (name: string, tables: string) => `Preset ${name} is sound: ${counted(tables, 'table')}.`,
  presetBad: (count: string) => `Problems: ${count}`,
  noWizard: (why: string) => `The wizard cannot open here: ${why}.`,
  noWizardRemedy:
    'Use the headless commands: tenantferry init, check, plan, run, validate, report (tenantferry --help lists them).',
  demoHeadless: (why: string) =>
    `The wizard cannot open here (${why}), so the rehearsal runs headless to its end.`,
  demoLive: (why: string) => `a live rehearsal needs the wizard, and it cannot open here (${why})`,
  demoLiveRemedy: 'run it in a terminal, or without --live',
  demoWriter: (command: string) =>
    `A service writes to the source. The cut-over stops it; to let it write again after one that was called off: ${command}`,
  demoStep: (step: string, of: string, what: string) => `Step ${step} of ${of}: ${what}`,
  demoStopping: 'Stopping the servers of the rehearsal',
  demoStopped: 'All servers of the rehearsal are stopped.',
};

/** Every text of the headless output; a language that lacks one does not compile. */
export type HeadlessText = typeof en;
