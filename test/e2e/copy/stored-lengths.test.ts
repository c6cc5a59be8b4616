import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyRange, nextRange } from '../../../src/mysql/chunks.js';
import type { Session } from '../../../src/mysql/session.js';
import type { StoredRows } from '../../../src/phases/rows/copy/stored-lengths.js';
import { storedRows } from '../../../src/phases/rows/copy/tenant-rows.js';
import type { Plan, TablePlan } from '../../../src/plan/plan.js';
import type { Treatment } from '../../../src/plan/treatments.js';
import { failureOf } from '../support/mysql/failure.js';
import { type Fixture, openFixture } from '../support/mysql/fixture.js';

const plan = { tenant: { column: 'tenant', id: 'x' } } as Plan;
const tenant = "tenant varchar(20) NOT NULL DEFAULT 'x'";

interface Case {
  readonly name: string;
  /** The key in the source and, where it is another, in the target. */
  readonly key: readonly [source: string, target?: string];
  readonly keys: readonly string[];
  readonly treatments?: Readonly<Record<string, Treatment>>;
}

const cases: readonly Case[] = [
  {
    name: 'text in another collation',
    key: ['k varchar(20) COLLATE utf8mb4_bin PRIMARY KEY', 'k varchar(20) PRIMARY KEY'],
    keys: ["'A1'", "'B'", "'a2'", "'b3'", "'C'", "'d'", "'é'"],
  },
  {
    name: 'text in another character set',
    key: ['k varchar(20) CHARACTER SET latin1 PRIMARY KEY', 'k varchar(20) PRIMARY KEY'],
    keys: ["'A1'", "'B'", "'a2'", "'ü'", "'C'", "'z'", "'é'"],
  },
  {
    name: 'an ENUM with its members in another order',
    key: ["k enum('a','b','c','d') PRIMARY KEY", "k enum('d','c','b','a') PRIMARY KEY"],
    keys: ["'a'", "'b'", "'c'", "'d'"],
  },
  {
    name: 'a key that begins with a value the plan sets',
    key: ["part varchar(9) NOT NULL DEFAULT 'old', k int NOT NULL, PRIMARY KEY (part, k)"],
    keys: ['1', '2', '3', '4', '5'],
    treatments: { part: { kind: 'constant', value: 'new' } },
  },
  {
    name: 'numbers below 0 and as large as can be',
    key: ['k bigint PRIMARY KEY'],
    keys: ['-9223372036854775808', '-7', '0', '1', '9223372036854775807'],
  },
  {
    name: 'IDs that are shifted',
    key: ['k bigint unsigned PRIMARY KEY'],
    keys: ['1', '2', '3', '4000', '5000'],
    treatments: { k: { kind: 'offset', offset: '100000' } },
  },
  {
    name: 'bytes that are padded',
    key: ['k binary(4) PRIMARY KEY', 'k varbinary(9) PRIMARY KEY'],
    keys: ["X'00'", "X'41'", "X'4100FF'", "X'FF'"],
  },
];

describe.each(['mariadb', 'mysql'] as const)('lengths that %s stored, chunk by chunk,', (flavour) => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture(flavour);
  });
  afterAll(() => fixture.remove());

  /** Every range of two rows, with where its rows are in the target. */
  async function* chunks(table: TablePlan): AsyncGenerator<{ range: KeyRange; stored: StoredRows }> {
    let after: KeyRange['after'] = null;
    for (;;) {
      const range: KeyRange | null = await nextRange(fixture.source, table, after, 2);
      if (!range) return;
      const stored = storedRows(plan, table, range, false);
      if (!stored) throw new Error('the rows are not in one place');
      yield { range, stored };
      if (range.through === null) return;
      after = range.through;
    }
  }

  test.each(cases)('raise no false alarm for $name', async ({ name, key, keys, treatments }) => {
    const table = name.replaceAll(/\W+/g, '_');
    const rest = `v text, ${tenant}`;
    const [from, to = from] = key;
    await fixture.create(table, `${rest}, ${from}`, `${rest}, ${to}`);
    for (const value of keys)
      await fixture.admin.execute(
        `INSERT INTO ${fixture.sourceName}.${table} (k, v) VALUES (${value}, CONCAT('payload ', HEX(${value})))`,
      );
    const planned = await fixture.plan(table, treatments);
    let rows = 0;
    for await (const chunk of chunks(planned)) {
      rows += (await fixture.copy(planned, { method: 'insert', ...chunk })).rows;
    }
    expect(rows).toBe(keys.length);
    expect(await fixture.count(table)).toBe(keys.length);
  });

  test('are not those of rows that the tenant gets in the target while the run goes on', async () => {
    const { admin, sourceName, targetName } = fixture;
    await fixture.create('living', `k bigint PRIMARY KEY, v text, ${tenant}`);
    await admin.execute(`INSERT INTO ${sourceName}.living (k, v) VALUES (1, 'a'), (2, 'b'), (3, 'c')`);
    const planned = await fixture.plan('living');
    const added = (k: number) =>
      admin.execute(`INSERT INTO ${targetName}.living (k, v) VALUES (${k}, 'of a service')`);
    const { bulk } = fixture.target;
    const target: Session = {
      ...fixture.target,
      bulk: {
        ...bulk,
        async sendBytes(packet) {
          await added(1001);
          return bulk.sendBytes(packet);
        },
      },
    };
    const all: { range: KeyRange; stored: StoredRows }[] = [];
    for await (const chunk of chunks(planned)) all.push(chunk);
    const [first, last] = all;
    expect((await fixture.copy(planned, { method: 'insert', ...first })).rows).toBe(2);
    // After the run looked for rows of the tenant, and during the chunk.
    await added(1000);
    expect((await fixture.copy(planned, { method: 'insert', target, ...last })).rows).toBe(1);
    expect(await fixture.count('living')).toBe(5);
  });

  test('name the chunk of a text key in which a value was clipped', async () => {
    const { sourceName } = fixture;
    await fixture.create('clipped', `k varchar(20) PRIMARY KEY, v text, ${tenant}`);
    for (const k of ['a', 'b', 'c', 'd'])
      await fixture.admin.execute(`INSERT INTO ${sourceName}.clipped (k, v) VALUES ('${k}', 'value-${k}')`);
    const planned = await fixture.plan('clipped');
    const { bulk } = fixture.target;
    const target: Session = {
      ...fixture.target,
      bulk: {
        ...bulk,
        sendBytes(packet) {
          const at = packet.indexOf('\x07value-c');
          if (at < 0) return bulk.sendBytes(packet);
          packet[at] = 6;
          const clipped = Buffer.concat([packet.subarray(0, at + 7), packet.subarray(at + 8)]);
          return bulk.sendBytes(clipped);
        },
      },
    };
    const all: { range: KeyRange; stored: StoredRows }[] = [];
    for await (const chunk of chunks(planned)) all.push(chunk);
    const [first, second] = all;
    expect((await fixture.copy(planned, { method: 'insert', target, ...first })).rows).toBe(2);
    const failure = await failureOf(fixture.copy(planned, { method: 'insert', target, ...second }));
    expect(failure.code).toBe('LENGTHS_DIFFER');
    expect(failure.message).toContain(
      'row k=(not shown): column v has 7 bytes in the source, 6 in the target',
    );
    expect(await fixture.count('clipped')).toBe(2);
  });
});
