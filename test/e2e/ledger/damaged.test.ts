import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { controls } from '../support/journey/journey.js';
import { loadOldLedger, oldCase } from '../support/old-ledger.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const silent = () => {};

describe.each([
  { flavour: 'mariadb', start: startMariadb },
  { flavour: 'mysql', start: startMysql },
] as const)('a value in the ledger on $flavour that no tenantferry wrote', ({ flavour, start }) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.remove());

  async function open(): Promise<OpenedCase> {
    const opened = await openCase({ ...oldCase, sourceServer: server, targetServer: server });
    await opened.target.query('DROP DATABASE IF EXISTS tenantferry');
    await loadOldLedger(opened, `v0-late-${flavour}-complete`);
    return opened;
  }

  const report = ({ context }: OpenedCase) => operations.report(context, undefined);
  const validate = ({ context }: OpenedCase) =>
    operations.validate(context, { level: 'checksum', runId: undefined }, silent);
  const checklist = ({ context }: OpenedCase) => operations.checklistState(context, undefined);
  const resume = (opened: OpenedCase) => opened.run({ resume: true });
  const rollback = async (opened: OpenedCase) =>
    operations.rollback(
      opened.context,
      { runId: (await operations.runs(opened.context))[0]?.runId ?? '', dryRun: true, includeChanged: false },
      silent,
      controls().control,
    );

  const json = (path: string, value: string) => `JSON_SET(plan, '${path}', ${value})`;

  it.each<[table: string, column: string, statement: string, work: (opened: OpenedCase) => Promise<unknown>]>(
    [
      ['runs', 'plan', "UPDATE runs SET plan = 'cut of'", report],
      ['runs', 'plan', 'UPDATE runs SET plan = LEFT(plan, 500)', validate],
      ['runs', 'plan.tables', `UPDATE runs SET plan = ${json('$.tables', "'none'")}`, checklist],
      ['runs', 'plan.formatVersion', `UPDATE runs SET plan = ${json('$.formatVersion', '9')}`, resume],
      ['runs', 'state', "UPDATE runs SET state = 'no state'", rollback],
      ['runs', 'outcome', "UPDATE runs SET outcome = ''", report],
      ['runs', 'generators', "UPDATE runs SET generators = '{}'", report],
      ['chunks', 'through_key', "UPDATE chunks SET through_key = '[1]'", rollback],
      ['chunks', 'rows_before', "UPDATE chunks SET rows_before = '[[7]]'", rollback],
      ['chunks', 'removed', 'UPDATE chunks SET removed = 3', rollback],
      [
        'validations',
        'result.checks',
        `UPDATE validations SET result = JSON_SET(result, '$.checks', 1)`,
        report,
      ],
      ['captures', 'content', "UPDATE captures SET content = '' WHERE kind = 'others'", validate],
      ['captures', 'content', "UPDATE captures SET content = '[]' WHERE kind = 'source'", validate],
      [
        'captures',
        'content.seq',
        `UPDATE captures SET content = '{"hash":""}' WHERE kind = 'log-head'`,
        report,
      ],
    ],
  )('%s.%s is named with its run: %s', async (table, column, statement, work) => {
    const opened = await open();
    const [rows] = await opened.target.query('SELECT run_id FROM tenantferry.runs');
    const [{ run_id: run }] = rows as [{ run_id: string }];
    await opened.target.query('USE tenantferry');
    await opened.target.query(statement);
    await expect(work(opened)).rejects.toMatchObject({
      name: 'RefusedError',
      message: `the ledger is damaged: tenantferry.${table}, column ${column}, of run ${run} holds what no tenantferry wrote there`,
      remedy: expect.stringContaining(`from a backup of tenantferry.${table}`),
      because: { code: 'ledger.damaged' },
    });
  });

  it('is one of a version, too', async () => {
    const opened = await open();
    await opened.target.query('CREATE TABLE tenantferry.version (version TEXT, tool_version TEXT)');
    await opened.target.query("INSERT INTO tenantferry.version VALUES ('seven', 'x')");
    await expect(report(opened)).rejects.toMatchObject({
      because: { code: 'ledger.damaged', params: { table: 'tenantferry.version', column: 'version' } },
    });
  });

  it.each([
    ['the whole ledger', 'CREATE TABLE tenantferry.runs (id INT)', ['runs', 'log']],
    ['one of its tables', 'CREATE TABLE tenantferry.log (line TEXT)', ['log']],
    ['none, since it is gone', 'SELECT 1', ['chunks']],
  ])("is a table of another program's in place of %s", async (_, statement, gone) => {
    const opened = await open();
    for (const table of gone) await opened.target.query(`DROP TABLE tenantferry.${table}`);
    await opened.target.query(statement);
    await expect(report(opened)).rejects.toMatchObject({
      name: 'RefusedError',
      because: { code: 'ledger.foreign', params: { table: `tenantferry.${gone[0]}` } },
    });
  });
});
