import { expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { runTool } from '../support/faults/tool-process.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles } from '../support/files-case.js';
import { liveServer } from '../support/live/live-case.js';

it.each<Flavour>(['mariadb', 'mysql'])(
  'brings the contents that new rows of %s name while it follows, also after a kill',
  async (flavour) => {
    const files = smallFiles(300);
    const [first, later] = [files.slice(0, 20), files.slice(20)];
    const { from, to } = await openBkRepos(files);
    const server = await liveServer(flavour);
    const small = await openFilesCase({
      rows: first.map(rowOf),
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp'),
      sourceServer: server,
      targetServer: flavour,
    });
    await small.run({ live: true });
    const project = [...to.contents.projects.keys()].find((name) => name.includes('acme')) ?? 'bscp';
    const there = () => digestsIn(to, project);
    expect(await there()).toEqual(first.map(({ sha256 }) => sha256).toSorted());
    const lost = 'f'.repeat(64);
    const name = (id: number, { sha256, bytes, md5 }: ReturnType<typeof rowOf>) =>
      small.source.query(
        `INSERT INTO items VALUES (${id}, 2, 7, '/etc/${id}', '${sha256}', '${lost}', ${bytes}, '${md5}')`,
      );
    const args = ['follow', '-c', small.configFile, '--confirm', small.targetDatabase];
    let written: Promise<unknown> | undefined;
    let last = 100;
    const writeHalf = async (rows: readonly ReturnType<typeof rowOf>[]) => {
      for (const row of rows) {
        last += 1;
        await name(last, row);
      }
    };
    const rows = later.map(rowOf);
    // Killed as soon as it begins with files: rows are there, and contents are not.
    const killed = await runTool(args, (event, kill) => {
      if (event.type === 'follow-started') written ??= writeHalf(rows.slice(0, 140));
      if (event.type === 'files-progress') kill();
    });
    expect(killed.signal).toBe('SIGKILL');
    await written;
    await writeHalf(rows.slice(140));
    let problems = 0;
    let stop = () => undefined as unknown;
    const following = runTool(args, (event, kill) => {
      stop = () => kill('SIGINT');
      if (event.type === 'file-problem') problems += 1;
    });
    await expect.poll(there).toEqual(files.map(({ sha256 }) => sha256).toSorted());
    await expect.poll(() => problems).toBeGreaterThan(0);
    stop();
    expect((await following).code).toBe(130);
    const [[counted]] = (await small.target.query(
      "SELECT COUNT(*) AS n FROM items WHERE tenant_id = 'acme'",
    )) as unknown as [[{ n: number }]];
    expect(Number(counted.n)).toBe(300);
  },
);
