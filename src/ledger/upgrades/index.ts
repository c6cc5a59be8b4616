import { firstTables } from './1-first-tables.js';
import { items } from './2-items.js';
import { files } from './3-files.js';
import { live } from './4-live.js';
import { workers } from './5-workers.js';
import { verified } from './6-verified.js';
import { segments } from './7-segments.js';
import { images } from './8-images.js';
import { alerts } from './9-alerts.js';
import { steering } from './10-steering.js';
import { switches } from './11-switches.js';
import { schema } from './12-schema.js';
import type { Upgrade } from './upgrade.js';

/** Every step in order, a file each: the first one makes version 1. A ledger without a version is of version 0. */
export const upgrades: readonly Upgrade[] = [
  firstTables,
  items,
  files,
  live,
  workers,
  verified,
  segments,
  images,
  alerts,
  steering,
  switches,
  schema,
];

/** The version that this tool reads and writes. */
export const ledgerVersion = upgrades.length;
