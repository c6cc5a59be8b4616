import { describe, expect, it } from 'vitest';
import type { RunListEntry } from '../../../src/operations/result-shapes.js';
import { loadPreset } from '../../../src/preset/load.js';
import {
  type ChecklistAction,
  type ChecklistState,
  checklistReducer,
  initialChecklist,
  openItems,
  orderedItems,
} from '../../../src/ui/steps/checklist/checklist-state.js';
import {
  connectionsReducer,
  initialConnections,
  shownFindings,
  tally,
} from '../../../src/ui/steps/connections/connections-state.js';
import {
  dryRunReducer,
  initialDryRun,
  totals,
  troubles,
} from '../../../src/ui/steps/dry-run/dry-run-state.js';
import { initialReport, reportReducer } from '../../../src/ui/steps/report/report-state.js';
import { initialRollback, rollbackReducer } from '../../../src/ui/steps/rollback/rollback-state.js';
import {
  choicesFor,
  initialStart,
  type LivingWorker,
  offeredRuns,
  startReducer,
} from '../../../src/ui/steps/start/start-state.js';
import { selectedCheck } from '../../../src/ui/steps/validate/listed-checks.js';
import {
  initialValidate,
  sortedChecks,
  validateReducer,
} from '../../../src/ui/steps/validate/validate-state.js';
import { unfinishedRun } from '../support/fake-operations.js';
import {
  badValidation,
  checkFindings,
  conflictBlocker,
  privilegeBlocker,
  sampleConfig,
  sampleDryRun,
} from '../support/fixtures.js';
import { initialState } from '../support/initial-state.js';

describe('connections', () => {
  const done = connectionsReducer(initialConnections, {
    slice: 'connections',
    type: 'finished',
    findings: [...checkFindings, privilegeBlocker],
  });

  it('lists blockers first, then warnings', () => {
    expect(
      shownFindings(done)
        .map((finding) => finding.severity)
        .slice(0, 4),
    ).toEqual(['blocker', 'warning', 'warning', 'ok']);
    expect(tally(done.findings)).toEqual({ ok: 6, warnings: 2, blockers: 1 });
  });

  it('goes through the endpoints and back to all', () => {
    let state = done;
    const seen: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      state = connectionsReducer(state, { slice: 'connections', type: 'show', step: 1 });
      seen.push(state.shown);
    }
    expect(seen).toEqual(['source-mysql', 'target-mysql', 'source-vault', 'target-vault', 'all']);
    const target = connectionsReducer(done, { slice: 'connections', type: 'show', step: -1 });
    expect(shownFindings(target).map((finding) => finding.code)).toEqual(['vault.token']);
  });

  it('collects findings while it runs, and starts empty again', () => {
    const running = connectionsReducer(done, { slice: 'connections', type: 'started' });
    expect(running).toMatchObject({ phase: 'running', findings: [] });
    const found = connectionsReducer(running, {
      slice: 'connections',
      type: 'found',
      findings: [privilegeBlocker],
    });
    expect(found.findings).toEqual([privilegeBlocker]);
    expect(connectionsReducer(found, { slice: 'connections', type: 'select', index: 9 }).selected).toBe(0);
    const problem = { message: 'm', where: null, remedy: null, refused: false };
    expect(connectionsReducer(found, { slice: 'connections', type: 'failed', problem }).phase).toBe('failed');
  });
});

