/** What surrounds the steps, and words that several steps share. */
export const frame = {
  frame: {
    tenant: (id: string) => `tenant ${id}`,
    source: 'Source',
    target: 'Target',
    production: 'PRODUCTION',
    /** Between a label and its value. */
    colon: ': ',
    /** Between the parts of a list. */
    comma: ', ',
    where: 'Where:',
    whatToDo: 'What to do',
    next: 'What comes next',
    parts: (parts: number) => `Table by table (${parts})`,
    examples: (shown: number, total: number) =>
      shown < total ? `Examples (${shown} of ${total})` : `Examples (${total})`,
    stepOf: (index: number, total: number, name: string) => `Step ${index} of ${total}: ${name}`,
    noWayBack: 'The migration has begun to write, so the earlier steps are closed. To undo it, roll it back.',
    tooSmall: (columns: number, rows: number, needColumns: number, needRows: number) =>
      `This terminal is ${columns} x ${rows}. The wizard needs ${needColumns} x ${needRows}. Enlarge it; nothing is lost and running work goes on.`,
    more: (rows: number) => `${rows} more`,
    filter: 'Filter',
    keysTitle: 'Keys',
    closingReading: 'Ending what the servers read, then leaving. Ctrl-C again leaves at once.',
    closing: 'Closing as soon as the work in hand is saved. Ctrl-C again gives up at once.',
  },
  /** Said beside the screen: in the terminal's title, and by messages on the desktop. */
  signals: {
    states: { paused: 'paused', stalled: 'stalled', asking: 'waits for you' },
    done: (what: string) => `${what}: done`,
    attention: (what: string) => `${what}: ended, look at what it found`,
    failed: (what: string) => `${what}: failed or found differences`,
    stalled: (what: string) => `${what}: nothing was committed for a while`,
    asking: (what: string) => `${what}: waits for your answer`,
  },
  /** Everything that a screen can do. */
  palette: {
    title: 'What can be done here',
    none: 'Nothing here is called so.',
    press: (key: string, label: string) =>
      `Press ${key} yourself for “${label}”: nothing here presses it for you.`,
  },
  /** Texts that go into the clipboard. */
  copies: {
    title: 'Copy',
    taken: 'Given to the clipboard of your terminal. It can be marked with the mouse here, too.',
    notTaken: 'This terminal has no clipboard that can be reached: mark it with the mouse here.',
    what: {
      remedy: 'What to do',
      sql: 'SQL',
      finding: 'What was found',
      message: 'Message',
      command: 'Command',
      runId: 'Run ID',
      path: 'File',
      differences: 'Differences',
    },
  },
  help: {
    title: 'Keys on this screen',
    safety: 'Enter never starts anything that writes, except after you typed the name of a database.',
  },
  quit: {
    title: 'Leave the wizard?',
    titleWriting: 'The migration is running. Stop it?',
    titleBusy: 'Rows are being written. Stop it?',
    followTitle: 'The source is being followed. Stop it?',
    followBody:
      'Stopping applies the batch in hand and keeps the place. It goes on from there at any time; until then the target falls behind.',
    followWrote: 'What following has applied stays, and the next start goes on from there.',
    sentryTitle: 'The source is still watched. Stop that?',
    sentryBody:
      'The target is the truth. Without a watch nobody hears of a write to the source, which does not come to the target.',
    cutoverTitle: 'A cut-over is at work. Call it off?',
    cutoverBody:
      'Calling off lets the locks go: nothing is switched, and the source goes on being the truth. Once it is switched, there is nothing to call off.',
    cutoverWrote: 'What became of the cut-over is recorded in the log of the run.',
    backTitle: 'Going back is at work. Call it off?',
    backBody:
      'Calling off lets the locks go: nothing is switched, and the target goes on being the truth. Once it is switched, there is nothing to call off.',
    feedTitle: 'Changes are fed back to the source. Stop that?',
    feedBody:
      'There is a way back only as long as that runs. Stopping applies the batch in hand and keeps the place; start it again soon.',
    feedWrote: 'What was fed back stays in the source, and the next start goes on from there.',
    schemaTitle: 'Schema files are being carried out. Stop that?',
    schemaBody:
      'Stopping waits for the statement that is at work; what is done stays done. A file that is left half done can be gone on with, or taken back.',
    schemaWrote: 'What was carried out of the schema files stays, and the ledger in the target knows it.',
    keysTitle: 'Keys are being changed. Stop that?',
    keysBody:
      'Stopping finishes the rows in hand. What is encrypted anew stays, and a second start does the rest.',
    keysWrote: 'Data keys and the values under them stay as they are now.',
    watchTitle: 'The target is still watched. Stop that?',
    watchBody:
      'The source is the truth. Without a watch nobody hears of a write to the target, which does not come to the source.',
    switchTitle: 'Users are being moved and watched. Stop that?',
    switchBody:
      'The share stays as it is, and nobody watches it: nobody goes back by himself. It can be watched again from there at any time.',
    switchWrote: 'Who was moved stays moved; each decision is recorded in the target.',
    bodyNothingWritten: 'Nothing was written so far. Choices made in this session are not kept.',
    bodyChanged: 'What this session changed is recorded in the log of the run in the target.',
    bodyBusy: 'Stopping finishes the rows in hand. What is done stays done; the rest can be done later.',
    bodyWrote:
      'Everything that was written is recorded in the target. The next start offers to go on from there.',
    bodyWriting:
      'Stopping finishes the chunks in hand and saves the position, so nothing is lost and nothing is done twice. It can be resumed at any time.',
  },
  severity: { ok: 'ok', info: 'note', warning: 'warning', blocker: 'blocker' },
  risk: { none: 'none', low: 'low', medium: 'medium', high: 'high' },
  /** What a finding is about, by its code: said before the engine's English sentence, so none is needed here. */
  topics: {} as Readonly<Record<string, string>>,
  checks: {
    'row-counts': 'Row counts',
    counts: 'Row counts',
    checksum: 'Checksum',
    full: 'Every column',
    orphans: 'References',
    'altered-json': 'Altered JSON',
    'json-orphans': 'References in JSON',
    generators: 'ID generators',
    'tenant-column': 'Tenant column',
    secrets: 'Secrets',
    'tables-present': 'Tables present',
    'written-rows': 'Rows written over',
    files: 'Files',
    'other-tenants': 'Other tenants untouched',
    'source-unchanged': 'Source unchanged',
    'secrets-extra': 'Extra secrets',
    repair: 'Repairs',
    'other-runs': 'Rows of other runs',
  } as Readonly<Record<string, string>>,
};
