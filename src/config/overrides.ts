import type { Environment } from './loading.js';

/** What the command line sets, over what the file says. */
export interface ConfigOverrides {
  /** Left out besides the file's skip_tables. */
  readonly skip?: readonly string[];
  /** Instead of the file's only_tables. */
  readonly only?: readonly string[];
  /** Instead of the file's biz_ids. */
  readonly bizIds?: readonly number[];
  /** Environment variables; default process.env. */
  readonly env?: Environment;
}
