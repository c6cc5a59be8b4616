import { formatCount, formatTime, printable } from '../core/format.js';
import type { RepairOutcome } from '../core/repair.js';
import type { RepairSummary } from '../operations/repair-types.js';
import { localiseReason, localiseSaid } from '../text/localise.js';
import { localiseRepair } from '../text/localise-repair.js';
import type { TextEnvironment } from './sink.js';

/**
 * Proposals, or what became of each:
 *
 *     ✓ kvs id=42: copy the row again (memo differs from the source): repaired
 */
export function repairLines(
  { runId, proposals, basis, outcomes, stopped }: RepairSummary,
  dryRun: boolean,
  { text, style, lang }: TextEnvironment,
): string[] {
  if (proposals.length === 0) return ['', text.repairNothing];
  const lines = ['', style('strong', dryRun ? text.repairProposed(runId) : text.repairTitle(runId))];
  if (basis && basis.settled.length + basis.changed > 0) {
    const figures = [basis.settled.length, basis.changed].map(formatCount);
    lines.push(
      `${style('warning', '!')} ${text.repairStale(formatTime(basis.validatedAt), figures[0] ?? '', figures[1] ?? '')}`,
    );
  }
  const done = new Map(outcomes.map((outcome) => [outcome.proposal, outcome]));
  for (const proposal of proposals) {
    const outcome = done.get(proposal);
    const what = `${proposal.table} ${printable(localiseReason(proposal.key, proposal.keyReason, lang))}${text.colon}${text.repairAction[proposal.action]}`;
    lines.push(
      `${markOf(outcome, style)} ${what} (${printable(localiseRepair(proposal, lang))})${outcome ? `${text.colon}${text.repairState[outcome.state]}` : ''}`,
    );
    if ((outcome?.state === 'failed' || outcome?.state === 'left') && outcome.detail !== proposal.reason)
      lines.push(`    ${printable(localiseSaid(outcome.detail, lang))}`);
  }
  const left = outcomes.some(({ state, proposal }) => state === 'left' && proposal.action === 'delete-row');
  if (left || (dryRun && proposals.some(({ action }) => action === 'delete-row'))) {
    lines.push(`    ${style('strong', `${text.remedy}${text.colon}`)}${text.repairExtra}`);
  }
  if (dryRun) return lines;
  const repaired = outcomes.filter(({ state }) => state === 'repaired').length;
  lines.push(text.repairTally(formatCount(repaired), formatCount(proposals.length)));
  if (stopped) lines.push(style('warning', `! ${text.repairStopped}`));
  return lines;
}

function markOf(outcome: RepairOutcome | undefined, style: TextEnvironment['style']): string {
  switch (outcome?.state) {
    case undefined:
      return '·';
    case 'repaired':
    case 'unneeded':
      return style('good', '✓');
    case 'left':
      return style('warning', '!');
    case 'failed':
      return style('bad', '✗');
  }
}
