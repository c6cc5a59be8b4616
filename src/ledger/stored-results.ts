import { z } from 'zod';
import { difference, jobResult, validationResult } from '../core/validation-shape.js';

/** What validations left in the ledger. Loose: what a tool of the same version says in addition stays. */

export const storedJobResult = jobResult.extend({ differences: z.array(difference.loose()) }).loose();

export const storedValidation = validationResult.extend({ checks: z.array(storedJobResult) }).loose();
