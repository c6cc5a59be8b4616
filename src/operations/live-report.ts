import type { Listener } from '../core/events.js';
import { told } from '../core/sentence.js';
import type { LiveRecord } from '../ledger/live.js';
import type { LogEntry } from '../ledger/shapes.js';
import { showPosition } from '../mysql/log-position.js';
import type { CutoverSummary } from './cutover/types.js';
import {
  type CutoverEnd,
  cutoverEnd,
  type ReportCutover,
  type ReportFollow,
  type ReportLive,
} from './live-report-shape.js';
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
    follows: followsIn(log, 'follow'),
    compared,
    cutovers: cutoversIn(log, 'cutover', 'switched'),
    switched: switched && {
      at: switched.at,
      position: showPosition(switched.end),
      boundary: switched.boundary,
    },
    fedBack: followsIn(log, 'feed-back'),
    backs: cutoversIn(log, 'back', 'switched-back'),
  };
}

interface Part {
  readonly begin: LogEntry;
  /** All ends before the next part begins: that of a switch is followed by that of its pause. */
  readonly ends: readonly LogEntry[];
}

function partsOf(log: readonly LogEntry[], begins: string, ends: readonly string[]): readonly Part[] {
  const starts = log.flatMap(({ kind }, index) => (kind === begins ? [index] : []));
  return starts.flatMap((index, number) => {
    const begin = log[index];
    const rest = log.slice(index + 1, starts[number + 1]);
    return begin ? [{ begin, ends: rest.filter(({ kind }) => ends.includes(kind)) }] : [];
  });
}

/** From each start of a command that follows to its end. */
function followsIn(log: readonly LogEntry[], command: 'follow' | 'feed-back'): readonly ReportFollow[] {
  return partsOf(log, `${command}-started`, [`${command}-ended`, `${command}-failed`]).map(followOf);
}

/** `switched`: the kind of the entry that is made with the switch itself. */
function cutoversIn(
  log: readonly LogEntry[],
  command: 'cutover' | 'back',
  switched: string,
): readonly ReportCutover[] {
  const ends = [`${command}-ended`, `${command}-called-off`, switched];
  return partsOf(log, `${command}-started`, ends).map(cutoverOf);
}

const followOutcomes = ['caught-up', 'stopped', 'finished'] as const;

function followOf({ begin, ends: [end] }: Part): ReportFollow {
  const [, outcome, to, events] = /^(\S+) at (\S+), (\d+) row changes/.exec(end?.detail ?? '') ?? [];
  const isFailed = end?.kind.endsWith('-failed') ?? false;
  return {
    startedAt: begin.at,
    from: begin.detail,
    endedAt: end?.at ?? null,
    outcome: isFailed ? 'failed' : (followOutcomes.find((one) => one === outcome) ?? 'unfinished'),
    to: to ?? null,
    rowEvents: events === undefined ? null : Number(events),
    message: isFailed ? (end?.detail ?? null) : null,
  };
}

function cutoverOf({ begin, ends }: Part): ReportCutover {
  const end = ends.at(-1);
  const fields = cutoverEnd.safeParse(logFields(end?.detail ?? '')).data;
  const isSwitched = ends.some(({ kind }) => !kind.endsWith('-called-off'));
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
