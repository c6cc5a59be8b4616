import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ChecklistAnswer } from '../../src/ledger/shapes.js';
import { checklistSample } from '../headless/support/samples.js';
import { type Given, jsonLines, runCli } from './support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantferry-cli-checklist-'));
afterAll(() => rmSync(folder, { recursive: true }));

const answered = checklistSample.entries[0]?.saved;

function importing(): Given & { readonly given: ChecklistAnswer[] } {
  const given: ChecklistAnswer[] = [];
  return {
    given,
    operations: {
      importAnswers: (_context, _run, answers) => {
        given.push(...answers);
        return Promise.resolve({ imported: answers, kept: [], conflicts: [] });
      },
    },
  };
}

describe('checklist', () => {
  it('prints items with state, note, who and when', async () => {
    const { stdout, exitCode } = await runCli(['checklist']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✓ backups  Both sides are backed up: pass');
    expect(stdout).toContain('note: tape 7');
    expect(stdout).toMatch(/ann, 2026-11-2\d \d\d:\d\d:\d\d [+-]\d\d:\d\d/);
    expect(stdout).toContain('· health  The service answers: open');
    expect(stdout).toContain('Answered: 1 of 2; failed: 0');
    expect((await runCli(['checklist', '--lang', 'zh'])).stdout).toContain('服务可访问');
  });

  it('tells each item as a JSON line', async () => {
    const lines = jsonLines(await runCli(['checklist', '--json']));
    expect(lines.slice(1)).toMatchObject([
      { type: 'checklist-item', runId: 'run-1', itemId: 'backups', state: 'pass', by: 'ann' },
      { type: 'checklist-item', itemId: 'health', state: 'open' },
    ]);
  });

  it('exports a private file and imports what was answered in it', async () => {
    const path = join(folder, 'checklist.json');
    expect((await runCli(['checklist', '--export', path])).exitCode).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      schema: 'tenantferry-checklist/1',
      tenantId: 'acme',
      runId: 'run-1',
    });
    const receiver = importing();
    const imported = await runCli(['checklist', '--import', path], receiver);
    expect(imported.exitCode).toBe(0);
    expect(imported.stdout).toContain(`taken from ${path}: 1`);
    expect(receiver.given).toEqual([answered]);
  });

  it.each([
    ['no JSON', 'x'],
    ['another file', '{"schema":"tenantferry-report/1","items":[]}'],
    [
      'an answer under another name',
      JSON.stringify({ schema: 'tenantferry-checklist/1', items: [{ itemId: 'other', answer: answered }] }),
    ],
    [
      'two answers to one item',
      JSON.stringify({
        schema: 'tenantferry-checklist/1',
        items: [1, 2].map(() => ({ itemId: 'backups', answer: answered })),
      }),
    ],
    [
      "another tenant's",
      JSON.stringify({
        schema: 'tenantferry-checklist/1',
        tenantId: 'other',
        items: [{ itemId: 'backups', answer: answered }],
      }),
    ],
    [
      'a signature that the ledger cannot hold',
      JSON.stringify({
        schema: 'tenantferry-checklist/1',
        items: [{ itemId: 'backups', answer: { ...answered, by: 'x'.repeat(101) } }],
      }),
    ],
    [
      'a bad state',
      JSON.stringify({
        schema: 'tenantferry-checklist/1',
        items: [{ itemId: 'backups', answer: { ...answered, state: 'maybe' } }],
      }),
    ],
  ])('refuses to import %s', async (name, content) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, content);
    const receiver = importing();
    expect((await runCli(['checklist', '--import', path], receiver)).exitCode).toBe(2);
    expect(receiver.given).toEqual([]);
  });

  it('refuses a file that is not there', async () => {
    expect((await runCli(['checklist', '--import', join(folder, 'none')])).exitCode).toBe(2);
  });

  it('ends with 3 when a probe failed', async () => {
    const probing = (state: 'pass' | 'fail'): Given => ({
      operations: {
        probe: () =>
          Promise.resolve([{ itemId: 'health', state, evidence: 'e', note: '', by: 'tenantferry', at: 'a' }]),
      },
    });
    expect((await runCli(['checklist', '--probe'], probing('pass'))).exitCode).toBe(0);
    expect((await runCli(['checklist', '--probe'], probing('fail'))).exitCode).toBe(3);
  });
});
