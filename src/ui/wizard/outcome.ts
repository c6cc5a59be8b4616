import { exitCodes } from '../../operations/exit-codes.js';

/** How a step can stand when the wizard is left, and the exit code for it. Of several steps the first one here counts. */
const codes = {
  /** Everything that the run wrote was taken back. */
  undone: exitCodes.done,
  /** Broken off before its end. */
  cut: exitCodes.cancelled,
  refused: exitCodes.refused,
  failed: exitCodes.failed,
  /** It is needed, and was not done. */
  unfinished: exitCodes.cancelled,
  partial: exitCodes.partial,
  differences: exitCodes.differences,
  /** Left by an interruption before it was begun, where nothing needs it. */
  notBegun: exitCodes.cancelled,
  done: exitCodes.done,
} as const;

export type Outcome = keyof typeof codes;

export function exitCodeOf(outcomes: readonly Outcome[]): number {
  const order = Object.keys(codes) as readonly Outcome[];
  return codes[order.find((outcome) => outcomes.includes(outcome)) ?? 'done'];
}
