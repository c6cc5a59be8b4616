import type { KeyId } from '../keys.js';
import type { Wizard } from './wizard.js';

/**
 * Where a key scrolls a text to that now begins at row `first` (null: wherever it was drawn), a page being what is in view.
 * It stops at the last page, so that the way back begins with the first key press.
 */
export function scrolled(key: KeyId, first: number | null, { drawn }: Wizard): number | null {
  const { last, height } = drawn.current;
  const from = Math.min(first ?? drawn.current.first, last);
  return moved(key, from, last + 1, Math.max(1, height - 2));
}

/** While text is typed only arrows and page keys are left to scroll with. */
export function scrollKey(key: KeyId): KeyId {
  if (key === 'scrollUp') return 'up';
  return key === 'scrollDown' ? 'down' : key;
}

/** Where a list key moves to. `page` is what PgUp and PgDn move by. */
export function moved(key: KeyId, selected: number, total: number, page = 10): number | null {
  switch (key) {
    case 'up':
      return Math.max(0, selected - 1);
    case 'down':
      return Math.min(total - 1, selected + 1);
    case 'pageUp':
      return Math.max(0, selected - page);
    case 'pageDown':
      return Math.min(total - 1, selected + page);
    case 'first':
      return 0;
    case 'last':
      return Math.max(0, total - 1);
    default:
      return null;
  }
}
