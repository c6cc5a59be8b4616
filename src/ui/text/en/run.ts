import { counted } from '../../../core/counted.js';
import type { Retry, SecretFigures } from '../../../core/events.js';
import { formatCount, formatWait } from '../../../core/format.js';
import { ofTenant } from '../../../core/of-tenant.js';

/** Steps that write: confirmation, the two live panels, rollback. */
export const run = {
  /** All that is known of a table. */
  tableDetails: {
    of: (index: number, total: number) => `(table ${index} of ${total})`,
    dependants: 'Why, and what hangs together with it',
    treatments: 'What happens to its columns',
    checks: 'Checks',
    labels: {
      rows: 'Rows',
      size: 'Size',
      inTarget: 'In the target',
      level: 'Level',
      key: 'Key',
      copied: 'Copied',
      time: 'Time',
      problem: 'Problem',
    },
    inTarget: (rows: string, tenant: string | null) =>
      `${rows} before the run${tenant === null ? '' : `, ${tenant} of them of this tenant`}`,
    copied: (done: string, total: string) => `${done} of ${counted(total, 'row')}`,
    took: (time: string, rate: string) => `${time}, ${rate} rows/s`,
  },
  /** A row on both sides. */
  rowPair: {
    reading: 'Reading the row on both sides…',
    none: 'There is no row here that can be looked at.',
    of: (index: number, total: number) => `(row ${index} of ${total})`,
    expected: 'must be (source)',
    actual: 'is (target)',
    secret: '(secret, not shown)',
    nothing: '(no row)',
    equal: 'Every column is equal by now.',
    differing: (differing: number, columns: number) =>
      `${differing} of ${counted(columns, 'column')} ${differing === 1 ? 'differs' : 'differ'}`,
    missing: 'The target has no such row.',
    extra: 'The source has no such row.',
    nowhere: 'Neither side has such a row by now.',
    others: (owner: string) =>
      `Another row has this key in the target (${owner}); what it holds is not shown.`,
  },
  confirm: {
    title: 'Ready to write',
    resumeTitle: 'Ready to go on',
    production: 'The target is marked as PRODUCTION.',
    willWrite: (rows: string, tables: number, database: string, place: string, tenant: string) =>
      `${counted(rows, 'row')} of ${counted(tables, 'table')} will be written into database ${database} at ${place}${ofTenant(tenant, `, all for tenant ${tenant}`)}.`,
    onlyBusinesses: (ids: string) => `Only rows of these businesses: ${ids}`,
    willResume: (database: string, place: string, tenant: string) =>
      `The run goes on writing into database ${database} at ${place}${ofTenant(tenant, `, for tenant ${tenant}`)}. What is copied already is not copied again.`,
    schemaFirst: (files: number) =>
      `First ${counted(files, 'schema file', 'schema files')} that ${files === 1 ? 'is' : 'are'} not applied (schema.on_run: up).`,
    willBegin: (database: string, place: string, tenant: string) =>
      `This begins the run${ofTenant(tenant, ` for tenant ${tenant}`)}, and its ledger, beside database ${database} at ${place}. No rows are written yet.`,
    beforeDone: (items: number, oldest: string) =>
      items === 1
        ? `The checklist item that belongs before is answered, at ${oldest}.`
        : `All ${formatCount(items)} checklist items that belong before are answered, the oldest at ${oldest}.`,
    beforeOpen: (open: number, failed: number, items: number) =>
      `Before the start: ${formatCount(open)} of ${counted(items, 'checklist item')} ${open === 1 ? 'is' : 'are'} not answered${failed > 0 ? `, ${formatCount(failed)} failed` : ''}. Tab opens the checklist.`,
    safe: 'Rows that are there already are not changed. Every chunk is recorded in the same transaction as its rows, so the run can be stopped, resumed and rolled back.',
    byItself: (steps: string) => `Then by itself, as options.window.carry_on says: ${steps}.`,
    later: (part: string) =>
      `The ${part} follows when this is done: keep clients on the source until all is copied.`,
    sameKeys:
      'The master keys are not given. With different keys no client can log in. If both environments use the same key, say so with the word same; else leave and give both keys.',
    type: (database: string) => `To start, type the target database name: ${database}`,
    typeSame: (words: string) => `To start, type the target database name and the word: ${words}`,
    mismatch: (typed: string) => `"${typed}" is not the target database name. Nothing was started.`,
    mismatchSame: (typed: string, words: string) => `"${typed}" is not "${words}". Nothing was started.`,
  },
  copy: {
    notDone: 'This step is not finished yet.',
    windowOver:
      'The change window is over: it stops here by itself. What is done is kept, and Enter goes on from it.',
    doneBefore: 'Copied already',
    doneBeforeBody: 'An earlier session of this run has copied everything here.',
    readyStart: 'Press s to start.',
    problemList: 'Problems',
    log: 'Log',
    logEmpty: 'The log is empty so far.',
    levels: { warning: 'warning', error: 'error' },
    status: {
      ready: 'ready',
      checking: 'Checking once more',
      running: 'Copying',
      paused: 'Paused',
      stopping: 'Stopping',
      aborting: 'Giving up',
      done: 'Finished',
      partial: 'Finished in part',
      stopped: 'Stopped',
      failed: 'Failed',
    },
    tableStatus: { waiting: 'waiting', running: 'copying', done: 'done', failed: 'failed' },
    progress: (done: string, things: string, tablesDone: number, tables: number) =>
      `${done} of ${things}, ${formatCount(tablesDone)} of ${counted(tables, 'table')}`,
    progressOf: (done: string, things: string, bytes: string, bytesTotal: string) =>
      `${done} of ${things}, ${bytes} of ${bytesTotal}`,
    now: 'now',
    mean: 'mean',
    speed: 'speed',
    speedTop: (rate: string) => `speed: highest ${rate}`,
    latency: (time: string) => `time of a chunk: highest ${time}`,
    leftShort: (time: string) => `${time} left`,
    capped: (rate: string, unit: string) => `at most ${rate} ${unit}`,
    elapsed: (time: string) => `elapsed ${time}`,
    left: (time: string) => `about ${time} left`,
    leftUnknown: 'time left: not known',
    age: (time: string) => `last progress ${time} ago`,
    parallel: (pairs: number) => `parallel ${formatCount(pairs)}`,
    askRate: (unit: string) => `At most how many ${unit}? Empty: as the config says.`,
    noRate: 'Give a whole number from 1 on, or nothing.',
    rateSet: (rate: string) => `at most ${rate} a second`,
    rateOff: 'as fast as the config says',
    mostParallel: (pairs: number) =>
      `${counted(pairs, 'pair of connections is', 'pairs of connections are')} open, and no more can be added while it runs. options.parallel in the config sets how many there are.`,
    paused: 'Paused: no new chunk begins. p goes on.',
    stopping:
      'Finishing the chunks in hand, then it stops and can be resumed. Ctrl-C again gives up at once.',
    aborting: 'Giving up: chunks in hand are rolled back by the server.',
    throttled: (reason: string) => `Going slower: ${reason}`,
    stalled: (time: string) => `stalled ${time}: nothing was committed for that long`,
    retries: (retries: number, reason: string) =>
      `${retries === 1 ? '1 retry' : `${formatCount(retries)} retries`}, the last: ${reason}`,
    retry: ({ subject, attempt, waitMs, leftMs, reason }: Retry) =>
      `${subject}: ${reason}; retry ${formatCount(attempt)} in ${formatWait(waitMs)}${leftMs === undefined ? '' : `, given up in about ${formatWait(leftMs)} if it lasts`}`,
    preflight: 'Nothing is written before these checks have passed.',
    rows: (rows: string) => counted(rows, 'row'),
    tally: (tally: SecretFigures) =>
      [
        `${formatCount(tally.written)} written`,
        `${formatCount(tally.reused)} there already`,
        tally.versionsChanged > 0 ? `${formatCount(tally.versionsChanged)} got another version number` : '',
        tally.missing > 0 ? `${formatCount(tally.missing)} missing in source` : '',
        tally.failed > 0 ? `${formatCount(tally.failed)} failed` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    thenPhase: (before: string, part: string) => `${before} Enter goes on to the ${part}.`,
    thenFollow: (before: string) => `${before} Enter goes on to following the source.`,
    thenValidation: (before: string) => `${before} Enter goes on to validation.`,
    tryAgain: (before: string) => `${before} Remove the cause, then r tries them again.`,
    waits: (before: string, part: string) => `${before} The ${part} follows when all is there.`,
    incomplete: 'Not all is copied yet, and what follows needs it. r tries again.',
    failedHint: 'What is committed stays, and nothing is copied twice. Remove the cause, then r goes on.',
    resumeWith: 'This command takes it up again:',
  },
  rollback: {
    title: 'Roll back',
    counting: 'Counting what the run wrote. Nothing is removed…',
    intro: (runId: string, database: string, tenant: string) =>
      `Removes what run ${runId} wrote${ofTenant(tenant, ` for tenant ${tenant}`)} from database ${database}, and the secrets it wrote. Nothing else is touched.`,
    total: (rows: string, tables: number, secrets: string) =>
      `${counted(rows, 'row')} in ${counted(tables, 'table')} and ${counted(secrets, 'secret')} would be removed:`,
    removed: (rows: string, tables: number, secrets: string) =>
      `${counted(rows, 'row')} in ${counted(tables, 'table')} and ${counted(secrets, 'secret')} were removed:`,
    othersStay: (things: string) =>
      `${things} that the run made stay where they are, and a later run finds them there. Ctrl-F removes them, too.`,
    othersGo: (things: string) =>
      `${things} that the run made WILL BE REMOVED, too, but for those that rows of the target name. Ctrl-F keeps them.`,
    othersRemoved: (things: string) =>
      `${things} of the run were to go as well; what stays of them is said above.`,
    changedTitle: (items: string) => `Changed since the run (${items}):`,
    changedRefused: (items: number) =>
      `${counted(items, 'row or secret was', 'rows and secrets were')} changed since the run, so nothing is removed as it stands. Look at ${items === 1 ? 'it' : 'them'} first; Tab removes ${items === 1 ? 'it' : 'them'}, too.`,
    changedRemoved: (items: number) =>
      `${counted(items, 'row or secret was', 'rows and secrets were')} changed since the run and WILL BE REMOVED, too. Tab takes that back.`,
    changedGone: (items: string) => `Changed since the run, and removed as well (${items}):`,
    changedMore: (rows: string, table: string) => `and ${counted(rows, 'more row', 'more rows')} of ${table}`,
    notCompared: {
      'other-source':
        'Rows were counted only: the config names another source than the run had, so rows changed since are not named.',
      'not-read':
        'Rows were counted only: the source could not be read and compared, so rows changed since are not named.',
    },
    changedFirst:
      'Nothing was removed: decide first about what was changed since the run. Tab removes it, too.',
    type: (database: string) => `To remove them, type the target database name: ${database}`,
    mismatch: 'This is not the target database name. Nothing was removed.',
    running: 'Rolling back',
    stopping: 'Finishing the rows in hand. Rolling back again removes the rest.',
    safe: 'It can be stopped at any time; rolling back again removes the rest.',
    done: 'Rolled back.',
    kept: (secrets: number) => `${counted(secrets, 'secret stays', 'secrets stay')}:`,
    keptWhy: {
      'stood-before': 'it was there before the run, and somebody has written to it since',
      named: 'another row names it',
    },
    notDone: 'Rolled back in part; roll back again to remove the rest.',
    failed: 'The rollback could not go on',
  },
};
