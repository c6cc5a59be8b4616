import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/** How far traffic was moved into a target database, and what was decided on the way. `run_id`: database, `/` and tenant. */
export const switches: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'switches',
      `
    run_id VARCHAR(330) NOT NULL PRIMARY KEY,
    state LONGTEXT NOT NULL`,
    ),
    createTable(
      location,
      'switch_decisions',
      `
    run_id VARCHAR(330) NOT NULL,
    seq INT UNSIGNED NOT NULL,
    decision LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, seq)`,
    ),
  ],
};
