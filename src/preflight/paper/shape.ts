import { z } from 'zod';
import { at, count, type Plain, sentence } from '../../core/shape.js';

/** From what is nothing to worry about to what must not go on. */
export const riskLevels = ['low', 'medium', 'high', 'critical'] as const;
const level = z.enum(riskLevels);
export type RiskLevel = z.infer<typeof level>;

const seconds = z.number().min(0).nullable();

const step = z.object({
  step: z.string().describe('backup, check, stop-writers, validate …, or a phase by its name'),
  what: sentence,
  seconds: seconds.describe('null: it takes a person, or cannot be told'),
  measured: z.boolean().describe('false: estimated from other figures'),
});

const need = z.object({
  /** tables, log, images, backup */
  what: sentence,
  bytes: count,
});

/** What an operator takes along on paper: which plan, how risky and why, what it needs, in which order, for how long. */
export const paper = z.object({
  id: z.string().describe('The first 12 digits of the plan’s fingerprint'),
  risk: z.object({
    level: level.describe('The worst of the reasons’; low without any'),
    reasons: z.array(sentence.extend({ level })).describe('The worst first'),
  }),
  resources: z.object({
    space: z.object({
      needs: z.array(need).describe('In the target, estimated from what the servers say of their tables'),
      neededBytes: count,
      freeBytes: count.nullable().describe('What the target reports; null: it does not tell'),
      where: z.string().describe('The target’s data directory'),
    }),
    memory: z.object({
      neededBytes: count.describe('Of this tool'),
      freeBytes: count.describe('Of this machine'),
      bufferPoolBytes: count.nullable().describe('innodb_buffer_pool_size of the target'),
    }),
  }),
  steps: z.array(step).describe('In order'),
  seconds: z.number().min(0).describe('Of all steps that can be told'),
  window: z
    .object({ ends: at, seconds: z.number() })
    .nullable()
    .describe('From now until the window named in options.window ends'),
});
export type Paper = Plain<z.infer<typeof paper>>;
export type PaperStep = Paper['steps'][number];
export type RiskReason = Paper['risk']['reasons'][number];
