import { formatCount, formatTime, printable } from '../core/format.js';
import type { ChecklistConflict, ChecklistEntry, ChecklistState } from '../operations/checklist/types.js';
import { localiseEvidence } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';

/**
 * Every item under the time it is for, with state, evidence, note, and who answered when:
 *
 *     ✓ backups  Both sides are backed up: pass
 *         tape 7 (ann, 2026-11-21T01:00:00.000Z)
 */
export function checklistLines({ runId, entries }: ChecklistState, environment: TextEnvironment): string[] {
  const { text, style } = environment;
  const lines = ['', style('strong', runId === null ? text.checklistEarly : text.checklistTitle(runId))];
  for (const when of ['before', 'during', 'after'] as const) {
    const items = entries.filter((entry) => entry.when === when);
    if (items.length === 0) continue;
    lines.push('', style('strong', text.checklistWhen[when]));
    for (const item of items) lines.push(...itemLines(item, environment));
  }
  const answered = entries.filter(({ state }) => state !== 'open').length;
  const failed = entries.filter(({ state }) => state === 'fail').length;
  const tally = [answered, entries.length, failed].map(formatCount);
  lines.push('', text.checklistTally(tally[0] ?? '', tally[1] ?? '', tally[2] ?? ''));
  return lines;
}

function itemLines(item: ChecklistEntry, environment: TextEnvironment): string[] {
  const { text, lang } = environment;
  const lines = [
    `${markOf(item, environment)} ${item.itemId}  ${item.title[lang]}${text.colon}${text.checklistState[item.state]}`,
  ];
  if (item.evidence !== '') lines.push(`    ${printable(localiseEvidence(item, lang))}`);
  if (item.note !== '') lines.push(`    ${text.checklistNote}${text.colon}${printable(item.note)}`);
  if (item.by !== '' && item.state !== 'open')
    lines.push(`    ${printable(item.by)}, ${printable(formatTime(item.at))}`);
  return lines;
}

function markOf({ state }: ChecklistEntry, { style }: TextEnvironment): string {
  switch (state) {
    case 'pass':
      return style('good', '✓');
    case 'fail':
      return style('bad', '✗');
    case 'open':
      return '·';
    case 'not-applicable':
      return '-';
  }
}

/**
 * Answers that did not agree, each with the one that stands first:
 *
 *     ! backups: pass (ann, 2026-11-21T01:00:00.000Z) stands; fail (bob, 2026-11-20T09:00:00.000Z, no tape) is overruled
 */
export function conflictLines(
  conflicts: readonly ChecklistConflict[],
  { text, style }: TextEnvironment,
): string[] {
  const said = ({ state, by, at, note }: ChecklistConflict['stands']): string =>
    `${text.checklistState[state]} (${[by, at, note]
      .filter((part) => part !== '')
      .map(printable)
      .join(', ')})`;
  return conflicts.map(({ itemId, stands, overruled }) => {
    const words = text.checklistConflict(printable(itemId), said(stands), said(overruled));
    return `${style('warning', '!')} ${words}`;
  });
}
