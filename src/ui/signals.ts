import { stepName } from './components/step-list.js';
import type { Osc } from './terminal/osc.js';
import type { Activity } from './wizard/activity.js';
import type { Step, StepStatus, Wizard } from './wizard/wizard.js';
import type { WizardState } from './wizard/wizard-state.js';

/** Reading that was over sooner has been watched: nobody has to be called. */
const worthACall = 10_000;

const endings: Readonly<Partial<Record<StepStatus, 'done' | 'attention' | 'failed'>>> = {
  done: 'done',
  attention: 'attention',
  failed: 'failed',
};

interface Signals {
  /** Gives the title back and takes the bar away; the next change shows both again. */
  readonly rest: () => void;
  readonly close: () => void;
}

/**
 * Tells the terminal what the wizard is at, for somebody who looks elsewhere: title and progress as they change, a bell and a message when
 * something ends, stalls or waits for an answer.
 */
export function openSignals(wizard: Wizard, osc: Osc, write: (bytes: string) => void): Signals {
  const { steps, store, clock, text, language } = wizard;
  const since = new Map<Step, { readonly at: number; readonly activity: Activity }>();
  let shown = '';
  let isKept = false;

  function callsFor(step: Step, state: WizardState): readonly string[] {
    const before = since.get(step);
    const activity = step.activity?.(state) ?? null;
    const name = stepName(step, language);
    if (activity === null) {
      since.delete(step);
      const ending = endings[step.status?.(state) ?? 'todo'];
      if (before === undefined || ending === undefined) return [];
      const { state: was, writes } = before.activity;
      // A question that is only put away is no end; what is at work while it asks may end without the answer.
      if (was === 'asking' && writes !== true) return [];
      const isLong = writes === true || clock.now() - before.at >= worthACall;
      return isLong ? [text.signals[ending](name)] : [];
    }
    since.set(step, { at: before?.at ?? clock.now(), activity });
    if (before?.activity.state === activity.state) return [];
    return activity.state === 'stalled' || activity.state === 'asking'
      ? [text.signals[activity.state](name)]
      : [];
  }

  function titleOf(state: WizardState, step: Step | undefined): string {
    const config = state.context?.config;
    const place = config ? `${config.source.mysql.database} → ${config.target.mysql.database}` : '';
    const activity = step && since.get(step)?.activity;
    const percent = activity?.percent == null ? '' : `${activity.percent}% `;
    const word = activity && activity.state !== 'working' ? ` (${text.signals.states[activity.state]})` : '';
    const now = step === undefined ? '' : `${percent}${stepName(step, language)}${word}`;
    return [now, 'tenantferry', place].filter((part) => part !== '').join(' - ');
  }

  function tell(): void {
    const state = store.getState();
    const calls = steps.flatMap((step) => callsFor(step, state));
    const atWork = steps.findLast((step) => since.has(step));
    const activity = atWork && since.get(atWork)?.activity;
    const bar =
      activity && ({ ...activity, state: activity.state === 'working' ? 'working' : 'waiting' } as const);
    const next = osc.title(titleOf(state, atWork)) + osc.progress(bar ?? null);
    const changed = next === shown ? '' : (isKept ? '' : osc.keepTitle) + next;
    shown = next;
    isKept = true;
    const bytes = changed + calls.map((call) => osc.call(`tenantferry: ${call}`)).join('');
    if (bytes !== '') write(bytes);
  }

  function rest(): void {
    if (!isKept) return;
    shown = '';
    isKept = false;
    write(osc.progress(null) + osc.giveTitleBack);
  }

  const stop = store.subscribe(tell);
  tell();
  return {
    rest,
    close: () => {
      stop();
      rest();
    },
  };
}
