import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/** What was asked of the processes that work on a run, in order. `command`: of which one. `amount`: NULL where there is none, or as the config says. */
export const steering: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'steering',
      `
    run_id VARCHAR(40) NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    command VARCHAR(20) NOT NULL,
    action VARCHAR(20) NOT NULL,
    amount BIGINT UNSIGNED NULL,
    by_name VARCHAR(520) NOT NULL,
    asked_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (run_id, seq)`,
    ),
  ],
};
