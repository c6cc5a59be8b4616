import { type AdminConnection, connectAdmin } from '../../../../src/sandbox/servers/admin.js';
import type { Side } from '../pair.js';

/** A service of another tenant that goes on working: it takes IDs, inserts, changes and deletes rows of its own. */
export interface LiveWriter {
  /** Stops after the row in hand; gives what the writer believes its rows are now. */
  stop(): Promise<{ readonly rows: ReadonlyMap<string, string>; readonly ids: readonly bigint[] }>;
}

const table = 'template_variables';

/** Writes into `template_variables` as tenant `tenantId` until stopped. An error (a taken ID, a lost row) makes stop() reject. */
export async function startLiveWriter(target: Side, tenantId: string, bizId: number): Promise<LiveWriter> {
  const connection = await connectAdmin(target.server, target.database);
  const rows = new Map<string, string>();
  const ids: bigint[] = [];
  let stopping = false;

  async function work(): Promise<void> {
    for (let turn = 0; !stopping; turn += 1) {
      const id = await allocate(connection);
      ids.push(id);
      const name = `live-${turn}`;
      await connection.query(
        `INSERT INTO ${table} (id, name, type, default_val, memo, biz_id, creator, reviser, created_at, updated_at, tenant_id)
          VALUES (?, ?, 'string', ?, '', ?, 'live', 'live', NOW(6), NOW(6), ?)`,
        [String(id), name, `value ${turn}`, bizId, tenantId],
      );
      rows.set(String(id), `value ${turn}`);
      const [earlier] = [...rows.keys()].slice(turn % Math.max(1, rows.size));
      if (turn % 3 === 1 && earlier !== undefined) {
        await connection.query(`UPDATE ${table} SET default_val = ?, updated_at = NOW(6) WHERE id = ?`, [
          `changed ${turn}`,
          earlier,
        ]);
        rows.set(earlier, `changed ${turn}`);
      }
      if (turn % 7 === 6 && earlier !== undefined) {
        await connection.query(`DELETE FROM ${table} WHERE id = ?`, [earlier]);
        rows.delete(earlier);
      }
    }
  }

  const working = work();
  working.catch(() => undefined);
  return {
    stop: async () => {
      stopping = true;
      try {
        await working;
        return { rows, ids };
      } finally {
        await connection.end();
      }
    },
  };
}

/** As the services do: lock the generator's row, add one, use the number. */
async function allocate(connection: AdminConnection): Promise<bigint> {
  await connection.query('START TRANSACTION');
  const [found] = (await connection.query(
    `SELECT max_id FROM id_generators WHERE resource = '${table}' FOR UPDATE`,
  )) as unknown as [{ max_id: string | number }[]];
  const id = BigInt(found[0]?.max_id ?? 0) + 1n;
  await connection.query(`UPDATE id_generators SET max_id = ? WHERE resource = '${table}'`, [String(id)]);
  await connection.query('COMMIT');
  return id;
}
