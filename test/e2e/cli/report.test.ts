import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { realServices } from '../../../src/cli/real-services.js';
import { processTerminal } from '../../../src/cli/terminal.js';
import { formatTime } from '../../../src/core/format.js';
import { logHash } from '../../../src/ledger/log-chain.js';
import type { LogEntry } from '../../../src/ledger/shapes.js';
import { operations } from '../../../src/operations/index.js';
import type { AdminConnection } from '../../../src/sandbox/servers/admin.js';
import { jsonLines, type Outcome, runCli } from '../../cli/support/run-cli.js';
import { checkedReport, controls, type Journey, openJourney } from '../support/journey/journey.js';

const services = realServices(processTerminal());
const answer = {
  itemId: 'source-backed-up',
  state: 'pass',
  evidence: '',
  note: 'tape 7',
  by: 'ann',
} as const;

let journey: Journey;
let runId: string;
let connection: AdminConnection;
/** The ledger's tables. */
let log: string;
let checks: string;
let captures: string;
/** The JSON report as it was saved when all was well. */
let saved: string;

function cli(...args: readonly string[]): Promise<Outcome> {
  return runCli([...args, '-c', journey.pair.configFile], { services });
}

beforeAll(async () => {
  journey = await openJourney({ source: 'mysql', target: 'mariadb' });
  ({ runId } = await journey.run());
  await operations.validate(journey.context, { level: 'full' }, () => undefined);
  await operations.answer(journey.context, runId, { ...answer, at: '2026-01-02T03:04:05.000Z' });
  connection = await journey.pair.target.connect();
  const [places] = await connection.query<RowDataPacket[]>(
    `SELECT CONCAT('\`', table_schema, '\`.\`', table_name, '\`') AS place FROM information_schema.columns
      WHERE column_name = 'run_id' AND table_schema IN ('tenantferry', DATABASE())`,
  );
  const place = (name: string): string =>
    places.map((row) => String(row.place)).find((found) => found.endsWith(`.\`${name}\``)) ?? '';
  [log, checks, captures] = [place('log'), place('checks'), place('captures')];
  saved = join(journey.pair.folder, 'saved.json');
  expect((await cli('report', '--format', 'json', '-o', saved)).exitCode).toBe(0);
});
afterAll(async () => {
  await connection.end();
  await journey.pair.drop();
});

/** What is done to the ledger, undone when the test ends. */
async function tamper(...statements: readonly string[]): Promise<void> {
  // Seen by this connection alone: other files read all tables of the ledger.
  const tables = [log, checks, captures].map((table, index) => ({ table, copy: `kept_${index}` }));
  for (const { table, copy } of tables) {
    await connection.query(
      `CREATE TEMPORARY TABLE ${copy} AS SELECT * FROM ${table} WHERE run_id = '${runId}'`,
    );
  }
  onTestFinished(async () => {
    for (const { table, copy } of tables) {
      await connection.query(`DELETE FROM ${table} WHERE run_id = '${runId}'`);
      await connection.query(`INSERT INTO ${table} SELECT * FROM ${copy}`);
      await connection.query(`DROP TEMPORARY TABLE ${copy}`);
    }
    expect((await cli('report', '--verify')).exitCode).toBe(0);
  });
  for (const sql of statements) await connection.query(sql);
}

async function verified(...flags: readonly string[]) {
  const outcome = await cli('report', '--verify', '--json', ...flags);
  const result = jsonLines(outcome).find(({ type }) => type === 'log-verified') ?? {};
  return { exitCode: outcome.exitCode, problems: result.problems, intact: result.intact };
}

