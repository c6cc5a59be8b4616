import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * Room for IDs that was made while a source was followed: its IDs above `above_id`, through `room`, are `id_offset` more in the target.
 * The run's plan has what comes before. Decimal text.
 */
export const segments: Upgrade = {
  tables: (location) => [
    createTable(
      location,
      'segments',
      `
    run_id VARCHAR(40) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    above_id VARCHAR(21) NOT NULL,
    room VARCHAR(21) NOT NULL,
    id_offset VARCHAR(21) NOT NULL,
    reserved_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (run_id, table_name, above_id)`,
    ),
  ],
};
