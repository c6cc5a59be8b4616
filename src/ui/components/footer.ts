import { type KeyBinding, type KeyId, keyTable } from '../keys.js';
import { type Line, type Span, span } from '../terminal/lines.js';
import { widthOf } from '../terminal/text-width.js';
import type { UiContext } from '../ui-context.js';

const gap = '   ';
const mostRows = 2;

/** What leads out of a screen: help and quit, which come last, and the ways back. */
const atTheEnd: readonly KeyId[] = ['help', 'quit'];
const leadsOut: ReadonlySet<KeyId> = new Set<KeyId>([
  ...atTheEnd,
  'next',
  'back',
  'cancel',
  'closeRow',
  'closeChecklist',
  'stopNow',
  'leaveNow',
]);

/** The footer's rows: `Enter next   b back   ? help`. What does not fit into two rows is left to the help, the last first. */
export function footerLines(active: readonly KeyId[], width: number, ui: UiContext): readonly Line[] {
  const shown = active.filter((id) => {
    const binding: KeyBinding = keyTable[id];
    return binding.footer;
  });
  const last = shown.filter((id) => atTheEnd.includes(id));
  const items = shown.filter((id) => !last.includes(id));
  let rows = arrange([...items, ...last], width, ui);
  while (rows.length > mostRows && items.length > 0) {
    // Where there are none but such (a small terminal), the last of them: -1 counts from the end.
    items.splice(
      items.findLastIndex((id) => !leadsOut.has(id)),
      1,
    );
    rows = arrange([...items, ...last], width, ui);
  }
  return rows;
}

function arrange(ids: readonly KeyId[], width: number, ui: UiContext): readonly Line[] {
  const rows: Span[][] = [[]];
  let used = 0;
  for (const id of ids) {
    const spans = [span(keyTable[id].shown, 'accent'), span(` ${ui.text.keys[id].label}`)];
    const cells = spans.reduce((sum, part) => sum + widthOf(part.text), 0);
    const row = rows.at(-1);
    if (row === undefined || (row.length > 0 && used + gap.length + cells > width)) {
      rows.push(spans);
      used = cells;
      continue;
    }
    if (row.length > 0) {
      row.push(span(gap));
      used += gap.length;
    }
    row.push(...spans);
    used += cells;
  }
  return rows;
}
