import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { seededRandom } from '../support/faults/seeded-random.js';
import { runTool } from '../support/faults/tool-process.js';
import { liveServer } from '../support/live/live-case.js';
import { compareAll, othersRows, startWriter, workload } from '../support/live/workload.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const settings = { migration: { ids: 'offset' }, options: { batch_size: 50, parallel: 2 } };

async function openLive(from: Flavour, to: Flavour, variables: Readonly<Record<string, string>> = {}) {
  const server = await liveServer(from, variables);
  const small = await openCase({ ...workload, sourceServer: server, targetServer: to, settings });
  const [[row]] = (await small.source.query('SELECT DATABASE() AS name')) as unknown as [[{ name: string }]];
  return { server, small, database: row.name };
}

const follow = (small: OpenedCase, ...flags: readonly string[]) =>
  small.cli('follow', '--confirm', small.targetDatabase, ...flags);

/** Starts the tool again and again, each time for a random while, until it ends by itself. */
async function withKills(
  args: (attempt: number) => readonly string[],
  random: () => number,
  kills: number,
): Promise<{ readonly code: number | null; readonly problems: string }> {
  for (let attempt = 0; ; attempt += 1) {
    let isDone = false;
    const { code, stderr } = await runTool(args(attempt), (event, kill) => {
      isDone ||= ['run-result', 'follow-result'].includes(event.type);
      const isAtWork = ['chunk-committed', 'follow-started', 'snapshot-taken'].includes(event.type);
      if (attempt < kills && isAtWork && random() < 0.3) setTimeout(() => isDone || kill(), random() * 400);
    });
    // Killed when all was done, and before it could say so.
    if (code === 2 && attempt > 0 && stderr.includes('no unfinished run to resume'))
      return { code: 0, problems: '' };
    if (code !== null) return { code, problems: /✗.*/s.exec(stderr)?.[0] ?? '' };
  }
}

const pairs: readonly (readonly [Flavour, Flavour])[] = [
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
];

describe.each(pairs)('from %s to %s', (from, to) => {
  it('copies beside a writer, is killed at random, follows, and holds what the source holds', async () => {
    const { server, small, database } = await openLive(from, to);
    const before = await othersRows(small);
    const random = seededRandom(20_261_129);
    const writer = startWriter(() => connectAdmin(server), database, random);
    const common = ['-c', small.configFile, '--confirm', small.targetDatabase];
    const copied = await withKills(
      (attempt) => ['run', '--live', ...common, ...(attempt > 0 ? ['--resume'] : [])],
      random,
      2,
    );
    expect(copied).toEqual({ code: 0, problems: '' });
    const following = withKills(() => ['follow', ...common, '--until-caught-up'], random, 4);
    expect(await following).toEqual({ code: 0, problems: '' });
    await writer.stop();
    expect(writer.transactions()).toBeGreaterThan(20);
    const caughtUp = await follow(small, '--until-caught-up');
    expect(caughtUp.exitCode, caughtUp.stderr).toBe(0);
    const { wanted, found } = await compareAll(small);
    expect(found.filter((row) => !wanted.includes(row))).toEqual([]);
    expect(wanted.filter((row) => !found.includes(row))).toEqual([]);
    expect(await othersRows(small)).toBe(before);
    const validated = await small.cli('validate', '--level', 'full');
    expect(validated.exitCode, validated.stdout).toBe(0);
    const [[run]] = (await small.target.query(
      `SELECT run_id FROM tenantferry.runs WHERE target_database = '${small.targetDatabase}'`,
    )) as unknown as [[{ run_id: string }]];
    const taken = await small.cli('rollback', '--run', run.run_id, '--confirm', small.targetDatabase);
    expect(taken.exitCode, taken.stdout).toBe(0);
    expect((await compareAll(small)).found).toEqual([]);
    expect(await othersRows(small)).toBe(before);
  });
});
