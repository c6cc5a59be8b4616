/**
 * How fast following is, and what it costs: `follow` and `cutover` of the real binary between two servers of one flavour.
 *
 *     npm run bench:live -- [--on mariadb,mysql] [--rows N] [--rounds N] [--seconds N] [--large MB] [--cutover N]
 *
 * `--rows`: row changes of a catch-up, in one-row transactions and all in one. `--seconds`: how long the time from a commit to the row in the
 * target is looked at. `--large`: megabytes of a transaction. `--cutover`: rows that the table holds when it is cut over, beside a writer of 500 transactions a second. 0: not.
 */
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Flavour } from '../src/plan/facts.js';
import { type LiveCase, openLiveCase, valuesOf } from './live-case.js';
import { median } from './measure.js';
import { startTool, tool } from './tool.js';

/** Does something beside a follower that has caught up with what is there. Whichever of them fails first is what is told. */
async function besideFollower<Done>({ config, confirm }: LiveCase, work: () => Promise<Done>): Promise<Done> {
  const begun = Promise.withResolvers<void>();
  const running = startTool(['follow', ...config, ...confirm], (type, _, { lagSeconds }) => {
    if (type === 'follow-progress' && Number(lagSeconds ?? 1) < 0.1) begun.resolve();
  });
  const early = running.ended.then(() => {
    throw new Error('follow ended before it was told to');
  });
  try {
    await Promise.race([begun.promise, early]);
    return await Promise.race([work(), early]);
  } finally {
    running.stop();
    await running.ended;
  }
}

const load = () => `load ${loadavg()[0]?.toFixed(1)}`;

/** Rows that nobody has followed yet, until the target has them; from the first sign of following to its end. */
async function catchUp(live: LiveCase, rows: number) {
  const before = live.cpu();
  let begun = 0;
  let own = 0;
  const ended = await tool(['follow', '--until-caught-up', ...live.config, ...live.confirm], (type) => {
    if (type === 'follow-started') begun = performance.now();
    if (type === 'follow-result') own = performance.now();
  });
  const applied = ended.lines.at(-1)?.rowEvents;
  if (applied !== rows) throw new Error(`${applied} of ${rows} row changes were applied`);
  const after = live.cpu();
  const seconds = (own - begun) / 1000;
  return { seconds, cpu: [ended.cpu, after[0] - before[0], after[1] - before[1]] as const, rss: ended.rss };
}

async function speed(live: LiveCase, rows: number, rounds: number): Promise<void> {
  for (const each of [true, false]) {
    const all: Awaited<ReturnType<typeof catchUp>>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await live.write(rows, each);
      all.push(await catchUp(live, rows));
    }
    const seconds = median(all.map((one) => one.seconds));
    const cpu = [0, 1, 2].map((index) =>
      ((median(all.map((one) => one.cpu[index] ?? 0)) * 1e6) / rows).toFixed(0),
    );
    const rates = all.map((one) => Math.round(rows / one.seconds)).join(', ');
    console.log(
      `${live.flavour}, ${rows} rows ${each ? 'one by one' : 'in one transaction'}: ${Math.round(rows / seconds)}/s (${rates}),
  CPU µs a row: tool ${cpu[0]}, source ${cpu[1]}, target ${cpu[2]}, peak RSS ${Math.max(...all.map(({ rss }) => rss)).toFixed(0)} MB, ${load()}`,
    );
  }
}

/** A transaction of so many megabytes of JSON. */
async function large(live: LiveCase, megabytes: number): Promise<void> {
  await live.write(megabytes * 10, false, `JSON_OBJECT('a', REPEAT('x', 100000))`);
  const { seconds, cpu, rss } = await catchUp(live, megabytes * 10);
  console.log(
    `${live.flavour}, a transaction of ${megabytes} MB: ${seconds.toFixed(1)} s, CPU seconds: tool ${cpu[0].toFixed(1)}, source ${cpu[1].toFixed(1)}, target ${cpu[2].toFixed(1)}, peak RSS ${rss.toFixed(0)} MB, ${load()}`,
  );
}

/** So many transactions a second by one connection, until told to end. */
async function writeAt(live: LiveCase, perSecond: number, isOver: (written: number) => boolean) {
  const admin = await live.connect('source');
  const committed = new Map<number, number>();
  const took: number[] = [];
  const begun = performance.now();
  for (; !isOver(committed.size); ) {
    const id = live.ids(1);
    const asked = performance.now();
    await admin.query(`INSERT INTO things VALUES (${valuesOf(String(id))})`);
    committed.set(id, performance.now());
    took.push(performance.now() - asked);
    const due = begun + (committed.size * 1000) / perSecond - performance.now();
    if (due > 1) await delay(due);
  }
  await admin.end();
  return { committed, took, perSecond: (committed.size * 1000) / (performance.now() - begun) };
}

