import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { patience } from '../../support/patience.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { runTool } from '../support/faults/tool-process.js';
import { openCutover } from '../support/live/cutover-case.js';
import { liveServer } from '../support/live/live-case.js';
import { sharedServer } from '../support/servers.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

type Row = Readonly<Record<string, string | null>>;

async function read(connection: AdminConnection, sql: string): Promise<readonly Row[]> {
  const [rows] = await connection.query(sql);
  return (rows as unknown as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ),
  );
}

const apps = (tenant: string) =>
  `CREATE TABLE apps (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, parent_id bigint unsigned NOT NULL, name varchar(40) NOT NULL${tenant});`;
const items = (tenant: string) =>
  `CREATE TABLE items (id int unsigned PRIMARY KEY, biz_id int NOT NULL, app_id bigint unsigned NULL, name varchar(40) NOT NULL, body json NOT NULL${tenant});`;
const links = (tenant: string) =>
  `CREATE TABLE links (app_id bigint unsigned NOT NULL, item_id int unsigned NOT NULL, note varchar(40) NOT NULL${tenant}, PRIMARY KEY (app_id, item_id));`;
const tenant = ', tenant_id varchar(50) NOT NULL';

/** Names are unique, so that rows can be told without their IDs. */
const tree: Omit<SmallCase, 'sourceServer' | 'targetServer'> = {
  source: `${apps('')}\n${items('')}\n${links('')}
    INSERT INTO apps VALUES (1, 2, 0, 'app 1'), (2, 2, 1, 'app 2');
    INSERT INTO items VALUES (1, 2, 1, 'item 1', '{"apps": [1, 2]}'), (2, 2, NULL, 'item 2', '{"apps": [0]}');
    INSERT INTO links VALUES (1, 1, 'link 1 1'), (2, 1, 'link 2 1');
    INSERT INTO id_generators VALUES ('apps', 2, NULL), ('items', 2, NULL);`,
  target: `${apps(tenant)}\n${items(tenant)}\n${links(tenant)}
    INSERT INTO apps VALUES (1, 2, 0, 'theirs', 'else'), (5, 99, 0, 'own', 'acme');
    INSERT INTO items VALUES (1, 2, 1, 'theirs', '{"apps": [1]}', 'else');
    INSERT INTO links VALUES (1, 1, 'theirs', 'else');
    INSERT INTO id_generators VALUES ('apps', 5, NULL), ('items', 1, NULL);`,
  tables: ['apps', 'items', 'links'],
  references: { app_id: 'apps', parent_id: 'apps', item_id: 'items' },
  levels: { apps: 1, items: 2, links: 3 },
  preset: {
    tables: [
      { name: 'apps', level: 1 },
      { name: 'items', level: 2, json_references: [{ column: 'body', path: '.apps[*]', table: 'apps' }] },
      { name: 'links', level: 3 },
    ],
  },
  settings: { options: { batch_size: 50 } },
};

/** Every row that the source has, as the target must have it: rows are matched by name, and references by whose name they lead to. */
async function compare({ source, target }: OpenedCase) {
  const select = {
    apps: 'SELECT id, parent_id, biz_id, name FROM apps',
    items: 'SELECT id, app_id, biz_id, name, CAST(body AS CHAR) AS body FROM items',
    links: 'SELECT app_id, item_id, note FROM links',
  };
  async function named(connection: AdminConnection, where: string): Promise<readonly string[]> {
    const all = {
      apps: await read(connection, select.apps + where),
      items: await read(connection, select.items + where),
      links: await read(connection, select.links + where),
    };
    const namesOf = (rows: readonly Row[]) => new Map(rows.map(({ id, name }) => [id, name]));
    const [byApp, byItem] = [namesOf(all.apps), namesOf(all.items)];
    const app = (id: string | null | undefined) =>
      id === null || id === '0' ? id : (byApp.get(id ?? '') ?? `nobody ${id}`);
    const list = (body: string | null | undefined) =>
      (JSON.parse(body ?? '{}') as { apps: number[] }).apps.map((id) => app(String(id))).join();
    return [
      ...all.apps.map(({ name, biz_id, parent_id }) => `app ${name} ${biz_id} in ${app(parent_id)}`),
      ...all.items.map(
        ({ name, biz_id, app_id, body }) => `item ${name} ${biz_id} of ${app(app_id)}: ${list(body)}`,
      ),
      ...all.links.map(
        ({ app_id, item_id, note }) => `link ${note}: ${app(app_id)} ${byItem.get(item_id ?? '')}`,
      ),
    ].toSorted();
  }
  const [wanted, found] = [
    await named(source, ''),
    await named(target, " WHERE tenant_id = 'acme' AND (1 = 1)"),
  ];
  return { wanted, found: found.filter((row) => !row.startsWith('app own')) };
}

