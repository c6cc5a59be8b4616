import type { LiveOptions } from '../../../src/config/options.js';
import type { GateLine } from '../../../src/live/gate.js';
import { say } from '../../../src/live/words.js';
import type { CutoverRequest, CutoverSummary } from '../../../src/operations/cutover/types.js';
import type { FinishSummary, FollowSummary } from '../../../src/operations/result-shapes.js';
import type { RunStatus } from '../../../src/operations/status-types.js';
import type { FinishRequest, FollowRequest } from '../../../src/operations/types.js';
import { catalogues } from '../../../src/ui/text/index.js';
import type { LiveCall } from './fake-operations.js';
import { unfinishedRun } from './fake-operations.js';
import { sampleConfig } from './fixtures.js';
import { openSession, type Session, type SessionOptions } from './wizard-session.js';

export type FollowCall = LiveCall<FollowRequest, FollowSummary>;
export type CutoverCall = LiveCall<CutoverRequest, CutoverSummary>;
export type FinishCall = LiveCall<FinishRequest, FinishSummary>;

export const runId = 'r-20261121-0200';
export const me = {
  host: 'jump-1',
  user: 'ada',
  pid: 4711,
  since: '2026-11-21T02:30:00.000Z',
  alive: true,
} as const;

/** Nobody follows. */
export const copiedStatus: RunStatus = {
  runId,
  tenantId: 'acme',
  phase: 'copied',
  progress: [],
  lagSeconds: null,
  position: 'binlog.000007:1234',
  rowEvents: 0,
  eventsPerSecond: null,
  dirtyKeys: null,
  verification: null,
  gate: [{ name: 'lag', ok: false, detail: say('gate.not-followed') }],
  worker: null,
  overall: null,
  secondsLeft: null,
  rate: null,
  throttle: null,
  lastError: null,
  steering: null,
  isDue: false,
  wayBack: null,
};

export const followedStatus: RunStatus = {
  ...copiedStatus,
  phase: 'following',
  lagSeconds: 0.4,
  position: 'binlog.000007:98765',
  rowEvents: 12_345,
  eventsPerSecond: 320,
  gate: [{ name: 'lag', ok: true, detail: say('gate.lag', { max: 1, seconds: 61 }) }],
  worker: { ...me, command: 'follow' },
  isDue: true,
};

/** Cut over, and nothing is fed back yet. */
export const switchedStatus: RunStatus = { ...copiedStatus, phase: 'switched', gate: [], wayBack: 'waiting' };

export const fedStatus: RunStatus = {
  ...followedStatus,
  phase: 'feeding-back',
  gate: [],
  position: 'mysql-bin.000003:4711',
  worker: { ...me, command: 'feed-back' },
  wayBack: 'open',
};

export const deadStatus: RunStatus = {
  ...fedStatus,
  lagSeconds: null,
  worker: { ...me, command: 'feed-back', alive: false },
  wayBack: 'dead',
};

const gate: readonly GateLine[] = [
  { name: 'lag', ok: true, detail: say('gate.lag', { max: 1, seconds: 61 }) },
  { name: 'validation', ok: true, detail: say('gate.not-validated') },
  { name: 'checklist', ok: true, detail: say('gate.checklist') },
  { name: 'way-back', ok: true, detail: say('gate.no-way-back') },
  { name: 'fence', ok: true, detail: say('gate.fence', { side: say('side.source') }) },
];

export const readyCutover: CutoverSummary = {
  runId,
  outcome: 'ready',
  pauseSeconds: null,
  expectedPauseSeconds: 2.4,
  gate,
  blockers: [],
  position: null,
  boundary: {},
  because: null,
};

export const closedCutover: CutoverSummary = {
  ...readyCutover,
  outcome: 'not-ready',
  gate: gate.map((line) =>
    line.name === 'checklist'
      ? { ...line, ok: false, detail: say('gate.checklist.open', { open: 'source-backed-up, master-keys' }) }
      : line,
  ),
  blockers: [{ connection: 77, user: 'batch', host: 'app-3', seconds: 310, tables: ['kvs', 'releases'] }],
};

