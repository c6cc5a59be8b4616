import { expect, test } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import type { Settings } from '../../../src/sandbox/migrate-yaml.js';
import { type BinaryOptions, type Ended, linesOf, runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** A whole migration by the built tool, one of whose columns is transformed in batches: from the check to the rollback. */

const preload = new URL('../support/sealing/preload.ts', import.meta.url).href;
const seals = { NODE_OPTIONS: `--import ${preload} --disable-warning=ExperimentalWarning` };

const numbers = 'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900)';
const sourceOf = (rows = '') => `
CREATE TABLE notes (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, sealed varchar(60) COLLATE utf8mb4_bin NOT NULL, memo text);
INSERT INTO notes ${numbers} SELECT i, 2, CONCAT('note ', i), IF(i % 3, 'é', NULL) FROM n;
${rows}`;
const targetOf = (keys: string) => `
CREATE TABLE notes (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, sealed varchar(60) COLLATE utf8mb4_general_ci NOT NULL, memo text, tenant_id varchar(50) NOT NULL${keys});
INSERT INTO notes VALUES (5000, 2, 'of another tenant', NULL, 'other');`;

const unique = ', UNIQUE KEY by_sealed (tenant_id, sealed)';

async function opened(
  flavour: Flavour,
  { rows, keys = unique, options }: { rows?: string; keys?: string; options?: Settings['options'] } = {},
): Promise<OpenedCase> {
  return openCase({
    source: sourceOf(rows),
    target: targetOf(keys),
    generators: false,
    tables: ['notes'],
    sourceServer: flavour,
    targetServer: flavour,
    settings: { options: { batch_size: 50, ...options } },
  });
}

/** As `cli` of the case, by a tool that seals. */
function sealing(
  at: OpenedCase,
  [command = '', ...flags]: readonly string[],
  options: BinaryOptions = {},
): Promise<Ended> {
  const confirm = ['run', 'rollback'].includes(command) ? ['--confirm', at.targetDatabase] : [];
  return runBinary([command, ...flags, '-c', at.configFile, '--json', ...confirm], {
    ...options,
    env: seals,
  });
}

const expectCode = (ended: Ended, code: number) =>
  expect(ended.exitCode, `${ended.stdout}\n${ended.stderr}`).toBe(code);

interface Row {
  readonly id: number | string;
  readonly sealed: string;
}

/** Rows of the run, and how many of them are as the transform says: worked out by the server. */
async function sealedRows(at: OpenedCase): Promise<readonly [rows: number, right: number]> {
  const [theirs] = await at.source.query('SELECT id, sealed FROM notes');
  const wanted = new Map(
    (theirs as Row[]).map(({ id, sealed }) => [
      String(id),
      `sealed:${[...String(sealed)].reverse().join('')}`,
    ]),
  );
  const [ours] = await at.target.query("SELECT id, sealed FROM notes WHERE tenant_id = 'acme'");
  return [
    (ours as Row[]).length,
    (ours as Row[]).filter(({ id, sealed }) => wanted.get(String(id)) === sealed).length,
  ];
}

test.each([
  ['mariadb', 'auto'],
  ['mariadb', 'insert'],
  ['mysql', 'auto'],
  ['mysql', 'insert'],
] as const)(
  'on %s by %s: is killed, goes on, is proven, damage is found, and it is taken back',
  async (flavour, bulk) => {
    const at = await opened(flavour, { options: { bulk, parallel: 2 } });
    const killed = await sealing(at, ['run'], {
      endAt: { said: '"chunk-committed"', times: 3, signal: 'SIGKILL' },
    });
    expect(killed.exitCode).toBeNull();
    const [before, right] = await sealedRows(at);
    expect(before).toBeGreaterThan(50);
    expect(right).toBe(before);
    const resumed = await sealing(at, ['run', '--resume']);
    expectCode(resumed, 0);
    expect(await sealedRows(at)).toEqual([900, 900]);
    for (const level of ['checksum', 'full'])
      expectCode(await sealing(at, ['validate', '--level', level]), 0);

    await at.target.query("UPDATE notes SET sealed = 'sealed:78 etoN' WHERE id = 87");
    const damaged = await sealing(at, ['validate', '--level', 'full']);
    expectCode(damaged, 3);
    expect(damaged.stdout).toContain('"rowKey":["87"]');
    expectCode(await sealing(at, ['validate', '--repair', '--confirm', at.targetDatabase]), 0);
    expect(await sealedRows(at)).toEqual([900, 900]);
    expectCode(await sealing(at, ['validate', '--level', 'full']), 0);

    const runId = /"runId":"([^"]+)"/.exec(resumed.stdout)?.[1] ?? '';
    expectCode(await sealing(at, ['rollback', '--run', runId]), 0);
    const [left] = await at.target.query('SELECT id FROM notes');
    expect((left as Row[]).map(({ id }) => Number(id))).toEqual([5000]);
  },
);

