import { describe, expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { type CaseServer, fixtureCase } from '../support/cases/fixture-case.js';
import { operatorOf } from '../support/cases/operator.js';
import { type Outcome, outcomes } from '../support/cases/outcomes.js';
import { type Line, linesOf } from '../support/cli/binary.js';
import { type SharedServer, sharedServer } from '../support/servers.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** Every input of test/fixtures/cases, from the first check to the last row taken back, by the tool's own commands. */

const bothKinds: readonly (readonly [CaseServer, CaseServer])[] = [
  ['ya', 'yb'],
  ['ma', 'mb'],
];

const journeys = outcomes.flatMap((outcome) => {
  const fixture = fixtureCase(outcome.name);
  const servers = outcome.servers ?? fixture.servers;
  const pairs = servers ? [servers] : bothKinds;
  return pairs.map(([from, to]) => ({ outcome, fixture, from, to }));
});

const titled = journeys.map(
  (journey) =>
    [
      `${journey.outcome.name}: ${journey.outcome.of}, from ${journey.from} to ${journey.to}`,
      journey,
    ] as const,
);

describe('cases', () => {
  test.each(titled)('%s', async (_, { outcome, fixture, from, to }) => {
    const sourceServer = await serverOf(from);
    const opened = await openCase({ ...fixture, sourceServer, targetServer: await serverOf(to) });
    const operator = operatorOf(opened, fixture.source);
    await outcome.before?.(opened);
    const restored = outcome.restored ?? fixture.tables;

    if (outcome.blockers !== undefined) {
      const untouched = await contents(opened, fixture.tables);
      const { ended, blockers } = await operator.gives(2, 'check');
      if (outcome.never) expect(ended.stdout).not.toMatch(outcome.never);
      expect(blockers.map(placeOf).toSorted()).toEqual(outcome.blockers);
      expect(blockers.map(({ title }) => title).join('\n')).toMatch(outcome.words ?? /./);
      await operator.gives(2, 'plan');
      await operator.gives(2, 'run');
      expect(await contents(opened, fixture.tables)).toEqual(untouched);
      await outcome.cure?.(opened, blockers);
    }

    const before = await contents(opened, restored);
    const { findings, blockers } = await operator.gives(0, 'check');
    expect(blockers).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining([...(outcome.told ?? [])]));
    await operator.gives(0, 'plan');
    const run = await operator.gives(0, 'run');
    await expectArrived(opened, outcome);
    await operator.gives(0, 'validate', '--level', 'full');

    const rollback = ['rollback', '--run', `${lastOf(run.ended, 'run-result').runId}`] as const;
    const confirmed = [...rollback, '--confirm', opened.targetDatabase] as const;
    if (outcome.inTheWay) {
      const { insert, remove, words } = outcome.inTheWay;
      const whole = await contents(opened, restored);
      await opened.target.query(insert);
      const { ended } = await operator.gives(2, ...confirmed);
      expect(`${lastOf(ended, 'error').message}`).toMatch(words);
      expect(await contents(opened, restored)).toEqual(whole);
      await opened.target.query(remove);
    }
    await operator.gives(0, ...rollback, '--dry-run');
    const { ended } = await operator.gives(0, ...confirmed);
    expect(lastOf(ended, 'rollback-result')).toMatchObject({ done: true, changed: [], kept: [] });
    expect(await contents(opened, restored)).toEqual(before);
  });
});

/** The servers of the whole run; one with settings of its own is started for its test. */
async function serverOf(name: CaseServer): Promise<SharedServer> {
  if (name === 'mc') return own(startMariadb({ variables: { lower_case_table_names: '1' } }));
  if (name === 'ys') return own(startMysql({ variables: { max_allowed_packet: '4M' } }));
  return sharedServer(name.startsWith('m') ? 'mariadb' : 'mysql');
}

async function own(starting: Promise<DatabaseServer>): Promise<DatabaseServer> {
  const server = await starting;
  onTestFinished(() => server.remove());
  return server;
}

const placeOf = ({ code, table, column }: Finding) =>
  [code, [table, column].filter((part) => part !== undefined).join('.')]
    .filter((part) => part !== '')
    .join(' ');

function lastOf(ended: Parameters<typeof linesOf>[0], type: string): Line {
  const line = linesOf(ended).findLast((one) => one.type === type);
  if (line === undefined) throw new Error(`no line of type ${type}`);
  return line;
}

async function expectArrived(opened: OpenedCase, { equal = {}, arrived }: Outcome): Promise<void> {
  for (const [table, columns] of Object.entries(equal)) {
    const sql = `SELECT ${columns} FROM \`${table}\``;
    const sides = [
      (await opened.source.query(sql))[0],
      (await opened.target.query(`${sql} WHERE tenant_id = 'acme'`))[0],
    ] as unknown as object[][];
    const [source, target] = sides.map((rows) => rows.map((row) => Object.values(row)).toSorted());
    expect(source).not.toEqual([]);
    expect(target).toEqual(source);
  }
  if (arrived) expect((await opened.target.query(arrived[0]))[0]).toEqual(arrived[1]);
}

/** All rows of tables of the target, in an order of their own. */
async function contents({ target }: OpenedCase, tables: readonly string[]) {
  const found: [string, readonly string[]][] = [];
  for (const table of tables) {
    const [rows] = await target.query(`SELECT * FROM \`${table}\``);
    found.push([table, (rows as object[]).map((row) => JSON.stringify(row)).toSorted()]);
  }
  return found;
}
