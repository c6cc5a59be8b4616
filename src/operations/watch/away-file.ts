import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Context } from '../../config/context.js';
import type { Plain } from '../../core/shape.js';
import { alertShape, hashOf } from '../../watch/alert.js';
import { watchName } from '../../watch/ledger.js';
import { letterShape } from '../../watch/letter.js';
import { transitionKinds } from '../../watch/life.js';

/** What is known of the time while the ledger is away. */
const awayShape = z.object({
  alerts: z.array(alertShape),
  /** For the history. */
  transitions: z.array(z.object({ alert: alertShape, what: z.enum(transitionKinds) })),
  /** Messages that are not delivered yet. */
  letters: z.array(letterShape),
});
export type Away = Plain<z.infer<typeof awayShape>>;

/** Remembers over a restart what was told while the ledger was away: a small file beside the config, there only meanwhile. */
export interface AwayFile {
  /** undefined: there is none, or none that can be read. */
  readonly read: () => Away | undefined;
  /** null: nothing is to be remembered any more. */
  readonly write: (away: Away | null) => void;
}

/** `failed` hears once why it cannot be written; it is remembered in this process all the same. */
export function awayFile({ config }: Context, failed: (error: unknown, path: string) => void): AwayFile {
  const { path: configPath, target, tenantId } = config;
  const name = hashOf(watchName(target.mysql.database, tenantId)).slice(0, 8);
  const path = `${configPath}.watch-${name}.json`;
  let hasFailed = false;
  return {
    read() {
      try {
        return awayShape.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch {
        return undefined;
      }
    },
    write(away) {
      try {
        if (away === null) {
          rmSync(path, { force: true });
          return;
        }
        // Whole or not at all, also for a process that is killed meanwhile.
        writeFileSync(`${path}.new`, JSON.stringify(away), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (error) {
        if (!hasFailed) failed(error, path);
        hasFailed = true;
      }
    },
  };
}
