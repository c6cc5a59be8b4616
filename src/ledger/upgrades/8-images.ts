import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * Rows that a run has written where others may have been: as they were before (NULL: the run made them) and as it left them, whole.
 * Column → canonical text. `row_hash`: sha256 of the key.
 */
export const images: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'images',
      `
    run_id VARCHAR(40) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    row_hash CHAR(64) NOT NULL,
    chunk INT UNSIGNED NOT NULL,
    row_key LONGTEXT NOT NULL,
    before_image LONGTEXT NULL,
    after_image LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, table_name, row_hash),
    KEY by_chunk (run_id, table_name, chunk)`,
    ),
  ],
};
