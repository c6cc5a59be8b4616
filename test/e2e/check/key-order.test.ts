import { expect, it } from 'vitest';
import { linesOf } from '../support/cli/binary.js';
import { openCase, type SmallCase } from '../support/small-case.js';

const tables = (tenant: string) => `
  CREATE TABLE apps (id bigint unsigned PRIMARY KEY, name varchar(20) NOT NULL${tenant});
  CREATE TABLE marks (app_id bigint unsigned NOT NULL, place int NOT NULL, memo varchar(20), PRIMARY KEY (app_id, place)${tenant});
`;
const rows = `
  INSERT INTO apps VALUES (5, 'a'), (9, 'b');
  INSERT INTO marks VALUES (5, 1, 'x'), (7, 1, 'its app is gone'), (9, 1, 'y');
`;

const small = (migration: Readonly<Record<string, unknown>>, theirs = ''): SmallCase => ({
  source: `${tables('')}${rows}`,
  target: `${tables(', tenant_id varchar(50) NOT NULL')}
    INSERT INTO apps VALUES (1000, 'theirs', 'globex');
    ${theirs}`,
  tables: ['apps', 'marks'],
  levels: { marks: 2 },
  references: { app_id: 'apps' },
  settings: { migration: { ids: 'offset', ...migration } },
});

const servers = [
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const;

it.each(servers)(
  'a key keeps its order where references are shifted, from %s to %s',
  async (source, target) => {
    const opened = await openCase({ ...small({}), sourceServer: source, targetServer: target });
    const run = await opened.run();
    expect(run.outcome).toBe('complete');
    const validation = linesOf(await opened.cli('validate', '--level', 'full')).at(-1);
    expect(validation).toMatchObject({ ok: true, differences: 0 });
    const rollback = await opened.cli('rollback', '--run', run.runId, '--confirm', opened.targetDatabase);
    expect(rollback.exitCode).toBe(0);
    const [left] = await opened.target.query(`SELECT * FROM marks WHERE tenant_id = 'acme'`);
    expect(left).toEqual([]);
  },
);

it.each<[string, Readonly<Record<string, string>>, string, ...string[]]>([
  ['a reference that keeps its number', { dangling_references: 'keep' }, ''],
  ['a reference that becomes 0', { dangling_references: 'zero' }, ''],
  [
    'a row that the target has already',
    { identical_rows: 'skip' },
    `INSERT INTO apps VALUES (400, 'b', 'acme');`,
  ],
  [
    'a reference to a table that is left out, which becomes 0,',
    { dangling_references: 'zero' },
    '',
    '--skip',
    'apps',
  ],
])(
  '%s inside a key of several columns is refused before the first write',
  async (_, migration, theirs, ...flags) => {
    const [[sourceServer, targetServer]] = servers;
    const opened = await openCase({ ...small(migration, theirs), sourceServer, targetServer });
    for (const command of ['check', 'run']) {
      const ended = await opened.cli(command, ...flags);
      const found = linesOf(ended).flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
      expect([ended.exitCode, found]).toEqual([
        2,
        expect.arrayContaining([
          expect.objectContaining({
            code: 'ids.key-order',
            severity: 'blocker',
            table: 'marks',
            column: 'app_id',
          }),
        ]),
      ]);
    }
    const [written] = await opened.target.query('SELECT * FROM marks');
    expect(written).toEqual([]);
  },
);
