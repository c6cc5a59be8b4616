import { z } from 'zod';

/** Words that several parts of migrate.yaml share. */
export const text = z.string().min(1);
export const file = text.optional().describe('A file that holds it');
/** A secret as the file gives it: the text itself or `${ENV_NAME}`. */
export const secret = z.string().optional();

export const tls = z
  .union([
    z.boolean(),
    z.strictObject({
      ca: text.optional().describe('File of the authorities that are trusted'),
      cert: text.optional().describe('File of our own certificate'),
      key: text.optional().describe('File of its key'),
      verify: z
        .boolean()
        .optional()
        .meta({ description: 'Whether the server’s certificate must be trusted', default: true }),
    }),
  ])
  .optional();
export type TlsFile = NonNullable<z.infer<typeof tls>>;
