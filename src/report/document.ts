import type { Column } from '../core/column.js';
import { formatCount } from '../core/format.js';

/** A report as a document: what it says, without how it looks. Markdown and HTML are made from the same one. */
export interface ReportDocument {
  readonly lang: 'en' | 'zh';
  readonly title: string;
  /** Heading of the table of contents. */
  readonly contents: string;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Anchor: lower-case words joined by -. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Tone = 'good' | 'warning' | 'bad' | 'plain';

/** A cell's text; `code` is a name or value shown as it is in the database. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  readonly code?: boolean;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** A verdict: the tone is also in its words and its glyph. */
  | { readonly kind: 'status'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, Cell])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** Said instead of a table without rows. */
      readonly empty: string;
    }
  | { readonly kind: 'list'; readonly items: readonly { readonly title: string; readonly text: string }[] };

export const glyphs: Readonly<Record<Tone, string>> = { good: '✓', warning: '!', bad: '✗', plain: '' };

export const plain = (text: string): Cell => ({ text });
export const code = (text: string): Cell => ({ text, code: true });
export const toned = (tone: Tone, text: string): Cell => ({ text, tone });

/** A number of things that there should not be. */
export const counted = (tone: Tone, amount: number): Cell =>
  amount === 0 ? plain('0') : toned(tone, formatCount(amount));

export const words = (text: string): Block => ({ kind: 'text', text });

/** A column of a table: its title, and what it says of each thing. */
export type ColumnOf<Thing> = readonly [title: Column, cell: (thing: Thing) => Cell];

/** Things as rows under their columns; `empty` is said where there are none. */
export function table<Thing>(
  things: readonly Thing[],
  empty: string,
  columns: readonly ColumnOf<Thing>[],
): Block {
  const titles = columns.map(([title]) => title);
  const rows = things.map((thing) => columns.map(([, cell]) => cell(thing)));
  return { kind: 'table', columns: titles, rows, empty };
}

/** A column of figures. */
export function figure<Thing>(title: string, amount: (thing: Thing) => number | string): ColumnOf<Thing> {
  const shown = (value: number | string) => (typeof value === 'number' ? formatCount(value) : value);
  return [{ figure: title }, (thing) => plain(shown(amount(thing)))];
}
