import { expect, it } from 'vitest';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { spellings } from '../../support/sql-spellings.js';
import { sharedServer } from '../support/servers.js';

it.each(['mariadb', 'mysql'] as const)('what a preset may write is what %s takes', async (flavour) => {
  const connection = await connectAdmin(sharedServer(flavour));
  const from = "(SELECT 'x ab' AS a, 5 AS n, TIMESTAMP'2024-01-02 03:04:05' AS d) s";
  const refused: string[] = [];
  for (const sql of spellings) {
    await connection
      .query(`SELECT ${sql} FROM ${from}`)
      .catch((error: Error) => refused.push(`${sql}: ${error.message}`));
  }
  await connection.end();
  expect(refused).toEqual([]);
});
