import { counted } from '../../../core/counted.js';
import { formatCount } from '../../../core/format.js';
import { ofTenant } from '../../../core/of-tenant.js';
import { repairActions } from '../../../text/repair-actions.js';

/** Steps after writing: validation, checklist, report, and the words printed after leaving. */
export const finish = {
  validate: {
    title: 'Compare source and target',
    intro: 'Validation only reads. Choose how closely to look.',
    always: (tenant: string) =>
      `Every level also checks references, ID generators${ofTenant(tenant, ', secrets, the tenant column and other tenants') || ' and secrets'}.`,
    levels: {
      counts: { title: 'Counts', detail: 'Rows per table on both sides, lowest and highest key. Seconds.' },
      checksum: {
        title: 'Checksum',
        detail: 'A strong checksum over every column of every row, computed on both servers. Recommended.',
      },
      full: { title: 'Full', detail: 'Finds each differing row and column by name. Takes longest.' },
    },
    running: (level: string) => `Validating: ${level}`,
    stillRunning: 'Validation is still running.',
    allEqual: (checks: number) => `Equal: ${counted(checks, 'check')} passed.`,
    differs: (differences: string) =>
      `${counted(differences, 'difference')}. Nothing was changed by looking.`,
    sourceFaults: (faults: number) =>
      faults === 1
        ? '1 check found what the source has already; it is listed and not counted.'
        : `${formatCount(faults)} checks found what the source has already; they are listed and not counted.`,
    expectedActual: (expected: string, actual: string) => `expected ${expected}, found ${actual}`,
    nextSteps: (steps: number) => `What comes next (${counted(steps, 'step')}): press n`,
    openDetails: (differences: number) =>
      `${differences === 1 ? '1 difference' : `${formatCount(differences)} differences`}: press d to see`,
    noDifferences: 'This check lists no differences.',
    expected: 'expected',
    actual: 'found',
    notShown: '(not shown)',
    repair: {
      title: (proposals: number) =>
        proposals === 1 ? '1 repair is proposed' : `${formatCount(proposals)} repairs are proposed`,
      intro:
        'Just these rows and secrets are copied again, each looked at first, each in one transaction. Then everything is validated again at level full.',
      actions: repairActions.en,
      because: (action: string, why: string) => `${action} (${why})`,
      more: (proposals: number) => `and ${formatCount(proposals)} more`,
      extraKept: (rows: number) =>
        `${formatCount(rows)} ${rows === 1 ? 'row is' : 'rows are'} not in the source and will be KEPT. Tab deletes them.`,
      extraDeleted: (rows: number) =>
        `${formatCount(rows)} ${rows === 1 ? 'row is' : 'rows are'} not in the source and will be DELETED. Tab keeps them.`,
      type: (database: string) => `To repair them, type the target database name: ${database}`,
      mismatch: 'This is not the target database name. Nothing was changed.',
      proposing: 'Looking for what can be repaired',
      running: 'Repairing, then validating again',
      stopping: 'Finishing the row in hand; what is repaired stays repaired',
      failed: 'The repair could not be made',
      nothing: 'There is nothing to repair.',
      stopped: (repaired: number, proposals: number) =>
        `Repaired ${formatCount(repaired)} of ${formatCount(proposals)}, then stopped: the results below are from before. f goes on.`,
      done: (repaired: number, proposals: number) =>
        `Repaired ${formatCount(repaired)} of ${formatCount(proposals)}, and validated again.`,
    },
    inSource: 'in the source already',
    kinds: {
      'missing-in-target': 'missing in target',
      'extra-in-target': 'extra in target',
      'field-mismatch': 'differs',
    },
  },
  checklist: {
    loading: 'Reading the checklist…',
    none: 'No items: neither the preset nor the config (probes) names any. Go on with Enter.',
    progress: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)} answered`,
    by: (name: string) => `signed "${name}"`,
    saving: 'saving…',
    saved: (time: string) => `saved ${time}`,
    notSaved: 'NOT saved; r tries again',
    states: { open: 'open', pass: 'pass', fail: 'fail', 'not-applicable': 'n.a.' },
    when: { before: 'Before', during: 'During', after: 'After' },
    manual: 'Answered by a person.',
    automatic: 'Answered by validation.',
    probe: 'Answered by a probe: t makes all probes.',
    probing: 'making the probes…',
    allAnswered: 'Every item is answered.',
    exported: (path: string) => `The checklist was written to ${path}; only you can read it.`,
    readingFirst: 'Something is being read just now; make the probes when that is over.',
    noProbes: 'The preset and the config name no probes.',
    automaticOnly: 'Validation answers this item; run it again to refresh the answer. A note can be added.',
    evidence: 'Evidence',
    note: 'Note',
    name: 'Your name',
    answeredBy: (name: string, at: string) => `${name}, ${at}`,
  },
  report: {
    title: 'Report',
    loading: 'Reading the run from the target…',
    hint: 'Press a to write the report in every format, or choose one.',
    writing: 'Writing…',
    written: 'The report was written; only you can read the file.',
    unfinished: 'not finished',
    notYet: 'not yet',
    outcomes: { complete: 'complete', partial: 'in part', stopped: 'stopped', failed: 'failed' },
    rowsIn: (rows: string, tables: number, size: string) => `${rows} in ${counted(tables, 'table')}, ${size}`,
    secretsWith: (secrets: string, problems: number, inSource: number) =>
      [
        counted(secrets, 'row that names one', 'rows that name one'),
        ...(problems > 0 ? [`${formatCount(problems)} with a problem`] : []),
        ...(inSource > 0 ? [`${formatCount(inSource)} gone in the source already`] : []),
      ].join(', '),
    validationOk: (level: string) => `equal (${level})`,
    validationBad: (level: string, differences: string) => `${counted(differences, 'difference')} (${level})`,
    answered: (answered: number, total: number) =>
      `${formatCount(answered)} of ${formatCount(total)} answered`,
    logIntact: (entries: number) => `${counted(entries, 'entry', 'entries')}, unaltered`,
    logBroken: 'ALTERED after it was written',
    tablesTitle: 'Tables',
    labels: {
      run: 'Run',
      outcome: 'Outcome',
      started: 'Started',
      finished: 'Finished',
      rows: 'Rows',
      secrets: 'Secrets',
      validation: 'Validation',
      checklist: 'Checklist',
      log: 'Log',
    },
  },
  farewell: {
    nothing: 'Nothing was written.',
    stopped: (run: string) => `Run ${run} is stopped. Nothing is lost.`,
    failed: (run: string) => `Run ${run} could not go on.`,
    copied: (run: string) => `Run ${run} has copied everything.`,
    partial: (run: string) => `Run ${run} has copied in part; the report lists what is missing.`,
    rolledBack: 'The run was rolled back.',
    rolledBackInPart: 'The rollback was stopped; what it removed stays removed. To remove the rest:',
    checksStopped: 'The checks were stopped before they were through.',
    dryRunStopped: 'The dry run was stopped before it was through.',
    validationStopped: 'Validation was stopped before it was through; it only reads.',
    repaired: (repaired: number, proposals: number) =>
      `Repaired ${formatCount(repaired)} of ${formatCount(proposals)}.`,
    repairStopped:
      'A repair was stopped; what is repaired stays repaired. Validate again to see what is left.',
    resume: 'To take it up again:',
    reports: 'Reports:',
    equal: 'Validation: source and target are equal.',
    differs: (differences: string) => `Validation: ${counted(differences, 'difference')}.`,
    open: (items: number) =>
      `Checklist: ${counted(items, 'item is', 'items are')} open; start the wizard again to go on with it.`,
    unsaved: (answers: number) =>
      `${counted(answers, 'answer to the checklist was', 'answers to the checklist were')} NOT saved.`,
    paused: 'The wizard is stopped, and all its work with it; fg goes on.',
    crashed: 'The wizard had to close because of an error:',
  },
};
