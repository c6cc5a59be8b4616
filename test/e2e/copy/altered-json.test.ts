import { expect, test } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { blockers } from '../support/check/fixture.js';
import { controls } from '../support/journey/journey.js';
import { openCase, type SmallCase } from '../support/small-case.js';

const own = 'id int unsigned NOT NULL PRIMARY KEY, biz_id int NOT NULL DEFAULT 2';
const tenant = "tenant_id varchar(50) NOT NULL DEFAULT 'default'";

const deep = `${'['.repeat(101)}1${']'.repeat(101)}`;
const altered = [
  '{"b":1,"a":2,"b":3}',
  '{"n":12345678901234567890123}',
  '[1.0,-0]',
  '{"d":0.1234567890123456789}',
];
const whole = [
  '[1.0,1.10,1E2,0.1e-7]',
  '"\\\\u00e9\\\\ud83d\\\\ude00"',
  '  [ 1 , 2 ]  ',
  'null',
  '18446744073709551615',
  '{"\\\\u0041":1}',
];
const refused = ['', '{bad', 'NaN', deep, '[1e400]'];

const filled = (texts: readonly string[], first: number) =>
  texts.map((text, index) => `INSERT INTO docs (id, j) VALUES (${first + index}, '${text}');\n`).join('');

const docs = (type: string, sourceServer: 'mysql' | 'mariadb', more: Partial<SmallCase> = {}): SmallCase => ({
  source: `${type === 'json' ? 'SET check_constraint_checks = 0;\n' : ''}CREATE TABLE docs (${own}, j ${type});\n${filled(whole, 1)}${filled(altered, 50)}`,
  target: `CREATE TABLE docs (${own}, j json, ${tenant});`,
  tables: ['docs'],
  sourceServer,
  targetServer: 'mysql',
  settings: { options: { batch_size: 3 } },
  ...more,
});

test.each([
  ['json', 'mariadb'],
  ['longtext', 'mariadb'],
  ['longtext', 'mysql'],
] as const)(
  'JSON that MySQL stores otherwise is counted and shown before the write, from %s of %s',
  async (type, server) => {
    const opened = await openCase(docs(type, server));
    const { findings } = await runPreflight(opened.context, () => undefined);
    expectChineseFindings(findings);
    expect(blockers(findings)).toMatchObject([
      { code: 'conflict.json-altered', table: 'docs', column: 'j', count: altered.length },
    ]);
    expect(blockers(findings)[0]?.samples?.[0]).toMatch(/^id=50: .* → .*/);
    for (const [index, text] of refused.entries()) {
      await opened.source.query(`INSERT INTO docs (id, j) VALUES (${90 + index}, '${text}')`);
    }
    const again = await runPreflight(opened.context, () => undefined);
    expect(blockers(again.findings)).toMatchObject([
      { code: 'conflict.json-refused', count: refused.length },
      { code: 'conflict.json-altered', count: altered.length },
    ]);
  },
);

test('what the operator accepts is copied, named by validation, and taken back', async () => {
  const opened = await openCase(
    docs('json', 'mariadb', { settings: { options: { altered_json: 'accept' } } }),
  );
  const { findings } = await runPreflight(opened.context, () => undefined);
  expect(blockers(findings)).toEqual([]);
  const { runId } = await opened.run();
  for (const level of ['counts', 'checksum', 'full'] as const) {
    const { checks } = await operations.validate(opened.context, { level, runId }, () => undefined);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.find(({ check }) => check === 'altered-json')).toMatchObject({
      ok: true,
      params: { rows: altered.length },
    });
  }
  const request = { runId, confirm: opened.targetDatabase, dryRun: false, includeChanged: false };
  expect(
    await operations.rollback(opened.context, request, () => undefined, controls().control),
  ).toMatchObject({
    done: true,
    changed: [],
  });
});

test('JSON of MySQL that is nested deeper than MariaDB reads is found before the write', async () => {
  const nested = `${'['.repeat(60)}1${']'.repeat(60)}`;
  const opened = await openCase({
    source: `CREATE TABLE docs (${own}, j json);\nINSERT INTO docs (id, j) VALUES (1, '[1]'), (2, '${nested}');\n`,
    target: `CREATE TABLE docs (${own}, j json, ${tenant});`,
    tables: ['docs'],
    sourceServer: 'mysql',
    targetServer: 'mariadb',
  });
  const { findings } = await runPreflight(opened.context, () => undefined);
  expect(blockers(findings)).toMatchObject([{ code: 'conflict.check', table: 'docs', count: 1 }]);
});

test('invalid text in the JSON of MariaDB is found before MariaDB refuses it', async () => {
  const opened = await openCase({
    source: `SET check_constraint_checks = 0;\nCREATE TABLE docs (${own}, j json);\nINSERT INTO docs (id, j) VALUES (1, '[1]'), (2, '{bad'), (3, '');\n`,
    target: `CREATE TABLE docs (${own}, j json, ${tenant});`,
    tables: ['docs'],
  });
  const { findings } = await runPreflight(opened.context, () => undefined);
  expect(blockers(findings)).toMatchObject([{ code: 'conflict.json', table: 'docs', column: 'j', count: 2 }]);
});

test.each(['mysql', 'mariadb'] as const)(
  'a row that the target refuses all the same ends the run in part, in words and without data, on %s',
  async (flavour) => {
    const opened = await openCase({
      source: `CREATE TABLE limits (name varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, id int unsigned NOT NULL UNIQUE, biz_id int NOT NULL DEFAULT 2, n int);
        INSERT INTO limits (name, id, n) VALUES ('private-a', 1, 1), ('private-b', 2, 2), ('private-c', 3, 300);`,
      // What a generated column will hold, only a write tells.
      target: `CREATE TABLE limits (name varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, id int unsigned NOT NULL UNIQUE, biz_id int NOT NULL DEFAULT 2, n int,
          twice int GENERATED ALWAYS AS (n * 2) STORED, ${tenant}, CONSTRAINT small CHECK (twice < 100));`,
      tables: ['limits'],
      sourceServer: flavour,
      targetServer: flavour,
      settings: { options: { batch_size: 1, parallel: 1 } },
    });
    const { findings } = await runPreflight(opened.context, () => undefined);
    expectChineseFindings(findings);
    expect(findings.map(({ code }) => code)).toContain('conflict.rule-not-checked');
    const { exitCode, stdout, stderr } = await opened.cli('run');
    const said = stdout + stderr;
    expect(exitCode, said.slice(-1_500)).toBe(4);
    expect(said).toMatch(/table limits, range \d+ by name: .*small/);
    expect(said).not.toMatch(/private|0x|[0-9a-f]{16}.*: table|Unexpected failure/);
  },
);
