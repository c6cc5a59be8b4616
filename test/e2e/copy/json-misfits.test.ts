import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import type { ConflictContext } from '../../../src/phases/rows/check/conflicts/context.js';
import { findJsonMisfits } from '../../../src/phases/rows/check/conflicts/json-misfits.js';
import type { Treatment } from '../../../src/plan/treatments.js';
import { controls, type Journey, journeyOfTest } from '../support/journey/journey.js';
import { openFixture } from '../support/mysql/fixture.js';
import type { Side } from '../support/pair.js';

const size = { rows: 300 };
const settings = { migration: { ids: 'offset' } };

async function ask(side: Side, sql: string): Promise<Record<string, unknown>[]> {
  const connection = await side.connect();
  try {
    const [rows] = await connection.query(sql);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}

/** In a target that has handed out IDs, those of groups are shifted. */
async function handOutIds({ pair }: Journey): Promise<void> {
  await ask(pair.target, "UPDATE id_generators SET max_id = 5000 WHERE resource = 'groups'");
}

/** Puts IDs that are no plain integers into one row of the source; returns the row's ID. */
async function spoil({ pair }: Journey): Promise<string> {
  const [row] = await ask(pair.source, 'SELECT CAST(MIN(id) AS CHAR) AS id FROM strategies');
  const id = String(row?.id);
  await ask(
    pair.source,
    `UPDATE strategies SET scope = '{"groups": [{"id": "12"}, {"id": 1.0}, {"id": {"n": 3}}, {"id": null}, {"id": 0}]}'
      WHERE id = ${id}`,
  );
  return id;
}

describe('IDs inside JSON that are no plain integers', () => {
  it('are a blocker where IDs are shifted, each with its table, key and path', async () => {
    const journey = await journeyOfTest({ size, vault: false, settings });
    await handOutIds(journey);
    const id = await spoil(journey);
    const findings = await operations.check(journey.context, () => undefined);
    expect(findings.filter(({ severity }) => severity === 'blocker')).toMatchObject([
      {
        code: 'conflict.json-id',
        table: 'strategies',
        column: 'scope',
        count: 3,
        samples: Array.from({ length: 3 }, () => `strategies id=${id}: scope at .groups[*].id`),
      },
    ]);
  });

  it('do not end the checks where a text is not JSON at all', async () => {
    const journey = await journeyOfTest({ size, vault: false, settings });
    await handOutIds(journey);
    for (const side of [journey.pair.source, journey.pair.target])
      await ask(side, 'ALTER TABLE strategies MODIFY scope longtext');
    const id = await spoil(journey);
    await ask(journey.pair.source, `UPDATE strategies SET scope = '{"groups": [' WHERE id = ${id}`);
    const findings = await operations.check(journey.context, () => undefined);
    expect(findings.filter(({ severity }) => severity === 'blocker')).toMatchObject([
      { code: 'conflict.json-text', table: 'strategies', column: 'scope', count: 1 },
    ]);
  });

  it('are nothing to look at where IDs are kept', async () => {
    const journey = await journeyOfTest({ size, vault: false, settings: { migration: { ids: 'preserve' } } });
    const id = await spoil(journey);
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    const scopes = await Promise.all(
      [journey.pair.source, journey.pair.target].map((side) =>
        ask(side, `SELECT scope FROM strategies WHERE id = ${id}`),
      ),
    );
    expect(scopes[1]).toEqual(scopes[0]);
  });

  it.each(['mariadb', 'mysql'] as const)(
    'end the copy from %s when they turn up after the checks',
    async (from) => {
      const journey = await journeyOfTest({ size, vault: false, settings, source: from, target: from });
      await handOutIds(journey);
      const stopped = controls();
      stopped.stop();
      await journey.run({}, stopped.control);
      const id = await spoil(journey);
      const failure = await journey.run({ resume: true }).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(failure).toMatch(
        new RegExp(
          `^table strategies, .*: id=${id}, column scope: the ID at \\.groups\\[\\*\\]\\.id is no plain integer`,
        ),
      );
    },
  );

  it('in text that is not JSON: end the copy with the row named; an empty text holds none and passes', async () => {
    const journey = await journeyOfTest({ size, vault: false, settings });
    await handOutIds(journey);
    for (const side of [journey.pair.source, journey.pair.target])
      await ask(side, 'ALTER TABLE strategies MODIFY scope longtext');
    const [first, second] = await ask(
      journey.pair.source,
      'SELECT CAST(id AS CHAR) AS id FROM strategies ORDER BY id LIMIT 2',
    );
    await ask(journey.pair.source, `UPDATE strategies SET scope = '' WHERE id = ${first?.id}`);
    const stopped = controls();
    stopped.stop();
    await journey.run({}, stopped.control);
    const text = '{"groups": [{"id": 7}] and so on';
    await ask(journey.pair.source, `UPDATE strategies SET scope = '${text}' WHERE id = ${second?.id}`);
    const failure = await journey.run({ resume: true }).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(
      new RegExp(`^table strategies, .*: id=${second?.id}, column scope: not valid JSON$`),
    );
    await ask(journey.pair.source, `UPDATE strategies SET scope = NULL WHERE id = ${second?.id}`);
    expect(await journey.run({ resume: true })).toMatchObject({ outcome: 'complete' });
    const empty = await ask(journey.pair.target, "SELECT COUNT(*) AS n FROM strategies WHERE scope = ''");
    expect(Number(empty[0]?.n)).toBe(1);
  });

  it('stand in text that is not JSON: are a blocker, told once, without the value of a secret key', async () => {
    const fixture = await openFixture('mariadb');
    try {
      const treatment: Treatment = { kind: 'json-ids', paths: [{ path: '[*]', table: 'x', offset: '5' }] };
      const findingsOf = async (table: string, type: string, targetType: string, isSecret: boolean) => {
        const key = 'k varchar(20) PRIMARY KEY';
        await fixture.create(table, `${key}, ids ${type}`, `${key}, ids ${targetType}`);
        await fixture.admin.execute(
          `INSERT INTO ${fixture.sourceName}.${table} VALUES ('a', ''), ('b', '[7'), ('c', '[7]'), ('d', '["7"]'), ('e', NULL)`,
        );
        const plan = await fixture.plan(table, { ids: treatment });
        const columns = plan.columns.map((column) => ({
          ...column,
          secret: isSecret && column.name === 'k',
        }));
        return findJsonMisfits({ source: fixture.source } as ConflictContext, { ...plan, columns });
      };
      expect(await findingsOf('texts', 'longtext', 'longtext', false)).toMatchObject([
        { code: 'conflict.json-id', count: 1, samples: ['texts k=d: ids at [*]'] },
        { code: 'conflict.json-text', severity: 'blocker', count: 1, samples: ['texts k=b: ids'] },
      ]);
      expect(await findingsOf('secrets', 'longtext', 'longtext', true)).toMatchObject([
        { samples: ['secrets k=(secret): ids at [*]'] },
        { samples: ['secrets k=(secret): ids'] },
      ]);
      expect(await findingsOf('narrower', 'longtext', 'json', false)).toMatchObject([
        { code: 'conflict.json-id' },
      ]);
    } finally {
      await fixture.remove();
    }
  });
});
