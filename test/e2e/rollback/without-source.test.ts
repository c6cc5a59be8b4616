import { expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { controls, journeyOfTest } from '../support/journey/journey.js';
import { vaultRequest } from '../support/servers.js';

it('takes a run back whose source is switched off, when told not to compare with it', async () => {
  const journey = await journeyOfTest({ size: { rows: 200 } });
  const { runId } = await journey.run();
  const { config } = journey.context;
  const { vault } = config.source;
  if (!vault) throw new Error('the journey has no Vault');
  const gone = {
    ...config.source,
    mysql: { ...config.source.mysql, port: 1 },
    vault: { ...vault, address: 'http://127.0.0.1:1' },
  };
  const summary = await operations.rollback(
    { ...journey.context, config: { ...config, source: gone } },
    { runId, confirm: journey.pair.target.database, dryRun: false, includeChanged: true },
    journey.listener,
    controls().control,
  );
  expect(summary).toMatchObject({ done: true, changed: [] });
  expect(summary.secrets).toBeGreaterThan(0);
  const connection = await journey.pair.target.connect();
  const [rows] = await connection.query('SELECT COUNT(*) AS total FROM kvs');
  await connection.end();
  expect(rows).toEqual([{ total: '0' }]);
  const listing = vaultRequest('GET', `${journey.pair.target.mount}/metadata/biz?list=true`);
  await expect(listing).rejects.toMatchObject({ status: 404 });
});
