import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { journeyOfTest } from '../support/journey/journey.js';
import { vaultRequest } from '../support/servers.js';

describe('secrets that no row names', () => {
  it('are found by validation under the paths of the run, and only there', async () => {
    const journey = await journeyOfTest({ size: { rows: 600 } });
    expect(await journey.run()).toMatchObject({ outcome: 'complete' });
    const extras = async () => {
      const { checks } = await operations.validate(journey.context, { level: 'counts' }, journey.listener);
      return checks.find(({ check }) => check === 'secrets-extra');
    };
    expect(await extras()).toMatchObject({ ok: true, differences: [] });

    const connection = await journey.pair.target.connect();
    const [rows] = await connection.query('SELECT biz_id, app_id FROM kvs LIMIT 1');
    await connection.end();
    const [row] = rows as { biz_id: string; app_id: string }[];
    const folder = `biz/${row?.biz_id}/apps/${row?.app_id}/kvs`;
    const { mount } = journey.pair.target;
    const body = { data: { kv_type: 'string', value: 'left over' } };
    await vaultRequest('POST', `${mount}/data/${folder}/nobody-names-it`, body);
    await vaultRequest('POST', `${mount}/data/biz/999/apps/1/kvs/of-another-tenant`, body);
    expect(await extras()).toMatchObject({
      ok: false,
      differences: [{ kind: 'extra-in-target', key: `${folder}/nobody-names-it` }],
    });
  });
});