/** Whatever is not the run's. */
const theirs = async ({ target }: OpenedCase) => [
  ...(await read(target, "SELECT * FROM apps WHERE tenant_id = 'else' OR name LIKE 'own%' ORDER BY id")),
  ...(await read(target, "SELECT * FROM items WHERE tenant_id = 'else' ORDER BY id")),
  ...(await read(target, "SELECT * FROM links WHERE tenant_id = 'else' ORDER BY app_id")),
];

/** New rows from these IDs on, which refer to each other and to older ones, in one transaction. `raised`: the generator first, as services do. */
async function grow({ source }: OpenedCase, from: number, older: number, raised = true): Promise<void> {
  if (raised)
    await source.query(`UPDATE id_generators SET max_id = ${from + 10} WHERE resource IN ('apps', 'items')`);
  await source.query('START TRANSACTION');
  for (let id = from; id < from + 10; id += 1) {
    await source.query(`INSERT INTO apps VALUES (${id}, 2, ${id === from ? older : id - 1}, 'app ${id}')`);
    await source.query(
      `INSERT INTO items VALUES (${id}, 2, ${id}, 'item ${id}', '{"apps": [${older}, 0, ${id}, ${from}]}')`,
    );
    await source.query(
      `INSERT INTO links VALUES (${id}, ${id}, 'link ${id}'), (${older}, ${id}, 'link ${older} ${id}')`,
    );
  }
  await source.query(`UPDATE items SET app_id = ${from} WHERE id = 2`);
  await source.query('COMMIT');
}

/** The target's services give IDs to others meanwhile, and a row of ours in a business of its own. */
async function handOut({ target }: OpenedCase, table: 'apps' | 'items', own?: string): Promise<void> {
  const [row] = await read(target, `SELECT max_id FROM id_generators WHERE resource = '${table}'`);
  const next = Number(row?.max_id) + 1;
  await target.query(`UPDATE id_generators SET max_id = ${next + 700} WHERE resource = '${table}'`);
  if (table === 'items') return;
  await target.query(`INSERT INTO apps VALUES (${next}, 2, 0, 'theirs ${next}', 'else')`);
  if (own) await target.query(`INSERT INTO apps VALUES (${next + 1}, 99, 0, '${own}', 'acme')`);
}

const segments = (small: OpenedCase, runId: string) =>
  read(
    small.target,
    `SELECT table_name, CAST(above_id AS DECIMAL(30)) AS above_id, room, id_offset FROM tenantferry.segments WHERE run_id = '${runId}' ORDER BY 1, 2`,
  );

const follow = (small: OpenedCase) =>
  small.cli('follow', '--confirm', small.targetDatabase, '--until-caught-up');

/** Follows while the source grows and the target takes no rows, and is killed when it has made room for both tables; then to the end. */
async function followKilled(
  small: OpenedCase,
  target: AdminConnection,
  work: () => Promise<void>,
): Promise<void> {
  await target.query('START TRANSACTION');
  await target.query('SELECT id FROM apps FOR UPDATE');
  await target.query('SELECT id FROM items FOR UPDATE');
  const raised = new Set<string>();
  let working: Promise<void> | undefined;
  const { code } = await runTool(
    ['follow', '-c', small.configFile, '--confirm', small.targetDatabase],
    (event, kill) => {
      const { type, resource } = event as { type: string; resource?: string };
      if (type === 'follow-started') working ??= work();
      if (type === 'generator-raised') raised.add(resource ?? '');
      if (raised.size === 2) kill();
    },
  );
  expect(code).toBeNull();
  await working;
  await target.query('ROLLBACK');
  const followed = await follow(small);
  expect(followed.exitCode, followed.stdout).toBe(0);
}

