import type { CutoverStep } from '../../../core/events.js';
import { live as told } from '../../../headless/text/live-en.js';
import { counted } from './counted.js';

/** What is being done, while it is. */
const doing: Record<CutoverStep, string> = {
  gate: 'waiting for the gate',
  lock: 'locking the tables of the source',
  fence: 'stopping the writers of the source',
  end: 'reading the end of its log',
  drain: 'applying the rest',
  verify: 'comparing what was changed last',
  locked: 'looking whether the locks still hold',
  sentry: 'watching that nobody writes without them',
  generators: 'raising the ID generators of the target',
  switch: 'switching',
};

/** The steps of a source that goes on being written to. */
export const live = {
  /** As the commands say it, too. */
  live: told,
  follow: {
    title: 'Follow the source',
    looking: 'Looking where the run stands…',
    unseen: 'Where the run stands cannot be read now. It is tried again each second.',
    notLiveTitle: 'This run cannot be followed',
    notLive:
      "It was copied without live, so it is not known where in the source's log it began. Keep the source's writers stopped until the switch; or roll the run back and copy again.",
    ready:
      'Nobody follows the source now: what was written to it since the copy is not in the target yet. Following applies it, for as long as you like, while the source goes on working.',
    start: 'Press s to start following.',
    confirm: (source: string, target: string, place: string, tenant: string) =>
      `What is written to ${source} since the copy began is written into database ${target} at ${place}, for tenant ${tenant}, until you stop it.`,
    safe: 'Each batch and its place in the log are one transaction: it can be stopped at any time, and nothing is lost or applied twice.',
    type: (database: string) => `To start, type the target database name: ${database}`,
    mismatch: (typed: string) => `"${typed}" is not the target database name. Nothing was started.`,
    status: {
      running: 'Following',
      paused: 'Paused',
      stopping: 'Stopping',
      aborting: 'Giving up',
      stopped: 'Stopped',
      failed: 'Following has ended',
      idle: 'Nobody follows',
      elsewhere: 'Followed by another process',
      switched: 'Switched to the target',
    },
    highest: (seconds: string, time: string) => `highest ${seconds} in the last ${time}`,
    lag: 'lag',
    changes: 'changes',
    perSecond: (changes: string) => `${changes}/s`,
    dirty: (rows: string) => `${rows} changed rows not compared yet`,
    position: (position: string) => `applied up to ${position}`,
    gate: 'For the cut-over',
    paused: 'Paused: nothing more is applied, and the lag grows. p goes on.',
    stopping: 'Applying the batch in hand, then it stops.',
    aborting: 'Giving up: the batch in hand is rolled back by the server.',
    goesOn: 'Enter goes on to validation; following goes on behind it.',
    stopped: 'What is applied stays. s goes on from there; until then the target falls behind.',
    failedHint: 'What was whole before is applied. Remove the cause, then s goes on.',
    sentry: 'The target is the truth now. The source is still watched: a write to it is an alarm.',
    switched: 'The target is the truth now: nothing of the source is applied any more.',
    log: 'Log',
    ended: (message: string) => `Following has ended: ${message}`,
    left: (position: string) => `Following is stopped at ${position}. Nothing is lost; it goes on with:`,
    leftFailed: 'Following could not go on. Once the cause is removed:',
  },
  cutover: {
    title: 'Cut over to the target',
    looking: 'Looking whether it would succeed now…',
    gate: 'Gate',
    openItems: (items: number) =>
      `${counted(items, 'item', 'items')} to be answered before the switch; c opens the checklist`,
    blockers: 'In the way of the locks now',
    expected: (seconds: string) =>
      `A pause of about ${seconds} is to be expected, and the time until the writers have stopped.`,
    atMost: (seconds: string) => `It is called off by itself when the pause would last more than ${seconds}.`,
    command: (command: string) => `The writers of the source are stopped by: ${command}`,
    word: 'No command stops the writers of the source: you stop them in the pause, and say so.',
    start: 'Press s to cut over; the target database name is asked for first.',
    closed: 'It cannot begin yet. Put right what is marked, then r looks again.',
    waits: 'It may begin: it waits by itself until the lag is short for long enough.',
    notLive: 'This run was copied without live: its writers stay stopped until you switch by hand.',
    elsewhere: 'Another process is cutting over now.',
    confirmTitle: 'Ready to cut over',
    confirm: (source: string, target: string) =>
      `The writers of ${source} stand still for some seconds: its tables are locked, its services stopped, the rest is applied and compared. Then ${target} is the truth.`,
    safe: 'Until the last step x calls it off, and the source goes on being the truth.',
    type: (database: string) => `To cut over, type the target database name: ${database}`,
    mismatch: (typed: string) => `"${typed}" is not the target database name. Nothing was started.`,
    running: 'Cutting over',
    waiting: 'Waiting for the gate; nothing is locked yet.',
    pause: (now: string, most: string) => `the pause lasts ${now} of ${most} at most`,
    doing,
    stopping: 'Calling it off: the locks are let go.',
    askTitle: 'Stop the services of the source NOW',
    ask: 'All tables of the run are locked. Stop every service that writes to the source, and make sure that none starts again.',
    left: (seconds: string) => `It is called off by itself in ${seconds}.`,
    typeStopped: (database: string) =>
      `When nobody writes any more, type the source database name: ${database}`,
    notStopped: (typed: string) => `"${typed}" is not the source database name. Nothing was switched.`,
    took: (seconds: string) => `The pause took ${seconds}:`,
    failed: 'The cut-over could not be done',
    stillRunning: 'The cut-over is at work. x calls it off.',
  },
};
