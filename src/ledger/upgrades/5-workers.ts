import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/** Who works on a run, by the command. `beat_at`: a sign of life, by the server's clock. `ended_at`: NULL while it works, or when it died. */
export const workers: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'workers',
      `
    run_id VARCHAR(40) NOT NULL,
    command VARCHAR(20) NOT NULL,
    host VARCHAR(255) NOT NULL,
    user_name VARCHAR(255) NOT NULL,
    pid BIGINT UNSIGNED NOT NULL,
    since VARCHAR(30) NOT NULL,
    beat_at DATETIME(3) NOT NULL,
    ended_at VARCHAR(30) NULL,
    figures LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, command)`,
    ),
  ],
};
