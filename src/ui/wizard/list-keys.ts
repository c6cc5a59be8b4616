import type { KeyId } from '../keys.js';
import type { Wizard } from './wizard.js';

/**
 * The first row to show after a key press in a text that is shown from row `first` (null: from where it was drawn). A page is
 * what is in view. It stops at the last page, so that the first press upwards moves at once.
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
