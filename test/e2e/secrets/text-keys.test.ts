import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { secretColumns } from '../../support/preset.js';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { vaultRequest } from '../support/servers.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

/** Rows whose IDs are no integers and that name secrets, on a real Vault: copied, validated, repaired and taken back. */

interface Shape {
  readonly name: string;
  readonly flavour: Flavour;
  readonly type: string;
  /** IDs as SQL. */
  readonly ids: readonly string[];
}

const long = 'x'.repeat(200);
const texts = ["'short'", `'${long}a'`, `'${long}b'`, "'pad'", "'pad '", "'Zoë \\'x'", "'007'"];
const shapes: readonly Shape[] = [
  {
    name: 'text',
    flavour: 'mysql',
    type: 'varchar(250) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin',
    ids: texts,
  },
  {
    name: 'text',
    flavour: 'mariadb',
    type: 'varchar(250) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin',
    ids: texts,
  },
  {
    name: 'latin1 text',
    flavour: 'mariadb',
    type: 'varchar(100) CHARACTER SET latin1 COLLATE latin1_bin',
    ids: ["'é'", "'e'", `'${'é'.repeat(80)}'`],
  },
  {
    name: 'bytes',
    flavour: 'mysql',
    type: 'varbinary(40)',
    ids: ["X'0102'", `X'${'AB'.repeat(40)}'`, "X'EE20'"],
  },
  { name: 'decimals', flavour: 'mariadb', type: 'decimal(65,2)', ids: ['1.50', '2', `${'9'.repeat(63)}.25`] },
  { name: 'an ENUM', flavour: 'mysql', type: "enum('b','a','c')", ids: ["'a'", "'b'", "'c'"] },
];

const digest = (algorithm: string, value: string) => createHash(algorithm).update(value).digest('hex');
const secretOf = (index: number) => `value of ${index}`;

function columns(type: string, tenant: string): string {
  return `id ${type} NOT NULL, biz_id int NOT NULL DEFAULT 2, k varchar(40) NOT NULL, version int NOT NULL,
    kv_type varchar(10) NOT NULL, signature char(64) NOT NULL, md5 char(32) NOT NULL, byte_size int NOT NULL${tenant}`;
}

function caseOf({ flavour, type, ids }: Shape): SmallCase {
  const rows = ids.map((id, index) => {
    const value = secretOf(index);
    return `(${id}, 2, 'k${index}', 2, 'string', '${digest('sha256', value)}', '${digest('md5', value)}', ${value.length})`;
  });
  return {
    tables: ['things'],
    sourceServer: flavour,
    targetServer: flavour,
    preset: {
      secrets: {
        mount: 'bk',
        entries: [
          {
            table: 'things',
            path: 'things/{k}',
            ...secretColumns,
          },
        ],
      },
    },
    // The row names the second version, which the target gets as its first: so each row's version number changes.
    secrets: Object.fromEntries(
      ids.map((_, index) => [
        `things/k${index}`,
        [
          { kv_type: 'string', value: 'older' },
          { kv_type: 'string', value: secretOf(index) },
        ],
      ]),
    ),
    source: `CREATE TABLE things (${columns(type, '')}, PRIMARY KEY (id));
      INSERT INTO things VALUES ${rows.join(', ')};`,
    target: `CREATE TABLE things (${columns(type, ", tenant_id varchar(50) NOT NULL DEFAULT 'default'")}, PRIMARY KEY (id));`,
  };
}

function expectCode(ended: Ended, code: number): void {
  expect(ended.stdout + ended.stderr).not.toMatch(/BigInt|Unexpected/i);
  if (ended.exitCode !== code) expect(`${ended.stdout}\n${ended.stderr}`).toBe(`exit code ${code}`);
}

const versionsOf = async (at: OpenedCase) => {
  const [rows] = await at.target.query('SELECT k, version FROM things ORDER BY k');
  return rows;
};

/** Each secret's newest version in the target, by name. */
async function newestVersions(at: OpenedCase, count: number): Promise<readonly number[]> {
  const answers = Array.from({ length: count }, (_, index) =>
    vaultRequest('GET', `${at.mounts.target}/metadata/things/k${index}`),
  );
  return (await Promise.all(answers)).map(
    (answer) => (answer as { data: { current_version: number } }).data.current_version,
  );
}

test.for(shapes)('secrets of rows with IDs of $name on $flavour', async (shape) => {
  const at = await openCase(caseOf(shape));
  const each = shape.ids.map((_, index) => index);
  expectCode(await at.cli('check'), 0);
  expectCode(await at.cli('run'), 0);
  expect(await versionsOf(at)).toEqual(each.map((index) => ({ k: `k${index}`, version: 1 })));
  for (const level of ['counts', 'full']) expectCode(await at.cli('validate', '--level', level), 0);

  await vaultRequest('DELETE', `${at.mounts.target}/metadata/things/k1`);
  expectCode(await at.cli('validate', '--level', 'full'), 3);
  expectCode(await at.cli('validate', '--repair', '--confirm', at.targetDatabase), 0);
  expectCode(await at.cli('validate', '--level', 'full'), 0);
  // The others were settled: nothing was written to them again.
  expect(await newestVersions(at, each.length)).toEqual(each.map(() => 1));

  const run = linesOf(await at.cli('runs')).find(({ runId }) => typeof runId === 'string');
  expectCode(await at.cli('rollback', '--run', String(run?.runId), '--confirm', at.targetDatabase), 0);
  expect(await versionsOf(at)).toEqual([]);
  await expect(newestVersions(at, 1)).rejects.toThrow();
});

test('a table of secrets without an ID column is refused in words by check, plan and run', async () => {
  const [shape] = shapes as [Shape];
  const named = caseOf(shape);
  const renamed = (sql: string) =>
    sql.replace('TABLE things (id ', 'TABLE things (code ').replace('(id)', '(code)');
  const at = await openCase({ ...named, source: renamed(named.source), target: renamed(named.target) });
  for (const command of ['check', 'plan', 'run']) {
    const refused = await at.cli(command);
    expectCode(refused, 2);
    expect(refused.stdout).toContain('rows of things name secrets and are known by their ID');
  }
});