/** Each server on each side, with either mode. */
const cases: readonly (readonly [ids: string, Flavour, Flavour])[] = [
  ['offset', 'mariadb', 'mariadb'],
  ['preserve', 'mysql', 'mysql'],
  ['preserve', 'mariadb', 'mysql'],
  ['offset', 'mysql', 'mariadb'],
];

describe('a source that hands out more IDs than are reserved', () => {
  it.each(cases)(
    'gets room, twice, killed in between, with mode %s, from %s to %s',
    async (ids, from, to) => {
      const server = await liveServer(from);
      const isKept = ids === 'preserve';
      const small = await openCase({
        ...tree,
        ...(isKept
          ? {
              target: tree.target.replaceAll('(1, 2, ', '(90000, 2, ').replaceAll('(1, 1,', '(90000, 90000,'),
            }
          : {}),
        sourceServer: server,
        targetServer: to,
        settings: { ...tree.settings, migration: { ids } },
      });
      const { runId } = await small.run({ live: true });
      const holder = await connectAdmin(sharedServer(to));
      onTestFinished(() => holder.end());
      await holder.query(`USE \`${small.targetDatabase}\``);
      const before = await theirs(small);
      await handOut(small, 'apps', 'own row');
      await handOut(small, 'items');
      await followKilled(small, holder, () => grow(small, 150_000, 1));
      await handOut(small, 'apps', 'own later row');
      // Over all the room at once, unseen in the generator; and in a transaction that does not happen.
      await small.source.query('START TRANSACTION');
      await small.source.query("INSERT INTO apps VALUES (5000000, 2, 0, 'never')");
      await small.source.query('ROLLBACK');
      await small.source.query('DELETE FROM links WHERE item_id = 150004');
      await small.source.query('DELETE FROM items WHERE id = 150004');
      await followKilled(small, holder, () => grow(small, 600_000, 150_003, false));

      const { wanted, found } = await compare(small);
      expect(found).toEqual(wanted);
      expect(wanted.length).toBeGreaterThan(80);
      const made = await segments(small, runId);
      expect(made.map(({ table_name }) => table_name)).toEqual(['apps', 'apps', 'items', 'items']);
      const owns = await theirs(small);
      expect(owns).toHaveLength(before.length + 4);
      for (const level of ['counts', 'checksum', 'full']) {
        const validated = await small.cli('validate', '--level', level);
        expect(validated.exitCode, validated.stdout).toBe(0);
      }

      const [{ id: there } = { id: '' }] = await read(
        small.target,
        "SELECT id FROM apps WHERE name = 'app 150002' AND tenant_id = 'acme'",
      );
      expect(Number(there) === 150_002).toBe(false);
      await small.target.query("UPDATE apps SET name = 'damaged' WHERE name = 'app 150002'");
      await small.target.query("UPDATE items SET app_id = 1 WHERE name = 'item 600004'");
      await small.target.query("DELETE FROM items WHERE name = 'item 150007'");
      await small.target.query("DELETE FROM links WHERE note = 'link 600001'");
      expect((await small.cli('validate', '--level', 'full')).exitCode).toBe(3);
      const repaired = await small.cli('validate', '--repair', '--confirm', small.targetDatabase);
      expect(repaired.exitCode, repaired.stdout).toBe(0);
      expect((await compare(small)).found).toEqual(wanted);
      await small.source.query("UPDATE apps SET name = 'newer' WHERE id = 150002");
      expect((await follow(small)).exitCode).toBe(0);
      expect((await compare(small)).found).toEqual((await compare(small)).wanted);

      const taken = await small.cli('rollback', '--run', runId, '--confirm', small.targetDatabase);
      expect(taken.exitCode, taken.stdout).toBe(0);
      expect((await compare(small)).found).toEqual([]);
      expect(await theirs(small)).toEqual(owns);
    },
  );
});

