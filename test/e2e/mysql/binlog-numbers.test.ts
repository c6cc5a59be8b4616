import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../support/faults/seeded-random.js';
import { type LogServer, readBetween, startLogServer } from '../support/mysql/log-server.js';

const rows = 3_000;

describe.each(['mariadb', 'mysql'] as const)('numbers in the log of %s', (flavour) => {
  let log: LogServer;
  beforeAll(async () => {
    log = await startLogServer(flavour);
  });
  afterAll(async () => {
    await log?.remove();
  });

  it('are what a SELECT gives, any of them', async () => {
    const random = seededRandom(20_261_129);
    /** Of any size, and of those that people use. */
    const number = () => {
      const kind = random();
      if (kind < 0.2) return (Math.round(random() * 1e6) / 1000).toExponential(16);
      const exponent = kind < 0.5 ? random() * 600 - 300 : random() * 40 - 20;
      return ((random() - 0.5) * 10 ** exponent).toExponential(16);
    };
    const json = flavour === 'mysql' ? 'json' : 'double';
    await log.admin.execute(
      `CREATE TABLE n (id int PRIMARY KEY, d double, f float, fixed double(60,4), short float(10,3), j ${json}, n decimal(40,15), t time(6))`,
    );
    const from = await log.position();
    const asJson = (text: string) => (flavour === 'mysql' ? `CAST(CAST(${text} AS DOUBLE) AS JSON)` : text);
    const time = () =>
      `'${random() < 0.5 ? '-' : ''}${Math.floor(random() * 838)}:00:${(random() * 59).toFixed(6)}'`;
    const made = Array.from(
      { length: rows },
      (_, id) =>
        `(${id}, ${number()}, ${number()}, ${number()}, ${number()}, ${asJson(number())}, ${number()}, ${time()})`,
    );
    // Too much for a column becomes the most that it takes.
    for (let at = 0; at < rows; at += 500) {
      await log.admin.execute(`INSERT IGNORE INTO n VALUES ${made.slice(at, at + 500).join(', ')}`);
    }
    const expected = await log.admin.queryCells(
      'SELECT id, d, (f + 0e0), fixed, (short + 0e0), j, n, t FROM n ORDER BY id',
    );
    const events = await readBetween({
      server: log.server,
      tables: await log.tables('n'),
      from,
      to: await log.position(),
    });
    const found = events.flatMap((event) => (event.type === 'row' ? [String(event.after)] : []));
    expect(found).toEqual(expected.map(String));
    expect(found).toHaveLength(rows);
  });
});
