import { ledgerTable } from '../location.js';
import type { Upgrade } from './upgrade.js';

/** What phases beside rows and secrets have carried over, thing by thing. `item_hash`: sha256 of part and item. */
export const items: Upgrade = {
  tables: (location) => [
    `CREATE TABLE IF NOT EXISTS ${ledgerTable(location, 'items')} (
      run_id VARCHAR(40) NOT NULL,
      phase VARCHAR(40) NOT NULL,
      item_hash CHAR(64) NOT NULL,
      part VARCHAR(255) NOT NULL,
      item TEXT NOT NULL,
      state VARCHAR(20) NOT NULL,
      byte_count BIGINT UNSIGNED NOT NULL,
      message TEXT NULL,
      PRIMARY KEY (run_id, phase, item_hash)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
  ],
};
