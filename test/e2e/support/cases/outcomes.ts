import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import type { Finding } from '../../../../src/core/finding.js';
import type { OpenedCase } from '../small-case.js';
import type { CaseServer } from './fixture-case.js';

/** What must come of a case. */
export interface Outcome {
  /** Folder in test/fixtures/cases. */
  readonly name: string;
  /** What the input is, as a part of the test's name. */
  readonly of: string;
  /** In the place of the servers that the case names. */
  readonly servers?: readonly [CaseServer, CaseServer];
  /** Changes the tables before the first command. */
  readonly before?: (opened: OpenedCase) => Promise<unknown>;
  /** Blockers of the check, each as its code and what it stands at: `conflict.check limits`. None: the case runs as it is. */
  readonly blockers?: readonly string[];
  /** What the blockers' titles must say. */
  readonly words?: RegExp;
  /** What no finding of the check may say. */
  readonly never?: RegExp;
  /** Carries out what the remedies of the blockers say. */
  readonly cure?: (opened: OpenedCase, blockers: readonly Finding[]) => Promise<unknown>;
  /** Codes of findings that must be told when nothing blocks any more. */
  readonly told?: readonly string[];
  /** Columns that hold the same on both sides after the run, by table. */
  readonly equal?: Readonly<Record<string, string>>;
  /** A query to the target after the run, and its rows. */
  readonly arrived?: readonly [query: string, rows: readonly Readonly<Record<string, unknown>>[]];
  /** Tables that must be what they were once the run is rolled back; those of the case where they are not named. */
  readonly restored?: readonly string[];
  /** Foreign rows that a rollback must not take along: it is refused with these words until they are gone. */
  readonly inTheWay?: { readonly insert: string; readonly remove: string; readonly words: RegExp };
}

/** Carries out the statements that the remedies print; `…` stands for what only the operator knows. */
const statements =
  (known = '…') =>
  async ({ target }: OpenedCase, blockers: readonly Finding[]) => {
    for (const { remedy = '' } of blockers) {
      const [, statement = ''] = /((?:ALTER TABLE|SET GLOBAL) [^;]*?)(?:;|, or |$)/.exec(remedy) ?? [];
      await target.query(statement.replace('…', known));
    }
  };

/** Sets a key below `options` of the config, which the remedy must name. */
const option =
  (key: string, value: string) =>
  async ({ configFile }: OpenedCase, [blocker]: readonly Finding[]) => {
    if (!blocker?.remedy?.includes(`options.${key}`)) throw new Error(`not in the remedy: options.${key}`);
    await changeYaml(configFile, (config) => ({
      ...config,
      options: { ...(config.options as object), [key]: value },
    }));
  };

