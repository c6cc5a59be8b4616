import { z } from 'zod';
import { form } from '../core/yaml/words.js';

export const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_$]*$/, form('form.name'));

/** A text in every language the wizard speaks. */
export const localText = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
export type LocalText = z.infer<typeof localText>;

const oneOf = (given: { readonly en?: string; readonly zh?: string }): LocalText => {
  const { en, zh } = given;
  return { en: en ?? zh ?? '', zh: zh ?? en ?? '' };
};

/** A text as a preset gives it: in both languages, or in one that stands for both. */
export const presetText = z
  .union([
    z.string().min(1),
    z.strictObject({ en: z.string().min(1), zh: z.string().min(1).optional() }),
    z.strictObject({ zh: z.string().min(1) }),
  ])
  .transform((given): LocalText => oneOf(typeof given === 'string' ? { en: given } : given));
