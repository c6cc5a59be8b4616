import { mkdir, mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { patience } from '../../support/patience.js';
import { createCanaries } from '../support/canary/canaries.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { dumpTools } from '../support/dump-tools.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';
import { openCase } from '../support/small-case.js';

const table = 'CREATE TABLE items (id bigint PRIMARY KEY, name varchar(60) NOT NULL';
const source = `${table});\n`;

/** All files below a folder with what is in them. */
async function filesBelow(folder: string): Promise<{ path: string; text: string; mode: number }[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    found
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return { path, text: await readFile(path, 'latin1'), mode: (await stat(path)).mode & 0o777 };
      }),
  );
}

test.each(['mariadb', 'mysql'] as const)(
  'on %s, a backup that is made, verified and failed tells and leaves no password and no row',
  async (flavour) => {
    const shared = sharedServer(flavour);
    const admin = await connectAdmin(shared);
    onTestFinished(() => admin.end());
    const canaries = createCanaries();
    // With all that an option file reads as something else.
    const password = `${canaries.make('password', 24)}"\\#; 'n\\n=`;
    canaries.add('the whole password', password);
    const user = uniqueName('u');
    await admin.query(`CREATE USER ?@'%' IDENTIFIED BY ?`, [user, password]);
    await admin.query(`GRANT ALL ON *.* TO ?@'%' WITH GRANT OPTION`, [user]);
    onTestFinished(async () => void (await admin.query(`DROP USER ?@'%'`, [user])));
    const row = canaries.make('row', 40);
    const opened = await openCase({
      source,
      target: `${table}, tenant_id varchar(50) NOT NULL);\nINSERT INTO items VALUES (1, '${row}', 'other');\nCREATE TABLE notes (id bigint PRIMARY KEY, tenant_id varchar(50) NOT NULL);\n`,
      tables: ['items', 'notes'],
      generators: false,
      sourceServer: flavour,
      targetServer: { ...shared, user, password },
      preset: { id_generators: undefined },
    });
    const folder = await mkdtemp(join(inject('folder'), 'canaries-'));
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    const tools = await dumpTools(flavour, join(folder, 'tools'));
    const file = join(folder, 'made.sql');
    const env = { PATH: `${tools}:${process.env.PATH}`, TMPDIR: temporary, LANG: 'C.UTF-8' };
    const tool = (...words: readonly string[]) =>
      runBinary(['backup', ...words, '-c', opened.configFile, '--json'], { env, cwd: folder });
    const said: string[] = [];
    const ends = async (exitCode: number, ...words: readonly string[]) => {
      const ended = await tool(...words);
      said.push(ended.stdout, ended.stderr);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
      return linesOf(ended).at(-1);
    };

    expect(await ends(0, 'make', '-o', file)).toMatchObject({ ok: true });
    expect(await ends(0, 'verify', file)).toMatchObject({ ok: true });

    // Its connection is lost while it waits for a table.
    await opened.target.query('LOCK TABLES notes WRITE');
    const lost = join(folder, 'lost.sql');
    const failing = ends(2, 'make', '-o', lost);
    const waiting = `SELECT id FROM information_schema.processlist WHERE user = '${user}' AND state LIKE 'Waiting for table%'`;
    await vi.waitFor(async () => {
      const [found] = (await admin.query(waiting)) as unknown as [{ id: number }[]];
      expect(found).toHaveLength(1);
      await admin.query(`KILL ${found[0]?.id}`);
    }, patience);
    expect(JSON.stringify(await failing)).toMatch(/dump failed|mysqldump failed/);
    await opened.target.query('UNLOCK TABLES');

    expect(canaries.in(said.join('\n'))).toEqual([]);
    const files = await filesBelow(folder);
    const names = files.map(({ path }) => path);
    expect(names).toContain(file);
    expect(names).not.toContain(lost);
    const holding = files.filter(({ text }) => canaries.in(text).length > 0);
    // The dump itself, which only its owner may read, holds the row; what was called, with which words and variables, holds nothing.
    expect(holding).toMatchObject([{ path: file, mode: 0o600 }]);
    expect(canaries.in(holding[0]?.text ?? '')).toEqual(['row']);
    expect(await readdir(temporary)).toEqual([]);
    const beside = (await filesBelow(dirname(opened.configFile))).filter(
      ({ path }) => path !== opened.configFile,
    );
    expect(beside.filter(({ text }) => canaries.in(text).length > 0)).toEqual([]);
  },
);
