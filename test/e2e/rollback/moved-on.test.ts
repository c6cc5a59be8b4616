import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realServices } from '../../../src/cli/real-services.js';
import { processTerminal } from '../../../src/cli/terminal.js';
import { jsonLines, runCli } from '../../cli/support/run-cli.js';
import { compareEverything } from '../support/independent/index.js';
import { type Journey, openJourney } from '../support/journey/journey.js';
import { vaultRequest } from '../support/servers.js';
import { makeKv, publish, updateKv, type Writing } from '../support/services.js';

const services = realServices(processTerminal());

describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('after the target was used, from %s to %s', (from, to) => {
  let journey: Journey;
  let target: Writing;

  beforeEach(async () => {
    journey = await openJourney({ source: from, target: to, size: 'field' });
    target = { side: journey.pair.target, connection: await journey.pair.target.connect() };
  });
  afterEach(async () => {
    await target.connection.end();
    await journey.pair.drop();
  });

  const cli = (...args: readonly string[]) =>
    runCli([...args, '-c', journey.pair.configFile, '--json'], { services });
  const last = (lines: readonly Record<string, unknown>[]) => lines.at(-1) ?? {};
  const isThere = (path: string) =>
    vaultRequest('GET', `${target.side.mount}/metadata/${path}`).then(
      (answer) => answer !== null && (answer as { data?: unknown }).data !== undefined,
      () => false,
    );

  test('a rollback that includes what was changed leaves nothing behind, and the next run is whole', async () => {
    const { runId } = await journey.run();
    await updateKv(target, 5, 'conf-yaml', 'newer in the target');
    await makeKv(target, 501, 'made-in-target', 'b');
    await publish(target, { release: 47, kv: 900, strategy: 60, group: 71 });

    const refused = await cli('rollback', '--run', runId, '--confirm', target.side.database);
    expect(refused.exitCode).toBe(2);
    const looked = last(jsonLines(await cli('rollback', '--run', runId, '--dry-run')));
    const named = (looked.changed as { subject: string; key: string }[]).filter(
      ({ subject }) => subject === 'secret',
    );
    expect(named.map(({ key }) => key).toSorted()).toEqual([
      'biz/2/apps/1/kvs/conf-yaml',
      'biz/2/apps/1/kvs/made-in-target',
      'biz/2/apps/1/releases/47/kvs/text',
    ]);

    const done = await cli(
      'rollback',
      '--run',
      runId,
      '--confirm',
      target.side.database,
      '--include-changed',
    );
    expect(done.exitCode).toBe(0);
    expect(last(jsonLines(done))).toMatchObject({ type: 'rollback-result', done: true, kept: [] });
    for (const { key } of named) expect(await isThere(key), key).toBe(false);
    expect(last(jsonLines(done)).next).toEqual([
      expect.stringContaining('Redis'),
      expect.stringContaining('feed-server'),
      expect.stringContaining('tenantferry run -c'),
    ]);

    expect((await journey.run()).outcome).toBe('complete');
    expect(await compareEverything(journey.comparison)).toEqual([]);
  });

  test('a target restored from its backup says what is there, and how to begin again works', async () => {
    const { runId } = await journey.run();
    for (const table of ['kvs', 'released_kvs', 'applications', 'releases', 'groups', 'hooks', 'templates']) {
      await target.connection.query(`DELETE FROM \`${table}\``);
    }
    const some = (await cli('check')).stdout;
    expect(some).toMatch(/of the [\d,]+ rows it copied the target holds [\d,]+ now/);
    const tables = await journey.context.preset.tables.map(({ name }) => name);
    for (const table of tables) await target.connection.query(`DELETE FROM \`${table}\``);
    const refused = await cli('run', '--confirm', target.side.database);
    expect(refused.exitCode).toBe(2);
    const found = jsonLines(refused).find(
      ({ type, finding }) =>
        type === 'finding' && (finding as { code: string }).code === 'conflict.earlier-run',
    )?.finding as { title: string; remedy: string };
    expect(found.title).toContain('the target holds 0 now');
    expect(found.remedy).toContain(
      `tenantferry rollback -c ${journey.pair.configFile} --run ${runId} --confirm`,
    );

    expect((await cli('rollback', '--run', runId, '--confirm', target.side.database)).exitCode).toBe(0);
    expect((await journey.run()).outcome).toBe('complete');
    expect(await compareEverything(journey.comparison)).toEqual([]);
  });
});
