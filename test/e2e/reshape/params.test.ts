import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { type OpenedCase, openCase, type SmallCase } from '../support/small-case.js';

const rows = 1_200;
const ids = Array.from({ length: rows }, (_, index) => index + 1);
const source = `CREATE TABLE orders (id int PRIMARY KEY, made date NOT NULL, chat varchar(10) NOT NULL);
CREATE TABLE logs (id int PRIMARY KEY, chat varchar(10) NOT NULL);
INSERT INTO orders VALUES ${ids.map((id) => `(${id}, '202${id % 5}-06-01', 'c${id % 3}')`).join(', ')};
INSERT INTO logs VALUES (1, 'c1'), (2, 'c2');
`;
const target = `CREATE TABLE orders (id int PRIMARY KEY, made date NOT NULL, chat varchar(10) NOT NULL, channel varchar(60) NOT NULL);
CREATE TABLE logs (id int PRIMARY KEY, chat varchar(10) NOT NULL, channel varchar(60) NOT NULL);
`;
const label = String.raw`it's "50%" \ :since`;

const small = (flavour: Flavour, change: Partial<SmallCase['preset']> = {}): SmallCase => ({
  source,
  target,
  tables: [],
  sourceServer: flavour,
  targetServer: flavour,
  generators: false,
  settings: {
    migration: { params: { since: '2022-01-01', label } },
    options: { batch_size: 50, parallel: 1 },
  },
  preset: {
    tenant: undefined,
    business: undefined,
    id: undefined,
    id_generators: undefined,
    params: {
      since: { type: 'date' },
      label: { type: 'text', default: 'none' },
      low: { type: 'integer', default: -7 },
    },
    dimensions: { channel: { expr: "CONCAT(:label, '-', s.chat, s.id -:low)" } },
    tables: [
      { name: 'orders', level: 1, where: 's.made >= :since' },
      { name: 'logs', level: 1 },
    ],
    ...change,
  },
});

async function tell(opened: OpenedCase, exitCode: number, command: string, ...flags: readonly string[]) {
  const ended = await opened.cli(command, ...flags);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
  return { ...ended, lines: parseLines(ended.stdout) };
}

/** Another label, and another first day. */
async function changeParams({ configFile }: OpenedCase, other: string): Promise<void> {
  const text = await readFile(configFile, 'utf8');
  const changed = text.replace(/^( +)label: .*$/m, `$1label: ${other}`).replace('2022-01-01', '2023-01-01');
  expect(changed).not.toBe(text);
  await writeFile(configFile, changed);
}

async function channels({ target: connection }: OpenedCase): Promise<Record<string, string>> {
  const [found] = await connection.query(
    "SELECT CONCAT('o', id) AS id, channel FROM orders UNION ALL SELECT CONCAT('l', id), channel FROM logs",
  );
  return Object.fromEntries(
    (found as { id: string; channel: string }[]).map(({ id, channel }) => [id, channel]),
  );
}

describe.each(['mariadb', 'mysql'] as const)('parameters and dimensions on %s', (flavour) => {
  it('are those that the run began with, to its end', async () => {
    const opened = await openCase(small(flavour));
    const { lines: planned } = await tell(opened, 0, 'plan');
    const { plan } = planned.find(({ type }) => type === 'plan-result') ?? {};
    expect(plan).toMatchObject({
      params: { since: { type: 'date', value: '2022-01-01' }, label: { value: label } },
    });
    const killed = await runBinary(
      ['run', '-c', opened.configFile, '--json', '--confirm', opened.targetDatabase],
      {
        endAt: { said: String.raw`"chunk-committed"[^\n]*"orders"`, signal: 'SIGKILL' },
      },
    );
    expect(killed.exitCode).toBeNull();
    await changeParams(opened, 'hush');
    const { lines, stdout } = await tell(opened, 0, 'run', '--resume');
    const kept = lines.find(
      ({ finding }) => (finding as { code?: string } | undefined)?.code === 'reshape.params-kept',
    );
    expect(kept?.finding).toMatchObject({ severity: 'warning', params: { names: 'since, label' } });
    expect(stdout).not.toContain('hush');
    const chosen = ids.filter((id) => id % 5 >= 2);
    expect(await channels(opened)).toEqual(
      Object.fromEntries([
        ...chosen.map((id) => [`o${id}`, `${label}-c${id % 3}${id + 7}`]),
        ['l1', `${label}-c18`],
        ['l2', `${label}-c29`],
      ]),
    );
    await tell(opened, 0, 'validate', '--level', 'full');
    await opened.target.query("UPDATE orders SET channel = 'hush-c18' WHERE id = 2");
    await opened.target.query('DELETE FROM orders WHERE id = 3');
    await tell(opened, 3, 'validate', '--level', 'full');
    await tell(opened, 0, 'validate', '--level', 'full', '--repair', '--confirm', opened.targetDatabase);
    expect((await channels(opened)).o2).toBe(`${label}-c29`);
    const report = await opened.cli('report', '--format', 'md');
    expect(report.stdout).toContain('since = 2022-01-01');
  });

  it('make another plan when they are others, which is told without their values', async () => {
    const opened = await openCase(small(flavour));
    const file = `${opened.configFile}.plan`;
    await tell(opened, 0, 'plan', '--out', file);
    await changeParams(opened, 'hush');
    const { stdout, stderr } = await tell(opened, 2, 'run', '--plan', file);
    expect(stdout + stderr).toContain('other values are given for the parameters since, label');
    expect(stdout + stderr).not.toContain('hush');
    expect(await channels(opened)).toEqual({});
  });

  it('are shown in no complaint of the server', async () => {
    const tables = [
      { name: 'orders', level: 1, where: 's.made >= :since AND s.chat = :label + + ' },
      { name: 'logs', level: 1, where: "JSON_EXTRACT('{}', :label) IS NULL" },
    ];
    const opened = await openCase(small(flavour, { tables }));
    await changeParams(opened, 'hush');
    const { lines, stdout } = await tell(opened, 2, 'check');
    const found = lines.flatMap(
      ({ finding }) => (finding as { code: string; table: string; title: string } | undefined) ?? [],
    );
    const titles = found.filter(({ code }) => code === 'reshape.sql').map(({ title }) => title);
    expect(titles.some((title) => title.includes('orders, where'))).toBe(true);
    expect(titles.join('\n')).not.toContain('hush');
    expect(stdout).not.toContain('hush-');
  });

  it('fill nothing where no table has the column, which is told', async () => {
    const dimensions = { channels: { expr: 'CONCAT(:label, :low)' }, channel: { value: 1 } };
    const opened = await openCase(small(flavour, { dimensions }));
    const { stdout } = await tell(opened, 2, 'plan');
    expect(stdout).toContain('reshape.no-dimension');
    expect(stdout).toContain('(channel?)');
  });
});
