import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * Runs that follow their source. `start_at`: where its binary log was before the first snapshot. `snapshot_end`: where it was after the
 * last one; NULL: rows may be newer than any place that is known. `applied`: all before it is in the target. `stopped`: the statement that
 * following stopped at. `switched`: the cut-over, after which nothing is applied any more.
 */
export const live: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'live',
      `
    run_id VARCHAR(40) NOT NULL PRIMARY KEY,
    start_at TEXT NOT NULL,
    snapshot_end TEXT NULL,
    applied TEXT NOT NULL,
    row_events BIGINT UNSIGNED NOT NULL,
    transactions BIGINT UNSIGNED NOT NULL,
    room LONGTEXT NOT NULL,
    ranges LONGTEXT NOT NULL,
    stopped LONGTEXT NULL,
    switched LONGTEXT NULL,
    applied_at VARCHAR(30) NULL`,
    ),
  ],
};
