import { z } from 'zod';
import { undici } from '../../core/late-packages.js';
import { type Sentence, saidBy, told } from '../../core/sentence.js';
import { type Plain, reason } from '../../core/shape.js';
import { say } from '../words.js';

export const headerCheck = z.object({
  endpoint: z.string(),
  header: z.enum(['Deprecation', 'Sunset']),
  ok: z.boolean(),
  message: z.string(),
  because: reason.optional(),
});
export type HeaderCheck = Plain<z.infer<typeof headerCheck>>;

const timeoutMs = 10_000;

/**
 * Whether an old endpoint says that it is deprecated (RFC 9745) and when it ends (RFC 8594). A GET is asked as it is, anything else by
 * OPTIONS, so that nothing is written.
 */
export async function checkHeaders(
  base: string,
  endpoint: string,
  signal?: AbortSignal,
): Promise<readonly HeaderCheck[]> {
  const [method = 'GET', path = '/'] = endpoint.split(' ');
  const { Agent, request } = undici();
  const dispatcher = new Agent({
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  try {
    const limit = AbortSignal.timeout(timeoutMs);
    const { headers, body } = await request(new URL(path, base), {
      dispatcher,
      method: method === 'GET' ? 'GET' : 'OPTIONS',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    body.on('error', () => undefined);
    body.destroy();
    return judgeHeaders(endpoint, {
      deprecation: textOf(headers.deprecation),
      sunset: textOf(headers.sunset),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const said = say('header.unreachable', { endpoint, why: saidBy(error) });
    return (['Deprecation', 'Sunset'] as const).map((header) => ({
      endpoint,
      header,
      ok: false,
      ...told(said),
    }));
  } finally {
    await dispatcher.destroy();
  }
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

/** Deprecation is a date of structured fields (`@1688169599`), Sunset one of HTTP; it may not end before it is deprecated. */
export function judgeHeaders(
  endpoint: string,
  { deprecation, sunset }: { readonly deprecation: string | undefined; readonly sunset: string | undefined },
): readonly HeaderCheck[] {
  const since = /^@-?\d{1,15}$/.test(deprecation?.trim() ?? '')
    ? Number(deprecation?.trim().slice(1)) * 1000
    : null;
  const isHttpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(
    sunset?.trim() ?? '',
  );
  const ends = isHttpDate ? Date.parse(sunset ?? '') : Number.NaN;
  const check = (header: HeaderCheck['header'], ok: boolean, said: Sentence): HeaderCheck => ({
    endpoint,
    header,
    ok,
    ...told(said),
  });
  const missing = (header: string): Sentence => say('header.missing', { endpoint, header });
  const day = (ms: number): string => new Date(ms).toISOString();
  const first =
    deprecation === undefined
      ? check('Deprecation', false, missing('Deprecation'))
      : since === null || Math.abs(since) > 8.64e15
        ? check('Deprecation', false, say('header.deprecation-form', { endpoint }))
        : check('Deprecation', true, say('header.deprecated', { endpoint, at: day(since) }));
  const second =
    sunset === undefined
      ? check('Sunset', false, missing('Sunset'))
      : Number.isNaN(ends)
        ? check('Sunset', false, say('header.sunset-form', { endpoint }))
        : since !== null && ends < since
          ? check('Sunset', false, say('header.sunset-early', { endpoint }))
          : check('Sunset', true, say('header.ends', { endpoint, at: day(ends) }));
  return [first, second];
}
