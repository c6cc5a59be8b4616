import { z } from 'zod';
import type { Sentence } from '../core/sentence.js';
import { at, type Plain } from '../core/shape.js';
import { type Decision, decisionShape, userShare } from '../core/switch-shapes.js';
import { figures, noFigures } from './figures.js';
import type { Alerting, Judged, Tally } from './gates.js';

/** running: goes on by itself; waiting, held: for a person. */
export const phases = ['idle', 'running', 'waiting', 'held', 'back', 'done'] as const;
export type Phase = (typeof phases)[number];

const tally = z.object({ equal: z.number(), compared: z.number() });

/** What is known of a switch between two looks at it, whoever makes them. */
export const stateShape = z.object({
  phase: z.enum(phases),
  /** As it was written or found last; the plane's own counts. */
  share: userShare,
  /** When the step began, or a controller took it up. */
  since: at,
  spans: z.object({ stage: figures, current: figures, previous: figures, currentSince: at }),
  sourceBefore: figures.shape.source.nullable(),
  shadow: tally,
  /** Path of the next request that is made of both sides. */
  shadowNext: z.number().int().min(0),
  /** Where counting goes on: the plane's and the services' own. */
  mark: z.unknown(),
  /** Written before the plane is, so that a crash between the two forgets no decision. */
  pending: decisionShape.nullable(),
  /** rolling: instances that were renewed. */
  renewed: z.array(z.string()),
  /** The automatic return was refused, and that was said. */
  isLossySaid: z.boolean(),
});
export type SwitchState = Plain<z.infer<typeof stateShape>>;

/** What else a decision goes by, out of the ledger. */
export interface Facts {
  readonly consistency: Tally | null;
  readonly alerting: Alerting | null;
  /** Why going back would lose writes; null: it would not. */
  readonly lossy: Sentence | null;
}

/** The state of a step that begins now. `mark`: where counting begins. */
export function newStage(
  now: Date,
  phase: Phase,
  step: { readonly share: number; readonly mark: unknown; readonly before?: SwitchState | undefined },
): SwitchState {
  const at = now.toISOString();
  const { before } = step;
  const hadSource = (before?.spans.stage.source.requests ?? 0) > 0;
  return {
    phase,
    share: step.share,
    since: at,
    spans: { stage: noFigures, current: noFigures, previous: noFigures, currentSince: at },
    sourceBefore: hadSource ? (before?.spans.stage.source ?? null) : (before?.sourceBefore ?? null),
    shadow: { equal: 0, compared: 0 },
    shadowNext: before?.shadowNext ?? 0,
    mark: step.mark,
    pending: null,
    renewed: step.share === 0 ? [] : (before?.renewed ?? []),
    isLossySaid: false,
  };
}

/** Gates as they are told. */
export function toldGates(judged: readonly Judged[]): Decision['gates'] {
  return judged.map(({ metric, verdict }) => ({ metric, verdict }));
}
