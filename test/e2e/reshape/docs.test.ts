import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { parseLines } from '../../support/json-lines.js';
import { openCase } from '../support/small-case.js';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/presets.md'), 'utf8');
const block = (kind: string, which = 0) =>
  [...page.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))][which]?.[1] ?? '';

/** The rows of the page's table under this heading. */
function shown(): readonly Readonly<Record<string, string>>[] {
  const lines = page.split('\n').filter((line) => /^\| (uuid|\d) \|/.test(line));
  const [head = [], ...rows] = lines.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

it.each(['mariadb', 'mysql'] as const)(
  'docs/presets.md: the example does what the page says, on %s',
  async (flavour) => {
    const preset = load(block('yaml preset', 1)) as Readonly<Record<string, unknown>>;
    const opened = await openCase({
      source: block('sql source'),
      target: block('sql target'),
      tables: [],
      sourceServer: flavour,
      targetServer: flavour,
      generators: false,
      preset: { tenant: undefined, business: undefined, id: undefined, id_generators: undefined, ...preset },
    });
    const cli = async (command: string, ...flags: readonly string[]) => {
      const ended = await opened.cli(command, ...flags);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
      return parseLines(ended.stdout);
    };
    const planned = (await cli('plan')).find(({ type }) => type === 'plan-result');
    expect(planned?.rows).toMatchObject([
      {
        table: 'customers',
        created: 2,
        rejected: 1,
        leftAlone: 1,
        reasons: [{ reason: 'in debt', count: 1 }],
      },
    ]);
    const runId = (await cli('run')).find((line) => line.runId !== undefined)?.runId;
    const [rows] = await opened.target.query('SELECT * FROM customers ORDER BY uuid');
    expect(shown()).toHaveLength(2);
    expect(rows).toMatchObject(shown().map((row) => ({ ...row, uuid: expect.anything() })));
    await cli('validate', '--level', 'full');
    await cli('rollback', '--run', String(runId), '--confirm', opened.targetDatabase);
    expect((await opened.target.query('SELECT * FROM customers'))[0]).toEqual([]);
  },
);
