import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../src/operations/result-shapes.js';
import {
  asksForName,
  type CopyAction,
  type CopyState,
  copyReducer,
  initialCopy,
  isWriting,
  writingPhase,
} from '../../../src/ui/steps/copy/copy-state.js';
import { wizardState } from '../support/initial-state.js';

const summary: RunSummary = {
  runId: 'r1',
  outcome: 'complete',
  tables: [],
  secrets: [],
  resumeCommand: null,
  message: '',
};
const started: CopyAction = {
  slice: 'copy',
  type: 'started',
  phase: 'mysql',
  at: 1000,
  parallelism: 2,
  tables: [{ table: 'kvs', rows: 10, done: 0, finished: false }],
  outdated: [],
};
const runStarted: CopyAction = {
  slice: 'copy',
  type: 'events',
  phase: 'mysql',
  events: [{ at: 1, event: { type: 'run-started', runId: 'r7', resumed: false, tables: 1, at: '' } }],
};
const finished = (change: Partial<RunSummary> = {}): CopyAction => ({
  slice: 'copy',
  type: 'finished',
  phase: 'mysql',
  at: 9000,
  summary: { ...summary, ...change },
});

function run(...actions: readonly CopyAction[]): CopyState {
  return actions.reduce(copyReducer, initialCopy);
}

describe('the copying steps', () => {
  it('ask for the name once, before the first write of the session', () => {
    expect(asksForName(initialCopy, 'mysql')).toBe(true);
    expect(asksForName(initialCopy, 'vault')).toBe(true);
    const done = run(started, finished());
    expect(asksForName(done, 'vault')).toBe(false);
    expect(
      asksForName(
        wizardState.reduce({ ...wizardState.initial, copy: done }, { slice: 'context', type: 'rolled-back' })
          .copy,
        'mysql',
      ),
    ).toBe(true);
  });

  it('ask again in a session that takes up a run, whatever is left of it', () => {
    const taken = run({ slice: 'copy', type: 'taken-up', runId: 'r1', done: ['mysql'] });
    expect(taken).toMatchObject({ resume: true, wrote: true, runId: 'r1' });
    expect(taken.phases.mysql?.status).toBe('done');
    expect(asksForName(taken, 'vault')).toBe(true);
  });

  it('say what was mistyped until it is changed', () => {
    const wrong = run({ slice: 'copy', type: 'mismatch' });
    expect(wrong.mismatch).toBe(true);
    const edited = copyReducer(wrong, { slice: 'copy', type: 'edit', edit: { type: 'insert', text: 'x' } });
    expect(edited.mismatch).toBe(false);
  });

  it('know which phase writes, and that something was written', () => {
    const writing = run(started);
    expect(isWriting(writing)).toBe(true);
    expect(writingPhase(writing)).toBe('mysql');
    expect(writing.wrote).toBe(true);
    expect(writingPhase(run(started, finished()))).toBeNull();
  });

  it('end as the summary says', () => {
    expect(run(started, finished()).phases.mysql?.status).toBe('done');
    expect(run(started, finished({ outcome: 'partial' })).phases.mysql?.status).toBe('done');
    expect(run(started, finished({ outcome: 'stopped' })).phases.mysql?.status).toBe('stopped');
    expect(run(started, finished({ outcome: 'failed' })).phases.mysql?.status).toBe('failed');
    expect(run(started, finished({ outcome: 'stopped' })).resume).toBe(true);
  });

  it('leave the way back open when a run was refused before it wrote', () => {
    const problem = { message: 'm', where: null, remedy: null, refused: true };
    const refused = run(started, { slice: 'copy', type: 'failed', phase: 'mysql', at: 2000, problem });
    expect(refused).toMatchObject({ wrote: false, resume: false });
    const failure: CopyAction = {
      slice: 'copy',
      type: 'failed',
      phase: 'mysql',
      at: 2000,
      problem: { ...problem, refused: false },
    };
    expect(run(started, failure)).toMatchObject({ wrote: false, resume: false });
    expect(run(started, runStarted, failure)).toMatchObject({ wrote: true, resume: true });
  });

  it('stop and abort the phase that writes, and nothing else', () => {
    const stopping = run(started, { slice: 'copy', type: 'stopping', how: 'stopping' });
    expect(stopping.phases.mysql?.status).toBe('stopping');
    expect(
      copyReducer(stopping, { slice: 'copy', type: 'stopping', how: 'aborting' }).phases.mysql?.status,
    ).toBe('aborting');
    expect(run({ slice: 'copy', type: 'stopping', how: 'stopping' })).toEqual(initialCopy);
  });

  it('pause the clock while paused', () => {
    const paused = run(started, { slice: 'copy', type: 'pause', paused: true, at: 3000 });
    expect(paused.paused).toBe(true);
    expect(paused.phases.mysql?.live?.pausedSince).toBe(3000);
    const again = copyReducer(paused, { slice: 'copy', type: 'pause', paused: false, at: 8000 });
    expect(again.phases.mysql?.live).toMatchObject({ pausedSince: null, pausedBefore: 5000 });
  });

  it('take the run id from its first event, and tick only while writing', () => {
    const known = run(started, runStarted);
    expect(known.runId).toBe('r7');
    expect(copyReducer(known, { slice: 'copy', type: 'tick', now: 5000 }).phases.mysql?.live?.now).toBe(5000);
    expect(run({ slice: 'copy', type: 'tick', now: 5000 })).toEqual(initialCopy);
  });

  it('keep what the operator sees: log, scrolling, parallelism', () => {
    expect(run({ slice: 'copy', type: 'log' }).logOpen).toBe(true);
    expect(run({ slice: 'copy', type: 'scroll', first: 4 }).scroll).toBe(4);
    expect(run({ slice: 'copy', type: 'parallelism', value: 6 }).parallelism).toBe(6);
  });
});
