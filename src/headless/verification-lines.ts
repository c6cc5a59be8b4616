import { formatCount, printable } from '../core/format.js';
import type { LogVerification } from './reporter.js';
import type { TextEnvironment } from './sink.js';

/**
 * Whether a run's log is as it was written, and else every place where it is not:
 *
 *     ✗ Entry 12 was altered, removed, added or moved afterwards.
 */
export function verificationLines(
  { entries, problems, newestHash, endKnown, savedEntries }: LogVerification,
  { text, style }: TextEnvironment,
): string[] {
  const lines = problems.map((problem) => {
    const words =
      problem.kind === 'checklist'
        ? text.logAnswer(printable(problem.itemId))
        : text.logProblem[problem.kind](formatCount(problem.seq));
    return style('bad', `✗ ${words}`);
  });
  if (problems.length === 0) {
    lines.push(style('good', `✓ ${text.logHolds(formatCount(entries))}`));
    if (savedEntries !== null) lines.push(style('good', `✓ ${text.logGoesOn(formatCount(savedEntries))}`));
  } else {
    lines.push(text.logBroken);
  }
  if (!endKnown && savedEntries === null) lines.push(style('warning', `! ${text.logEndUnknown}`));
  if (newestHash !== null) lines.push(text.logNewest(newestHash));
  return lines;
}
