import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

/** Customers under another name, joined to their notes and regions; some are gone, some have a debt. */
const rows = 2_500;
const customer = (id: number) => ({
  id,
  full_name: id % 7 === 0 ? null : `name ${id} ü`,
  pts: id % 10 === 3 ? -id : id * 2,
  rate: id / 8,
  region: id % 4 === 0 ? `r${id % 3}` : null,
  gone: id % 5 === 0 ? 1 : 0,
  made: id % 9 === 0 ? '0000-00-00 00:00:00' : `2024-02-${String((id % 28) + 1).padStart(2, '0')} 10:11:12`,
});
const all = Array.from({ length: rows }, (_, index) => customer(index + 1));
const value = (field: string | number | null) =>
  field === null ? 'NULL' : typeof field === 'number' ? String(field) : `'${field}'`;
const inserted = all.map((row) => `(${Object.values(row).map(value).join(', ')})`).join(',\n');
const extras = all.filter(({ id }) => id % 2 === 0).map(({ id }) => `(${id}, 'note ${id}')`);

const source = `SET sql_mode = '';
CREATE TABLE cust (id bigint PRIMARY KEY, full_name varchar(60), pts int NOT NULL, rate double NOT NULL, region varchar(8), gone tinyint(1) NOT NULL, made datetime NOT NULL);
CREATE TABLE cust_ext (cust_id bigint PRIMARY KEY, note varchar(100));
CREATE TABLE regions (code varchar(8) PRIMARY KEY, title varchar(50));
INSERT INTO regions VALUES ('r0', 'North'), ('r1', 'South');
INSERT INTO cust VALUES ${inserted};
INSERT INTO cust_ext VALUES ${extras.join(', ')};
`;
const target = `CREATE TABLE customers (uuid bigint PRIMARY KEY, name varchar(80) NOT NULL, points int NOT NULL, score double NOT NULL, half decimal(10,1), note varchar(120), region_title varchar(50) NOT NULL, origin varchar(10) NOT NULL, moved_at datetime(3) NOT NULL, made datetime NOT NULL, level varchar(5) NOT NULL DEFAULT 'new', spare int NULL, label varchar(30) NOT NULL UNIQUE);
`;
const table = {
  name: 'customers',
  level: 1,
  from: { table: 'cust', as: 's', join: 'LEFT JOIN cust_ext e ON e.cust_id = s.id' },
  key: ['uuid'],
  where: 's.gone = 0',
  reject: [
    { when: 's.pts < 0', because: { en: 'in debt', zh: '欠款' } },
    { when: 's.id > 2490', because: 'too new' },
  ],
  columns: {
    uuid: { expr: 's.id' },
    name: { expr: "COALESCE(s.full_name, CONCAT('customer ', s.id))" },
    points: { from: 'pts' },
    score: { expr: 's.rate * 2' },
    half: { expr: 's.pts / 2' },
    note: { expr: 'e.note' },
    region_title: { lookup: 'regions', on: 'regions.code = s.region', value: 'title', else: "'none'" },
    origin: { insert: "'moved'", update: 'keep' },
    moved_at: { expr: ':run_time' },
    made: null,
    label: { expr: "CONCAT('c-', s.id)" },
  },
};
const preset = {
  tenant: undefined,
  business: undefined,
  id: undefined,
  id_generators: undefined,
  tables: [table],
};
const small = (flavour: Flavour, change: Partial<SmallCase> = {}): SmallCase => ({
  source,
  target,
  tables: [],
  sourceServer: flavour,
  targetServer: flavour,
  generators: false,
  settings: { options: { batch_size: 100 } },
  preset,
  ...change,
});

/** The rules again, by hand. */
const kept = all.filter(({ gone, pts, id }) => gone === 0 && pts >= 0 && id <= 2490);
const expected = kept.map(({ id, full_name, pts, rate, region, made }) => ({
  uuid: String(id),
  name: full_name ?? `customer ${id}`,
  points: pts,
  score: rate * 2,
  half: (pts / 2).toFixed(1),
  note: id % 2 === 0 ? `note ${id}` : null,
  region_title: region === 'r0' ? 'North' : region === 'r1' ? 'South' : 'none',
  origin: 'moved',
  made,
  level: 'new',
  spare: null,
  label: `c-${id}`,
}));

