import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { compareEverything } from '../support/independent/index.js';
import { controls, journeyInto, journeyOfTest } from '../support/journey/journey.js';

const size = { rows: 60 };

function reasonOf(result: PromiseSettledResult<unknown>): unknown {
  return result.status === 'rejected' ? result.reason : null;
}

describe('two operators who start at the same time', () => {
  it('with the same data: one run, and the other is refused', async () => {
    const journey = await journeyOfTest({ size });
    const results = await Promise.allSettled([journey.run(), journey.run()]);
    const refused = results.filter(({ status }) => status === 'rejected').map(reasonOf);
    expect(refused).toEqual([expect.any(RefusedError)]);
    expect(await compareEverything(journey.comparison)).toEqual([]);
  });

  it('with two tenants: what the second one checked is not what it would write into', async () => {
    // The same business and application names under two tenants are a conflict, which neither could see in an empty target.
    const settings = { migration: { ids: 'offset' } };
    const first = await journeyOfTest({ size, tenantId: 'alpha', vault: false, settings });
    const second = await journeyInto(first, { size, tenantId: 'beta', vault: false, settings });
    const results = await Promise.allSettled([first.run(), second.run()]);
    const refused = results.map(reasonOf).filter((reason) => reason !== null);
    expect(refused).toEqual([expect.any(RefusedError)]);
    // Locked: the first one was still writing when the second had waited long enough.
    expect(refused[0]).toMatchObject({
      because: { code: expect.stringMatching(/^target\.(changed|locked)$/) },
    });
    const again = (reasonOf(results[0] as PromiseSettledResult<unknown>) ? first : second).run(
      {},
      controls().control,
    );
    await expect(again).rejects.toThrow(/refused/);
  });
});
