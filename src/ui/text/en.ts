import { alerts } from './en/alerts.js';
import { dataKeys } from './en/data-keys.js';
import { finish } from './en/finish.js';
import { frame } from './en/frame.js';
import { isolation } from './en/isolation.js';
import { keys } from './en/keys.js';
import { live } from './en/live.js';
import { prepare } from './en/prepare.js';
import { run } from './en/run.js';
import { schema } from './en/schema.js';
import { traffic } from './en/traffic.js';

/** The wizard in English: short sentences, one meaning each, no word an operator must look up. */
export const en = {
  ...frame,
  keys,
  ...prepare,
  ...run,
  ...live,
  ...finish,
  ...alerts,
  ...schema,
  ...traffic,
  ...isolation,
  ...dataKeys,
};

/** The shape of a catalogue, with every literal widened to what it is: a text, or a text made from figures. */
type Widened<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Widened<T[Key]> };

/** Every text of the wizard; English is the pattern, each other language has the same keys. */
export type Text = Widened<typeof en>;