test.each(['mariadb', 'mysql'] as const)(
  'on %s one server does not copy such a table by itself',
  async (flavour) => {
    const at = await opened(flavour, { options: { within_server: true } });
    expectCode(await sealing(at, ['run']), 0);
    expect(await sealedRows(at)).toEqual([900, 900]);
  },
);

test.each(['mariadb', 'mysql'] as const)(
  'on %s clashes are found among the values that rows get',
  async (flavour) => {
    // Equal for the target's collation; and one that the tenant has there already, in its sealed form.
    const at = await opened(flavour, {
      rows: "INSERT INTO notes VALUES (2001, 2, 'NOTE 7', NULL), (2002, 2, 'abc', NULL);",
    });
    await at.target.query("INSERT INTO notes VALUES (6000, 2, 'SEALED:CBA', NULL, 'acme')");
    const checked = await sealing(at, ['check']);
    expectCode(checked, 2);
    const found = linesOf(checked).flatMap((line) => (line.type === 'finding' ? [JSON.stringify(line)] : []));
    const clashes = found.filter((line) => line.includes('by_sealed'));
    expect(clashes.some((line) => line.includes('id=2002'))).toBe(true);
    expect(clashes.some((line) => line.includes('id=2001') && line.includes('id=7 '))).toBe(true);
    expect(clashes).toHaveLength(2);
  },
);

const refusing = "UPDATE notes SET sealed = 'refuse me 800' WHERE id = 800;";

function expectWords(ended: Ended): void {
  const said = `${ended.stdout}${ended.stderr}`;
  expect(said).toMatch(/column sealed: [\d,]+ values could not be transformed/);
  expect(said).not.toMatch(/refuse me|Unexpected/);
}

test.each(['mariadb', 'mysql'] as const)(
  'on %s a batch that fails ends the run in words, and it goes on once it can',
  async (flavour) => {
    const at = await opened(flavour, { rows: refusing, keys: '' });
    const failed = await sealing(at, ['run']);
    expectCode(failed, 4);
    expectWords(failed);
    const [rows, right] = await sealedRows(at);
    expect(rows).toBeLessThan(900);
    expect(right).toBe(rows);
    await at.source.query("UPDATE notes SET sealed = 'note 800' WHERE id = 800");
    expectCode(await sealing(at, ['run', '--resume']), 0);
    expect(await sealedRows(at)).toEqual([900, 900]);
    await at.source.query("UPDATE notes SET sealed = 'refuse me 800' WHERE id = 800");
    const validated = await sealing(at, ['validate']);
    expectCode(validated, 3);
    expectWords(validated);
  },
);

test.each(['mariadb', 'mysql'] as const)(
  'on %s a batch that fails while clashes are looked for refuses in words',
  async (flavour) => {
    const refused = await sealing(await opened(flavour, { rows: refusing }), ['run']);
    expectCode(refused, 2);
    expectWords(refused);
    expect(refused.stdout).toContain('see that the service which transforms them answers');
  },
);