describe('dry run', () => {
  it('opens on the findings when something blocks, else on the summary', async () => {
    const preset = await loadPreset('bscp');
    const good = sampleDryRun(preset);
    const bad = sampleDryRun(preset, [conflictBlocker]);
    const finish = (result: typeof good) =>
      dryRunReducer(initialDryRun, { slice: 'dryRun', type: 'finished', result });
    expect(finish(good).section).toBe('summary');
    expect(finish(bad).section).toBe('findings');
    expect(troubles(good)).toHaveLength(1);
    expect(totals(good).tables).toBe(29);
    expect(totals(good).secrets).toBe(30_389);
  });

  it('goes around its sections, and forgets an outdated result', () => {
    const started = dryRunReducer(initialDryRun, { slice: 'dryRun', type: 'started' });
    const last = dryRunReducer(started, { slice: 'dryRun', type: 'section', step: -1 });
    expect(last.section).toBe('stays');
    expect(dryRunReducer(last, { slice: 'dryRun', type: 'section', step: 1 }).section).toBe('summary');
    expect(dryRunReducer(last, { slice: 'dryRun', type: 'show', section: 'counts' }).section).toBe('counts');
    expect(dryRunReducer(last, { slice: 'dryRun', type: 'select', index: 2 }).selected).toBe(2);
    expect(dryRunReducer(last, { slice: 'dryRun', type: 'outdated' })).toEqual(initialDryRun);
  });
});

describe('validation', () => {
  it('keeps the level when it starts, and lists what differs first', () => {
    const full = validateReducer(initialValidate, { slice: 'validate', type: 'level', step: 1 });
    expect(full.level).toBe('full');
    expect(validateReducer(full, { slice: 'validate', type: 'level', step: 1 }).level).toBe('full');
    const running = validateReducer(full, { slice: 'validate', type: 'started' });
    expect(running).toMatchObject({ phase: 'running', level: 'full' });
    const done = validateReducer(running, { slice: 'validate', type: 'finished', result: badValidation });
    expect(sortedChecks(badValidation)[0]?.ok).toBe(false);
    const state = { ...initialState(), validate: done };
    expect(selectedCheck(state)?.table).toBe('kvs');
    const opened = validateReducer(done, { slice: 'validate', type: 'open', open: 'differences' });
    expect(opened.open).toBe('differences');
    expect(validateReducer(done, { slice: 'validate', type: 'choose-again' }).phase).toBe('choose');
    expect(validateReducer(done, { slice: 'validate', type: 'select', index: 99 }).selected).toBe(4);
  });

  it('shows results as they come', () => {
    const events = [
      {
        at: 2,
        event: { type: 'validation-result', check: 'checksum', table: 'kvs', ok: true, detail: 'd' } as const,
      },
    ];
    const state = validateReducer(initialValidate, { slice: 'validate', type: 'events', events });
    expect(state.arrived).toHaveLength(1);
  });
});

describe('checklist', () => {
  it('orders items by their moment and tells who may answer', async () => {
    const preset = await loadPreset('bscp');
    const items = orderedItems(preset);
    expect(items.map((item) => item.when)).toEqual(
      items.map((item) => item.when).toSorted((a, b) => rank(a) - rank(b)),
    );
    expect(openItems(initialChecklist('me'), preset)).toBe(items.length);
  });

  it('shows an answer at once, and what could not be saved', () => {
    const answer = { itemId: 'a', state: 'pass', evidence: '', note: 'n', by: 'me', at: 't' } as const;
    const run = (...actions: readonly ChecklistAction[]): ChecklistState =>
      actions.reduce(checklistReducer, initialChecklist('me'));
    const answered = run({ slice: 'checklist', type: 'answered', answer });
    expect(answered).toMatchObject({ saving: 'saving', answers: { a: answer } });
    expect(checklistReducer(answered, { slice: 'checklist', type: 'saved', answer }).saving).toBe('saved');
    const problem = { message: 'gone', where: null, remedy: null, refused: false };
    const failed = checklistReducer(answered, { slice: 'checklist', type: 'save-failed', problem });
    expect(failed).toMatchObject({ saving: 'failed', unsaved: [answer] });
    expect(checklistReducer(failed, { slice: 'checklist', type: 'loaded', answers: [] }).answers).toEqual({
      a: answer,
    });
    const named = run(
      { slice: 'checklist', type: 'edit-open', what: 'name', text: 'me' },
      { slice: 'checklist', type: 'edit', edit: { type: 'insert', text: '!' } },
      { slice: 'checklist', type: 'named', by: 'me!' },
    );
    expect(named).toMatchObject({ by: 'me!', editing: null });
    expect(run({ slice: 'checklist', type: 'select', index: 7, items: 3 }).selected).toBe(2);
  });
});

