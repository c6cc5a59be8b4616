import { type Line, line, marked, type Span, span } from '../terminal/lines.js';
import type { UiContext } from '../ui-context.js';

/** `▸ ` before what is selected. */
export function pointer(selected: boolean, ui: UiContext): Span {
  return span(selected ? `${ui.theme.glyphs.pointer} ` : '  ', 'accent');
}

const glyphOf = { good: 'ok', warning: 'warning', bad: 'bad' } as const;

/** A sentence behind the mark of how it is meant, all in that tone; nothing where there is nothing to say. */
export function said(
  tone: keyof typeof glyphOf,
  text: string | undefined,
  width: number,
  ui: UiContext,
  glyph: 'ok' | 'warning' | 'bad' = glyphOf[tone],
): readonly Line[] {
  return text === undefined ? [] : marked(span(ui.theme.glyphs[glyph], tone), text, width, tone);
}

/** Choices one below the other, each with a sentence about it. */
export function choiceLines(
  choices: readonly { readonly title: string; readonly detail: string }[],
  selected: number,
  width: number,
  ui: UiContext,
): readonly (readonly Line[])[] {
  return choices.map(({ title, detail }, index) => {
    const here = index === selected;
    return [
      line(pointer(here, ui), span(title, here ? 'accent' : 'plain', true)),
      ...marked(span(' '), detail, width, 'muted'),
    ];
  });
}
