import { beside, blank, type Line, line, span, windowed, windowStart } from '../terminal/lines.js';
import type { Box } from '../ui-context.js';

interface ListWithDetail {
  readonly rows: (width: number) => readonly Line[];
  /** Index of the row that must be in view. */
  readonly selected: number;
  readonly detail: (width: number) => readonly Line[];
  /** The detail's end (what is being typed) stays in view rather than its beginning. */
  readonly typing?: boolean;
  /** From this width on the detail stands beside the list, which takes this share of it. */
  readonly beside?: { readonly from: number; readonly share: number };
  /** Share of the height that the detail takes at most where it stands below a long list. */
  readonly most: number;
}

/** A list, and all of its selected row: beside it where there is room, else below; what does not fit is said to be more. */
export function listWithDetail(given: ListWithDetail, { width, height, ui }: Box): readonly Line[] {
  const { rows, selected, typing = false } = given;
  const list = (listWidth: number, room: number): readonly Line[] => {
    const all = rows(listWidth);
    return windowed(all, windowStart(selected, all.length, room), room, ui.more);
  };
  const shown = (detail: readonly Line[], room: number): readonly Line[] =>
    windowed(detail, typing ? detail.length : 0, room, ui.more);
  if (ui.linear) return [...rows(width), blank, ...given.detail(width)];
  if (given.beside !== undefined && width >= given.beside.from) {
    const listWidth = Math.floor(width * given.beside.share);
    const detail = shown(given.detail(width - listWidth - 3), height);
    return beside(list(listWidth, height), listWidth, detail, ` ${ui.theme.glyphs.vertical} `);
  }
  const detail = given.detail(width);
  const spare = height - rows(width).length - 1;
  const detailRows = Math.min(detail.length, Math.max(spare, Math.floor(height * given.most)));
  return [
    ...list(width, height - detailRows - 1),
    line(span(ui.theme.glyphs.horizontal.repeat(width), 'muted')),
    ...shown(detail, detailRows),
  ];
}
