import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { shell } from '../core/shell.js';
import { type AdminConnection, connectAdmin } from './servers/admin.js';
import type { DatabaseServer } from './servers/types.js';

/** A service that goes on writing to the source of a rehearsal, as the real ones do. */
export interface SourceWriter {
  /** Ends it in order, and with 0 once it writes no more: for `options.live.fence.command`. */
  readonly fenceCommand: string;
  /** Lets it write again after that. */
  readonly startCommand: string;
  /** The same as these commands. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

const everyMs = 50;

/** Takes IDs, adds, changes and deletes rows, about twenty transactions a second, until it is fenced by files in `folder`. */
export async function startSourceWriter(
  server: Pick<DatabaseServer, 'host' | 'port' | 'user' | 'password'>,
  database: string,
  folder: string,
): Promise<SourceWriter> {
  const fence = join(folder, 'stop-writing');
  const stopped = join(folder, 'writer-is-stopped');
  const connection = await connectAdmin(server, database);
  const over = new AbortController();

  async function work(): Promise<void> {
    const ids: string[] = [];
    for (let turn = 1; !over.signal.aborted; turn += 1) {
      if (existsSync(fence)) await writeFile(stopped, '');
      else {
        await rm(stopped, { force: true });
        await writeOnce(connection, ids, turn);
      }
      await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }

  // A server that is gone, or was stopped to try that, ends it; the rehearsal goes on.
  const working = work().catch(() => undefined);
  return {
    fenceCommand: `${shell`touch ${fence}`}; until ${shell`test -e ${stopped}`}; do sleep 0.1; done`,
    startCommand: shell`rm ${fence}`,
    async stop() {
      await writeFile(fence, '');
      while (!existsSync(stopped)) await delay(everyMs);
    },
    start: () => rm(fence),
    async remove() {
      over.abort();
      await working;
      connection.destroy();
    },
  };
}

const table = 'template_variables';

/** One transaction: a new row with an ID of its generator, an older one changed, and now and then one deleted. */
async function writeOnce(connection: AdminConnection, ids: string[], turn: number): Promise<void> {
  await connection.beginTransaction();
  await connection.query(`UPDATE id_generators SET max_id = max_id + 1 WHERE resource = '${table}'`);
  const [found] = await connection.query(
    `SELECT max_id, (SELECT MIN(biz_id) FROM applications) AS biz FROM id_generators WHERE resource = '${table}'`,
  );
  const [{ max_id: id, biz } = { max_id: '0', biz: '0' }] = found as { max_id: string; biz: string }[];
  await connection.query(
    `INSERT INTO ${table} (id, name, type, default_val, memo, biz_id, creator, reviser, created_at, updated_at)
      VALUES (?, ?, 'string', ?, '', ?, 'service', 'service', NOW(6), NOW(6))`,
    [id, `written-${id}`, `value ${turn}`, biz],
  );
  const older = ids[turn % Math.max(1, ids.length)];
  if (older !== undefined)
    await connection.query(`UPDATE ${table} SET default_val = ?, updated_at = NOW(6) WHERE id = ?`, [
      `changed ${turn}`,
      older,
    ]);
  if (turn % 7 === 0) await connection.query(`DELETE FROM ${table} WHERE id = ?`, [ids.shift() ?? id]);
  await connection.commit();
  ids.push(id);
}
