import { counted } from '../../../core/counted.js';
import { formatCount } from '../../../core/format.js';
import { ofTenant } from '../../../core/of-tenant.js';

/** Steps that only read: config, earlier runs, connections, tables, dry run. */
export const prepare = {
  config: {
    loading: 'Reading the config file…',
    writing: 'Writing the config file…',
    missingTitle: 'There is no config file yet',
    demo: 'To see it all on sample data first: leave, and run "tenantferry demo". It brings servers of its own and writes to nobody else’s.',
    offered: 'Enter takes this; typing replaces it.',
    asSource: 'As for the source. Enter takes this; typing replaces it.',
    notEdited: (why: string) => `The editor did not end as it should (${why}); the file was read as it is.`,
    reviewTitle: 'Is this right?',
    reviewHint: 'Nothing is written yet. Enter writes the file; e changes the marked answer.',
    trying: (place: string) => `Trying ${place}…`,
    answers: (place: string, version: string) => `${place} answers${version === '' ? '' : `: ${version}`}`,
    silent: (place: string, why: string) =>
      `Nobody answers at ${place} (${why}). You can go on all the same.`,
    missingBody:
      'Press c to answer a few questions; the answers are written to a file only you can read. Or write the file yourself and press r.',
    failedTitle: 'The config file cannot be used',
    failedHint: 'e corrects the file in your editor; or correct it in another window, then press r.',
    notReady: 'A usable config file is needed first.',
    formTitle: 'A new config file',
    questionOf: (index: number, total: number) => `Question ${formatCount(index)} of ${formatCount(total)}`,
    secretsTitle: 'Secrets that the config file leaves open',
    askedSecretHint: 'What you type is not shown. It is kept in memory only, for this session.',
    secretHint: 'What you type is not shown. It is written to the config file, which only you can read.',
    noVault: 'none (no secrets are moved)',
    allBusinesses: 'all',
    chunkRows: (rows: number) => `${counted(rows, 'row')} to start with`,
    pairs: (pairs: number) => counted(pairs, 'pair of connections', 'pairs of connections'),
    ids: {
      auto: 'keep them when that is safe, else shift them',
      preserve: 'kept as they are',
      offset: 'shifted by a fixed number per table',
    },
    onError: { stop: 'stop', continue: 'list it and go on with the rest' },
    labels: {
      file: 'Config file',
      system: 'System',
      tenant: 'Tenant',
      ids: 'IDs',
      businesses: 'Businesses',
      database: 'Database',
      vault: 'Vault',
      files: 'Files',
      chunk: 'Chunk',
      parallel: 'Parallel',
      onError: 'On error',
    },
  },
  start: {
    looking: 'Looking for earlier runs in the target…',
    reading: 'Reading the run…',
    unfinished: 'An earlier run is not finished',
    finished: 'An earlier run has copied everything',
    running: 'A run is at work now',
    by: (
      command: string,
      by: { readonly host: string; readonly user: string; readonly pid: number },
      since: string,
    ) => `tenantferry ${command} on ${by.host}, started by ${by.user} at ${since} (process ${by.pid}).`,
    about: (run: string, started: string, rows: string, secrets: string, tenant: string) =>
      `Run ${run}${ofTenant(tenant, ` for tenant ${tenant}`)}, started ${started}. It copied ${counted(rows, 'row')} and ${counted(secrets, 'secret')}.`,
    others: (runs: number) =>
      `${runs === 1 ? 'There is' : 'There are'} ${counted(runs, 'other run')}; "tenantferry runs" lists all.`,
    choices: {
      'look-again': {
        title: 'Look again',
        detail: 'That process works alone on it. "tenantferry status --follow" shows how far it is.',
      },
      resume: {
        title: 'Resume it',
        detail: 'Goes on where it stopped, with the tables it was planned with.',
      },
      again: {
        title: 'Bring what has come since',
        detail: 'Files that were added in the source, say. What is in place is not written again.',
      },
      follow: {
        title: 'Follow its source',
        detail: 'Applies what is written to the source since. Validation and the cut-over come after it.',
      },
      inspect: { title: 'Inspect it', detail: 'Shows what it did so far. Changes nothing.' },
      validate: {
        title: 'Validate it',
        detail: 'Compares source and target, and can repair what differs. Checklist and report follow.',
      },
      checklist: {
        title: 'Go on with its checklist',
        detail: 'Takes up the checklist where it was left; the report follows, and b leads to validation.',
      },
      'roll-back': {
        title: 'Roll it back',
        detail: 'Counts what it wrote, then asks before removing it. Other data is not touched.',
      },
      'start-anew': {
        title: 'Start anew',
        detail: 'Plans a new run. While the earlier run exists, the same data is not copied twice.',
      },
    },
  },
  connections: {
    endpoints: {
      'source-mysql': 'Source MySQL',
      'target-mysql': 'Target MySQL',
      'source-vault': 'Source Vault',
      'target-vault': 'Target Vault',
    },
    checking: 'checking…',
    notChecked: 'not checked',
    readAgain: 'The config file was read again; checking with it.',
    readAgainTables: 'The config file was read again; the choice of tables begins anew from it.',
    nothingHere: 'Nothing was found here.',
    stillRunning: 'The checks are still running.',
    blocked: (blockers: number) =>
      `${blockers === 1 ? '1 blocker stands' : `${formatCount(blockers)} blockers stand`} in the way; d shows what to do. Then r reads the config again and checks once more.`,
    failedFirst: 'The checks could not be finished. Correct what is shown, then press r.',
  },
  tables: {
    rows: 'rows',
    chosen: (chosen: number, total: number) =>
      `${formatCount(chosen)} of ${counted(total, 'table')} ${total === 1 ? 'moves' : 'move'}`,
    neededLeftOut: (tables: number) =>
      `${counted(tables, 'table')} that others need ${tables === 1 ? 'stays' : 'stay'}`,
    leftAlong: (tables: number) => `${counted(tables, 'table')} left out, with all that depend on them.`,
    written: (path: string) => `The choice of tables was written to ${path}.`,
    asWritten: 'The config file says this already.',
    level: (level: number) => `Level ${level}`,
    leftOut: 'Left out by default',
    levelDetail: (level: number) =>
      level === 1
        ? 'These tables point at no other table. They are copied first.'
        : 'These tables point at tables of the levels above, which are copied before them.',
    leftOutDetail:
      'These tables hold run-time data or history, or have no place in the target. Each says why.',
    moves: 'moves',
    stays: 'stays',
    cannot: 'cannot move',
    cannotMove: 'This table cannot be moved; the panel says why.',
    noneChosen: 'No table is chosen. Choose at least one.',
    noMatch: 'No table has this in its name. Esc shows all again.',
    broken: (table: string, usedBy: string) =>
      `${table} stays, but rows of ${usedBy} point at it and would point at nothing.`,
    andMore: (tables: number) => ` and ${formatCount(tables)} more`,
    nobody: 'no table that moves',
    labels: {
      reason: 'Why left out',
      effect: 'Effect',
      risk: 'Risk',
      refersTo: 'Points at',
      referredBy: 'Depends on it',
    },
  },
  businesses: {
    title: 'Businesses that move',
    chosen: (chosen: number, total: number) =>
      `${formatCount(chosen)} of ${formatCount(total)} ${total === 1 ? 'business moves' : 'businesses move'}`,
    all: (total: number) => `all businesses move (${formatCount(total)} now)`,
    ofRows: (chosen: string, total: string) => `${chosen} of ${counted(total, 'row')}`,
    counting: (done: number, total: number) =>
      `Counting the rows of each business, table ${formatCount(done)} of ${formatCount(total)}`,
    readOnly: 'Only the source is read. Esc closes this and ends the counting.',
    notThere: 'none in the source',
    rows: (rows: string) => counted(rows, 'row'),
    noMatch: 'No business has this in its number. Esc shows all again.',
    noneChosen: 'No business is chosen. Choose at least one, or press a for all.',
    nothing: 'No row of the source names a business.',
    hint: 'The choice holds for this session: plan, run and the commands shown here take it. To keep it, write migration.biz_ids into the config.',
    only: (ids: string) => `only businesses ${ids}`,
  },
  dryRun: {
    running: 'Dry run: counting and comparing both sides',
    notDone: 'The dry run is needed first.',
    blocked: (blockers: number) =>
      blockers === 1
        ? '1 blocker must be solved before anything is written.'
        : `${formatCount(blockers)} blockers must be solved before anything is written.`,
    warned: (warnings: number) =>
      warnings === 1
        ? '1 warning: read it under Findings.'
        : `${formatCount(warnings)} warnings: read them under Findings.`,
    planSaved: 'The plan is saved; y copies the command that carries it out.',
    savedIn: (path: string) => `Saved in ${path}`,
    carriedOutBy: (command: string) => `To carry it out: ${command}`,
    notByFlags:
      'No flags say this choice: write the tables into the config first (w in Tables), and the businesses as migration.biz_ids, or the run would be refused.',
    nothingInTheWay: 'Nothing stands in the way.',
    noFindings: 'No findings.',
    sections: {
      summary: 'Summary',
      findings: 'Findings',
      rows: 'Rows',
      counts: 'Counts',
      columns: 'Columns',
      stays: 'Stays behind',
    },
    labels: {
      rows: 'Rows',
      secrets: 'Secrets',
      tenant: 'Tenant',
      ids: 'IDs',
      risk: 'Risk',
      forecast: 'Forecast',
    },
    params: 'Parameters',
    rowsIn: (rows: string, tables: number) => `${rows} in ${counted(tables, 'table')}, counted just now`,
    secretRows: (rows: string) => `${counted(rows, 'row')} that ${rows === '1' ? 'names' : 'name'} a secret`,
    forecast: (mysql: string, vault: string) => `about ${mysql} for the rows, ${vault} for the secrets`,
    forecastOf: (things: string, time: string) => `, ${time} for the ${things.toLowerCase()}`,
    noForecast: 'not measured',
    readOnlyTitle: 'Nothing was written',
    readOnly:
      'Every database session of this step is opened read-only, so the server itself refuses any write, and Vault is only read. Speed is measured on a temporary table, which is gone with its session.',
    reasonsTitle: 'How we know',
    columns: { table: 'Table', source: 'Source', target: 'Target', tenant: 'Tenant' },
    fates: {
      created: 'new',
      updated: 'there',
      rejected: 'rejected',
      leftAlone: 'left alone',
      changes: (columns: string, unchanged: string) =>
        `Of those there ${unchanged} are right already; the others change: ${columns}`,
    },
    countsHint: 'Target: rows of all tenants. Tenant: its rows already there.',
    columnsSame: (columns: number) =>
      columns === 1
        ? '1 other column is copied as it is'
        : `${formatCount(columns)} other columns are copied as they are`,
    columnsChanged: (changed: number, columns: number) =>
      `${formatCount(changed)} of ${formatCount(columns)} changed`,
    dropped: (columns: string) => `Not in the target, so left behind: ${columns}`,
    droppedTitle: 'Columns the target does not have',
    notMovedTitle: 'What this tool does not move',
    skippedTitle: (tables: number) => `Tables that stay (${formatCount(tables)})`,
    treatments: {
      constant: (value: string) => `always "${value}"`,
      cast: (from: string, to: string) => `converted from ${from} to ${to}`,
      timeZone: (zone: string) => `time as a clock in ${zone} shows it`,
      offset: (shift: string) => `ID ${shift}`,
      later: (first: string, shift: string) => `from ${first} on ${shift}`,
      reference: (table: string, shift: string) => `ID of ${table} ${shift} (0 and NULL stay)`,
      jsonIds: (_: string, paths: string) => `IDs inside JSON: ${paths}`,
      toZero: (table: string) => `becomes 0 (none), since ${table} is not migrated`,
      exceptions: (number: number) =>
        number === 1 ? '1 ID becomes another one' : `${formatCount(number)} IDs become other ones`,
      reencrypt: 'decrypted with the source key, encrypted with the target key',
      encrypt: 'encrypted with a data key (AES-256-GCM)',
      index: (hash: 'hmac' | 'sha256') =>
        hash === 'hmac'
          ? 'look-up hash with a key of its own (HMAC-SHA256)'
          : 'look-up hash without a key (SHA-256)',
      users: (names: number) => `user names rewritten (${formatCount(names)} in the map)`,
      newRowsOnly: (said: string) =>
        [said, '(in new rows only: those that are there keep theirs)'].filter(Boolean).join(' '),
    },
  },
};
