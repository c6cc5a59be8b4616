import { z } from 'zod';
import type { Reason, Value } from './sentence.js';

/**
 * A schema for each field of a type: one that `satisfies` it has no field too few and none too many, so that schema and type
 * cannot drift apart.
 */
export type Shape<Type> = { readonly [Key in keyof Type]-?: z.ZodType<Type[Key]> };

/** A value in a sentence; a sentence may be a part of another one. */
const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), sentence, z.array(sentence)]),
);
export const params = z.record(z.string(), value);
export const sentence = z.object({ code: z.string(), params: params.optional(), text: z.string() });

export const count = z.number().int().min(0);

/** A moment. */
export const at = z.string().describe('ISO 8601, UTC');

/** The type with everything in it read-only: what zod infers may be changed. */
export type Plain<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Plain<Value[Key]> }
  : Value;

/** A reason as it is stored and published. */
export const reason = z
  .object({ code: z.string(), params: params.optional() } satisfies Shape<Reason>)
  .describe('A sentence as a name and its values, for translation');
