import type { JobResult } from '../../core/validation-shape.js';
import type { Proving } from '../phase.js';
import { filesOptions } from './stores.js';
import { validateFiles } from './validate-files.js';
import { withStores } from './with-stores.js';

/** Every file that the tenant's rows name, in every place where it has to be; `only`: those with these digests. */
export async function proveFiles({
  context,
  run,
  ledger,
  level,
  listener,
  signal,
  only,
}: Omit<Proving, 'beside'> & { readonly only?: ReadonlySet<string> | undefined }): Promise<
  readonly JobResult[]
> {
  const { plan } = run;
  const { files } = plan;
  if (!files) return [];
  return await withStores(context, files, async ({ stores, session }) =>
    validateFiles({
      plan,
      files,
      stores,
      ledger: { ...ledger, session: await session('target') },
      rows: await session('target'),
      target: await session('target'),
      level,
      parallel: filesOptions(context.config).parallel,
      listener,
      signal,
      only,
    }),
  );
}
