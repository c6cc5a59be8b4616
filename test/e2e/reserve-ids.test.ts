import { expect, it, onTestFinished } from 'vitest';
import { RefusedError } from '../../src/config/config.js';
import { openSession } from '../../src/mysql/session.js';
import { loadPreset } from '../../src/preset/load.js';
import { reserveRanges } from '../../src/run/reserve-ids.js';
import { endpointOf } from '../../src/sandbox/servers/types.js';
import { createDatabases, dropDatabases } from './support/pair.js';

const largest = 4_294_967_295;

it.each(['mariadb', 'mysql'] as const)(
  'reserves up to the highest ID there is, and not one more, on %s',
  async (flavour) => {
    const { server, source, target } = await createDatabases(flavour);
    onTestFinished(() => dropDatabases(server, source, target));
    const preset = await loadPreset('bscp');
    const session = await openSession(endpointOf(server, target), 'target-writer');
    onTestFinished(() => session.close());
    const wanted = (table: string) => ({
      table,
      sourceHighest: '500',
      targetHighest: '0',
      generator: '0',
      occupied: true,
    });
    // 500 and a margin of 1000 above it.
    const room = 1_500;
    const setGenerator = (resource: string, max: number) =>
      session.execute(
        'REPLACE INTO id_generators (id, resource, max_id, updated_at) SELECT COALESCE(MIN(id), 900), ?, ?, NOW() FROM id_generators WHERE resource = ?',
        [resource, max, resource],
      );
    const generators = async () => {
      const rows = await session.query(
        `SELECT resource, max_id AS highest FROM id_generators WHERE resource IN ('applications', 'kvs')`,
      );
      return Object.fromEntries(rows.map(({ resource, highest }) => [resource, Number(highest)]));
    };
    await setGenerator('applications', 10);
    await setGenerator('kvs', largest - room);
    const { ranges } = await reserveRanges(session, target, preset, [wanted('applications'), wanted('kvs')]);
    expect(ranges.map(({ table, offset }) => [table, Number(offset)])).toEqual([
      ['applications', 10],
      ['kvs', largest - room],
    ]);
    expect(await generators()).toEqual({ applications: 10 + room, kvs: largest });

    // A live target has handed out IDs since the plan was made.
    await setGenerator('kvs', largest - room + 1);
    const before = await generators();
    const refused = reserveRanges(session, target, preset, [wanted('applications'), wanted('kvs')]);
    await expect(refused).rejects.toBeInstanceOf(RefusedError);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('kvs') });
    expect(await generators()).toEqual(before);
  },
);