describe('report --verify', () => {
  const run = () => `run_id = '${runId}'`;

  test('finds nothing in a log as it was written, and prints its newest hash', async () => {
    const outcome = await cli('report', '--verify', '--against', saved);
    expect(outcome.exitCode).toBe(0);
    const { log: entries } = await checkedReport(journey.context, runId);
    expect(outcome.stdout).toContain(`Newest entry: ${entries.at(-1)?.hash}`);
    expect(outcome.stdout).toContain(`It goes on where the saved report ended (${entries.length} entries)`);
  });

  test.each([
    [
      'altered',
      () => [`UPDATE ${log} SET detail = CONCAT(detail, '!') WHERE ${run()} AND seq = 4`],
      { kind: 'hash', seq: 4 },
    ],
    [
      'antedated',
      () => [`UPDATE ${log} SET logged_at = '2020-01-01T00:00:00.000Z' WHERE ${run()} AND seq = 2`],
      { kind: 'hash', seq: 2 },
    ],
    ['removed', () => [`DELETE FROM ${log} WHERE ${run()} AND seq = 5`], { kind: 'sequence', seq: 6 }],
    [
      'removed at the beginning',
      () => [`DELETE FROM ${log} WHERE ${run()} AND seq = 1`],
      { kind: 'hash', seq: 2 },
    ],
    [
      'removed and closed up',
      () => [
        `DELETE FROM ${log} WHERE ${run()} AND seq = 5`,
        `UPDATE ${log} SET seq = seq - 1 WHERE ${run()} AND seq > 5 ORDER BY seq`,
      ],
      { kind: 'hash', seq: 5 },
    ],
    [
      'reordered',
      () => [
        `UPDATE ${log} SET seq = 9999 WHERE ${run()} AND seq = 4`,
        `UPDATE ${log} SET seq = 4 WHERE ${run()} AND seq = 5`,
        `UPDATE ${log} SET seq = 5 WHERE ${run()} AND seq = 9999`,
      ],
      { kind: 'hash', seq: 4 },
    ],
  ] as const)('finds an entry that was %s', async (_what, statements, problem) => {
    await tamper(...statements());
    const found = await verified();
    expect(found).toMatchObject({ exitCode: 3, intact: false });
    expect(found.problems).toContainEqual(problem);
    expect((await cli('report', '--verify', '--lang', 'zh')).stdout).toContain('哈希链在第');
    expect((await cli('report')).stdout).toContain(`broken at entry ${problem.seq}`);
  });

  test('finds a missing tail', async () => {
    const { log: entries } = await checkedReport(journey.context, runId);
    await tamper(`DELETE FROM ${log} WHERE ${run()} AND seq > ${entries.length - 2}`);
    expect(await verified()).toEqual({
      exitCode: 3,
      intact: false,
      problems: expect.arrayContaining([{ kind: 'tail', seq: entries.length }]),
    });
    expect((await cli('report')).stdout).toContain(`The log is cut off: entry ${entries.length}`);
    // Without the note of its end it looks like a shorter log, and says so; the saved report knows better.
    await connection.query(`DELETE FROM ${captures} WHERE ${run()} AND kind = 'log-head'`);
    await connection.query(`DELETE FROM ${checks} WHERE ${run()}`);
    expect((await verified()).problems).toEqual([]);
    expect((await cli('report', '--verify')).stdout).toContain('would not show');
    expect((await verified('--against', saved)).problems).toEqual([
      { kind: 'saved', seq: entries.length - 1 },
    ]);
  });

  test('finds a log that was made anew as a whole, by a saved report', async () => {
    const { log: entries } = await checkedReport(journey.context, runId);
    await tamper();
    let previous = '';
    const forged = entries.map((entry): LogEntry => {
      const made = { ...entry, detail: entry.seq === 3 ? 'nothing happened' : entry.detail };
      previous = logHash(previous, made);
      return { ...made, hash: previous };
    });
    for (const { seq, detail, hash } of forged) {
      await connection.query(`UPDATE ${log} SET detail = ?, hash = ? WHERE ${run()} AND seq = ?`, [
        detail,
        hash,
        seq,
      ]);
    }
    expect((await verified()).problems).toEqual([{ kind: 'head', seq: entries.length }]);
    await connection.query(`UPDATE ${captures} SET content = ? WHERE ${run()} AND kind = 'log-head'`, [
      JSON.stringify({ seq: entries.length, hash: previous }),
    ]);
    expect((await verified()).exitCode).toBe(0);
    expect(await verified('--against', saved)).toMatchObject({
      exitCode: 3,
      problems: [{ kind: 'saved', seq: 3 }],
    });
  });

  test('finds nothing wrong with answers that were given at the same moment, or not at all', async () => {
    const give = (note: string) =>
      operations.answer(journey.context, runId, { ...answer, note, at: new Date().toISOString() });
    await Promise.all(Array.from({ length: 12 }, (_, index) => give(`tape ${index}`)));
    expect((await cli('report', '--verify')).exitCode).toBe(0);
    // An answer that could not be saved leaves no entry either.
    const [before] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS entries FROM ${log} WHERE ${run()}`,
    );
    await expect(give('x'.repeat(70_000))).rejects.toThrow();
    expect(
      (await connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS entries FROM ${log} WHERE ${run()}`))[0],
    ).toEqual(before);
    expect((await cli('report', '--verify')).exitCode).toBe(0);
    await give(answer.note);
  });

  test.each([
    [
      'signed by another',
      () => `UPDATE ${checks} SET by_name = 'bob' WHERE ${run()} AND item_id = '${answer.itemId}'`,
    ],
    [
      'with another state',
      () => `UPDATE ${checks} SET state = 'fail' WHERE ${run()} AND item_id = '${answer.itemId}'`,
    ],
    [
      'with another note',
      () => `UPDATE ${checks} SET note = '' WHERE ${run()} AND item_id = '${answer.itemId}'`,
    ],
    ['that is gone', () => `DELETE FROM ${checks} WHERE ${run()} AND item_id = '${answer.itemId}'`],
  ] as const)('finds an answer of the checklist %s', async (_what, statement) => {
    await tamper(statement());
    expect(await verified()).toMatchObject({
      exitCode: 3,
      problems: [{ kind: 'checklist', itemId: answer.itemId }],
    });
  });

  test('refuses a file that is no report of this run', async () => {
    const other = join(journey.pair.folder, 'other.json');
    for (const content of ['{', '{}', readFileSync(saved, 'utf8').replaceAll(runId, 'another')]) {
      writeFileSync(other, content);
      expect((await cli('report', '--verify', '--against', other)).exitCode).toBe(2);
    }
    expect((await cli('report', '--verify', '--against', '/no/such.json')).exitCode).toBe(2);
    expect((await cli('report', '--against', saved)).exitCode).toBe(2);
  });
});

