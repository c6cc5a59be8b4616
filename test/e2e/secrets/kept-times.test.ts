import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretColumns } from '../../support/preset.js';
import { migrate, takeBack } from '../support/case-journey.js';
import { vaultRequest } from '../support/servers.js';
import { openCase } from '../support/small-case.js';

/** Columns that the target changes by itself whenever a row is updated: what the tool updates, a secret's version, is no change of the row. */

const value = 'a value';
const digest = (algorithm: string) => createHash(algorithm).update(value).digest('hex');
const columns = (
  onUpdate: string,
) => `id int unsigned PRIMARY KEY, biz_id int NOT NULL, k varchar(20), version int,
  kv_type varchar(10), signature char(64), md5 char(32), byte_size int,
  changed timestamp(3) NULL${onUpdate}, seen datetime(6) NULL${onUpdate.replaceAll('(3)', '(6)')}`;

test.each(['mariadb', 'mysql'] as const)(
  'times that %s sets by itself stay as they were copied, also after a repair',
  async (flavour) => {
    const opened = await openCase({
      sourceServer: flavour,
      targetServer: flavour,
      tables: ['kvs'],
      preset: {
        secrets: {
          mount: 'bk',
          entries: [
            {
              table: 'kvs',
              path: 'kvs/{k}',
              ...secretColumns,
            },
          ],
        },
      },
      // The target's first version is the source's second.
      secrets: {
        'kvs/a': [
          { kv_type: 'string', value: 'older' },
          { kv_type: 'string', value },
        ],
      },
      source: `CREATE TABLE kvs (${columns('')});
INSERT INTO kvs VALUES (1, 2, 'a', 2, 'string', '${digest('sha256')}', '${digest('md5')}', ${value.length}, '2020-01-02 03:04:05.678', '2020-01-02 03:04:05.678901');
`,
      target: `CREATE TABLE kvs (${columns(' ON UPDATE CURRENT_TIMESTAMP(3)')}, tenant_id varchar(50) NOT NULL);\n`,
    });
    const rows = async () => (await opened.target.query('SELECT version, changed, seen FROM kvs'))[0];
    const times = { changed: '2020-01-02 03:04:05.678', seen: '2020-01-02 03:04:05.678901' };
    const runId = await migrate(opened);
    expect(await rows()).toEqual([{ version: 1, ...times }]);

    const repair = () => opened.cli('validate', '--repair', '--confirm', opened.targetDatabase);
    await opened.target.query('UPDATE kvs SET version = 7, changed = changed, seen = seen');
    expect((await repair()).exitCode).toBe(0);
    expect(await rows()).toEqual([{ version: 1, ...times }]);

    await opened.target.query("UPDATE kvs SET kv_type = 'other', changed = changed, seen = seen");
    await vaultRequest('DELETE', `${opened.mounts.target}/metadata/kvs/a`);
    expect((await repair()).exitCode).toBe(0);
    expect(await rows()).toEqual([{ version: 1, ...times }]);
    await takeBack(opened, runId);
  },
);
