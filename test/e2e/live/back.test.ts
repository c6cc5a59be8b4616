import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { linesOf } from '../support/cli/binary.js';
import { seededRandom } from '../support/faults/seeded-random.js';
import { runTool } from '../support/faults/tool-process.js';
import { liveServer } from '../support/live/live-case.js';
import { startTargetWriter } from '../support/live/target-writer.js';
import { compareAll, startWriter, workload } from '../support/live/workload.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const live = { quiet_seconds: 1, max_lag_seconds: 30, max_pause_seconds: 120, fence: { command: 'true' } };
const settings = { migration: { ids: 'offset' }, options: { batch_size: 200, live } };

async function openSwitched(from: Flavour, to: Flavour) {
  const [sourceServer, targetServer] = [await liveServer(from), await liveServer(to)];
  const small = await openCase({ ...workload, sourceServer, targetServer, settings });
  const { database: sourceDatabase } = small.context.config.source.mysql;
  await small.run({ live: true });
  const cut = await small.cli('cutover', '--confirm', small.targetDatabase);
  expect(cut.exitCode, cut.stdout + cut.stderr).toBe(0);
  const boundary = linesOf(cut).at(-1)?.boundary as Readonly<Record<string, string>>;
  return { small, sourceServer, targetServer, sourceDatabase, boundary };
}

const statusOf = async (small: OpenedCase) => linesOf(await small.cli('status')).at(-1) ?? {};

const pairs: readonly (readonly [Flavour, Flavour])[] = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
];

describe.each(pairs)('from %s to %s', (from, to) => {
  it('takes a cut-over back with all that the target took, killed at random while it feeds back', async () => {
    const { small, targetServer, sourceServer, sourceDatabase, boundary } = await openSwitched(from, to);
    expect(await statusOf(small)).toMatchObject({ phase: 'switched', wayBack: 'waiting', exitCode: 0 });
    const random = seededRandom(20_261_130);
    const connection = await connectAdmin(targetServer);
    await connection.query(`USE \`${small.targetDatabase}\``);
    const writer = startTargetWriter(connection, random);
    const args = ['follow', '-c', small.configFile, '--confirm', sourceDatabase];
    for (let kills = 0; kills < 6; kills += 1) {
      const { stderr } = await runTool(args, (event, kill) => {
        if (event.type === 'follow-started') setTimeout(() => kill(), 100 + random() * 700);
      });
      expect(stderr).not.toMatch(/✗/);
    }
    // The server lets go of the lock of a dead process in its own time.
    await expect
      .poll(() => statusOf(small))
      .toMatchObject({ phase: 'feeding-back', wayBack: 'dead', exitCode: 3 });
    await writer.stop();
    await connection.end();
    expect(writer.transactions()).toBeGreaterThan(20);
    const back = await small.cli('back', '--confirm', sourceDatabase);
    expect(back.exitCode, back.stdout + back.stderr).toBe(0);
    const { wanted, found } = await compareAll(small, boundary);
    expect(found.filter((row) => !wanted.includes(row))).toEqual([]);
    expect(wanted.filter((row) => !found.includes(row))).toEqual([]);
    expect(await statusOf(small)).toMatchObject({ phase: 'back', wayBack: null, exitCode: 0 });
    // The source's services go on with IDs that nobody has.
    const later = startWriter(() => connectAdmin(sourceServer), sourceDatabase, random);
    await later.stop();
    const again = await small.cli('back', '--confirm', sourceDatabase);
    expect(linesOf(again).at(-1)).toMatchObject({ outcome: 'already', exitCode: 0 });
  });
});
