import type { Listener } from '../core/events.js';
import type { Reason } from '../core/sentence.js';
import type { WorkerFigures } from '../ledger/workers.js';
import type { Phase } from '../phases/phase.js';

/** Seconds back from now that the rate is of. */
const rateSeconds = 10;

/**
 * How much there is in all of what each phase carries, and how fast it goes, as its progress tells it; more parts may come. The rate is
 * taken each time that `figures` is asked. `now`: milliseconds of a clock that never goes back.
 */
export function runTotals(
  phases: readonly Pick<Phase, 'id' | 'step'>[],
  now: () => number = () => performance.now(),
): {
  readonly see: Listener;
  readonly figures: () => WorkerFigures;
} {
  const totals = new Map<string, Map<string, number>>();
  let told: WorkerFigures = {};
  /** The phase at work, and what it has done since this process began. */
  let atWork: { readonly phase: string; readonly worked: number } | null = null;
  let samples: readonly { readonly at: number; readonly worked: number }[] = [];
  const done = new Map<string, number>();

  function count(phase: string, part: string, doneNow: number): void {
    if (atWork?.phase !== phase) {
      atWork = { phase, worked: 0 };
      samples = [];
    }
    // What a part has when it is first told of is of earlier starts.
    const before = done.get(`${phase} ${part}`) ?? doneNow;
    done.set(`${phase} ${part}`, doneNow);
    atWork = { phase, worked: atWork.worked + Math.max(0, doneNow - before) };
  }

  function rate(): WorkerFigures['rate'] {
    if (!atWork) return undefined;
    const { phase, worked } = atWork;
    const at = now();
    samples = [...samples.filter((sample) => at - sample.at <= rateSeconds * 1000), { at, worked }];
    const first = samples[0];
    if (!first || first.at === at) return undefined;
    return { phase, perSecond: ((worked - first.worked) * 1000) / (at - first.at) };
  }

  const failed = (message: string, because: Reason | undefined): void => {
    told = { ...told, lastError: { message, because, at: new Date().toISOString() } };
  };
  return {
    see: (event) => {
      if (event.type === 'throttled')
        told = {
          ...told,
          throttle: event.reason === null ? null : { message: event.reason, because: event.because },
        };
      if (event.type === 'table-failed') failed(event.message, event.because);
      if (event.type === 'retry') failed(event.reason, event.because);
      if (event.type !== 'progress' || event.task !== 'run') return;
      told = { ...told, overall: event.overall, secondsLeft: event.secondsLeft };
      const phase = phases.find(({ step }) => step === event.step);
      if (!phase) return;
      const parts = totals.get(phase.id) ?? new Map<string, number>();
      totals.set(phase.id, parts.set(event.table ?? '', event.total));
      count(phase.id, event.table ?? '', event.done);
    },
    figures: () => ({
      ...told,
      rate: rate(),
      totals: Object.fromEntries(
        [...totals].map(([id, parts]) => [id, [...parts.values()].reduce((sum, total) => sum + total, 0)]),
      ),
    }),
  };
}
