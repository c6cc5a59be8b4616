import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * What comparing both sides beside following has shown. `mismatches`: rows that differ for certain, by table and key, as many as are
 * listed; `mismatch_count`: all of them. `verified_minutes`: rows compared within a minute, and how many of them were equal when they were
 * read first, and last.
 */
export const verified: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'verified',
      `
    run_id VARCHAR(40) NOT NULL PRIMARY KEY,
    passes BIGINT UNSIGNED NOT NULL,
    last_pass LONGTEXT NULL,
    last_clean LONGTEXT NULL,
    mismatch_count BIGINT UNSIGNED NOT NULL,
    mismatches LONGTEXT NOT NULL,
    dirty_keys BIGINT UNSIGNED NOT NULL,
    written_at VARCHAR(30) NOT NULL`,
    ),
    createTable(
      location,
      'verified_minutes',
      `
    run_id VARCHAR(40) NOT NULL,
    minute VARCHAR(30) NOT NULL,
    compared BIGINT UNSIGNED NOT NULL,
    equal_first BIGINT UNSIGNED NOT NULL,
    equal_last BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (run_id, minute)`,
    ),
  ],
};
