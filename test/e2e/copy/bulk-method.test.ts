import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Ended, linesOf } from '../support/cli/binary.js';
import { type RefusingProxy, startRefusingProxy } from '../support/faults/refusing-proxy.js';
import { sharedServer } from '../support/servers.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const table = `CREATE TABLE goods (id int unsigned NOT NULL AUTO_INCREMENT, biz_id int NOT NULL DEFAULT 2, v varchar(50)`;

interface MigrateFile {
  target: { mysql: { host: string; port: number; socket?: string } };
}

/** A case whose target is reached through a proxy that refuses LOAD DATA. */
async function openBehindProxy(how: 'answer' | 'cut', bulk?: 'auto' | 'load' | 'insert') {
  const opened: OpenedCase = await openCase({
    source: `${table}, PRIMARY KEY (id));
INSERT INTO goods (v) VALUES ('a'), ('b'), (NULL);`,
    target: `${table}, tenant_id varchar(50) NOT NULL DEFAULT 'default', PRIMARY KEY (id));`,
    tables: ['goods'],
    ...(bulk === undefined ? {} : { settings: { options: { bulk } } }),
  });
  // The sandbox lets MariaDB load local files.
  const [rows] = await opened.target.query('SELECT @@local_infile AS allowed');
  expect(rows).toEqual([{ allowed: '1' }]);
  const proxy: RefusingProxy = await startRefusingProxy(sharedServer('mariadb').port, how);
  onTestFinished(() => proxy.close());
  const file = load(await readFile(opened.configFile, 'utf8')) as MigrateFile;
  delete file.target.mysql.socket;
  file.target.mysql = { ...file.target.mysql, host: '127.0.0.1', port: proxy.port };
  await writeFile(opened.configFile, dump(file));
  return { opened, proxy };
}

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly title: string;
}

/** check and run tell findings one by one, plan with its result. */
const bulkFinding = (ended: Ended): Found | undefined =>
  linesOf(ended)
    .flatMap(
      ({ finding, findings }) => [finding, ...((findings as unknown[]) ?? [])] as (Found | undefined)[],
    )
    .find((found) => found?.code === 'mysql.bulk');

async function rowsOf({ target }: OpenedCase): Promise<number> {
  const [rows] = await target.query('SELECT COUNT(*) AS n FROM goods');
  return Number((rows as { n: string }[])[0]?.n);
}

describe('behind a proxy that refuses LOAD DATA LOCAL', () => {
  it.each(['answer', 'cut'] as const)('%s: the plan says so, and rows go in by INSERT', async (how) => {
    const { opened, proxy } = await openBehindProxy(how);
    const planned = await opened.cli('plan');
    expect(planned.exitCode, planned.stdout).toBe(0);
    expect(bulkFinding(planned)).toMatchObject({
      severity: 'warning',
      title: expect.stringContaining('INSERT'),
    });
    expect(planned.stdout).not.toContain('mysql.trial-write');
    expect(await rowsOf(opened)).toBe(0);
    const ran = await opened.cli('run');
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
    expect(ran.stdout + ran.stderr).toContain('LOAD DATA LOCAL is refused');
    expect(await rowsOf(opened)).toBe(3);
    expect(proxy.asked()).toBeGreaterThan(0);
    expect((await opened.cli('validate')).exitCode).toBe(0);
  });

  it('options.bulk: load is a blocker there, and nothing is written', async () => {
    const { opened } = await openBehindProxy('answer', 'load');
    const ran = await opened.cli('run');
    expect(ran.exitCode).toBe(2);
    expect(bulkFinding(ran)).toMatchObject({ severity: 'blocker' });
    expect(await rowsOf(opened)).toBe(0);
  });

  it('options.bulk: insert never tries', async () => {
    const { opened, proxy } = await openBehindProxy('cut', 'insert');
    const ran = await opened.cli('run');
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
    expect(bulkFinding(ran)).toMatchObject({ severity: 'info' });
    expect(proxy.asked()).toBe(0);
    expect(await rowsOf(opened)).toBe(3);
  });
});
