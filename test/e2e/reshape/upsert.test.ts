import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';
import { runSql } from './spoil.js';

/** Members of a club go into accounts, some of which are there already, under numbers of their own. */
const members = Array.from({ length: 700 }, (_, index) => {
  const id = index + 1;
  return {
    id,
    code: `m-${String(id).padStart(4, '0')}`,
    name: id % 9 === 0 ? null : `Ünal ${id}`,
    points: id % 11 === 5 ? -1 : id / 8,
    mail: `m${id}@example.org`,
  };
});
const isThere = (id: number) => id % 3 === 0;
const value = (field: string | number | null) =>
  field === null ? 'NULL' : typeof field === 'number' ? String(field) : `'${field}'`;
const source = `CREATE TABLE members (id int PRIMARY KEY, code varchar(12) NOT NULL, name varchar(40), points double NOT NULL, mail varchar(60) NOT NULL, UNIQUE KEY (code));
INSERT INTO members VALUES ${members.map((row) => `(${Object.values(row).map(value).join(', ')})`).join(',\n')};
`;
// Every sixth is right already, but for what an account keeps.
const there = members
  .filter(({ id }) => isThere(id))
  .map(({ id, code, name, points, mail }) =>
    id % 6 === 0
      ? `('${code}', ${value(name ?? 'nobody')}, ${points}, '${mail}', 'v0', '2020-01-01', 'note ${id}')`
      : `('${code}', 'old ${id}', 0, 'old${id}@example.org', 'v0', '2020-01-01', NULL)`,
  );
const target = `CREATE TABLE accounts (no int AUTO_INCREMENT PRIMARY KEY, code varchar(12) NOT NULL UNIQUE, title varchar(40) NOT NULL, score double NOT NULL, mail varchar(60) NOT NULL UNIQUE, version varchar(8) NOT NULL, changed timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, note varchar(20)) AUTO_INCREMENT = 5000;
INSERT INTO accounts (code, title, score, mail, version, changed, note) VALUES ${there.join(',\n')}, ('m-0001x', 'another', 1, 'another@example.org', 'v9', '2020-01-01', 'stays');
`;
const table = {
  name: 'accounts',
  level: 1,
  from: { table: 'members' },
  write: 'upsert',
  key: ['code'],
  reject: [{ when: 's.points < 0', because: 'in debt' }],
  columns: {
    code: null,
    title: { expr: "COALESCE(s.name, 'nobody')" },
    score: { from: 'points' },
    mail: null,
    version: { insert: "'v1'", update: 'keep' },
  },
};
const taken = members.filter(({ points }) => points >= 0);
const small = (flavour: Flavour, change: Partial<SmallCase> = {}): SmallCase => ({
  source,
  target,
  tables: [],
  sourceServer: flavour,
  targetServer: flavour,
  generators: false,
  settings: { options: { batch_size: 50, parallel: 1 } },
  preset: {
    tenant: undefined,
    business: undefined,
    id: undefined,
    id_generators: undefined,
    tables: [table],
  },
  ...change,
});

async function tell(opened: OpenedCase, exitCode: number, command: string, ...flags: readonly string[]) {
  const ended = await opened.cli(command, ...flags);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
  return parseLines(ended.stdout);
}

type Account = Readonly<Record<string, unknown>>;

async function accounts(opened: OpenedCase): Promise<readonly Account[]> {
  const [found] = await opened.target.query('SELECT * FROM accounts ORDER BY code');
  return found as Account[];
}

/** The rules again, by hand, over what was there before. */
function expected(before: readonly Account[]) {
  const byCode = new Map(before.map((row) => [row.code, row]));
  const made = taken.map(({ id, code, name, points, mail }) => {
    const old = byCode.get(code);
    return {
      ...(old && isThere(id) ? { no: old.no, changed: old.changed, note: old.note } : { note: null }),
      code,
      title: name ?? 'nobody',
      score: points,
      mail,
      version: old ? old.version : 'v1',
    };
  });
  const codes = new Set(made.map(({ code }) => code));
  return [...made, ...before.filter(({ code }) => !codes.has(String(code)))].toSorted((a, b) =>
    String(a.code) < String(b.code) ? -1 : 1,
  );
}

