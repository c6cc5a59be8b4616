import { type KeyBinding, type KeyId, keyTable } from '../keys.js';
import { type Line, type Span, span } from '../terminal/lines.js';
import { widthOf } from '../terminal/text-width.js';
import type { UiContext } from '../ui-context.js';

const gap = '   ';
const mostRows = 2;

/** The footer's rows: `Enter next   b back   ? help`. What does not fit into two rows is left to the help. */
export function footerLines(active: readonly KeyId[], width: number, ui: UiContext): readonly Line[] {
  const shown = active.filter((id) => {
    const binding: KeyBinding = keyTable[id];
    return binding.footer;
  });
  // Help and quit come last, but they must never be the ones that are cut off.
  const atTheEnd: readonly KeyId[] = ['help', 'quit'];
  const last = shown.filter((id) => atTheEnd.includes(id));
  const items = shown.filter((id) => !last.includes(id));
  let rows = arrange([...items, ...last], width, ui);
  while (rows.length > mostRows && items.length > 0) {
    items.pop();
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
