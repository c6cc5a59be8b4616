import { z } from 'zod';
import type { Reason, Sentence, Value } from './sentence.js';

/**
 * A schema for each field of a type: one that `satisfies` it has no field too few and none too many, so that schema and type
 * cannot drift apart.
 */
export type Shape<Type> = { readonly [Key in keyof Type]-?: z.ZodType<Type[Key]> };

const sentence: z.ZodType<Sentence> = z.lazy(() => z.object({ ...reasonShape, text: z.string() }));

const value: z.ZodType<Value> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  sentence,
  z.array(sentence),
]);

const reasonShape = {
  code: z.string(),
  params: z.record(z.string(), value).optional(),
} satisfies Shape<Reason>;

/** A reason as it was stored. */
export const reason = z.object(reasonShape);
