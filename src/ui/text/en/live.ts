import { counted } from '../../../core/counted.js';
import type { CutoverStep } from '../../../core/events.js';
import { ofTenant } from '../../../core/of-tenant.js';
import { live as told } from '../../../headless/text/live-en.js';

/** The words of a cut-over, from one side to the other. `act`: what is done, as in "To cut over, type". */
const cut = ({ act, left, next }: { act: string; left: string; next: string }) => ({
  start: `Press s to ${act}; the ${next} database name is asked for first.`,
  word: `No command stops the writers of the ${left}: you stop them in the pause, and say so.`,
  confirmTitle: `Ready to ${act}`,
  confirm: (from: string, to: string) =>
    `The writers of ${from} stand still for some seconds: its tables are locked, its services stopped, the rest is applied and compared. Then ${to} is the truth.`,
  safe: `Until the last step x calls it off, and the ${left} goes on being the truth.`,
  type: (database: string) => `To ${act}, type the ${next} database name: ${database}`,
  mismatch: (typed: string) => `"${typed}" is not the ${next} database name. Nothing was started.`,
  waiting: 'Waiting for the gate; nothing is locked yet.',
  /** What is being done, while it is. */
  doing: {
    gate: 'waiting for the gate',
    lock: `locking the tables of the ${left}`,
    fence: `stopping the writers of the ${left}`,
    end: 'reading the end of its log',
    drain: 'applying the rest',
    verify: 'comparing what was changed last',
    locked: 'looking whether the locks still hold',
    sentry: 'watching that nobody writes without them',
    generators: `raising the ID generators of the ${next}`,
    switch: 'switching',
  } satisfies Record<CutoverStep, string>,
  stopping: 'Calling it off: the locks are let go.',
  askTitle: `Stop the services of the ${left} NOW`,
  ask: `All tables of the run are locked. Stop every service that writes to the ${left}, and make sure that none starts again.`,
  typeStopped: (database: string) =>
    `When nobody writes any more, type the ${left} database name: ${database}`,
  notStopped: (typed: string) => `"${typed}" is not the ${left} database name. Nothing was switched.`,
});

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
      `What is written to ${source} since the copy began is written into database ${target} at ${place}${ofTenant(tenant, `, for tenant ${tenant}`)}, until you stop it.`,
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
    dirty: (rows: string) => `${counted(rows, 'changed row')} not compared yet`,
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
  /** Of a cut-over either way. */
  cutting: {
    openItems: (items: number) =>
      `${counted(items, 'item', 'items')} to be answered before the switch; c opens the checklist`,
    blockers: 'In the way of the locks now',
    expected: (seconds: string) =>
      `A pause of about ${seconds} is to be expected, and the time until the writers have stopped.`,
    atMost: (seconds: string) => `It is called off by itself when the pause would last more than ${seconds}.`,
    command: (command: string) => `The writers are stopped by: ${command}`,
    closed: 'It cannot begin yet. Put right what is marked, then r looks again.',
    waits: 'It may begin: it waits by itself until the lag is short for long enough.',
    looking: 'Looking whether it would succeed now…',
    pause: (now: string, most: string) => `the pause lasts ${now} of ${most} at most`,
    left: (seconds: string) => `It is called off by itself in ${seconds}.`,
    took: (seconds: string) => `The pause took ${seconds}:`,
  },
  cutover: {
    ...cut({ act: 'cut over', left: 'source', next: 'target' }),
    title: 'Cut over to the target',
    notLive: 'This run was copied without live: its writers stay stopped until you switch by hand.',
    elsewhere: 'Another process is cutting over now.',
    running: 'Cutting over',
    failed: 'The cut-over could not be done',
    stillRunning: 'The cut-over is at work. x calls it off.',
    forGood: 'w cuts over for good, without a way back.',
    isForGood: 'For good: there will be no way back from the target. w asks for one after all.',
    notForGood: 'A way back is wanted after all.',
    forGoodTitle: 'Cut over without a way back?',
    forGoodBody:
      'What the target takes after the switch can never come to the source then. If something is wrong with the target tomorrow, going back to the source loses all of that.',
    typeForGood: (word: string) => `To accept that, type: ${word}`,
    notForGoodWord: (typed: string) => `"${typed}" is not the word. A way back is still asked for.`,
  },
  back: {
    ...cut({ act: 'go back', left: 'target', next: 'source' }),
    title: 'Go back to the source',
    elsewhere: 'Another process is going back now.',
    running: 'Going back',
    failed: 'Going back could not be done',
    stillRunning: 'Going back is at work. x calls it off.',
  },
  feed: {
    title: 'The way back',
    notYet:
      'The way back opens with the cut-over: what the target takes from then on is fed back to the source, until you go back or finish.',
    waiting:
      'The target is the truth, and nothing that it takes is fed back to the source yet. There is a way back only as long as that runs.',
    start: 'Press s to feed back; the SOURCE database name is asked for first.',
    status: {
      running: 'Feeding back to the source',
      paused: 'Feeding back is paused',
      stopping: 'Stopping',
      aborting: 'Giving up',
      failed: 'Feeding back has ended',
      idle: 'Nothing is fed back yet',
      dead: 'THERE IS NO WAY BACK NOW: nobody feeds back',
      elsewhere: 'Fed back by another process',
      none: 'No way back: the target is the truth for good',
      finished: 'Finished: the target is the truth for good',
      back: 'Back: the source is the truth again',
      closed: 'Not switched yet',
    },
    dead: 'Changes of the target wait in its log, as long as it is kept. s feeds them back from where it stopped.',
    failedHint: 'What was whole before is in the source. Remove the cause, then s goes on.',
    paused: 'Paused: nothing more is fed back, and the lag grows. p goes on.',
    open: 'u goes back to the source. e finishes: then the target is the truth for good.',
    goesOn: 'Enter goes on to the checklist; feeding back goes on behind it.',
    finish: 'e finishes: the window is ended, and the report is complete.',
    watched: 'The target is still watched: a write to it is an alarm.',
    confirm: (target: string, source: string, place: string, tenant: string) =>
      `What ${tenant === '' ? 'changes' : `tenant ${tenant} changes`} in ${target} since the switch is written into the SOURCE database ${source} at ${place}, until you stop it.${ofTenant(tenant, " Other tenants' rows are passed over.")}`,
    safe: 'Each batch and its place in the log are one transaction: it can be stopped at any time, and nothing is lost or applied twice.',
    type: (database: string) => `This writes to the SOURCE. To start, type its database name: ${database}`,
    mismatch: (typed: string) => `"${typed}" is not the source database name. Nothing was started.`,
    ended: (message: string) => `Feeding back: ${message}`,
    left: 'There is a way back only as long as this runs:',
    position: (position: string) => `fed back up to ${position}`,
  },
  finish: {
    title: 'Finish: no way back from here',
    confirm: (target: string, source: string) =>
      `${target} is the truth for good, and nothing of it is fed back to ${source} any more. It is refused while ${source} lacks changes of ${target}.`,
    giveUp: (target: string, source: string) =>
      `Changes of ${target} that ${source} lacks are given up: they are in ${target} only. Tab takes that back.`,
    type: (database: string) => `To finish, type the target database name: ${database}`,
    mismatch: (typed: string) => `"${typed}" is not the target database name. Nothing was finished.`,
    working: 'Looking whether the source has all changes of the target…',
    refused: 'The window is still open',
    lacking: 'r asks again; Tab there gives up what the source lacks.',
  },
};