/** Runs a command and expects its exit code. */
async function tell(opened: OpenedCase, exitCode: number, command: string, ...flags: readonly string[]) {
  const ended = await opened.cli(command, ...flags);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
  return parseLines(ended.stdout);
}

async function customers(opened: OpenedCase): Promise<Record<string, unknown>[]> {
  const [found] = await opened.target.query('SELECT * FROM customers ORDER BY uuid');
  return found as Record<string, unknown>[];
}

const withoutTime = (found: readonly Record<string, unknown>[]) =>
  found.map(({ moved_at: _, ...row }) => row);

describe.each(['mariadb', 'mysql'] as const)('a reshaped table on %s', (flavour) => {
  it('is planned, killed and taken up again, proven, repaired and taken back', async () => {
    const opened = await openCase(small(flavour));
    const planned = (await tell(opened, 0, 'plan')).find(({ type }) => type === 'plan-result');
    const inDebt = all.filter(({ gone, pts }) => gone === 0 && pts < 0);
    const tooNew = all.filter(({ gone, pts, id }) => gone === 0 && pts >= 0 && id > 2490);
    expect(planned?.rows).toEqual([
      {
        table: 'customers',
        created: kept.length,
        updated: 0,
        rejected: inDebt.length + tooNew.length,
        leftAlone: all.filter(({ gone }) => gone === 1).length,
        reasons: [
          { reason: 'in debt', reasonZh: '欠款', count: inDebt.length },
          { reason: 'too new', reasonZh: 'too new', count: tooNew.length },
        ],
      },
    ]);
    expect(await customers(opened)).toEqual([]);

    const killed = await runBinary(
      ['run', '-c', opened.configFile, '--json', '--confirm', opened.targetDatabase],
      {
        endAt: { said: '"chunk-committed"', signal: 'SIGKILL' },
      },
    );
    expect(killed.exitCode).toBeNull();
    const before = (await customers(opened)).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(kept.length);
    const resumed = await tell(opened, 0, 'run', '--resume');
    const found = await customers(opened);
    expect(withoutTime(found)).toEqual(expected);
    expect(new Set(found.map(({ moved_at }) => moved_at)).size).toBe(1);
    const rejected = resumed.filter(({ type }) => type === 'row-rejected');
    expect(rejected.map(({ table, key, reason }) => [table, key, reason])).toEqual(
      [
        ...inDebt.map(({ id }) => [id, 'in debt'] as const),
        ...tooNew.map(({ id }) => [id, 'too new'] as const),
      ]
        .toSorted((a, b) => a[0] - b[0])
        .map(([id, reason]) => ['customers', `uuid=${id}`, reason]),
    );
    const runId = String(resumed.find((line) => line.runId !== undefined)?.runId);
    for (const level of ['counts', 'checksum', 'full']) await tell(opened, 0, 'validate', '--level', level);

    const damage = [
      "UPDATE customers SET name = CONCAT(name, ' ') WHERE uuid = 1",
      'UPDATE customers SET score = score + 0.000001 WHERE uuid = 2',
      'UPDATE customers SET half = NULL WHERE uuid = 4',
      "UPDATE customers SET region_title = 'none ' WHERE uuid = 4",
      "UPDATE customers SET level = 'old' WHERE uuid = 6",
      'UPDATE customers SET spare = 1 WHERE uuid = 7',
      'UPDATE customers SET moved_at = moved_at + INTERVAL 1 SECOND WHERE uuid = 8',
      "UPDATE customers SET made = '2024-01-01' WHERE uuid = 9",
      'DELETE FROM customers WHERE uuid = 11',
      "INSERT INTO customers SELECT 3, name, points, score, half, note, region_title, origin, moved_at, made, level, spare, 'extra' FROM customers WHERE uuid = 1",
    ];
    for (const sql of damage) await opened.target.query(sql);
    const differences = (await tell(opened, 3, 'validate', '--level', 'full')).filter(
      ({ type, check }) => type === 'difference' && check === 'full',
    );
    expect(
      differences.map(({ table, key, column }) => `${table} ${key} ${column ?? ''}`.trim()).toSorted(),
    ).toEqual(
      [
        'customers uuid=1 name',
        'customers uuid=11',
        'customers uuid=2 score',
        'customers uuid=3',
        'customers uuid=4 half',
        'customers uuid=4 region_title',
        'customers uuid=6 level',
        'customers uuid=7 spare',
        'customers uuid=8 moved_at',
        'customers uuid=9 made',
      ].toSorted(),
    );
    await tell(opened, 2, 'rollback', '--run', runId, '--confirm', opened.targetDatabase);
    await tell(
      opened,
      0,
      'validate',
      '--level',
      'full',
      '--repair',
      '--delete-extra',
      '--confirm',
      opened.targetDatabase,
    );
    expect(withoutTime(await customers(opened))).toEqual(expected);
    await tell(opened, 0, 'rollback', '--run', runId, '--confirm', opened.targetDatabase);
    expect(await customers(opened)).toEqual([]);
  });

  it.each([
    [
      'two rows that an expression makes equal',
      { label: { expr: "CONCAT('c-', FLOOR(s.id / 2))" } },
      'label',
    ],
    ['a text that is too long', { origin: { expr: "CONCAT('moved from ', s.id)" } }, 'origin'],
    ['NULL where none may be', { name: { expr: 's.full_name' } }, 'name'],
    ['a number with a fraction', { points: { expr: 's.pts / 3' } }, 'points'],
    ['a number out of range', { points: { expr: 's.pts * 1000000000' } }, 'points'],
    ['a text that is no number', { points: { expr: "CONCAT('n', s.pts)" } }, 'points'],
    ['a text that is no time', { moved_at: { expr: "'2024-02-31 00:00:00'" } }, 'moved_at'],
    ['a column of another type with a value that is none', { points: { from: 'full_name' } }, 'points'],
    ['bytes that are no text', { name: { expr: "UNHEX('ff41')" } }, 'name'],
    ['a column that is not there', { name: { expr: 's.nam' } }, 'name'],
    ['a column that the target lacks', { nme: { expr: 's.full_name' } }, 'nme'],
  ])('is refused before the first write: %s', async (_, columns, column) => {
    const changed = { ...table, columns: { ...table.columns, ...columns } };
    const opened = await openCase(small(flavour, { preset: { ...preset, tables: [changed] } }));
    const ended = await opened.cli('run');
    expect(ended.exitCode, ended.stdout).toBe(2);
    expect(ended.stdout).toMatch(new RegExp(`"(column|title)":"[^"]*${column}`));
    expect(await customers(opened)).toEqual([]);
  });

  it('takes numbers out of texts, and names a row whose key is bytes by their digits', async () => {
    const bytes = {
      ...table,
      name: 'tags',
      key: ['tag'],
      where: 's.id < 30',
      columns: {
        tag: { expr: "UNHEX(LPAD(HEX(s.id), 8, 'F'))" },
        id: { expr: "CONCAT(s.id, '')" },
        since: { expr: 's.id + 2000' },
        short: { expr: 'e.note' },
      },
    };
    const opened = await openCase(
      small(flavour, {
        target:
          'CREATE TABLE tags (tag binary(4) PRIMARY KEY, id int NOT NULL, since year NOT NULL, short varchar(6));\n',
        preset: { ...preset, tables: [bytes] },
      }),
    );
    const refused = await tell(opened, 2, 'run');
    expect(JSON.stringify(refused)).toContain('tag=FFFFFFFA: \\"note 10\\"');
    expect(JSON.stringify(refused)).not.toContain('tag=NULL');
    await opened.target.query('ALTER TABLE tags MODIFY short varchar(9)');
    const done = await tell(opened, 0, 'run');
    expect(done.filter(({ type }) => type === 'row-rejected').map(({ key }) => key)).toEqual([
      'tag=FFFFFFF3',
      'tag=FFFFFFFD',
      'tag=FFFFFF17',
    ]);
    const [found] = await opened.target.query("SELECT id, since FROM tags WHERE tag = X'FFFFFFFC'");
    expect(found).toEqual([{ id: 12, since: 2012 }]);
    await tell(opened, 0, 'validate', '--level', 'full');
  });

  it('refuses a join that finds several rows for one', async () => {
    const changed = {
      ...table,
      from: {
        ...table.from,
        join: 'LEFT JOIN regions e2 ON e2.code <> s.region LEFT JOIN cust_ext e ON e.cust_id = s.id',
      },
    };
    const opened = await openCase(small(flavour, { preset: { ...preset, tables: [changed] } }));
    const refused = await tell(opened, 2, 'run');
    expect(
      refused
        .filter(({ type }) => type === 'finding')
        .map(({ finding }) => (finding as { code: string }).code),
    ).toContain('reshape.several-parents');
  });
});
