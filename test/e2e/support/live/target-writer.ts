import type { AdminConnection } from '../../../../src/sandbox/servers/admin.js';
import type { Writer } from './workload.js';

/** The tenant's services on the target of `workload`, after a cut-over: new rows have IDs of the target's generator. */
export function startTargetWriter(target: AdminConnection, random: () => number): Writer {
  let going = true;
  let done = 0;
  const below = (limit: number) => Math.floor(random() * limit);
  const ours = "tenant_id = 'acme'";

  const ids = async (table: string): Promise<readonly number[]> => {
    const [rows] = (await target.query(`SELECT id FROM ${table} WHERE ${ours} ORDER BY id`)) as unknown as [
      { id: number }[],
    ];
    return rows.map(({ id }) => Number(id));
  };

  async function handOut(resource: string): Promise<number> {
    await target.query(`UPDATE id_generators SET max_id = max_id + 1 WHERE resource = '${resource}'`);
    const [[row]] = (await target.query(
      `SELECT max_id FROM id_generators WHERE resource = '${resource}'`,
    )) as unknown as [[{ max_id: number }]];
    return Number(row.max_id);
  }

  async function transaction(): Promise<void> {
    const [things, apps] = [await ids('things'), await ids('apps')];
    const thing = () => things[below(things.length)] ?? 0;
    const app = () => apps[below(apps.length)] ?? 0;
    const steps: readonly (() => Promise<unknown>)[] = [
      async () => {
        const id = await handOut('things');
        const owner = app();
        await target.query(
          `INSERT INTO things VALUES (${id}, 2, ${owner}, ${random() < 0.2 ? 'NULL' : `'made ${id}'`}, ${below(999)}.25, '2025-01-02 03:04:05.000006',
            '{"apps": [${app()}, 0, ${owner}], "n": 2500.0}', 'ü${below(99)}', X'0100', ${id / 7}, 'acme')`,
        );
        await target.query(`INSERT INTO links VALUES (${owner}, ${id}, 'made', 'acme')`);
      },
      async () => {
        const id = await handOut('apps');
        await target.query(`INSERT INTO apps VALUES (${id}, 2, 'made ${id}', 'acme')`);
      },
      () =>
        target.query(
          `UPDATE things SET amount = amount + 1, app_id = ${app()}, body = '{"apps": [${app()}], "n": ${below(99)}}', old = 'é${below(99)}', ratio = ratio / 3
            WHERE id IN (${thing()}, ${thing()}) AND ${ours}`,
        ),
      async () => {
        const [one, other] = [thing(), thing()];
        const [rows] = (await target.query(
          `SELECT id, code FROM things WHERE id IN (${one}, ${other})`,
        )) as unknown as [{ id: number; code: string | null }[]];
        const [a, b] = rows;
        if (!a || !b) return;
        const quoted = (code: string | null) => (code === null ? 'NULL' : `'${code}'`);
        await target.query(`UPDATE things SET code = NULL WHERE id = ${a.id}`);
        await target.query(`UPDATE things SET code = ${quoted(a.code)} WHERE id = ${b.id}`);
        await target.query(`UPDATE things SET code = ${quoted(b.code)} WHERE id = ${a.id}`);
      },
      async () => {
        const id = thing();
        await target.query(`DELETE FROM links WHERE thing_id = ${id} AND ${ours}`);
        await target.query(`DELETE FROM things WHERE id = ${id} AND ${ours}`);
      },
      async () => {
        const [from, to] = [thing(), await handOut('things')];
        await target.query(`UPDATE links SET thing_id = ${to} WHERE thing_id = ${from} AND ${ours}`);
        await target.query(`UPDATE things SET id = ${to} WHERE id = ${from} AND ${ours}`);
      },
      // Another tenant's changes are nobody's business here.
      () => target.query("UPDATE things SET amount = amount + 1 WHERE tenant_id = 'else'"),
    ];
    await target.query('START TRANSACTION');
    try {
      for (let count = 1 + below(3); count > 0; count -= 1) await steps[below(steps.length)]?.();
      await target.query(random() < 0.15 ? 'ROLLBACK' : 'COMMIT');
    } catch (error) {
      await target.query('ROLLBACK');
      // A value that is taken is the workload's own business.
      if (!/duplicate/i.test(String(error))) throw error;
    }
    done += 1;
  }

  const writing = (async () => {
    while (going) {
      await transaction();
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  writing.catch(() => undefined);
  return {
    stop: async () => {
      going = false;
      await writing;
    },
    transactions: () => done,
  };
}
