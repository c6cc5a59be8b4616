import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publishedSchema, schemaProblems } from './support/published-schema.js';
import { rolledBackReport, sampleReport } from './support/sample-report.js';

describe('the published schema', () => {
  it('names its version as the reports do', () => {
    expect(publishedSchema).toMatchObject({ $id: 'urn:tenantferry:report:1', title: sampleReport().schema });
  });

  it.each([
    ['a run', sampleReport()],
    ['a rollback under way', rolledBackReport('rolling-back')],
    ['a rollback', rolledBackReport()],
    [
      'the sample in docs',
      JSON.parse(readFileSync(new URL('../../docs/samples/report.json', import.meta.url), 'utf8')),
    ],
  ])('fits %s', (_name, report) => {
    expect(schemaProblems(report)).toEqual([]);
  });

  it('fits no report with a field that is not published, or that lacks one', () => {
    const { repairs, ...rest } = sampleReport();
    expect(schemaProblems({ ...rest, repairs, more: 1 })).not.toEqual([]);
    expect(schemaProblems(rest)).not.toEqual([]);
    expect(schemaProblems({ ...rest, repairs: repairs.map((one) => ({ ...one, by: 'ann' })) })).not.toEqual(
      [],
    );
  });
});
