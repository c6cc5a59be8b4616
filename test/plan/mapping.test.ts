import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.js';
import { decryptCredential, encryptCredential } from '../../src/plan/credential-cipher.js';
import {
  type CellContext,
  canonicalBytes,
  cellTransform,
  expectedText,
  sourceExpression,
} from '../../src/plan/mapping.js';
import type { ColumnPlan } from '../../src/plan/plan.js';
import { eachOf } from '../../src/plan/transform-rows.js';
import type { Treatment } from '../../src/plan/treatments.js';
import { valueKind } from '../../src/plan/value-kind.js';
import { column } from '../support/facts.js';

function planOf(treatment: Treatment, type = 'bigint unsigned', more = {}): ColumnPlan {
  const facts = column('c', type, more);
  return { name: 'c', treatment, source: facts, target: facts, secret: false };
}

const atOnce = (plan: ColumnPlan, context: CellContext) => eachOf(cellTransform(plan, context));

describe('sourceExpression', () => {
  it.each<[Treatment, string]>([
    [{ kind: 'same' }, '`c`'],
    [{ kind: 'constant', value: "a'b" }, "'a\\'b'"],
    [{ kind: 'cast', from: 'int', to: 'varchar(256)' }, 'CAST(`c` AS CHAR)'],
    [{ kind: 'offset', offset: '0' }, '`c`'],
    [{ kind: 'offset', offset: '1000' }, '(`c` + 1000)'],
    [{ kind: 'reference', table: 'apps', offset: '0' }, '`c`'],
    [{ kind: 'reference', table: 'apps', offset: '7' }, 'IF(`c` = 0, `c`, `c` + 7)'],
  ])('compiles %j', (treatment, sql) => {
    expect(sourceExpression(planOf(treatment))).toBe(sql);
  });

  it('reads FLOAT as a double, since its printed form has only six digits', () => {
    expect(sourceExpression(planOf({ kind: 'same' }, 'float'))).toBe('(`c` + 0e0)');
  });
});

describe('expectedText', () => {
  it('is left to the tool for JSON from MariaDB into MySQL, which re-orders keys', () => {
    const json = planOf({ kind: 'same' }, 'json');
    const fromMariadb = { ...json, source: column('c', 'longtext', { isJson: true }) };
    expect(expectedText(fromMariadb, {})).toBeUndefined();
    expect(expectedText(json, {})).toBe('CONVERT(`c` USING utf8mb4)');
  });

  it('is left to the tool for a transform', () => {
    const ids = planOf({ kind: 'json-ids', paths: [{ path: '[*]', table: 'apps', offset: '5' }] }, 'json');
    expect(expectedText(ids, {})).toBeUndefined();
    const unshifted = planOf(
      { kind: 'json-ids', paths: [{ path: '[*]', table: 'apps', offset: '0' }] },
      'json',
    );
    expect(expectedText(unshifted, {})).toBeDefined();
  });

  it('prints fractions of a second the way the target does', () => {
    const target = column('c', 'datetime(6)');
    const plan: ColumnPlan = {
      name: 'c',
      treatment: { kind: 'same' },
      source: column('c', 'datetime(3)'),
      target,
      secret: false,
    };
    expect(expectedText(plan, {})).toBe("CAST(CONCAT(`c`, '000') AS CHAR)");
  });
});

describe('cellTransform', () => {
  it('rewrites user names, in lists too, and leaves unknown ones', () => {
    const transform = atOnce(planOf({ kind: 'users', map: { ann: 'ann@acme' }, separator: ',' }), {});
    expect(transform?.(Buffer.from('bob,ann,ann'))?.toString()).toBe('bob,ann@acme,ann@acme');
    expect(transform?.(null)).toBeNull();
  });

  it('looks names up without the white space around them, and keeps it', () => {
    const map = { bob: 'bob@acme', constructor: 'built' };
    const transform = atOnce(planOf({ kind: 'users', map, separator: ',' }), {});
    expect(transform?.(Buffer.from('alice, bob ,\tbob\n,, '))?.toString()).toBe(
      'alice, bob@acme ,\tbob@acme\n,, ',
    );
    const alone = atOnce(planOf({ kind: 'users', map: { bob: 'bob@acme' } }), {});
    expect(alone?.(Buffer.from(' bob'))?.toString()).toBe(' bob@acme');
  });

  it('renames every name of any list, and changes nothing else', () => {
    const space = fc.stringMatching(/^[ \t\n\u3000]{0,3}$/);
    const name = fc.oneof(fc.constantFrom('ann', 'bob', '__proto__'), fc.stringMatching(/^[a-z]{0,5}$/));
    const map: Readonly<Record<string, string>> = { ann: 'ann@acme', bob: 'b b' };
    const transform = atOnce(planOf({ kind: 'users', map, separator: ',' }), {});
    fc.assert(
      fc.property(fc.array(fc.tuple(space, name, space), { minLength: 1 }), (names) => {
        const written = (renamed: (one: string) => string) =>
          names.map(([before, one, after]) => `${before}${renamed(one)}${after}`).join(',');
        const expected = written((one) => (one === 'ann' ? 'ann@acme' : one === 'bob' ? 'b b' : one));
        expect(transform?.(Buffer.from(written((one) => one)))?.toString()).toBe(expected);
      }),
    );
  });

  it('re-encrypts with the other key', () => {
    const sourceMasterKey = new Secret('0123456789abcdef');
    const targetMasterKey = new Secret('fedcba9876543210fedcba9876543210');
    const encrypted = encryptCredential(Buffer.from('token-密'), sourceMasterKey);
    const transform = atOnce(planOf({ kind: 'reencrypt' }), {
      sourceKeys: [{ name: 'one', key: sourceMasterKey }],
      targetKeys: [{ name: 'other', key: targetMasterKey }],
    });
    const again = transform?.(Buffer.from(encrypted))?.toString() ?? '';
    expect(decryptCredential(again, targetMasterKey).toString()).toBe('token-密');
  });

  it('refuses to re-encrypt without both keys', () => {
    expect(() => atOnce(planOf({ kind: 'reencrypt' }), {})).toThrow(/master key is missing/);
  });
});

describe('credential cipher', () => {
  it('refuses a key of another length without naming it', () => {
    expect(() => encryptCredential(Buffer.from('x'), new Secret('canary-key'))).toThrow(
      'must be 16, 24 or 32 bytes long; this one has 10',
    );
  });

  it('tells a wrong key', () => {
    const encrypted = encryptCredential(Buffer.from('secret text'), new Secret('0123456789abcdef'));
    expect(() => decryptCredential(encrypted, new Secret('abcdef0123456789'))).toThrow('cannot be decrypted');
  });
});

describe('valueKind and canonicalBytes', () => {
  it.each([
    ['bigint unsigned', 'number'],
    ['decimal(10,2)', 'number'],
    ['double', 'float'],
    ['varchar(20)', 'text'],
    ["enum('a')", 'text'],
    ['longblob', 'binary'],
    ['bit(8)', 'bit'],
    ['datetime(6)', 'temporal'],
    ['json', 'json'],
    ['point', 'geometry'],
  ])('%s is %s', (type, kind) => {
    expect(valueKind(column('c', type))).toBe(kind);
  });

  it('gives bits as a number and bytes as hex, like the SQL does', () => {
    expect(canonicalBytes(Buffer.from([1, 2]), column('c', 'bit(16)')).toString()).toBe('258');
    expect(canonicalBytes(Buffer.from([1, 0xab]), column('c', 'varbinary(9)')).toString()).toBe('01AB');
  });
});