/** When the target was first seen to have the rows of this ID and all before it, until it has the last one. */
async function watch(live: LiveCase, isLast: (id: number) => boolean) {
  const looker = await live.connect('target');
  const seen: { readonly id: number; readonly at: number }[] = [];
  for (let id = 0; !isLast(id); await delay(1)) {
    const [rows] = await looker.query(
      'SELECT SUBSTRING(name, 6) AS named FROM things ORDER BY id DESC LIMIT 1',
    );
    id = Number((rows as { readonly named: string }[])[0]?.named);
    seen.push({ id, at: performance.now() });
  }
  await looker.end();
  return seen;
}

/** From the answer of a COMMIT to the row in the target, as a client that looks all the time sees it. */
async function commitToVisible(live: LiveCase, perSecond: number, seconds: number): Promise<void> {
  const { committed, took, wrote, seen, share } = await besideFollower(live, async () => {
    let lastId = Number.POSITIVE_INFINITY;
    const before = [live.cpu()[0], performance.now()] as const;
    const writing = writeAt(live, perSecond, (written) => written >= perSecond * seconds).then((written) => {
      lastId = Math.max(...written.committed.keys());
      const cpu = (live.cpu()[0] - before[0]) / ((performance.now() - before[1]) / 1000);
      return { ...written, wrote: written.perSecond, share: cpu };
    });
    const [written, looks] = await Promise.all([writing, watch(live, (id) => id >= lastId)]);
    return { ...written, seen: looks };
  });
  let look = 0;
  const times = [...committed].map(([id, at]) => {
    while ((seen[look]?.id ?? id) < id) look += 1;
    return (seen[look]?.at ?? Number.NaN) - at;
  });
  console.log(
    `${live.flavour}, commit to visible at ${wrote.toFixed(0)} transactions/s, ${times.length} seen: ${spread(times)}; the writer's own INSERT: ${spread(took)}; source's CPU ${share.toFixed(2)} of a core, ${load()}`,
  );
}

function spread(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const part = (quantile: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))]?.toFixed(0);
  return `p50 ${part(0.5)} ms, p99 ${part(0.99)} ms, most ${part(1)} ms`;
}

/** What a writer without a pause gets done, alone and followed. */
async function costToSource(live: LiveCase, rows: number): Promise<void> {
  const writeAll = async () => {
    const begun = performance.now();
    const [before] = live.cpu();
    await live.write(rows, true);
    const [after] = live.cpu();
    return { perSecond: rows / ((performance.now() - begun) / 1000), cpu: ((after - before) * 1e6) / rows };
  };
  const alone = await writeAll();
  const followed = await besideFollower(live, writeAll);
  console.log(
    `${live.flavour}, a writer without a pause: alone ${alone.perSecond.toFixed(0)}/s (source's CPU ${alone.cpu.toFixed(0)} µs a row), followed ${followed.perSecond.toFixed(0)}/s (${followed.cpu.toFixed(0)} µs), ${load()}`,
  );
}

async function pause(flavour: Flavour, rows: number): Promise<void> {
  await using live = await openLiveCase(flavour);
  await live.write(rows, false);
  const [sourceBefore, targetBefore] = live.cpu();
  const { seconds, cpu } = await live.copy();
  const [sourceAfter, targetAfter] = live.cpu();
  console.log(
    `${flavour}, copy of ${rows} rows: ${seconds.toFixed(1)} s, CPU µs a row: tool ${((cpu * 1e6) / rows).toFixed(0)}, source ${(((sourceAfter - sourceBefore) * 1e6) / rows).toFixed(0)}, target ${(((targetAfter - targetBefore) * 1e6) / rows).toFixed(0)}, ${load()}`,
  );
  const [{ lines }, wrote] = await Promise.all([
    tool(['cutover', ...live.config, ...live.confirm]),
    writeAt(live, 500, () => existsSync(live.fenceFile)),
  ]);
  const steps = lines
    .filter(({ type }) => type === 'cutover-step')
    .map(({ step, seconds: took }) => `${String(step)} ${Number(took).toFixed(2)}`);
  const result = lines.at(-1);
  console.log(
    `${flavour}, pause of a cut-over with ${rows} rows and ${wrote.perSecond.toFixed(0)} transactions/s: ${Number(result?.pauseSeconds).toFixed(2)} s, ${String(result?.outcome)} (${steps.join(', ')}), ${load()}`,
  );
}

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'mariadb,mysql' },
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '20' },
    large: { type: 'string', default: '1000' },
    cutover: { type: 'string', default: '1000000' },
  },
});
for (const flavour of values.on.split(',')) {
  if (flavour !== 'mariadb' && flavour !== 'mysql')
    throw new Error(`--on knows mariadb and mysql, not ${flavour}`);
  {
    await using live = await openLiveCase(flavour);
    await live.write(100, false);
    await live.copy();
    if (Number(values.rows) > 0) await speed(live, Number(values.rows), Number(values.rounds));
    if (Number(values.seconds) > 0) {
      await commitToVisible(live, 100, Number(values.seconds));
      await commitToVisible(live, 500, Number(values.seconds));
      if (Number(values.rows) > 0) await costToSource(live, Number(values.rows));
    }
    if (Number(values.large) > 0) await large(live, Number(values.large));
  }
  if (Number(values.cutover) > 0) await pause(flavour, Number(values.cutover));
}