async function changeYaml(
  file: string,
  change: (content: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  await writeFile(file, dump(change(load(await readFile(file, 'utf8')) as Record<string, unknown>)));
}

/** Every case but c32, whose application with a clock of its own is in source-suffers-nothing.test.ts. */
export const outcomes: readonly Outcome[] = [
  {
    name: 'c05a',
    of: 'generated and invisible columns, and a key that the server computes',
    told: ['schema.no-key'],
    equal: {
      orders: 'code, biz_id, created, changed, ref, price, twice, thrice, hid',
      countries: 'HEX(uid), cid, CAST(data AS CHAR)',
    },
  },
  { name: 'c05b', of: 'IDs of text', equal: { devices: 'id, biz_id, name' } },
  {
    name: 'c08o',
    of: 'text that the character set of the target lacks',
    blockers: ['conflict.charset msgs.t'],
    words: /latin1 does not have every character of utf8mb4/,
    cure: statements(),
    equal: { msgs: 'id, t' },
    arrived: [
      "SELECT column_default AS value, column_comment AS comment FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'msgs' AND column_name = 't'",
      [{ value: "'x'", comment: 'c' }],
    ],
  },
  {
    name: 'c09b',
    of: 'an invisible key that both servers made',
    told: ['schema.no-key'],
    equal: { notes: 'body, n' },
  },
  {
    name: 'c09c',
    of: 'an invisible key that only the source made',
    told: ['schema.no-key'],
    equal: { notes: 'body, n' },
  },
  {
    name: 'c11',
    of: 'DATETIME on one side and TIMESTAMP on the other',
    blockers: ['schema.time-zone'],
    words: /2026-01-01 12:00:00 UTC, read in the time zone \+00:00; or .* read in the time zone \+08:00/,
    never: /no time is shifted/,
    cure: option('time_zone', '+08:00'),
    arrived: [
      'SELECT dt, ts FROM ev ORDER BY id',
      [
        { dt: '2016-10-12 03:15:12', ts: '2016-10-12 19:15:12' },
        { dt: '2025-03-29 18:30:00', ts: '2025-03-30 09:30:00' },
      ],
    ],
  },
  {
    name: 'c18b',
    of: 'children of the target that go with their parents',
    told: ['schema.triggers'],
    equal: { parents: 'id, name, n', kids: 'id, parent_id, name' },
    inTheWay: {
      insert: 'INSERT INTO extras (parent_id) SELECT MAX(id) FROM parents',
      remove: 'DELETE FROM extras',
      words: /extras: 1 row \(foreign key g \(parent_id\) → parents, ON DELETE CASCADE\)/,
    },
  },
  {
    name: 'c18c',
    of: 'a parent that the target lacks',
    blockers: ['conflict.foreign-key kids.region_id'],
    words: /1 row of kids would have no parent in regions by the target's foreign key f/,
    cure: ({ target }) => target.query("INSERT INTO regions VALUES (7, 'north')"),
    equal: { kids: 'id, region_id, name' },
    restored: ['kids', 'regions'],
  },
  {
    name: 'c18d',
    of: 'rows that break a CHECK of the target',
    blockers: ['conflict.check limits', 'conflict.check limits'],
    words: /1 row of limits breaks the target's CHECK small/,
    cure: statements(),
    equal: { limits: 'id, n, s' },
  },
  {
    name: 'c20',
    of: 'a row that no partition of the target takes',
    blockers: ['conflict.partition parts'],
    words: /1 row of parts belongs to no partition of the target/,
    cure: statements('PARTITION p2 VALUES LESS THAN MAXVALUE'),
    equal: { parts: 'id, d, v' },
  },
  {
    name: 'c21',
    of: 'rows of several megabytes, whatever the statistics say',
    equal: { blobs: 'id, SHA2(CAST(j AS CHAR), 256), SHA2(b, 256), LENGTH(b), SHA2(t, 256), LENGTH(t)' },
  },
  {
    name: 'c21',
    of: 'rows that are larger than the packet of the target, whatever the statistics say',
    servers: ['ya', 'ys'],
    blockers: ['conflict.packet blobs'],
    words: /max_allowed_packet/,
    cure: statements(),
    equal: { blobs: 'id, SHA2(CAST(j AS CHAR), 256), SHA2(b, 256), LENGTH(b), SHA2(t, 256), LENGTH(t)' },
  },
  {
    name: 'c23',
    of: 'names of tables and columns in other letters',
    told: ['plan.ids'],
    arrived: [
      "SELECT k.name AS kid, g.name AS parent, g.tenant_id AS tenant FROM KidsOf k JOIN `Group` g ON g.id = k.group_id WHERE k.tenant_id = 'acme' ORDER BY k.id",
      [
        { kid: 'x', parent: 'a', tenant: 'acme' },
        { kid: 'y', parent: 'b', tenant: 'acme' },
      ],
    ],
  },
  { name: 'c23c', of: 'a column in other letters', equal: { apps: 'id, name' } },
  {
    name: 'c23c',
    of: 'a column in other letters, and one without a place',
    before: ({ source }) => source.query("ALTER TABLE apps ADD COLUMN Old_Name varchar(10) DEFAULT 'gone'"),
    blockers: ['schema.source-column-lost apps'],
    words: /Old_Name/,
    cure: async ({ configFile }, [blocker]) => {
      const [setting] = /left_behind: \{.*\}/.exec(blocker?.remedy ?? '') ?? [];
      await writeFile(configFile, `${await readFile(configFile, 'utf8')}\n${setting}\n`);
    },
    told: ['schema.left-behind'],
    equal: { apps: 'id, name' },
  },
  {
    name: 'c23d',
    of: 'a reference that the preset spells in other letters, with shifted IDs',
    told: ['plan.ids'],
    arrived: [
      "SELECT a.name AS app, a.tenant_id AS tenant FROM keys_ k JOIN apps a ON a.id = k.app_id WHERE k.tenant_id = 'acme' ORDER BY k.id",
      [
        { app: 'a', tenant: 'acme' },
        { app: 'b', tenant: 'acme' },
      ],
    ],
  },
  {
    name: 'c24b',
    of: 'JSON that the target stores otherwise',
    blockers: ['conflict.json-altered docs.j'],
    words: /5 texts of docs\.j are stored by the target as other JSON/,
    cure: option('altered_json', 'accept'),
    arrived: [
      'SELECT id, CAST(j AS CHAR) AS j FROM docs WHERE id IN (1, 2, 3, 5, 9, 12, 13) ORDER BY id',
      [
        { id: 1, j: '{"a": 2, "b": 3}' },
        { id: 2, j: '{"n": 1.2345678901234568e22}' },
        { id: 3, j: '[1.0, 1.1, -0.0, 100.0, 0.00000001]' },
        { id: 5, j: '{"": "empty key", " ": 1}' },
        { id: 9, j: '{"d": 0.12345678901234568}' },
        { id: 12, j: '-9.223372036854776e18' },
        { id: 13, j: '{"A": 2}' },
      ],
    ],
  },
  {
    name: 'c24c',
    of: 'texts that are no JSON',
    blockers: ['conflict.json-refused docs.j'],
    words: /6 texts of docs\.j are no JSON that the target takes/,
    cure: ({ target }) => target.query('ALTER TABLE docs MODIFY j longtext'),
    equal: { docs: 'id, HEX(j)' },
  },
  {
    name: 'c35',
    of: 'a view in the place of a table',
    blockers: ['schema.view apps'],
    words: /apps is a view in the source database/,
    cure: async ({ presetFile, target }) => {
      await target.query('CREATE TABLE apps_v1 LIKE apps');
      await changeYaml(presetFile, (preset) => ({ ...preset, tables: [{ name: 'apps_v1', level: 1 }] }));
    },
    equal: { apps_v1: 'id, biz_id, name' },
    restored: ['apps', 'apps_v1'],
  },
  {
    name: 'c38b',
    of: 'other types on each side',
    blockers: ['conflict.padding chg.a', 'conflict.padding chg.b'],
    words: /2 values of chg\.a do not fit the target's char\(10\): spaces at the end are lost there/,
    cure: statements(),
    equal: { chg: 'id, a, HEX(b), d, e, r, q, ch, HEX(bi)' },
    arrived: [
      'SELECT f, h, k, l, CAST(m AS CHAR) AS m, num FROM chg ORDER BY id',
      [
        {
          // What the source's FLOAT really holds.
          f: 0.10000000149011612,
          h: '2020-01-02 00:00:00',
          k: 2020,
          l: '{"a": 1.0, "b": 1}',
          m: '[1, 2]',
          num: '1.5000000000',
        },
        { f: 16777216, h: '1000-01-01 00:00:00', k: 0, l: '1', m: '{"z": 1}', num: '-0.0001000000' },
        { f: null, h: null, k: null, l: null, m: null, num: null },
      ],
    ],
  },
  {
    name: 'c39',
    of: 'members of ENUM and SET in another order, and a key of them',
    equal: {
      polls: "id, e, e2, FIND_IN_SET('1', s) > 0, FIND_IN_SET('2', s) > 0, FIND_IN_SET('3', s) > 0, b, z, bo",
      byenum: 'k, v',
    },
  },
];