function rank(when: 'before' | 'during' | 'after'): number {
  return ['before', 'during', 'after'].indexOf(when);
}

describe('earlier runs', () => {
  const copied = unfinishedRun({ runId: 'c', state: 'copied', outcome: 'complete' });

  it('offers this tenant only, unfinished first, never what was rolled back', () => {
    const runs = [
      copied,
      unfinishedRun({ runId: 'other', tenantId: 'beta' }),
      unfinishedRun({ runId: 'gone', state: 'rolled-back' }),
      unfinishedRun(),
    ];
    expect(offeredRuns(runs, 'acme').map((run) => run.runId)).toEqual(['r-20261121-0200', 'c']);
  });

  it('offers what fits the state of the run', () => {
    const config = sampleConfig();
    const offer = (run: RunListEntry, worker: LivingWorker | null = null) => ({
      ...initialStart,
      runs: [run],
      worker,
    });
    expect(choicesFor(offer(unfinishedRun()), config)).toEqual([
      'resume',
      'inspect',
      'roll-back',
      'start-anew',
    ]);
    expect(choicesFor(offer(copied), config)).toEqual([
      'validate',
      'checklist',
      'inspect',
      'roll-back',
      'start-anew',
    ]);
    expect(choicesFor(offer(unfinishedRun({ state: 'rolling-back' })), config)).toEqual([
      'roll-back',
      'inspect',
    ]);
    // What somebody else works on is not taken up; a source may be followed elsewhere while it is validated here.
    const worker = {
      command: 'run',
      host: 'h',
      user: 'u',
      pid: 7,
      since: '2026-01-01T00:00:00Z',
      alive: true,
    } as const;
    expect(choicesFor(offer(unfinishedRun(), worker), config)).toEqual(['look-again', 'inspect']);
    expect(choicesFor(offer(copied, { ...worker, command: 'follow' }), config)[0]).toBe('validate');
  });

  it('is hidden when there is none, and stays within its choices', () => {
    expect(startReducer(initialStart, { slice: 'start', type: 'found', runs: [], worker: null }).phase).toBe(
      'hidden',
    );
    const offer = startReducer(initialStart, { slice: 'start', type: 'found', runs: [copied], worker: null });
    expect(offer.phase).toBe('offer');
    expect(startReducer(offer, { slice: 'start', type: 'select', index: 9, choices: 5 }).selected).toBe(4);
    expect(startReducer(offer, { slice: 'start', type: 'close' }).phase).toBe('hidden');
  });
});

describe('report and rollback', () => {
  it('keeps the paths of what was written', () => {
    const wrote = reportReducer(initialReport, {
      slice: 'report',
      type: 'wrote',
      format: 'md',
      path: '/x.md',
    });
    expect(wrote.written).toEqual({ md: '/x.md' });
    const problem = { message: 'full', where: null, remedy: null, refused: false };
    expect(reportReducer(wrote, { slice: 'report', type: 'write-failed', problem })).toMatchObject({
      busy: false,
      problem,
      written: { md: '/x.md' },
    });
  });

  it('counts before it asks, and includes changed rows only when told', () => {
    const counting = rollbackReducer(initialRollback, { slice: 'rollback', type: 'counting', runId: 'r' });
    expect(counting).toMatchObject({ phase: 'counting', includeChanged: false });
    const preview = { runId: 'r', rows: { kvs: 3 }, secrets: 1, changed: [], done: false };
    const asked = rollbackReducer(counting, { slice: 'rollback', type: 'counted', preview });
    expect(asked.phase).toBe('confirm');
    expect(rollbackReducer(asked, { slice: 'rollback', type: 'include-changed' }).includeChanged).toBe(true);
    expect(rollbackReducer(asked, { slice: 'rollback', type: 'mismatch' }).mismatch).toBe(true);
    const running = rollbackReducer(asked, { slice: 'rollback', type: 'removing' });
    expect(running.removing).toBe(true);
    const closed = rollbackReducer(running, { slice: 'rollback', type: 'close' });
    expect(closed).toEqual({ ...initialRollback, runId: 'r' });
  });
});
