import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { oldCase } from '../support/old-ledger.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const page = join(import.meta.dirname, '../../../docs/ledger.md');

describe.each([
  { flavour: 'mariadb', start: startMariadb },
  { flavour: 'mysql', start: startMysql },
] as const)('what docs/ledger.md says of removing the ledger, on $flavour', ({ start }) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.remove());

  const open = () => openCase({ ...oldCase, sourceServer: server, targetServer: server });
  const known = async ({ context }: OpenedCase) => (await operations.runs(context)).length;

  async function carryOut({ target, targetDatabase }: OpenedCase, block: number): Promise<void> {
    const [, removal = ''] = (await readFile(page, 'utf8')).split('## How to remove it');
    const blocks = [...removal.matchAll(/```sql\n(.*?)```/gs)];
    const sql = (blocks[block]?.[1] ?? '').replaceAll('bk_bscp_tenants', targetDatabase);
    for (const statement of sql.split(/;\n/)) if (statement.trim() !== '') await target.query(statement);
  }

  async function ledgerTables({ target }: OpenedCase): Promise<readonly string[]> {
    const [rows] = await target.query(
      "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_schema = 'tenantferry' OR table_name LIKE '\\_tenantferry\\_%'",
    );
    return (rows as { name: string }[]).map(({ name }) => name);
  }

  it('takes the runs of one target database and leaves the others', async () => {
    const [one, other] = [await open(), await open()];
    await one.run();
    await other.run();
    await carryOut(one, 2);
    expect([await known(one), await known(other)]).toEqual([0, 1]);
    for (const name of await ledgerTables(one)) {
      if (name.endsWith('.version')) continue;
      const whose = name.includes('.schema_') ? 'target_database' : 'run_id';
      const [rows] = await one.target.query(`SELECT COUNT(DISTINCT ${whose}) AS runs FROM ${name}`);
      expect([name, Number((rows as { runs: unknown }[])[0]?.runs)]).not.toEqual([name, 2]);
    }
    await carryOut(one, 0);
    expect(await ledgerTables(one)).toEqual([]);
    expect([await known(one), await known(other)]).toEqual([0, 0]);
  });

  it('takes a ledger out of the target database, and the next run makes one again', async () => {
    const opened = await open();
    await opened.run();
    const made = await ledgerTables(opened);
    for (const name of made) {
      const own = `\`${opened.targetDatabase}\`.\`_tenantferry_${name.slice('tenantferry.'.length)}\``;
      await opened.target.query(`RENAME TABLE ${name} TO ${own}`);
    }
    await opened.target.query('DROP DATABASE tenantferry');
    expect(await known(opened)).toBe(1);
    await carryOut(opened, 1);
    expect(await ledgerTables(opened)).toEqual([]);
    for (const table of ['apps', 'items']) await opened.target.query(`DELETE FROM ${table}`);
    await opened.run();
    expect(await known(opened)).toBe(1);
    expect(await ledgerTables(opened)).toHaveLength(made.length);
  });
});