it.each<Flavour>(['mariadb', 'mysql'])(
  'on %s, copies with the room that the source needs by the time that a run is taken up again',
  async (flavour) => {
    const server = await liveServer(flavour);
    const small = await openCase({
      ...tree,
      sourceServer: server,
      targetServer: flavour,
      settings: { options: { batch_size: 1, parallel: 1 }, migration: { ids: 'offset' } },
    });
    const common = ['run', '-c', small.configFile, '--confirm', small.targetDatabase];
    const killed = await runBinary([...common, '--live', '--json'], {
      endAt: { said: '"type":"chunk-committed"', signal: 'SIGKILL' },
    });
    expect(killed.exitCode).toBeNull();
    await handOut(small, 'apps', 'own row');
    await grow(small, 150_000, 1);
    const resumed = await small.cli('run', '--resume');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    await grow(small, 400_000, 150_001, false);
    expect((await follow(small)).exitCode).toBe(0);
    const { wanted, found } = await compare(small);
    expect(found).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(80);
    const validated = await small.cli('validate', '--level', 'full');
    expect(validated.exitCode, validated.stdout).toBe(0);
    const owns = await theirs(small);
    const [run] = await read(
      small.target,
      `SELECT run_id FROM tenantferry.runs WHERE target_database = '${small.targetDatabase}'`,
    );
    const taken = await small.cli('rollback', '--run', run?.run_id ?? '', '--confirm', small.targetDatabase);
    expect(taken.exitCode, taken.stdout).toBe(0);
    expect((await compare(small)).found).toEqual([]);
    expect(await theirs(small)).toEqual(owns);
  },
);

it('stops at a reference far beyond all that the source has handed out, and reserves nothing for it', async () => {
  const server = await liveServer('mariadb');
  const small = await openCase({
    ...tree,
    sourceServer: server,
    settings: { ...tree.settings, migration: { ids: 'offset' } },
  });
  const { runId } = await small.run({ live: true });
  // A row that went before anybody saw it.
  await small.source.query("UPDATE id_generators SET max_id = 150000 WHERE resource = 'apps'");
  await small.source.query("INSERT INTO items VALUES (3, 2, 150000, 'item 3', '{}')");
  expect((await follow(small)).exitCode).toBe(0);
  expect(await segments(small, runId)).toHaveLength(1);
  await small.source.query('UPDATE items SET app_id = 990000000 WHERE id = 3');
  const far = await follow(small);
  expect(far.exitCode).toBe(4);
  expect(linesOf(far).at(-1)).toMatchObject({
    message: expect.stringMatching(/items, column app_id.*ID 990000000/),
  });
  expect(await segments(small, runId)).toHaveLength(1);
});

it.each<Flavour>(['mariadb', 'mysql'])(
  'on %s, takes IDs without room along in the pause of a cut-over',
  async (flavour) => {
    const server = await liveServer(flavour);
    const opened = await openCutover(server);
    await opened.target.query("UPDATE id_generators SET max_id = max_id + 77 WHERE resource = 'things'");
    const open = await opened.connect();
    await open.query('START TRANSACTION');
    await open.query("INSERT INTO things VALUES (700001, 2, 'open')");
    await open.query('UPDATE things SET id = 700002 WHERE id = 3');
    const cutover = opened.start('cutover');
    await cutover.said('"step":"gate"');
    await vi.waitFor(async () => {
      const [waiting] = await opened.source.query('SHOW PROCESSLIST');
      expect(JSON.stringify(waiting)).toContain('LOCK TABLES');
    }, patience);
    await open.query('COMMIT');
    const ended = await cutover.ended;
    expect(ended.exitCode, ended.stdout).toBe(0);
    const names = async (connection: AdminConnection, where: string) =>
      (await read(connection, `SELECT name, biz_id FROM things ${where} ORDER BY name`)).map((row) =>
        JSON.stringify(row),
      );
    const wanted = await names(opened.source, '');
    expect(wanted).toHaveLength(301);
    expect(await names(opened.target, "WHERE tenant_id = 'acme'")).toEqual(wanted);
    const [first, second] = await read(
      opened.target,
      "SELECT id FROM things WHERE name IN ('open', 'ours 3') AND tenant_id = 'acme' ORDER BY id",
    );
    const [one] = await read(
      opened.target,
      "SELECT id FROM things WHERE name = 'ours 4' AND tenant_id = 'acme'",
    );
    // One behind the other, and not where the first offset would have put them.
    expect(Number(second?.id) - Number(first?.id)).toBe(1);
    expect(Number(first?.id) - 700_001).not.toBe(Number(one?.id) - 4);
    const [generator] = await read(opened.target, 'SELECT max_id FROM id_generators');
    expect(Number(generator?.max_id)).toBeGreaterThan(Number(second?.id));
  },
);
