import type { Listener } from '../core/events.js';
import { told } from '../core/sentence.js';
import type { LiveRecord } from '../ledger/live.js';
import type { LogEntry } from '../ledger/shapes.js';
import { showPosition } from '../mysql/log-position.js';
import type { CutoverSummary } from './cutover/types.js';
import { type CutoverEnd, cutoverEnd, type ReportLive } from './live-report-shape.js';
import { logFields } from './log-fields.js';

/** Hands events on, and keeps the steps of a cut-over that are done. */
export function keepSteps(listener: Listener): {
  readonly listener: Listener;
  readonly steps: CutoverEnd['steps'];
} {
  const steps: CutoverEnd['steps'][number][] = [];
  return {
    steps,
    listener: (event) => {
      if (event.type === 'cutover-step') steps.push({ step: event.step, seconds: event.seconds });
      listener(event);
    },
  };
}

/** The log entry of a cut-over that has ended: a sentence, and on the last line what it came to, as JSON. */
export function cutoverEndedDetail(
  { outcome, pauseSeconds, gate, because }: CutoverSummary,
  steps: CutoverEnd['steps'],
): string {
  const fields = {
    outcome: outcome === 'switched' ? 'switched' : 'called-off',
    pauseSeconds,
    steps,
    gate: gate.map(({ name, ok, detail }) => {
      const { message, because: code } = told(detail);
      return { name, ok, detail: message, because: code };
    }),
    message: because?.text ?? null,
    because: because ? told(because).because : undefined,
  } satisfies CutoverEnd;
  const pause =
    pauseSeconds === null ? 'nothing was locked' : `after a pause of ${pauseSeconds.toFixed(1)} s`;
  return `${because?.text ?? outcome}; ${pause}\n${JSON.stringify(fields)}`;
}

/** How the source was followed and left, by the ledger and the run's log; null for a run that was not made for it. */
export function liveOf(
  live: LiveRecord | undefined,
  log: readonly LogEntry[],
  compared: ReportLive['compared'],
): ReportLive | null {
  if (live === undefined) return null;
  const { start, applied, rowEvents, transactions, switched } = live;
  return {
    start: showPosition(start),
    applied: showPosition(applied),
    rowEvents,
    transactions,
    follows: partsOf(log, ['follow-started'], ['follow-ended', 'follow-failed']).map(followOf),
    compared,
    cutovers: partsOf(log, ['cutover-started'], ['cutover-ended', 'cutover-called-off', 'switched']).map(
      cutoverOf,
    ),
    switched: switched && {
      at: switched.at,
      position: showPosition(switched.end),
      boundary: switched.boundary,
    },
  };
}

interface Part {
  readonly begin: LogEntry;
  /** All ends before the next part begins: that of a switch is followed by that of its pause. */
  readonly ends: readonly LogEntry[];
}

function partsOf(
  log: readonly LogEntry[],
  begins: readonly string[],
  ends: readonly string[],
): readonly Part[] {
  const starts = log.flatMap(({ kind }, index) => (begins.includes(kind) ? [index] : []));
  return starts.flatMap((index, number) => {
    const begin = log[index];
    const rest = log.slice(index + 1, starts[number + 1]);
    return begin ? [{ begin, ends: rest.filter(({ kind }) => ends.includes(kind)) }] : [];
  });
}

function followOf({ begin, ends: [end] }: Part): ReportLive['follows'][number] {
  const [, outcome, to, events] =
    /^(caught-up|stopped) at (\S+), (\d+) row changes/.exec(end?.detail ?? '') ?? [];
  const isFailed = end?.kind === 'follow-failed';
  return {
    startedAt: begin.at,
    from: begin.detail,
    endedAt: end?.at ?? null,
    outcome: isFailed ? 'failed' : ((outcome as 'caught-up' | 'stopped' | undefined) ?? 'unfinished'),
    to: to ?? null,
    rowEvents: events === undefined ? null : Number(events),
    message: isFailed ? (end?.detail ?? null) : null,
  };
}

function cutoverOf({ begin, ends }: Part): ReportLive['cutovers'][number] {
  const end = ends.at(-1);
  const fields = cutoverEnd.safeParse(logFields(end?.detail ?? '')).data;
  const isSwitched = ends.some(({ kind }) => kind === 'switched' || kind === 'cutover-ended');
  const outcome = isSwitched ? 'switched' : end === undefined ? 'unfinished' : 'called-off';
  return {
    startedAt: begin.at,
    operator: begin.detail.replace(/^by /, ''),
    endedAt: end?.at ?? null,
    ...(fields ?? {
      pauseSeconds: null,
      steps: [],
      gate: [],
      message: outcome === 'called-off' ? (end?.detail ?? null) : null,
    }),
    outcome,
  };
}
