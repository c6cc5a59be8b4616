import { describe, expect, it } from 'vitest';
import { jsonReporter } from '../../src/headless/json-reporter.js';
import { sampleReport } from '../report/support/sample-report.js';
import { dryRun, findings, runSummary } from './support/samples.js';

type Line = Readonly<Record<string, unknown>>;

function collect(command: string) {
  const lines: Line[] = [];
  const log: string[] = [];
  const reporter = jsonReporter({
    command,
    toolVersion: '1.2.3',
    sink: (line) => {
      expect(line).not.toContain('\n');
      lines.push(JSON.parse(line) as Line);
    },
    log: (line) => {
      log.push(line);
    },
  });
  return { reporter, lines, log };
}

const at = '2025-06-01T01:00:00.000Z';

/** Every key in every depth, to see that none is in snake_case. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

describe('JSON lines', () => {
  it('begin with the schema', () => {
    const { lines } = collect('check');
    expect(lines).toEqual([
      { type: 'schema', schema: 'tenantferry-events/1', command: 'check', toolVersion: '1.2.3' },
    ]);
  });

  it('carry the run on each line of a run, also on what came before it had an id', () => {
    const { reporter, lines } = collect('run');
    reporter.listen({ type: 'finding', finding: findings[0]! });
    expect(lines).toHaveLength(1);
    reporter.listen({ type: 'run-started', runId: 'r1', resumed: false, tables: 1, at });
    reporter.listen({ type: 'phase-started', phase: 'mysql', at });
    reporter.ran(runSummary({ runId: 'r1' }), 0);
    expect(lines.map((line) => line.type)).toEqual([
      'schema',
      'finding',
      'run-started',
      'phase-started',
      'run-result',
    ]);
    expect(lines.slice(1).every((line) => line.runId === 'r1')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ outcome: 'complete', exitCode: 0, resumeCommand: null });
  });

  it('give back what was held when a run is refused', () => {
    const { reporter, lines } = collect('run');
    reporter.listen({ type: 'finding', finding: findings[2]! });
    reporter.problem({ kind: 'refused', message: 'no', remedy: 'do', exitCode: 2 });
    expect(lines.slice(1)).toEqual([
      { type: 'finding', finding: findings[2] },
      { type: 'error', code: 'refused', message: 'no', remedy: 'do', exitCode: 2 },
    ]);
  });

  it('send notes and the log elsewhere', () => {
    const { reporter, lines, log } = collect('run');
    reporter.note('a note');
    reporter.listen({ type: 'log', level: 'info', message: 'a line', at });
    expect(lines).toHaveLength(1);
    expect(log).toEqual(['a note', 'a line']);
  });

  it('name every difference with table, key, column and kind', () => {
    const { reporter, lines } = collect('validate');
    reporter.validated(sampleReport().validation!, 3);
    const differences = lines.filter((line) => line.type === 'difference');
    expect(differences[0]).toEqual({
      type: 'difference',
      runId: '20250601-010000-abcd',
      check: 'checksum',
      kind: 'field-mismatch',
      table: 'kvs',
      key: 'id=1042',
      column: 'memo',
      expected: 'a|b',
      actual: null,
    });
    expect(differences).toHaveLength(2);
    expect(lines.at(-1)).toMatchObject({
      type: 'validation-summary',
      ok: false,
      differences: 2,
      exitCode: 3,
    });
    expect(lines.filter((line) => line.type === 'check')).toHaveLength(3);
  });

  it('hold each other result', () => {
    const { reporter, lines } = collect('plan');
    reporter.dryRun(dryRun);
    reporter.planSaved('plan.json');
    reporter.checked(findings);
    reporter.rolledBack({ runId: 'r', rows: {}, secrets: 0, changed: [], done: true }, true, 0);
    reporter.reportPrinted(sampleReport(), 'json', '{"a":1}');
    reporter.reportSaved(sampleReport(), 'md', 'report.md');
    reporter.logVerified('r', {
      entries: 3,
      problems: [],
      newestHash: 'ab',
      endKnown: true,
      savedEntries: null,
    });
    expect(lines.map((line) => line.type)).toEqual([
      'schema',
      'plan-result',
      'plan-saved',
      'check-result',
      'rollback-result',
      'report',
      'report-saved',
      'log-verified',
    ]);
    expect(lines[3]).toMatchObject({ ok: false, blockers: 1, warnings: 1 });
    expect(lines[5]).toMatchObject({ report: { a: 1 } });
  });

  it('use camelCase for their own keys', () => {
    const { reporter, lines } = collect('plan');
    reporter.dryRun({ ...dryRun, counts: {} });
    reporter.validated(sampleReport().validation!, 3);
    expect(keysOf(lines).filter((key) => key.includes('_'))).toEqual([]);
  });
});
