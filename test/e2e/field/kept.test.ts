import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Line, linesOf } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import {
  type Bystanders,
  captureOtherTenants,
  compareBystanders,
  compareEverything,
  coreTables,
} from '../support/independent/index.js';
import { furtherTables, visitTemplatePage } from '../support/journey/field-target.js';
import { type Journey, openJourney, placeOf, vaultOf } from '../support/journey/journey.js';

/** The searches that the services make by themselves are no business's, and stay. */
const all = [2, 5, 7];
const tables = [...coreTables, ...furtherTables];

/** What the real services left in a source, IDs kept, by the built binary; 默认空间 was made in the target by a visit before. */
describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('a real source with its IDs kept, from %s to %s', (source, target) => {
  let journey: Journey;
  let before: Bystanders;
  let space: string;

  beforeAll(async () => {
    const settings = {
      migration: { ids: 'preserve', identical_rows: 'skip' },
      include_tables: furtherTables,
    };
    journey = await openJourney({ source, target, size: 'field', settings });
    const connection = await journey.pair.target.connect();
    await connection.query(`UPDATE id_generators SET max_id = 1000 WHERE resource = 'template_spaces'`);
    await connection.end();
    space = await visitTemplatePage(journey, 5);
    before = await look();
  });
  afterAll(() => journey.pair.drop());

  const look = () =>
    captureOtherTenants({ target: placeOf(journey.pair.target), vault: vaultOf(journey.pair.target) });

  async function tenantferry(exitCode: number, ...args: readonly string[]): Promise<Line> {
    const ended = await runHere([...args, '-c', journey.pair.configFile, '--json']);
    const lines = linesOf(ended);
    const last = lines.at(-1) ?? {};
    const said = lines.filter(({ severity, ok }) => severity === 'blocker' || ok === false);
    expect([ended.exitCode, ended.exitCode === exitCode ? [] : [...said, last]]).toEqual([exitCode, []]);
    return last;
  }

  /** Checks, runs and proves a part; returns the run. */
  async function move(bizIds: readonly number[]): Promise<string> {
    const part = ['--biz-ids', bizIds.join(',')];
    expect(await tenantferry(0, 'check', ...part)).toMatchObject({ ok: true, blockers: 0 });
    const confirm = ['--confirm', journey.pair.target.database];
    const run = await tenantferry(0, 'run', ...part, ...confirm);
    expect(run).toMatchObject({ type: 'run-result', outcome: 'complete', resumeCommand: null });
    const runId = String(run.runId);
    const validation = await tenantferry(0, 'validate', '--level', 'full', '--run', runId);
    expect(validation).toMatchObject({ type: 'validation-summary', ok: true, differences: 0 });
    return runId;
  }

  async function expectEqual(bizIds: readonly number[]): Promise<void> {
    const already = { template_spaces: { '4': space } };
    const found = await compareEverything({ ...journey.comparison, tables, already, bizIds });
    // To a part, the space of the business that is not there yet is an extra row.
    expect(found.filter(({ key }) => bizIds.includes(5) || key !== `id ${space}`)).toEqual([]);
    expect(compareBystanders(before, await look(), { newRowsAllowed: true })).toEqual([]);
  }

  async function takeBack(runId: string): Promise<void> {
    const confirm = ['--confirm', journey.pair.target.database];
    const result = await tenantferry(0, 'rollback', '--run', runId, ...confirm);
    expect(result).toMatchObject({ type: 'rollback-result', done: true, changed: [], kept: [] });
  }

  it('is moved by businesses in stages, taken back, and moved again', async () => {
    const first = await move([2, 7]);
    await expectEqual([2, 7]);
    const second = await move([5]);
    await expectEqual(all);
    await takeBack(second);
    await expectEqual([2, 7]);
    await takeBack(first);
    expect(compareBystanders(before, await look(), { newSecretsAllowed: false })).toEqual([]);
    await move(all);
    await expectEqual(all);
  });
});
