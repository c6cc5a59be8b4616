import { expect, it } from 'vitest';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { journeyOfTest } from '../support/journey/journey.js';

it.each(['mariadb', 'mysql'] as const)(
  'finds approvers that outgrow their column by the users map, on %s',
  async (flavour) => {
    const users = { alice: `alice@${'long.'.repeat(20)}example`, bob: `bob@${'long.'.repeat(30)}example` };
    const journey = await journeyOfTest({
      size: { rows: 200 },
      source: flavour,
      target: flavour,
      vault: false,
      settings: { users },
    });
    const check = async () => {
      const { findings } = await runPreflight(journey.context, () => undefined);
      return findings.filter(({ code }) => code === 'conflict.too-long');
    };
    const connection = await journey.pair.source.connect();
    const approver = (names: string) =>
      connection.query('UPDATE applications SET approver = ? ORDER BY id LIMIT 1', [names]);
    // Each of the names fits by itself.
    await approver('alice');
    expect(await check()).toEqual([]);
    await approver('bob');
    expect(await check()).toEqual([]);
    await approver('alice,bob');
    const found = await check();
    await connection.end();
    expect(found).toMatchObject([
      { severity: 'blocker', table: 'applications', column: 'approver', count: 1 },
    ]);
    expectChineseFindings(found);
    await expect(journey.run()).rejects.toThrow(/applications\.approver/);
  },
);
