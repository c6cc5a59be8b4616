import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/** Files in object stores: one row for each file and each place that it has to be in. */
export const files: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'files',
      `
    run_id VARCHAR(40) NOT NULL,
    destination VARCHAR(10) NOT NULL,
    repository VARCHAR(200) NOT NULL,
    sha256 CHAR(64) NOT NULL,
    bytes BIGINT UNSIGNED NULL,
    md5 CHAR(32) NULL,
    state VARCHAR(10) NOT NULL,
    message TEXT NULL,
    named_by VARCHAR(200) NULL,
    named_key VARCHAR(500) NULL,
    PRIMARY KEY (run_id, destination, repository, sha256)`,
    ),
  ],
};
