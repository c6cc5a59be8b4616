import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { eventLines } from '../../../src/headless/event-lines.js';
import { makeStyle } from '../../../src/headless/style.js';
import { rollbackLines, runSummaryLines, runsLines } from '../../../src/headless/summary-lines.js';
import { headlessText } from '../../../src/headless/text/index.js';
import { createOperations } from '../../../src/operations/index.js';
import { phases as ownPhases } from '../../../src/phases/index.js';
import { renderReport } from '../../../src/report/render-report.js';
import { applyEvent } from '../../../src/ui/steps/copy/live-events.js';
import { initialLive, overall } from '../../../src/ui/steps/copy/live-state.js';
import { schemaProblems } from '../../report/support/published-schema.js';
import { controls } from '../support/journey/journey.js';
import { openCase } from '../support/small-case.js';
import { notesPhase } from './notes-phase.js';

const notes = { 'a.txt': 'first\n', 'b.txt': 'second\n', 'c.txt': '第三\n' };

/** A case of one table, with notes beside it and operations that know how to carry them. */
async function openNotes() {
  const rows = 'CREATE TABLE rooms (id bigint unsigned PRIMARY KEY, name varchar(20) NOT NULL';
  const at = await openCase({
    source: `${rows});\nINSERT INTO rooms VALUES (1, 'a'), (2, 'b');`,
    target: `${rows}, tenant_id varchar(50) NOT NULL);`,
    tables: ['rooms'],
  });
  const folder = await mkdtemp(join(inject('folder'), 'notes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const folders = { from: join(folder, 'from'), to: join(folder, 'to') };
  for (const one of Object.values(folders)) await mkdir(one);
  for (const [name, text] of Object.entries(notes)) await writeFile(join(folders.from, name), text);
  const phases = [...ownPhases, notesPhase(folders)];
  const operations = createOperations(phases);
  const request = { phase: 'all', confirm: at.targetDatabase, resume: false };
  const lines: string[] = [];
  let clock = 0;
  const environment = {
    sink: (line: string) => void lines.push(line),
    text: headlessText('en', phases),
    lang: 'en',
    style: makeStyle(false),
    // Later each time, so that every line of progress is due.
    now: () => (clock += 5_000),
  } as const;
  return { at, folders, phases, operations, request, lines, environment };
}

const quiet = () => undefined;

describe('a phase that is added by a folder of its own', () => {
  it('runs, is interrupted, resumes, proves, repairs, is reported and is taken back', async () => {
    const { at, folders, phases, operations, request, lines, environment } = await openNotes();
    const { context } = at;
    const events: RunEvent[] = [];
    const listen = eventLines(environment);

    const { control, stop } = controls();
    const first = await operations.run(
      context,
      request,
      (event) => {
        events.push(event);
        listen(event);
        if (event.type === 'items-progress') stop();
      },
      control,
    );
    expect(first).toMatchObject({ outcome: 'stopped', others: { notes: [{ part: 'pages', done: 1 }] } });
    expect(await readdir(folders.to)).toEqual(['a.txt']);
    const [listed] = await operations.runs(context);
    expect(runsLines(listed ? [listed] : [], environment).join('\n')).toContain('notes in part');
    const halfway = await operations.report(context, undefined);
    expect(renderReport(halfway, 'md', 'en', phases)).toContain('in the Notes phase');

    const again = { ...request, phase: 'notes', resume: true };
    const whole = await operations.run(
      context,
      again,
      (event) => {
        events.push(event);
        listen(event);
      },
      controls().control,
    );
    expect(whole).toMatchObject({ outcome: 'complete', resumeCommand: null });
    for (const [name, text] of Object.entries(notes))
      expect(await readFile(join(folders.to, name), 'utf8')).toBe(text);
    const shares = events.flatMap((event) =>
      event.type === 'progress' && event.step === 'notes' ? [event.overall] : [],
    );
    expect(shares.at(-1)).toBe(1);
    expect(lines.join('\n')).toMatch(/Notes: .*\d of 3 notes/);
    expect(lines).toContain('Notes: started');
    expect(runSummaryLines(whole, environment)).toContain('Notes: 3 notes');

    const live = events.reduce((state, event) => applyEvent(state, { event, at: 1 }), initialLive(0, []));
    expect(live.tables.find(({ table }) => table === 'pages')).toMatchObject({ done: 3, status: 'done' });
    expect(overall(live).done).toBe(5);

    expect((await operations.validate(context, { level: 'full' }, quiet)).ok).toBe(true);
    await writeFile(join(folders.to, 'b.txt'), 'altered\n');
    const proof = await operations.validate(context, { level: 'full' }, quiet);
    expect(proof.checks.filter(({ ok }) => !ok)).toMatchObject([
      { check: 'notes', differences: [{ key: 'b.txt', kind: 'field-mismatch' }] },
    ]);
    const repaired = await operations.repair(
      context,
      { confirm: at.targetDatabase, deleteExtra: false },
      quiet,
      controls().control,
    );
    expect(repaired.outcomes).toMatchObject([{ state: 'repaired', proposal: { action: 'recopy-item' } }]);
    expect(repaired.validation.ok).toBe(true);

    const report = await operations.report(context, undefined);
    expect(schemaProblems(report)).toEqual([]);
    expect(report).toMatchObject({
      run: { state: 'copied', plan: { phases: { notes: folders } } },
      phases: [{ phase: 'mysql' }, { phase: 'vault' }, { phase: 'notes', outcome: 'complete' }],
      others: { notes: [{ part: 'pages', done: 3, problems: [] }] },
      repairs: [{ action: 'recopy-item', key: 'b.txt', state: 'repaired' }],
    });
    expect(renderReport(report, 'md', 'en', phases)).toContain('## Notes phase');
    expect(renderReport(report, 'md', 'zh', phases)).toContain('笔记阶段');

    await writeFile(join(folders.to, 'own.txt'), 'the tenant wrote it\n');
    const back = { runId: whole.runId, confirm: at.targetDatabase, dryRun: false, includeChanged: false };
    const taken = await operations.rollback(context, back, quiet, controls().control);
    expect(taken).toMatchObject({ done: true, others: { notes: 3 } });
    expect(rollbackLines(taken, false, environment)).toContain('Notes: 3 notes');
    expect(await readdir(folders.to)).toEqual(['own.txt']);
  });

  it('stops a rollback where one of its things was changed, and a run where it says that it cannot work', async () => {
    const { at, folders, operations, request } = await openNotes();
    const { context } = at;
    const { runId } = await operations.run(context, request, quiet, controls().control);
    await writeFile(join(folders.to, 'b.txt'), 'altered\n');
    const back = { runId, confirm: at.targetDatabase, dryRun: false, includeChanged: false };
    await expect(operations.rollback(context, back, quiet, controls().control)).rejects.toThrow(
      'notes b.txt',
    );
    await operations.rollback(context, { ...back, includeChanged: true }, quiet, controls().control);
    expect(await readdir(folders.to)).toEqual([]);

    await rm(folders.from, { recursive: true });
    const findings = await operations.check(context, quiet);
    expect(findings.filter(({ severity }) => severity === 'blocker')).toMatchObject([
      { code: 'notes.folder' },
    ]);
    await expect(operations.run(context, request, quiet, controls().control)).rejects.toThrow(
      'cannot be read',
    );
  });

  it('brings what it can where another thing is in its way, and the rest once it is gone', async () => {
    const { at, folders, operations, request, lines, environment } = await openNotes();
    await writeFile(join(folders.to, 'b.txt'), 'not ours\n');
    const listen = eventLines(environment);
    const first = await operations.run(at.context, request, listen, controls().control);
    expect(first).toMatchObject({
      outcome: 'partial',
      others: { notes: [{ done: 2, problems: [{ item: 'b.txt' }] }] },
    });
    expect(lines).toContain('✗ Notes: pages b.txt: another note lies there');
    await rm(join(folders.to, 'b.txt'));
    const again = { ...request, resume: true };
    const whole = await operations.run(at.context, again, quiet, controls().control);
    expect(whole).toMatchObject({ outcome: 'complete', others: { notes: [{ done: 3, problems: [] }] } });
  });
});
