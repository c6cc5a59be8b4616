import { en } from './en.js';
import { zh } from './zh.js';

export type Language = 'en' | 'zh';

/** The shape of a catalogue, with every literal widened to what it is: a text, or a text made from figures. */
type Widened<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Widened<T[Key]> };

/** Every text of the wizard; English is the pattern, each other language has the same keys. */
export type Text = Widened<typeof en>;

export const catalogues: Readonly<Record<Language, Text>> = { en, zh };
