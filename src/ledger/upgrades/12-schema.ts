import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * The schema's files, and each statement of those that are or were under way. `effects`: what a statement touches, with digests of
 * information_schema from before it; `after_digests`: those from behind it, in the same order. Neither holds a statement's text.
 */
export const schema: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'schema_files',
      `
    target_database VARCHAR(64) NOT NULL,
    number BIGINT UNSIGNED NOT NULL,
    name VARCHAR(255) NOT NULL,
    sha256 CHAR(64) NOT NULL,
    state VARCHAR(20) NOT NULL,
    by_name VARCHAR(255) NOT NULL,
    started_at VARCHAR(30) NOT NULL,
    finished_at VARCHAR(30) NULL,
    PRIMARY KEY (target_database, number)`,
    ),
    createTable(
      location,
      'schema_statements',
      `
    target_database VARCHAR(64) NOT NULL,
    number BIGINT UNSIGNED NOT NULL,
    direction VARCHAR(4) NOT NULL,
    statement INT UNSIGNED NOT NULL,
    sha256 CHAR(64) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    effects LONGTEXT NOT NULL,
    state VARCHAR(10) NOT NULL,
    after_digests LONGTEXT NULL,
    message TEXT NULL,
    began_at VARCHAR(30) NOT NULL,
    ended_at VARCHAR(30) NULL,
    PRIMARY KEY (target_database, number, direction, statement)`,
    ),
  ],
};
