import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lintPreset } from '../../src/preset/lint.js';
import {
  paramLiterals,
  paramText,
  paramTypes,
  runParams,
  shownParams,
  standIns,
} from '../../src/preset/params.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantferry-params-'));
const file = join(folder, 'preset.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = `name: shop
title: The shop
source_version: "1"
target_version: "2"
tenant: { column: tenant_id, max_length: 9 }
params:
  since: { type: date }
  kind: { type: text, default: plain }
dimensions:
  kind: { expr: ":kind" }
  branch: { lookup: branches, on: branches.id = s.branch_id, value: code, else: "'none'" }
tables:
  - { name: orders, level: 1, where: "s.made >= :since" }
  - { name: items, level: 1 }
`;

async function lint(text: string): Promise<string[]> {
  writeFileSync(file, text);
  return (await lintPreset(file)).map(({ line, message }) => `${line}: ${message}`);
}

describe('a preset with parameters and dimensions', () => {
  it('is right', async () => {
    expect(await lint(good)).toEqual([]);
  });

  it.each([
    ['since: { type: date }', 'run_time: { type: date }', '7: the parameter run_time has the name'],
    ['>= :since', '>= :sins', '13: :sins is not known; there are :run_time, :tenant, :since, :kind'],
    ['>= :since', "> '2024'", '7: no SQL of the tables, dimensions or watch lists uses the parameter :since'],
    [
      '{ type: date }',
      '{ type: date, default: 2024-02-30 }',
      '7: the default of the parameter since must be a day',
    ],
    ['{ type: date }', '{ type: day }', '7: params.since.type must be'],
    [
      'kind: { expr: ":kind" }',
      'kind: {}',
      '10: the dimension kind needs one of from, expr, value or lookup',
    ],
    ['kind: { expr: ":kind" }', 'kind: { expr: ":kind", from: k }', '10: column kind needs one of'],
    ['kind: { expr: ":kind" }', 'kind: { expr: "UUID()" }', '10: the function UUID is not on the list'],
    ['kind: { expr: ":kind" }', 'kind: { encrypt: ":kind" }', '10: the dimension kind: what is encrypted'],
    ['  kind: { expr', '  TENANT_ID: { expr', '10: the dimension TENANT_ID is the column of tenant'],
    [
      'tables:',
      'credentials: { table: items, column: x, algorithm: aes-cbc-pkcs7-base64, key_sizes: [16], advice: a }\ntables:',
      '12: items is named in credentials',
    ],
    [
      'tables:',
      'skip: [{ table: logs, level: 1, reason: r, effect: e, risk: low, may_be_migrated: true }]\ntables:',
      '12: logs may be migrated, and dimensions fill tables only',
    ],
  ])('%s -> %s', async (from, to, expected) => {
    expect(good).toContain(from);
    const problems = await lint(good.replace(from, to));
    expect(
      problems.some((problem) => problem.startsWith(expected)),
      problems.join('\n'),
    ).toBe(true);
  });
});

describe('the value of a parameter', () => {
  it.each([
    ['text', "o'hara", "o'hara"],
    ['text', 5, undefined],
    ['integer', 5, '5'],
    ['integer', '-0012', '-12'],
    ['integer', 1.5, undefined],
    ['integer', 2 ** 60, undefined],
    ['integer', '1152921504606846976', '1152921504606846976'],
    ['integer', '1 OR 1', undefined],
    ['decimal', 0.1, '0.1'],
    ['decimal', '+2.50', '2.50'],
    ['decimal', 1e300, undefined],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2023-02-29', undefined],
    ['date', 20240229, undefined],
    ['datetime', '2024-02-29 23:59:59.5', '2024-02-29 23:59:59.5'],
    ['datetime', '2024-02-29 24:00:00', undefined],
    ['datetime', "2024-02-29' OR '1", undefined],
    ['boolean', true, 'true'],
    ['boolean', 'yes', undefined],
  ] as const)('of type %s: %s', (type, given, expected) => {
    expect(paramText(type, given)).toBe(expected);
  });

  it('stands in SQL as a literal that nothing gets out of', () => {
    expect(
      paramLiterals({
        a: { type: 'text', value: "o'hara \\" },
        b: { type: 'integer', value: '-3' },
        c: { type: 'date', value: '2024-01-01' },
        d: { type: 'datetime', value: '2024-01-01 00:00:00' },
        e: { type: 'boolean', value: 'true' },
      }),
    ).toEqual({
      a: "'o\\'hara \\\\'",
      b: '(-3)',
      c: "DATE'2024-01-01'",
      d: "TIMESTAMP'2024-01-01 00:00:00'",
      e: 'TRUE',
    });
  });

  it('stays what a run began with, unless it is declared otherwise by now', () => {
    const given = { a: { type: 'text', value: 'new' }, b: { type: 'integer', value: '2' } } as const;
    expect(runParams(given, { a: { type: 'text', value: 'old' }, b: { type: 'text', value: 'x' } })).toEqual({
      a: { type: 'text', value: 'old' },
      b: { type: 'integer', value: '2' },
    });
    expect(
      runParams(given, { gone: { type: 'text', value: 'x' }, b: { type: 'integer', value: '1) OR (1' } }),
    ).toEqual(given);
  });

  it('is shown as it is, and steers no terminal', () => {
    expect(
      shownParams({ a: { type: 'text', value: 'x\u001b[2J' }, n: { type: 'integer', value: '3' } }),
    ).toBe('a = "x\\u001b[2J", n = 3');
  });

  it('has a stand-in of each type', () => {
    const params = Object.fromEntries(paramTypes.map((type) => [type, { type, value: 'secret' }]));
    for (const { type, value } of Object.values(standIns(params))) {
      expect(paramText(type, value)).toBe(value);
      expect(value).not.toContain('secret');
    }
  });
});