describe.each(['mariadb', 'mysql'] as const)('an upsert on %s', (flavour) => {
  it('is planned, killed, taken up, proven, repaired, and taken back to the bit', async () => {
    const opened = await openCase(small(flavour));
    const before = await accounts(opened);
    const update = taken.filter(({ id }) => isThere(id));
    const unchanged = update.filter(({ id }) => id % 6 === 0);
    const planned = (await tell(opened, 0, 'plan')).find(({ type }) => type === 'plan-result');
    expect(planned?.rows).toMatchObject([
      {
        table: 'accounts',
        created: taken.length - update.length,
        updated: update.length,
        rejected: members.length - taken.length,
        leftAlone: 0,
        changes: {
          unchanged: unchanged.length,
          columns: {
            title: update.length - unchanged.length,
            mail: update.length - unchanged.length,
          },
        },
      },
    ]);
    expect(JSON.stringify(planned?.rows)).toContain('"from":"old 3","to":"Ünal 3"');
    expect(await accounts(opened)).toEqual(before);

    const killed = await runBinary(
      ['run', '-c', opened.configFile, '--json', '--confirm', opened.targetDatabase],
      {
        endAt: { said: '"chunk-committed"', signal: 'SIGKILL' },
      },
    );
    expect(killed.exitCode).toBeNull();
    const resumed = await tell(opened, 0, 'run', '--resume');
    const runId = String(resumed.find((line) => line.runId !== undefined)?.runId);
    const after = await accounts(opened);
    expect(after).toMatchObject(expected(before));
    for (const level of ['counts', 'checksum', 'full']) await tell(opened, 0, 'validate', '--level', level);

    const damage: readonly (readonly [sql: string, found: string])[] = [
      ["UPDATE accounts SET title = 'x' WHERE code = 'm-0001'", 'code=m-0001 title'],
      ["UPDATE accounts SET score = score + 1 WHERE code = 'm-0003'", 'code=m-0003 score'],
      ["UPDATE accounts SET version = 'v7' WHERE code = 'm-0003'", 'code=m-0003 version'],
      ["UPDATE accounts SET version = 'v7' WHERE code = 'm-0004'", 'code=m-0004 version'],
      ["UPDATE accounts SET note = 'y', changed = changed WHERE code = 'm-0015'", 'code=m-0015 note'],
      ["UPDATE accounts SET no = 100000, changed = changed WHERE code = 'm-0021'", 'code=m-0021 no'],
      ["UPDATE accounts SET mail = 'z', changed = changed WHERE code = 'm-0012'", 'code=m-0012 mail'],
      ["DELETE FROM accounts WHERE code = 'm-0033'", 'code=m-0033'],
      ["DELETE FROM accounts WHERE code = 'm-0002'", 'code=m-0002'],
    ];
    for (const [sql] of damage) await opened.target.query(sql);
    const differences = (await tell(opened, 3, 'validate', '--level', 'full'))
      .filter(({ type }) => type === 'difference')
      .map(({ key, column }) => `${key} ${column ?? ''}`.trim());
    for (const [, found] of damage) expect(differences).toContain(found);
    const refused = await tell(opened, 2, 'rollback', '--run', runId, '--confirm', opened.targetDatabase);
    expect(JSON.stringify(refused)).toContain('code=m-0015');
    // The same repairs as SQL, run by a person.
    const file = join(dirname(opened.configFile), 'repair.sql');
    await tell(opened, 0, 'validate', '--level', 'full', '--repair-sql', file);
    await runSql(opened.target, await readFile(file, 'utf8'));
    expect(await accounts(opened)).toEqual(after);
    for (const [sql] of damage) await opened.target.query(sql);
    await tell(opened, 0, 'validate', '--level', 'full', '--repair', '--confirm', opened.targetDatabase);
    expect(await accounts(opened)).toEqual(after);

    await opened.target.query("UPDATE accounts SET note = 'since' WHERE code = 'm-0004'");
    await opened.target.query("DELETE FROM accounts WHERE code = 'm-0003'");
    await tell(opened, 2, 'rollback', '--run', runId, '--confirm', opened.targetDatabase);
    // Somebody gave a badge to an account that the run made, which would lose its account.
    const badges = `CREATE TABLE badges (id int PRIMARY KEY, account int NOT NULL, FOREIGN KEY (account) REFERENCES accounts (no))`;
    await opened.target.query(badges);
    await opened.target.query("INSERT INTO badges SELECT 1, no FROM accounts WHERE code = 'm-0001'");
    await opened.target.query("INSERT INTO badges SELECT 2, no FROM accounts WHERE code = 'm-0006'");
    const takeBack = ['rollback', '--run', runId, '--confirm', opened.targetDatabase] as const;
    const hanging = await tell(opened, 2, ...takeBack, '--include-changed');
    expect(JSON.stringify(hanging)).toContain('badges: 1 row (foreign key');
    // One that was there before keeps its badge.
    await opened.target.query('DELETE FROM badges WHERE id = 1');
    await tell(
      opened,
      0,
      'rollback',
      '--run',
      runId,
      '--confirm',
      opened.targetDatabase,
      '--include-changed',
    );
    expect(await accounts(opened)).toEqual(before);
    expect((await opened.target.query('SELECT id FROM badges'))[0]).toEqual([{ id: 2 }]);
  });

  it('gives parents and children back that were both written over, and none where the ledger lost what they were', async () => {
    const badges = {
      name: 'badges',
      level: 2,
      from: { table: 'members', join: 'JOIN awards a ON a.member = s.id' },
      write: 'upsert',
      key: ['code', 'award'],
      columns: { code: null, award: { expr: 'a.name' }, year: { expr: 'a.year' } },
    };
    const opened = await openCase(
      small(flavour, {
        source: `${source}CREATE TABLE awards (member int PRIMARY KEY, name varchar(10) NOT NULL, year int NOT NULL);
INSERT INTO awards VALUES (1, 'gold', 2020), (3, 'gold', 2021), (6, 'iron', 2022), (10, 'iron', 2023);
`,
        target: `${target}CREATE TABLE badges (code varchar(12) NOT NULL, award varchar(10) NOT NULL, year int NOT NULL, wall varchar(9) NULL, PRIMARY KEY (code, award), FOREIGN KEY (code) REFERENCES accounts (code) ON DELETE CASCADE ON UPDATE CASCADE);
INSERT INTO badges VALUES ('m-0003', 'gold', 1999, 'north'), ('m-0003', 'own', 1998, 'south'), ('m-0006', 'iron', 2022, NULL);
`,
        preset: { ...small(flavour).preset, tables: [{ ...table, where: 's.id <= 40' }, badges] },
      }),
    );
    const state = async () => [
      await accounts(opened),
      (await opened.target.query('SELECT * FROM badges ORDER BY code, award'))[0],
    ];
    const before = await state();
    const run = await tell(opened, 0, 'run');
    const runId = String(run.find((line) => line.runId !== undefined)?.runId);
    const after = await state();
    expect(after[1]).toEqual([
      { code: 'm-0001', award: 'gold', year: 2020, wall: null },
      { code: 'm-0003', award: 'gold', year: 2021, wall: 'north' },
      { code: 'm-0003', award: 'own', year: 1998, wall: 'south' },
      { code: 'm-0006', award: 'iron', year: 2022, wall: null },
      { code: 'm-0010', award: 'iron', year: 2023, wall: null },
    ]);

    // As docs/ledger.md says, of all or of some.
    const takeBack = ['rollback', '--run', runId, '--confirm', opened.targetDatabase] as const;
    const images = '`tenantferry`.`images`';
    await opened.target.query(
      `CREATE TABLE images_kept AS SELECT * FROM ${images} WHERE run_id = '${runId}'`,
    );
    for (const [some, lost] of [
      ["AND table_name = 'badges' LIMIT 1", 'badges: 1 row without'],
      ['', 'badges: 3 rows without'],
    ] as const) {
      await opened.target.query(`DELETE FROM ${images} WHERE run_id = '${runId}' ${some}`);
      for (const more of [[], ['--include-changed'], ['--dry-run']]) {
        const refused = JSON.stringify((await tell(opened, 2, ...takeBack, ...more)).at(-1));
        expect(refused).toContain('rollback.no-images');
        expect(refused).toContain(lost);
      }
    }
    expect(await state()).toEqual(after);
    await tell(opened, 0, 'validate');
    await opened.target.query(`INSERT INTO ${images} SELECT * FROM images_kept`);
    await tell(opened, 0, ...takeBack);
    expect(await state()).toEqual(before);
  });

  it('is refused where another row has a unique value', async () => {
    const opened = await openCase(small(flavour));
    await opened.target.query("UPDATE accounts SET mail = 'm1@example.org' WHERE code = 'm-0001x'");
    const before = await accounts(opened);
    const refused = await tell(opened, 2, 'run');
    expect(JSON.stringify(refused)).toContain('mail');
    expect(await accounts(opened)).toEqual(before);
  });
});
