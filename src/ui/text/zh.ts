import type { Text } from './en.js';
import { alerts } from './zh/alerts.js';
import { dataKeys } from './zh/data-keys.js';
import { finish } from './zh/finish.js';
import { frame } from './zh/frame.js';
import { isolation } from './zh/isolation.js';
import { keys } from './zh/keys.js';
import { live } from './zh/live.js';
import { prepare } from './zh/prepare.js';
import { run } from './zh/run.js';
import { schema } from './zh/schema.js';
import { traffic } from './zh/traffic.js';

/** The wizard in Chinese. */
export const zh: Text = {
  ...frame,
  keys,
  ...prepare,
  ...run,
  ...live,
  ...finish,
  ...alerts,
  ...schema,
  ...traffic,
  ...isolation,
  ...dataKeys,
};
