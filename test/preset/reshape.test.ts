import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lintPreset } from '../../src/preset/lint.js';
import { loadPreset } from '../../src/preset/load.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantferry-reshape-'));
const file = join(folder, 'preset.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A preset with one table of another shape that is right; the line numbers are part of the tests. */
const good = `name: club
title: The club
source_version: "1"
target_version: "2"
tables:
  - name: customers
    level: 1
    from: { table: cust, join: "LEFT JOIN ext e ON e.id = s.id" }
    key: [uuid]
    where: "s.gone = 0"
    reject:
      - { when: "s.pts < 0", because: { zh: 欠款 } }
    columns:
      uuid: { expr: "s.id" }
      origin: { insert: "'moved'", update: keep }
      at: { expr: ":run_time" }
      same: {}
      also:
    fill:
      region: { lookup: regions, on: "regions.code = s.region", value: title, else: "'none'" }
      kind: { value: 1 }
`;

async function lint(text: string): Promise<string[]> {
  writeFileSync(file, text);
  return (await lintPreset(file)).map(({ line, message }) => `${line}: ${message}`);
}

describe('a preset with reshaped tables', () => {
  it('may do without tenant, id and a second language', async () => {
    expect(await lint(good)).toEqual([]);
    const preset = await loadPreset(file);
    expect(preset.title).toEqual({ en: 'The club', zh: 'The club' });
    const [table] = preset.tables;
    expect(table?.reject).toEqual([{ when: 's.pts < 0', because: { en: '欠款', zh: '欠款' } }]);
    expect(table?.from?.as).toBe('s');
    expect(table?.write).toBe('insert');
  });

  it.each([
    ['"s.id" }', '"NOW()" }', '14: the function NOW is not on the list'],
    ['"s.id" }', '"(select 1)" }', '14: sub-selects are not allowed'],
    ['s.gone = 0', 's.gone = 0; DROP TABLE x', '10: ; is not allowed'],
    ['s.pts < 0', 's.pts < @x', '12: @variables are not allowed'],
    ['e.id = s.id', 'e.id = RAND()', '8: the function RAND is not on the list'],
    ['regions.code = s.region', 'regions.code = CURRENT_USER', '20: CURRENT_USER is not allowed'],
    ['"\'none\'"', '"UUID()"', '20: the function UUID is not on the list'],
    ['kind: { value: 1 }', 'kind: { value: 1, encrypt: s.email }', '21: column kind needs one of'],
    ['kind: { value: 1 }', 'kind: { value: 1, index: mark }', '21: column kind: index belongs to encrypt'],
    ['kind: { value: 1 }', 'kind: { encrypt: s.mail, index: region }', '21: column region is written twice'],
    ['kind: { value: 1 }', 'kind: { encrypt: "UUID()" }', '21: the function UUID is not on the list'],
    ['uuid: { expr: "s.id" }', 'uuid: { encrypt: s.id }', '9: key names uuid, which is encrypted'],
    ['value: title,', 'value: "SLEEP(1)",', '20: the function SLEEP is not on the list'],
    [':run_time', ':tenant', '16: :tenant is not known; there are :run_time'],
    ['uuid: { expr: "s.id" }', 'uuid: { expr: "s.id", from: id }', '14: column uuid needs one of'],
    [', update: keep', '', '15: column origin: insert and update: keep belong together'],
    ['on: "regions.code = s.region", ', '', '20: column region: a lookup needs on'],
    ['{ value: 1 }', '{ value: 1, else: "2" }', '21: column kind: on and else belong to a lookup'],
    ['key: [uuid]', 'key: [uid]', '9: key names uid, which columns and fill do not write'],
    ['level: 1\n', 'level: 1\n    write: replace\n', '8: tables[0].write must be '],
    ['    fill:', '    fil:', '19: unknown key "fil" in tables[0]; did you mean "fill"?'],
    [
      'tables:',
      'credentials: { table: customers, column: x, algorithm: aes-cbc-pkcs7-base64, key_sizes: [16], advice: a }\ntables:',
      '5: ',
    ],
  ])('%s -> %s', async (from, to, expected) => {
    expect(good).toContain(from);
    const problems = await lint(good.replace(from, to));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toContain(expected);
    // What lint finds, every command that loads the preset refuses.
    await expect(loadPreset(file)).rejects.toThrow(`${file}:`);
  });

  it('knows :tenant where rows have tenants, and texts that only look like SQL', async () => {
    const text = good
      .replace('tables:', 'tenant: { column: tenant_id, max_length: 9 }\ntables:')
      .replace(':run_time', "CONCAT(:tenant, 'NOW() ; @x (SELECT 1) -- UUID()')");
    expect(await lint(text)).toEqual([]);
  });

  it('takes NULL for a value, where it is said', async () => {
    writeFileSync(file, good.replace('{ value: 1 }', '{ value: null }'));
    expect((await loadPreset(file)).tables[0]?.fill?.kind).toEqual({ value: null });
  });

  it('says what each way to write needs', async () => {
    const messages = async (change: (text: string) => string) => (await lint(change(good))).join('\n');
    const upsert = (text: string) => text.replace('    key: [uuid]', '    write: upsert');
    expect(await messages(upsert)).toContain('needs key');
    const keyed = (text: string) => upsert(text).replace('write: upsert', 'write: upsert\n    key: [uuid]');
    expect(await messages(keyed)).toBe('');
    const encrypted = (text: string) =>
      keyed(text).replace('kind: { value: 1 }', 'kind: { encrypt: s.kind }');
    expect(await messages(encrypted)).toContain('encrypt needs write: insert');
    const repair = (text: string) => text.replace('    key: [uuid]', '    write: repair\n    key: [uuid]');
    expect(await messages(repair)).toContain('from.table may name no other');
    expect(await messages(repair)).toContain('uuid');
    const own = (text: string) =>
      repair(text)
        .replace('table: cust', 'table: customers')
        .replace(/\n {6}uuid:.*/, '');
    expect(await messages(own)).toBe('');
    expect(await messages((text) => text.replace('    key: [uuid]', '    write: replace'))).toContain(
      'write',
    );
  });

  it.each(['users-pair', 'danci', 'maibot'])('ships %s', async (name) => {
    expect(await lintPreset(name)).toEqual([]);
  });
});
