import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idRewriter, shiftedExpression, unshiftedExpression } from '../../../src/plan/id-shift.js';
import type { IdShift } from '../../../src/plan/treatments.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { sharedServer } from '../support/servers.js';

const id = fc.integer({ min: 1, max: 4_294_967_295 }).map(String);
const shift: fc.Arbitrary<IdShift> = fc
  .record({
    offset: fc.oneof(fc.constant('0'), fc.integer({ min: 1, max: 2_000_000_000 }).map(String)),
    exceptions: fc.dictionary(id, fc.oneof(fc.constant('0'), id), { maxKeys: 4, noNullPrototype: true }),
    toZero: fc.boolean(),
  })
  .map(({ toZero, ...rest }) => (toZero ? { ...rest, toZero } : rest));

describe.each(['mariadb', 'mysql'] as const)('shifted IDs on %s', (flavour) => {
  let connection: AdminConnection;
  beforeAll(async () => {
    connection = await connectAdmin(sharedServer(flavour));
  });
  afterAll(() => connection.end());

  /** The expression's value for each ID (NULL and 0 included), as text. */
  async function evaluate(expression: string, ids: readonly (string | null)[]): Promise<(string | null)[]> {
    // MariaDB makes the column no wider than the numbers look: the first one makes it a BIGINT.
    const rows = ['99999999999999', ...ids]
      .map((value, n) => `SELECT ${n} AS n, CAST(${value ?? 'NULL'} AS UNSIGNED) AS c`)
      .join(' UNION ALL ');
    const [found] = await connection.query(
      `SELECT CAST(${expression} AS CHAR) AS value FROM (${rows}) ids WHERE n > 0 ORDER BY n`,
    );
    return (found as { value: string | null }[]).map(({ value }) => value);
  }

  it('are the same in SQL as in the tool, with 0 and NULL as they were', async () => {
    await fc.assert(
      fc.asyncProperty(shift, fc.array(id, { minLength: 1, maxLength: 12 }), async (rule, some) => {
        const ids = [...some, ...Object.keys(rule.exceptions ?? {})];
        const rewrite = idRewriter(rule);
        const expected = ids.map((value) => String(rewrite(BigInt(value))));
        expect(await evaluate(shiftedExpression('`c`', rule), [...ids, '0', null])).toEqual([
          ...expected,
          '0',
          null,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('go down as well as up in unsigned columns, and come back', async () => {
    const high = fc.integer({ min: 2_000_000_001, max: 4_294_967_295 }).map(String);
    const down = fc.integer({ min: -2_000_000_000, max: -1 }).map(String);
    await fc.assert(
      fc.asyncProperty(down, fc.array(high, { minLength: 1, maxLength: 12 }), async (offset, ids) => {
        const shifted = await evaluate(shiftedExpression('`c`', { offset }), [...ids, '0', null]);
        expect(shifted).toEqual([...ids.map((value) => String(BigInt(value) + BigInt(offset))), '0', null]);
        expect(await evaluate(unshiftedExpression('`c`', { offset }), shifted)).toEqual([...ids, '0', null]);
      }),
      { numRuns: 40 },
    );
  });

  it('are no error where a damaged row names a number that no shift gives', async () => {
    expect(await evaluate(unshiftedExpression('`c`', { offset: '100' }), ['7', '107'])).toEqual(['-93', '7']);
  });

  it('come back to what they were, wherever nothing became 0 and no two became one', async () => {
    await fc.assert(
      fc.asyncProperty(
        shift,
        fc.array(id, { minLength: 1, maxLength: 12 }),
        async ({ toZero: _, ...rule }, some) => {
          const rewrite = idRewriter(rule);
          const taken = new Set(Object.values(rule.exceptions ?? {}));
          const ids = some.filter(
            (value) => !(value in (rule.exceptions ?? {})) && !taken.has(String(rewrite(BigInt(value)))),
          );
          fc.pre(ids.length > 0);
          const shifted = ids.map((value) => String(rewrite(BigInt(value))));
          expect(await evaluate(unshiftedExpression('`c`', rule), shifted)).toEqual(ids);
        },
      ),
      { numRuns: 40 },
    );
  });
});
