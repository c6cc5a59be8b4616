import { type TextFieldState, typedText } from '../terminal/text-field.js';
import type { WizardState } from './wizard-state.js';

/** What a list is narrowed to, open for typing or kept; null: all of it is shown. */
export function filterField({ frame }: WizardState, list: string): TextFieldState | null {
  const field = frame.filters[list];
  if (field === undefined || (field.characters.length === 0 && frame.filtering !== list)) return null;
  return field;
}

/** The text that rows of the list must hold, in small letters; '' : every row. */
export function filterText(state: WizardState, list: string): string {
  const field = filterField(state, list);
  return field === null ? '' : typedText(field).trim().toLowerCase();
}

/** Those whose text holds the filter's, whatever the case. */
export function matching<Item>(
  items: readonly Item[],
  filter: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  return filter === '' ? items : items.filter((item) => textOf(item).toLowerCase().includes(filter));
}
