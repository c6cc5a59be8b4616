import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lintPreset } from '../../src/preset/lint.js';
import { loadPreset } from '../../src/preset/load.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantferry-preset-'));
const file = join(folder, 'preset.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A small preset that is right; the line numbers are part of the tests. */
const good = `name: shop
title: { en: Shop, zh: 商店 }
source_version: "1"
target_version: "2"
tenant: { column: tenant_id, max_length: 255 }
business: { column: shop_id }
id: { column: id, max: 4294967295 }
references:
  item_id: items
tables:
  - { name: items, level: 1, json_references: [{ column: tags, path: "[*]", table: items }] }
  - { name: prices, level: 2 }
skip:
  - table: views
    reason: { en: made again, zh: 重新生成 }
    effect: { en: none, zh: 无 }
    risk: none
    may_be_migrated: true
    level: 3
id_generators: { table: ids, resource_column: resource, max_column: max_id, without: [items], never: [views] }
secrets:
  mount: shop
  entries:
    - table: prices
      path: "shops/{shop_id}/items/{item_id}/{key}"
      version_column: version
      value_field: value
      type_field: type
      type_column: type
      signature_column: signature
      md5_column: md5
      size_column: size
      state_column: state
      deleted_state: DELETE
not_moved: []
watch_lists:
  - { id: waiting, title: { en: a, zh: 甲 }, advice: { en: b, zh: 乙 }, on: source, severity: info, sql: SELECT 1 }
checklist:
  - { id: counts, when: after, kind: automatic, check: row-counts, tables: [items], title: { en: a, zh: 甲 } }
  - { id: look, when: after, kind: manual, watch_list: waiting, title: { en: b, zh: 乙 } }
`;

async function lint(text: string): Promise<string[]> {
  writeFileSync(file, text);
  return (await lintPreset(file)).map(({ line, message }) => `FILE:${line}: ${message}`);
}

test('a right preset has no problems', async () => {
  expect(await lint(good)).toEqual([]);
});

describe('problems of the shape', () => {
  test.each([
    ['tables:', 'tabels:', 'FILE:10: unknown key "tabels"; did you mean "tables"?'],
    ['level: 2', 'levle: 2', 'FILE:12: unknown key "levle" in tables[1]; did you mean "level"?'],
    ['level: 2', 'level: two', 'FILE:12: tables[1].level must be a number, found a text'],
    ['level: 2', 'level: 0', 'FILE:12: tables[1].level must be at least 1'],
    ['name: prices', 'name: price list', 'FILE:12: tables[1].name must be a table or column name'],
    [
      'risk: none',
      'risk: nonne',
      'FILE:17: skip[0].risk must be none, low, medium or high, found "nonne"; did you mean "none"?',
    ],
    [
      '{ en: Shop, zh: 商店 }',
      '{ en: Shop, zh: 2 }',
      'FILE:2: title.zh must be a text, found a number; put it in quotes',
    ],
    [
      'path: "[*]"',
      'path: "[0]"',
      'FILE:11: tables[0].json_references[0].path must be a path of .key and [*] parts, like .groups[*].id',
    ],
    ['item_id: items', '"item id": items', 'FILE:9: the key references.item… must be a table or column name'],
    ['sql: SELECT 1', 'sql: DELETE FROM x', 'FILE:37: watch_lists[0].sql must be one SELECT statement'],
    ['id: look', 'id: Look', 'FILE:40: checklist[1].id must be lower-case words joined by -'],
  ])('%s -> %s', async (from, to, expected) => {
    expect(good).toContain(from);
    expect(await lint(good.replace(from, to))).toEqual([expected]);
  });
});

describe('problems that a schema cannot see', () => {
  test.each([
    [
      'item_id: items',
      'item_id: itmes',
      'FILE:9: item_id refers to table itmes, which is neither migrated nor skipped; did you mean "items"?',
    ],
    [
      'table: items }]',
      'table: goods }]',
      'FILE:11: tags[*] refers to table goods, which is neither migrated nor skipped',
    ],
    [
      'table: items }]',
      'table: prices }]',
      'FILE:11: items.tags[*] (level 1) refers to prices, which is copied later (level 2)',
    ],
    [
      '{ name: prices, level: 2 }',
      '{ name: items, level: 1 }\n  - { name: prices, level: 2 }',
      'FILE:12: table items is given twice',
    ],
    [
      '{ name: prices, level: 2 }',
      '{ name: prices, level: 2, references: { view_id: views } }',
      'FILE:12: prices.view_id (level 2) refers to views, which is copied later (level 3)',
    ],
    [
      '{ name: prices, level: 2 }',
      '{ name: prices, level: 2, json_references: [{ column: item_id, path: "[*]", table: items }] }',
      'FILE:12: column prices.item_id cannot be both an ID and JSON with IDs',
    ],
    [
      '{ name: prices, level: 2 }',
      '{ name: prices, level: 2, target_rows: { item_id: { table: t, column: c, title: { en: a, zh: b } } } }',
      'FILE:12: column prices.item_id is in references and in target_rows',
    ],
    [
      'table: items }]',
      'table: items }, { column: tags, path: "[*]", table: items }]',
      'FILE:11: JSON reference of items tags[*] is given twice',
    ],
    [
      '- { name: prices, level: 2 }',
      '- { name: prices, level: 2 }\n  - { name: views, level: 2 }',
      'FILE:15: table views is in tables and in skip; it can only be in one of them',
    ],
    ['    level: 3\n', '', 'FILE:14: table views may be migrated, so it needs a level'],
    [
      'without: [items]',
      'without: [item]',
      'FILE:20: id_generators.without names an unknown table item; did you mean "items"?',
    ],
    ['- table: prices', '- table: views', 'FILE:24: secrets name table views, which is not migrated'],
    [
      '{item_id}',
      '{item_ids}',
      'FILE:25: unknown column {item_ids} in shops/{shop_id}/items/{item_ids}/{key}; did you mean "{item_id}"?',
    ],
    [
      '{item_id}',
      '{item id}',
      'FILE:25: "{item id}" in shops/{shop_id}/items/{item id}/{key} is not a column\'s name',
    ],
    ['{key}', '{key', 'FILE:25: the braces in shops/{shop_id}/items/{item_id}/{key do not match'],
    [
      '"shops/{shop_id}/items/{item_id}/{key}"',
      'all',
      'FILE:25: all has no {column} part, so all rows would share one secret',
    ],
    [
      '"shops/',
      '"/shops/',
      'FILE:25: /shops/{shop_id}/items/{item_id}/{key} must not begin or end with / or hold //',
    ],
    [
      '      deleted_state: DELETE\n',
      '',
      'FILE:24: state_column and deleted_state of prices belong together; give both or neither',
    ],
    ['sql: SELECT 1', 'sql: SELECT 1; SELECT 2', 'FILE:37: sql holds more than one statement'],
    ['sql: SELECT 1', 'sql: SELECT 1 INTO OUTFILE 1', 'FILE:37: sql must only read'],
    [
      'sql: SELECT 1',
      'sql: "SELECT :tenant"',
      'FILE:37: sql on the source uses :tenant, but the source has no tenant',
    ],
    [
      'watch_list: waiting',
      'watch_list: wating',
      'FILE:40: checklist item look names an unknown watch list wating; did you mean "waiting"?',
    ],
    ['check: row-counts, ', '', 'FILE:39: checklist item counts is automatic, so it needs a check'],
    [
      'kind: manual, ',
      'kind: manual, check: orphans, ',
      'FILE:40: checklist item look is manual, so its check would never run',
    ],
    [
      'kind: manual, ',
      'kind: probe, ',
      'FILE:40: checklist item look: kind probe and a probe belong together',
    ],
    [
      'tables: [items]',
      'tables: [items, views]',
      'FILE:39: checklist item counts names table views, which is not migrated',
    ],
    ['id: look', 'id: counts', 'FILE:40: checklist item counts is given twice'],
  ])('%s -> %s', async (from, to, expected) => {
    expect(good).toContain(from);
    expect(await lint(good.replace(from, to))).toEqual([expected]);
  });

  test('words that only look like writing are allowed', async () => {
    const sql = `"SELECT REPLACE(a, 'x', 'delete') AS updated_at FROM t WHERE b = 'update';"`;
    expect(await lint(good.replace('sql: SELECT 1', `sql: ${sql}`))).toEqual([]);
  });
});

test('bad YAML is one problem, with its line and what to do', async () => {
  expect(await lint(`${good}\tx: 1\n`)).toEqual([
    'FILE:41: bad YAML: tab characters must not be used in indentation (Indent with spaces.)',
  ]);
  expect(await lint(`${good}name: again\n`)).toEqual([
    'FILE:41: the key "name" is given twice, first on line 1 (Remove one of the two.)',
  ]);
});

describe('loading', () => {
  test('a broken preset is refused with its first ten problems', async () => {
    writeFileSync(
      file,
      good.replace('tables:\n', `tables:\n${'  - { name: items, level: 1 }\n'.repeat(12)}`),
    );
    await expect(loadPreset(file)).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`^${file}:12: table items is given twice\\n(.*\\n){9}and 2 more$`),
      ),
      where: { file, line: 12 },
      remedy: `See them all with: tenantferry preset lint ${file}`,
    });
  });

  test('a path may be relative to a folder', async () => {
    writeFileSync(file, good);
    expect((await loadPreset('preset.yaml', folder)).name).toBe('shop');
  });

  test('a misspelt name', async () => {
    await expect(loadPreset('bspc')).rejects.toMatchObject({ remedy: 'Did you mean "bscp"?' });
    await expect(lintPreset('/no/such.yaml')).rejects.toMatchObject({
      message: 'preset "/no/such.yaml" is neither built in nor a readable file (/no/such.yaml)',
      remedy: 'Use a built-in preset (bscp, users-pair, danci, maibot, kratos) or the path of a preset file.',
    });
  });
});

test('removing any one line of the built-in preset never throws anything but problems', async () => {
  const lines = readFileSync(new URL('../../presets/bscp.yaml', import.meta.url), 'utf8').split('\n');
  for (let index = 0; index < lines.length; index += 7) {
    const problems = await lint(lines.filter((_, at) => at !== index).join('\n'));
    for (const problem of problems) expect(problem).toMatch(/^FILE:\d+: \S/);
  }
});
