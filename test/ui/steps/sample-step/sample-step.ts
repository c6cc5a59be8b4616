import { problemLines } from '../../../../src/ui/components/problem.js';
import { workLines } from '../../../../src/ui/components/work-lines.js';
import { blank, heading, type Line, line, paragraph } from '../../../../src/ui/terminal/lines.js';
import type { ViewProps } from '../../../../src/ui/ui-context.js';
import { leaveIfClosing } from '../../../../src/ui/wizard/leave.js';
import { goBack, goNext } from '../../../../src/ui/wizard/navigation.js';
import type { Outcome } from '../../../../src/ui/wizard/outcome.js';
import { type Problem, problemOf } from '../../../../src/ui/wizard/problem.js';
import type { Step, StepStatus, Wizard } from '../../../../src/ui/wizard/wizard.js';
import type { Slice } from '../../../../src/ui/wizard/wizard-state.js';
import { atWork } from '../../../../src/ui/wizard/work.js';

/** Invitations to the new system: written one by one, counted, stopped between two of them. */
interface InvitesState {
  readonly phase: 'ready' | 'writing' | 'stopped' | 'done' | 'failed';
  readonly stops: number;
  readonly sent: number;
  readonly problem: Problem | null;
}

type InvitesAction = { readonly slice: 'invites' } & (
  | { readonly type: 'started' | 'sent' | 'stopping' }
  | { readonly type: 'ended'; readonly phase: 'done' | 'stopped' }
  | { readonly type: 'failed'; readonly problem: Problem }
);

declare module '../../../../src/ui/wizard/wizard-state.js' {
  interface Slices {
    readonly invites: InvitesState;
  }
  interface SliceActions {
    readonly invites: InvitesAction;
  }
}

const initial: InvitesState = { phase: 'ready', stops: 0, sent: 0, problem: null };

const slice: Slice<'invites'> = {
  name: 'invites',
  initial: () => initial,
  reduce: (state, action) => {
    switch (action.type) {
      case 'started':
        return { ...initial, sent: state.sent, phase: 'writing' };
      case 'sent':
        return { ...state, sent: state.sent + 1 };
      case 'stopping':
        return { ...state, stops: state.stops + 1 };
      case 'ended':
        return { ...state, phase: action.phase };
      case 'failed':
        return { ...state, phase: 'failed', problem: action.problem };
    }
  },
};

const statuses: Readonly<Record<InvitesState['phase'], StepStatus>> = {
  ready: 'todo',
  writing: 'running',
  stopped: 'attention',
  done: 'done',
  failed: 'failed',
};

function outcomeOf({ phase }: InvitesState, interrupted: boolean): Outcome {
  if (phase === 'failed') return 'failed';
  if (phase === 'done') return 'done';
  return interrupted ? 'cut' : 'partial';
}

function lines({ state, width, ui }: ViewProps): readonly Line[] {
  const { phase, sent, problem } = state.invites;
  if (phase === 'writing') return [heading('Inviting'), ...workLines(state.work, width, ui)];
  return [
    heading('Invitations'),
    ...paragraph(`${sent} sent. s sends the rest.`, width),
    ...(problem === null ? [] : [blank, ...problemLines(problem, width, ui)]),
    line(phase),
  ];
}

export interface Invites {
  readonly names: readonly string[];
  /** Writes one invitation. */
  readonly send: (name: string) => Promise<void>;
}

/** A step of its own in one folder: it writes, can be stopped, and has a say in the exit code. */
export function invitesStep({ names, send }: Invites): Step {
  const start = async (wizard: Wizard): Promise<void> => {
    const { store } = wizard;
    store.dispatch({ slice: 'invites', type: 'started' });
    const total = names.length;
    const told = {
      type: 'progress',
      task: 'run',
      step: 'Invitations',
      total,
      seconds: 1,
      secondsLeft: null,
    } as const;
    try {
      await atWork(wizard, async (listen) => {
        while (store.getState().invites.stops === 0) {
          const { sent } = store.getState().invites;
          const name = names[sent];
          listen({ ...told, done: sent, overall: sent / total });
          if (name === undefined) break;
          await send(name);
          store.dispatch({ slice: 'invites', type: 'sent' });
        }
      });
      const phase = store.getState().invites.sent === names.length ? 'done' : 'stopped';
      store.dispatch({ slice: 'invites', type: 'ended', phase });
    } catch (error) {
      store.dispatch({ slice: 'invites', type: 'failed', problem: problemOf(error) });
    } finally {
      leaveIfClosing(wizard);
    }
  };
  return {
    id: 'invites',
    title: { en: 'Invites', zh: '邀请' },
    slice,
    isShown: ({ context }) => context?.config.tenantId === 'acme',
    status: ({ invites }) => statuses[invites.phase],
    obstacle: ({ invites }) => (invites.phase === 'done' ? null : 'Not everybody is invited yet.'),
    writing: {
      isWriting: ({ invites }) => invites.phase === 'writing',
      isGivenUp: ({ invites }) => invites.stops > 1,
      stop: ({ store }) => store.dispatch({ slice: 'invites', type: 'stopping' }),
      hasWritten: ({ invites }) => invites.sent > 0,
      words: () => ({
        title: 'Invitations are being sent. Stop it?',
        body: 'The one in hand is finished.',
        written: 'What was sent is sent.',
      }),
    },
    outcome: ({ invites }, interrupted) => outcomeOf(invites, interrupted),
    farewell: ({ store }) => [`${store.getState().invites.sent} invitations were sent.`],
    lines,
    keys: ({ invites }) => (invites.phase === 'writing' ? ['stop'] : ['start', 'next', 'back']),
    press: (key, wizard) => {
      if (key === 'start') void start(wizard);
      if (key === 'stop') wizard.store.dispatch({ slice: 'invites', type: 'stopping' });
      if (key === 'next') goNext(wizard);
      if (key === 'back') goBack(wizard);
    },
  };
}