describe('a report', () => {
  test('counts secrets by folder as the rows that name them', async () => {
    const { secretFolders, secrets } = await checkedReport(journey.context, runId);
    const [kvs] = await connection.query<RowDataPacket[]>(
      `SELECT CONCAT('biz/', biz_id, '/apps/', app_id, '/kvs') AS folder, COUNT(*) AS total, COUNT(DISTINCT \`key\`) AS paths
        FROM kvs WHERE tenant_id = 'acme' GROUP BY biz_id, app_id`,
    );
    const ofKvs = secretFolders.filter(({ table }) => table === 'kvs');
    expect(new Map(ofKvs.map(({ folder, rows, paths }) => [folder, [rows, paths]]))).toEqual(
      new Map(kvs.map(({ folder, total, paths }) => [folder, [Number(total), Number(paths)]])),
    );
    for (const { table, rows, written, problems } of secrets) {
      const folders = secretFolders.filter((folder) => folder.table === table);
      const sum = (pick: (folder: (typeof folders)[number]) => number) =>
        folders.reduce((total, folder) => total + pick(folder), 0);
      expect([table, sum((one) => one.rows), sum((one) => one.written), sum((one) => one.problems)]).toEqual([
        table,
        rows,
        written,
        problems.length,
      ]);
    }
    for (const format of ['md', 'html'] as const) {
      expect((await cli('report', '--format', format)).stdout).toContain(`${ofKvs[0]?.folder}/`);
    }
  });

  test('says who ran it, with which settings, on which servers', async () => {
    const { environment } = await checkedReport(journey.context, runId);
    expect(environment).toMatchObject({
      operator: expect.stringMatching(/./),
      node: process.version,
      settings: { phase: 'all', on_error: journey.context.config.options.onError },
      source: { version: expect.stringMatching(/^MySQL \d/), sql_mode: expect.any(String) },
      target: { version: expect.stringMatching(/^MariaDB \d/) },
      vault: { source: expect.stringMatching(/^\d/), target: expect.stringMatching(/^\d/) },
    });
    const printed = (await cli('report', '--format', 'md')).stdout;
    expect(printed).toContain(`${environment?.operator}@${environment?.machine}`);
    expect(printed).toContain('max_allowed_packet');
  });

  test('is Chinese in Chinese, but for the log and what people wrote', async () => {
    const printed = (await cli('report', '--format', 'md', '--lang', 'zh')).stdout;
    const [body = ''] = printed.split('\n## 日志\n');
    // Commands are what they are in every language.
    const prose = body.replaceAll(/`[^`]*`|tenantferry( [a-z]+)+/g, '').split(/[|\n]/);
    const english = prose.filter((cell) => /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/.test(cell));
    expect(english).toEqual([]);
    expect(body).toContain('项检查通过');
  });

  test('keeps the run’s own times when it is taken back', async () => {
    const before = await checkedReport(journey.context, runId);
    const { database } = journey.pair.target;
    const undo = { runId, confirm: database, dryRun: false, includeChanged: false };
    await operations.rollback(journey.context, undo, () => undefined, controls().control);
    const after = await checkedReport(journey.context, runId);
    expect(after.rollback).toMatchObject({ includeChanged: false, operator: expect.stringContaining('@') });
    for (const { copied, found, removed } of after.rollback?.rows ?? []) {
      expect([found, removed]).toEqual([copied, copied]);
    }
    const finished = before.log.find(({ kind }) => kind === 'run-finished')?.at;
    const shown = formatTime(finished ?? '');
    expect((await cli('report', '--run', runId)).stdout).toContain(`- Finished: ${shown}`);
    expect((await verified('--run', runId, '--against', saved)).exitCode).toBe(0);
  });
});
