import { expect, test } from 'vitest';
import type { JobResult } from '../../../src/core/validation-shape.js';
import { operations } from '../../../src/operations/index.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { runPreflight } from '../../../src/preflight/run-preflight.js';
import { expectChineseFindings } from '../../text/expect-chinese.js';
import { controls } from '../support/journey/journey.js';
import { openCase } from '../support/small-case.js';
import { carried, refused, type SampledType, typesOf } from '../support/types/samples.js';

/** One column for each value of a type and each type it may become: no value hides behind another's refusal. */
interface Pair {
  readonly column: string;
  readonly target: SampledType;
  readonly value: string;
}

interface PairTable {
  readonly name: string;
  readonly type: SampledType;
  readonly pairs: readonly Pair[];
}

/** A row of InnoDB has its limits, so a type with many values has several tables. */
const columnsPerTable = 60;

function pairTables(from: Flavour, to: Flavour): readonly PairTable[] {
  return typesOf(from).flatMap((type, position) => {
    const pairs = typesOf(to).flatMap((target) => type.values.map((value) => ({ target, value })));
    const tables: PairTable[] = [];
    for (let start = 0; start < pairs.length; start += columnsPerTable) {
      const part = pairs.slice(start, start + columnsPerTable);
      const named = part.map((pair, index) => ({ ...pair, column: `c${index}` }));
      tables.push({ name: `t${position}_${tables.length}`, type, pairs: named });
    }
    return tables;
  });
}

function statements(tables: readonly PairTable[], side: 'source' | 'target'): string {
  const tenant = side === 'target' ? ", tenant_id varchar(50) NOT NULL DEFAULT 'default'" : '';
  return tables
    .flatMap(({ name, type, pairs }) => [
      `CREATE TABLE ${name} (id int unsigned PRIMARY KEY, biz_id int NOT NULL DEFAULT 2,
        ${pairs.map(({ column, target }) => `${column} ${side === 'source' ? type.type : target.type} NULL`).join(', ')}${tenant}) ROW_FORMAT=DYNAMIC`,
      ...(side === 'source'
        ? [
            `INSERT INTO ${name} (id, ${pairs.map(({ column }) => column).join(', ')}) VALUES (1, ${pairs.map(({ value }) => value).join(', ')})`,
            `INSERT INTO ${name} (id) VALUES (2)`,
          ]
        : []),
    ])
    .map((statement) => `${statement};\n`)
    .join('');
}

const servers = [
  ['mysql', 'mysql'],
  ['mariadb', 'mariadb'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const;

test.each(servers)(
  'each value of each type becomes each other type whole, or is refused before the first write, from %s to %s',
  async (from, to) => {
    const tables = pairTables(from, to);
    const loose = "SET sql_mode = 'ALLOW_INVALID_DATES';\nSET time_zone = '+00:00';\n";
    const opened = await openCase({
      source: `${loose}${statements(tables, 'source')}`,
      target: `${loose}${statements(tables, 'target')}`,
      tables: tables.map(({ name }) => name),
      settings: { options: { time_zone: '+08:00' } },
      sourceServer: from,
      targetServer: to,
    });
    const { findings } = await runPreflight(opened.context, () => undefined);
    expectChineseFindings(findings);
    const blocked = new Map<string, string>();
    for (const { severity, table, column, code, title } of findings) {
      if (severity !== 'blocker') continue;
      if (column === undefined) expect.fail(`${code}: ${title}`);
      blocked.set(`${table}.${column}`, code);
    }
    const outcomeOf = (sourceType: string, targetType: string, value: string) => {
      for (const { name, type, pairs } of tables) {
        if (type.type !== sourceType) continue;
        const pair = pairs.find((one) => one.target.type === targetType && one.value === value);
        if (pair) return blocked.get(`${name}.${pair.column}`) ?? 'carried';
      }
      return 'not tried';
    };
    const said = (list: typeof carried) => list.map((pair) => [...pair, outcomeOf(...pair)].join(' | '));
    expect(said(carried)).toEqual(carried.map((pair) => [...pair, 'carried'].join(' | ')));
    expect(said(refused).filter((line) => line.endsWith('carried'))).toEqual([]);

    for (const { name, pairs } of tables) {
      const drop = pairs.filter(({ column }) => blocked.has(`${name}.${column}`));
      if (drop.length === 0) continue;
      const sql = `ALTER TABLE ${name} ${drop.map(({ column }) => `DROP COLUMN ${column}`).join(', ')}`;
      await opened.source.query(sql);
      await opened.target.query(sql);
    }
    const { runId, outcome } = await opened.run();
    expect(outcome).toBe('complete');
    const { context } = opened;
    for (const level of ['counts', 'checksum', 'full'] as const) {
      const { checks } = await operations.validate(context, { level, runId }, () => undefined);
      const wrong = checks.filter(({ ok }) => !ok);
      expect({ level, wrong: wrong.map((check) => told(check, tables)) }).toEqual({ level, wrong: [] });
    }
    const request = { runId, confirm: opened.targetDatabase, dryRun: false, includeChanged: false };
    expect(await operations.rollback(context, request, () => undefined, controls().control)).toMatchObject({
      done: true,
      changed: [],
    });
    for (const { name } of tables) {
      const [rows] = await opened.target.query(`SELECT COUNT(*) AS n FROM ${name}`);
      expect({ name, rows }).toEqual({ name, rows: [{ n: '0' }] });
    }
  },
);

/** A failed check with the pairs that it speaks of. */
function told({ check, table, detail, differences }: JobResult, tables: readonly PairTable[]): string {
  const found = tables.find(({ name }) => name === table);
  const each = differences.map(({ column, expected, actual }) => {
    const pair = found?.pairs.find((one) => one.column === column);
    return `${found?.type.type} → ${pair?.target.type} ${pair?.value}: ${expected} / ${actual}`;
  });
  return [`${check} ${table ?? ''} ${detail}`, ...each].join('\n');
}
