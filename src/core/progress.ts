import type { Listener, RunEvent } from './events.js';

export type ProgressEvent = Extract<RunEvent, { readonly type: 'progress' }>;
export type ProgressTask = ProgressEvent['task'];

/** How far one step has come. */
interface StepProgress {
  readonly step: string;
  readonly table?: string;
  readonly done: number;
  readonly total: number;
}

/** Tells one listener how far a task with many steps has come: one share of the whole, which never falls. */
export interface Progress {
  /** What the task consists of, and how long each part takes against the others. May be called again as more is known. */
  readonly expect: (weights: Readonly<Record<string, number>>) => void;
  /** `share`: of this part, 0 to 1, where done and total count something else. */
  readonly tell: (progress: StepProgress, share?: number) => void;
  /** For a task within this one: its `progress` becomes that of the part called `part`; all else passes unchanged. */
  readonly within: (part: string) => Listener;
  /** Everything is done. */
  readonly finish: () => void;
}

/** A part's name: a step, or a step of one table. */
export function partOf({ step, table }: Pick<StepProgress, 'step' | 'table'>): string {
  return table === undefined ? step : `${step} ${table}`;
}

/** Milliseconds between two events of one step; a new step or table is told at once. */
const intervalMs = 250;
/** Below these an estimate of the time left would be a guess. */
const leastSeconds = 3;
const leastShare = 0.02;

/** `now`: milliseconds of a clock that never goes back. */
export function trackProgress(
  task: ProgressTask,
  listener: Listener,
  now: () => number = () => performance.now(),
): Progress {
  const startedAt = now();
  const weights = new Map<string, number>();
  const shares = new Map<string, number>();
  let overall = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let told = '';
  let last: StepProgress | null = null;

  function grow(): void {
    let all = 0;
    let done = 0;
    for (const [part, weight] of weights) {
      all += weight;
      done += weight * (shares.get(part) ?? 0);
    }
    // Only `finish` knows that nothing is left.
    if (all > 0) overall = Math.max(overall, Math.min(0.999, done / all));
  }

  function emit(progress: StepProgress): void {
    toldAt = now();
    told = partOf(progress);
    const seconds = (toldAt - startedAt) / 1000;
    const known = overall === 1 || (overall >= leastShare && seconds >= leastSeconds);
    const secondsLeft = known ? (seconds * (1 - overall)) / overall : null;
    listener({ type: 'progress', task, ...progress, overall, seconds, secondsLeft });
  }

  function advance(part: string, share: number, progress: StepProgress): void {
    last = progress;
    shares.set(part, Math.max(shares.get(part) ?? 0, Math.min(1, share)));
    grow();
    const isOver = progress.done >= progress.total;
    if (told !== partOf(progress) || isOver || now() - toldAt >= intervalMs) emit(progress);
  }

  return {
    expect: (more) => {
      for (const [part, weight] of Object.entries(more)) weights.set(part, weight);
      grow();
    },
    tell: (progress, share) => {
      const { done, total } = progress;
      advance(partOf(progress), share ?? (total > 0 ? done / total : 1), progress);
    },
    within: (part) => (event) => {
      if (event.type !== 'progress') {
        listener(event);
        return;
      }
      const { step, table, done, total } = event;
      advance(part, event.overall, { step, table, done, total });
    },
    finish: () => {
      if (last === null) return;
      overall = 1;
      emit({ ...last, done: last.total });
    },
  };
}

/** Passes everything on to `listener`, and tells `progress` of the steps that validation and rollback say on their way. */
export function withSteps(listener: Listener, progress: Progress): Listener {
  return (event) => {
    listener(event);
    if (event.type !== 'validation-progress' && event.type !== 'rollback-progress') return;
    const { table, done, total } = event;
    const step = event.type === 'validation-progress' ? event.check : event.step;
    progress.tell({ step, table, done, total });
  };
}
