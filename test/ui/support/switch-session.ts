import type { Config } from '../../../src/config/config.js';
import type { SwitchStatus, SwitchSummary } from '../../../src/operations/switch/types.js';
import { catalogues } from '../../../src/ui/text/index.js';
import { switchDecision, switchStatus } from '../../headless/support/samples.js';
import { switchConfig } from '../../switch/support.js';
import { type LiveCall, unfinishedRun } from './fake-operations.js';
import { openSession, type Session, type SessionOptions } from './wizard-session.js';

/** A config that moves readers in five steps of half an hour. */
export const movingConfig: Partial<Config> = { switch: switchConfig({ holdMs: 1_800_000 }) };

/** Nobody was moved. */
export const notBegun: SwitchStatus = switchStatus({
  state: 'idle',
  stage: 0,
  share: 0,
  metrics: [],
  since: null,
  isControlled: false,
});

export const decisions = [
  switchDecision({
    kind: 'start',
    from: 0,
    to: 0,
    reason: 'begun',
    because: { code: 'switch.begun' },
    metrics: [],
    gates: [],
  }),
  switchDecision({
    kind: 'forward',
    from: 0,
    to: 5,
    reason: 'the first step',
    because: { code: 'switch.first' },
  }),
  switchDecision({
    kind: 'forward',
    from: 5,
    to: 10,
    by: 'ada@jump-1',
    reason: 'by command',
    because: { code: 'switch.by-person' },
  }),
];

export interface SwitchSession extends Session {
  /** Where readers are from now on. */
  readonly become: (status: SwitchStatus) => void;
  readonly started: LiveCall<null, SwitchSummary>[];
}

/** A wizard at the step Switch of a copied run. */
export async function openSwitch({ fake, ...options }: SessionOptions = {}): Promise<SwitchSession> {
  let status = notBegun;
  const started: LiveCall<null, SwitchSummary>[] = [];
  const session = await openSession({
    ...options,
    config: { ...movingConfig, ...options.config },
    fake: {
      runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })],
      traffic: () => status,
      decisions,
      onSwitch: (call) => started.push(call),
      ...fake,
    },
  });
  const text = catalogues[options.language ?? 'en'];
  await session.see(text.start.choices.validate.title);
  await session.press('\r', text.validate.title);
  await session.press('n', text.traffic.gates);
  return {
    ...session,
    become: (next) => {
      status = next;
    },
    started,
  };
}
