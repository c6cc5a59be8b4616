import { expect, test } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { blockers } from '../support/check/fixture.js';
import { controls } from '../support/journey/journey.js';
import { openCase, type SmallCase } from '../support/small-case.js';

const zoned: SmallCase = {
  source: `SET time_zone = '+00:00';
    CREATE TABLE ev (id int unsigned NOT NULL PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, dt datetime(3) NOT NULL, ts timestamp NULL, same datetime);
    INSERT INTO ev (id, dt, ts, same) VALUES (1, '2016-10-12 11:15:12.5', '2016-10-12 11:15:12', '2016-10-12 11:15:12'),
      (2, '2025-03-30 02:30:00', NULL, NULL);`,
  target: `CREATE TABLE ev (id int unsigned NOT NULL PRIMARY KEY, biz_id int NOT NULL DEFAULT 2, dt timestamp(3) NOT NULL, ts datetime(6) NULL, same datetime,
      tenant_id varchar(50) NOT NULL DEFAULT 'default');`,
  tables: ['ev'],
};

test.each(['mysql', 'mariadb'] as const)(
  'times that one side holds as a moment are asked about, once, by an example, on %s',
  async (flavour) => {
    const { context } = await openCase({ ...zoned, sourceServer: flavour, targetServer: flavour });
    const { findings } = await runPreflight(context, () => undefined);
    const [asked, ...others] = blockers(findings);
    expect(others).toEqual([]);
    expect(asked).toMatchObject({
      code: 'schema.time-zone',
      count: 2,
      samples: ['ev.dt: datetime → timestamp', 'ev.ts: timestamp → datetime'],
    });
    expect(asked?.title).toContain('2026-01-01 12:00:00 UTC, read in the time zone +00:00');
    expect(asked?.title).toContain('2026-01-01 04:00:00 UTC');
    expect(asked?.title).not.toContain('2016');
  },
);

test('refuses a form of time zone that nobody knows, where it stands', async () => {
  const { cli } = await openCase({
    ...zoned,
    sourceServer: 'mysql',
    targetServer: 'mysql',
    settings: { options: { time_zone: 'bogus' } },
  }).catch((error: Error) => ({ cli: () => Promise.resolve(error.message) }));
  expect(await cli('check')).toMatch(/options\.time_zone must be an offset like/);
});

test('a name that the source server does not know is a blocker', async () => {
  const settings = { options: { time_zone: 'Nowhere/Atlantis' } };
  const { context } = await openCase({ ...zoned, sourceServer: 'mysql', targetServer: 'mysql', settings });
  const { findings } = await runPreflight(context, () => undefined);
  expect(blockers(findings).map(({ code }) => code)).toEqual(['schema.time-zone-unknown']);
});

test.each([
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
] as const)(
  'a decided zone converts both ways, validates, and can be taken back, from %s to %s',
  async (sourceServer, targetServer) => {
    const settings = { options: { time_zone: '+08:00' } };
    const opened = await openCase({ ...zoned, sourceServer, targetServer, settings });
    const { runId } = await opened.run();
    await opened.target.query("SET time_zone = '+00:00'");
    const [rows] = await opened.target.query(
      'SELECT CAST(dt AS CHAR) AS dt, CAST(ts AS CHAR) AS ts, CAST(same AS CHAR) AS same FROM ev ORDER BY id',
    );
    expect(rows).toEqual([
      { dt: '2016-10-12 03:15:12.500', ts: '2016-10-12 19:15:12.000000', same: '2016-10-12 11:15:12' },
      { dt: '2025-03-29 18:30:00.000', ts: null, same: null },
    ]);
    for (const level of ['checksum', 'full'] as const) {
      const { checks } = await operations.validate(opened.context, { level, runId }, () => undefined);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    }
    const request = { runId, confirm: opened.targetDatabase, dryRun: false, includeChanged: false };
    expect(
      await operations.rollback(opened.context, request, () => undefined, controls().control),
    ).toMatchObject({
      done: true,
      rows: { ev: 2 },
    });
  },
);
