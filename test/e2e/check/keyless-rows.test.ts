import { describe, expect, it } from 'vitest';
import { blockersOf, migrate, takeBack } from '../support/case-journey.js';
import { openCase } from '../support/small-case.js';

const columns = 'biz_id int NOT NULL, what varchar(20)';

/** Rows of a table without a key, beside rows that the target has of it. */
const opened = (flavour: 'mariadb' | 'mysql', inTarget: string) =>
  openCase({
    sourceServer: flavour,
    targetServer: flavour,
    tables: ['marks'],
    source: `CREATE TABLE marks (${columns});\nINSERT INTO marks VALUES (2, 'a'), (2, 'a'), (3, 'b');\n`,
    target: `CREATE TABLE marks (${columns}, tenant_id varchar(50) NOT NULL);\nINSERT INTO marks VALUES ${inTarget};\n`,
    settings: { migration: { biz_ids: [2] } },
  });

describe.each(['mariadb', 'mysql'] as const)(
  'rows that %s holds already of a table without a key',
  (flavour) => {
    it('refuse the run where they are the tenant’s: a rollback would take them along', async () => {
      const migration = await opened(flavour, "(2, 'a', 'acme'), (2, 'own', 'acme')");
      const [blocker, ...others] = await blockersOf(migration);
      expect(others).toEqual([]);
      expect(blocker).toMatchObject({ code: 'conflict.keyless-rows', table: 'marks', count: 2 });
      await expect(migration.run()).rejects.toThrow(/nobody could tell them from the copied ones/);
      await migration.target.query("DELETE FROM marks WHERE tenant_id = 'acme'");
      await takeBack(migration, await migrate(migration));
    });

    it('stand in nobody’s way where they are another tenant’s, or of another business', async () => {
      const migration = await opened(flavour, "(2, 'a', 'other'), (3, 'b', 'acme')");
      const contents = async () => (await migration.target.query('SELECT * FROM marks'))[0];
      const before = await contents();
      await takeBack(migration, await migrate(migration));
      expect(await contents()).toEqual(before);
    });
  },
);