export const switchedCutover: CutoverSummary = {
  ...readyCutover,
  outcome: 'switched',
  pauseSeconds: 3.2,
  expectedPauseSeconds: null,
  position: 'binlog.000007:99999',
};

export const calledOff: CutoverSummary = {
  ...switchedCutover,
  outcome: 'called-off',
  position: null,
  because: say('cutover.fence-failed', { code: 7 }),
};

export const readyBack: CutoverSummary = {
  ...readyCutover,
  gate: [
    { name: 'lag', ok: true, detail: say('gate.lag', { max: 1, seconds: 61 }) },
    { name: 'fence', ok: true, detail: say('gate.fence', { side: say('side.target') }) },
  ],
};

/** The way back could not be made. */
export const noWayBack: CutoverSummary = {
  ...readyCutover,
  outcome: 'not-ready',
  gate: readyCutover.gate.map((line) =>
    line.name === 'way-back'
      ? {
          name: 'way-back',
          ok: false,
          detail: say('gate.way-back', {
            problems: [say('back.no-tenant', { table: 'kvs', column: 'tenant_id' })],
          }),
        }
      : line,
  ),
};

export const ended: FollowSummary = {
  runId,
  outcome: 'stopped',
  position: 'binlog.000007:98765',
  rowEvents: 12_345,
  transactions: 8_000,
  lagSeconds: 0.4,
  seconds: 600,
};

export interface LiveSession extends Session {
  /** The run as the ledger has it from now on. */
  readonly become: (status: RunStatus) => void;
  /** What a dry run finds from now on. */
  readonly rehearse: (found: CutoverSummary) => void;
  readonly followed: FollowCall[];
  readonly cutOver: CutoverCall[];
  readonly wentBack: CutoverCall[];
  readonly finished: FinishCall[];
}

export interface LiveSessionOptions extends SessionOptions {
  readonly live?: Partial<LiveOptions>;
}

/** A wizard whose config asks for live, with a run that is copied. */
export async function openLive({ live, fake, ...options }: LiveSessionOptions = {}): Promise<LiveSession> {
  let status = copiedStatus;
  let rehearsal = readyCutover;
  const followed: FollowCall[] = [];
  const cutOver: CutoverCall[] = [];
  const wentBack: CutoverCall[] = [];
  const finished: FinishCall[] = [];
  const lag = { maxLagSeconds: 1, quietSeconds: 60, maxPauseSeconds: 30, ...live };
  const session = await openSession({
    ...options,
    config: { options: { ...sampleConfig().options, live: lag }, ...options.config },
    fake: {
      runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })],
      status: () => status,
      rehearsal: () => rehearsal,
      onFollow: (call) => followed.push(call),
      onCutover: (call) => cutOver.push(call),
      backRehearsal: () => readyBack,
      onBack: (call) => wentBack.push(call),
      onFinish: (call) => finished.push(call),
      ...fake,
    },
  });
  return {
    ...session,
    become: (next) => {
      status = next;
    },
    rehearse: (found) => {
      rehearsal = found;
    },
    followed,
    cutOver,
    wentBack,
    finished,
  };
}

/** From the offer of the copied run to the step Follow. */
export async function walkToFollow(session: LiveSession, language: 'en' | 'zh' = 'en'): Promise<void> {
  const text = catalogues[language];
  await session.see(text.start.choices.follow.title);
  await session.press('\r', text.follow.status.idle);
}

/** From Follow to Cut over, past validation. */
export async function walkToCutover(session: LiveSession, language: 'en' | 'zh' = 'en'): Promise<void> {
  const text = catalogues[language];
  await session.press('\r', text.validate.title);
  await session.press('n', text.cutover.title);
}

/** From Follow to the way back of a run that is cut over. */
export async function walkToWayBack(session: LiveSession, language: 'en' | 'zh' = 'en'): Promise<void> {
  const text = catalogues[language];
  session.rehearse({ ...switchedCutover, outcome: 'already', pauseSeconds: null, gate: [] });
  await session.see(text.start.choices.follow.title);
  await session.press('\r', text.follow.status.switched);
  await session.press('\r', text.validate.title);
  await session.press('n', text.live.cutover.already.slice(0, 12));
  await session.press('\r', text.feed.status.idle.slice(0, 4));
}
