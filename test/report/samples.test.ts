import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findLogBreak } from '../../src/ledger/log-chain.js';
import type { ReportData } from '../../src/operations/report-shape.js';
import { readChecklistFile } from '../../src/report/checklist-file.js';
import { type ReportFormat, renderReport } from '../../src/report/render-report.js';

const sample = (name: string): string =>
  readFileSync(new URL(`../../docs/samples/${name}`, import.meta.url), 'utf8');
const data = JSON.parse(sample('report.json')) as ReportData;

describe('the samples in docs', () => {
  it.each<[string, ReportFormat, 'en' | 'zh']>([
    ['report.json', 'json', 'en'],
    ['report.md', 'md', 'en'],
    ['report.html', 'html', 'en'],
    ['report.zh.html', 'html', 'zh'],
  ])('%s is what the code makes of report.json now; render it again when it is not', (name, format, lang) => {
    // Not with toEqual: the difference of two whole reports helps nobody.
    expect(sample(name) === renderReport(data, format, lang)).toBe(true);
  });

  it('hold a log that nobody altered, repairs and signatures', () => {
    expect(findLogBreak(data.log)).toBeNull();
    expect(data).toMatchObject({ logIntact: true, logProblems: [], validation: { ok: true, level: 'full' } });
    expect(data.repairs.map(({ state }) => state)).toContain('repaired');
    expect(data.checklist.map(({ by }) => by)).toContain('Li Lei');
  });

  it('show the other exports of the same run', () => {
    const answers = readChecklistFile(sample('checklist.json'), 'checklist.json', data.run.tenantId);
    expect(answers.map(({ by }) => by)).toContain('Li Lei');
    expect(sample('rollback.html')).toContain(data.run.runId);
    expect(sample('rollback.html')).toContain('<section id="rollback"');
    const sql = sample('repair.sql');
    for (const { table } of data.repairs) expect(sql).toContain(table);
  });
});
