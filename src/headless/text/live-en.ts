import { counted } from '../../core/counted.js';
import type { RunPhase } from '../../operations/status-types.js';
import { cutoverStep, gate } from '../../report/text/live-en.js';

const statusPhase: Record<RunPhase, string> = {
  prepared: 'prepared',
  copying: 'copying',
  copied: 'copied',
  following: 'following the source',
  'cutting-over': 'cutting over',
  switched: 'switched to the target',
  'feeding-back': 'feeding back to the source',
  back: 'back on the source',
  finished: 'finished',
  'rolling-back': 'being taken back',
  'rolled-back': 'taken back',
};
const changesOf = (rows: string, transactions: string): string =>
  `${counted(rows, 'row change')} of ${counted(transactions, 'transaction')}`;

/** Texts of following a source, of where a run stands, and of the cut-over. */
export const live = {
  followStarted: (run: string, position: string) =>
    `Following for run ${run}, from ${position} of the log on`,
  lag: (seconds: string) => `${seconds} behind`,
  lagUnknown: 'catching up',
  rowChanges: (count: string) => counted(count, 'row change'),
  followPass: (rows: string, mismatches: string) =>
    mismatches === '0'
      ? `Compared beside following: ${counted(rows, 'row')}, no difference`
      : `Compared beside following: ${counted(rows, 'row')}; ${counted(mismatches, 'differs', 'differ')} for certain. Repair them: tenantferry validate --repair`,
  followPassInPart: (rows: string) =>
    `Compared beside following: ${counted(rows, 'row')}, no difference; not all rows were compared`,
  followMismatch: {
    'missing-in-target': (row: string) => `${row} is not in the target, though all changes are applied`,
    'extra-in-target': (row: string) =>
      `${row} is in the target and not in the source, though all changes are applied`,
    'field-mismatch': (row: string) => `${row} differs, though all changes are applied`,
  },
  followMismatchGone: (row: string) => `${row} does not differ any more`,
  followed: {
    'caught-up': (rows: string, transactions: string, position: string) =>
      `Caught up: ${changesOf(rows, transactions)} applied, up to ${position}`,
    stopped: (rows: string, transactions: string, position: string) =>
      `Stopped: ${changesOf(rows, transactions)} applied, up to ${position}; the same command goes on from there`,
    finished: (rows: string, transactions: string, position: string) =>
      `The window was ended: ${changesOf(rows, transactions)} fed back, up to ${position}`,
  },
  statusTitle: (run: string, phase: string) => `Run ${run}: ${phase}`,
  statusPhase,
  statusVerified: (dirty: string) => `${counted(dirty, 'changed row')} to be compared`,
  statusPass: (pass: string, at: string) => `pass ${pass} over all rows ended at ${at}`,
  statusMismatches: (rows: string) => counted(rows, 'row differs for certain', 'rows differ for certain'),
  statusScore: (first: string, last: string, level: string) =>
    `consistency (${level}) ${last}, at the first reading ${first}`,
  statusWorker: (command: string, who: string, pid: string, since: string) =>
    `${command}: ${who}, process ${pid}, since ${since}`,
  /** What is asked of a process; the amount is that of parallel and rate. */
  steer: {
    pause: () => 'pause',
    continue: () => 'go on',
    parallel: (amount: string | null) => `${amount} in parallel`,
    rate: (amount: string | null) =>
      amount === null ? 'no rate cap but the config’s' : `at most ${amount} a second`,
    stop: () => 'stop in order',
  },
  steered: (asked: string, process: string, taken: boolean) =>
    taken
      ? `${process}: ${asked}: done`
      : `${process}: ${asked}: noted, and it has not answered yet; see: tenantferry status`,
  statusProcess: (command: string, who: string, pid: string) => `${command} (${who}, process ${pid})`,
  statusPaused: 'paused',
  statusLastError: (problem: string, at: string) => `last trouble, at ${at}: ${problem}`,
  statusDied: (worker: string) => `${worker}: died`,
  statusAt: (time: string) => `As of ${time}, looked at each second; Ctrl-C ends looking, not the work.`,
  statusNobody: 'nobody works on it, and nobody needs to',
  statusNobodyDue: 'nobody works on it now',
  gate,
  cutoverStep,
  cutover: {
    ready: 'A cut-over would succeed now.',
    'not-ready': 'A cut-over would not succeed now.',
    switched: 'Switched: the target is the truth now, and its services may start.',
    already: 'Switched before: the target is the truth, and its services may start.',
    'called-off': 'Called off: nothing is switched, no table is locked, the source goes on being the truth.',
  },
  back: {
    ready: 'The way back would succeed now.',
    'not-ready': 'The way back would not succeed now.',
    switched:
      'Back: the source is the truth again, with what the target took meanwhile, and its services may start.',
    already: 'Taken back before: the source is the truth, and its services may start.',
    'called-off': 'Called off: nothing is switched, no table is locked, the target goes on being the truth.',
  },
  finished: (outcome: 'finished' | 'already', gaveUp: boolean) =>
    `${outcome === 'already' ? 'Finished before' : 'Finished'}: the target is the truth for good${gaveUp ? '; changes that were not fed back are not in the source' : ''}.`,
  wayBack: {
    open: 'way back: open, changes of the target are fed back to the source',
    waiting: 'way back: open as long as the target keeps its log; nothing is fed back to the source yet',
    dead: 'THERE IS NO WAY BACK NOW: nobody feeds changes of the target back to the source',
    none: 'way back: none',
  },
  cutoverPause: (seconds: string) => `The pause took ${seconds}.`,
  cutoverExpected: (seconds: string) =>
    `A pause of about ${seconds} is to be expected, and the time of your fence command.`,
  cutoverBlocker: (who: string, open: string, tables: string) => `${who}, open for ${open}: ${tables}`,
  /** Between the tables of one connection. */
  comma: ', ',
  cutoverConnection: (id: string, who: string) => `connection ${id} (${who})`,
  cutoverUnseen: 'a connection that this account may not see (PROCESS), or XA PREPARE',
  side: { source: 'source', target: 'target' },
  cutoverAsk: (database: string, side: string) =>
    `All tables are locked. Stop the services of the ${side} now; when nobody writes to it any more, type ${database}: `,
};

/** Each of them; a language that lacks one does not compile. */
export type LiveText = typeof live;
