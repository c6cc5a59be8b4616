import { describe, expect, it } from 'vitest';
import type { Operations } from '../../src/operations/types.js';
import { fakeOperations, unfinishedRun } from './support/fake-operations.js';
import { badValidation, sampleContext } from './support/fixtures.js';
import { openSession, type Session } from './support/wizard-session.js';

const ctrlC = '\u0003';
const copied = [unfinishedRun({ state: 'copied', outcome: 'complete' })];
const lost = {
  action: 'recopy-row',
  table: 'kvs',
  key: 'id=77',
  rowKey: ['77'],
  columns: [],
  reason: 'the row is missing',
} as const;

/** Waits for the signal, as a server's work does that is ended by it. */
function untilAborted(signal: AbortSignal | undefined, aborted: string[], what: string): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      aborted.push(what);
      reject(signal.reason);
    });
  });
}

async function openWith(change: Partial<Operations>, runs = copied.slice(1)): Promise<Session> {
  const { preset } = await sampleContext();
  const fake = { runs, validation: badValidation, proposals: [lost, { ...lost, key: 'id=78' }] };
  const operations = { ...fakeOperations(preset, fake), ...change };
  return openSession({ fake, options: { operations } });
}

/** What is left on the normal screen. */
function farewell(session: Session): string {
  return session.raw().slice(session.raw().lastIndexOf('\u001b[?1049l'));
}

describe('Ctrl-C while something is read', () => {
  it('ends the checks and leaves with 130 and a true sentence', async () => {
    const aborted: string[] = [];
    const session = await openWith({
      check: (_context, _found, signal) => untilAborted(signal, aborted, 'check'),
    });
    await session.press('\r', 'checking');
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
    expect(aborted).toEqual(['check']);
    expect(farewell(session)).toContain('The checks were stopped before they were through.');
    expect(farewell(session)).toContain('Nothing was written.');
  });

  it('ends the dry run and leaves with 130 and a true sentence', async () => {
    const aborted: string[] = [];
    const session = await openWith({
      plan: (_context, _listener, signal) => untilAborted(signal, aborted, 'plan'),
    });
    await session.press('\r', 'ok');
    await session.press('\r', 'tables move');
    await session.press('\r', 'Dry run: counting');
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
    expect(aborted).toEqual(['plan']);
    expect(farewell(session)).toContain('The dry run was stopped before it was through.');
  });

  it('does not wait for a server that is silent when it is pressed again', async () => {
    const session = await openWith({ check: () => new Promise(() => undefined) });
    await session.press('\r', 'checking');
    await session.press(ctrlC, 'Ctrl-C again leaves at once');
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
  });
});

describe('Ctrl-C while rows are repaired', () => {
  /** A repair at work; it ends as `end` says. */
  async function repairing(
    end: (control: Parameters<Operations['repair']>[3]) => Promise<'stopped' | 'aborted'>,
  ): Promise<Session> {
    const { preset } = await sampleContext();
    const fake = fakeOperations(preset, { validation: badValidation, proposals: [lost, lost] });
    const session = await openWith(
      {
        repair: async (context, request, listener, control) => {
          const summary = await fake.repair(context, request, listener, control);
          if (request.dryRun) return summary;
          if ((await end(control)) === 'aborted') throw new Error('given up');
          const outcomes = summary.outcomes.slice(0, 1);
          return { ...summary, outcomes, validation: badValidation, stopped: true };
        },
      },
      copied,
    );
    await session.see(copied[0]?.runId ?? '');
    await session.press('\r', 'Compare source and target');
    await session.press('\r', '2 differences.');
    await session.press('f', '2 repairs are proposed');
    await session.press('bk_bscp_mt\r', 'Repairing, then validating again');
    return session;
  }

  const whenAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

  it('finishes the row in hand, leaves with 130, and says what was repaired', async () => {
    const go = Promise.withResolvers<void>();
    const session = await repairing(async (control) => {
      await whenAborted(control.stop);
      await go.promise;
      return control.abort.aborted ? 'aborted' : 'stopped';
    });
    await session.press(ctrlC, 'Ctrl-C again gives up');
    go.resolve();
    expect(await session.exit).toBe(130);
    expect(farewell(session)).toContain('Repaired 1 of 2.');
    expect(farewell(session)).toContain('A repair was stopped; what is repaired stays repaired.');
    expect(farewell(session)).not.toContain('Nothing was written');
  });

  it('gives up when it is pressed twice, and does not say that nothing was written', async () => {
    const session = await repairing(async (control) => {
      await whenAborted(control.abort);
      return 'aborted';
    });
    await session.press(ctrlC, 'Ctrl-C again gives up');
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
    expect(farewell(session)).toContain('A repair was stopped');
    expect(farewell(session)).not.toContain('Nothing was written');
  });
});

describe('leaving after a rollback', () => {
  async function rolledBack(done: boolean): Promise<Session> {
    const { preset } = await sampleContext();
    const fake = fakeOperations(preset, { runs: [unfinishedRun()] });
    const session = await openWith(
      {
        rollback: async (context, request, listener, control) => ({
          ...(await fake.rollback(context, request, listener, control)),
          done: !request.dryRun && done,
        }),
      },
      [unfinishedRun()],
    );
    await session.see('Roll it back');
    session.type('jj');
    await session.press('\r', 'type the target database name');
    await session.press('bk_bscp_mt\r', 'Rolled back');
    return session;
  }

  it('says so when it was made, also after going on', async () => {
    const session = await rolledBack(true);
    expect(await session.settled()).toContain('were removed:');
    session.type('\r');
    await session.dontSee('were removed:');
    session.type('q');
    const asked = await session.see('Leave the wizard?');
    expect(asked).not.toContain('Nothing was written');
    session.type('x');
    expect(await session.exit).toBe(0);
    expect(farewell(session)).toContain('The run was rolled back.');
    expect(farewell(session)).not.toContain('Nothing was written');
  });

  it.each([
    ['at once', ''],
    ['after going on', '\r'],
  ])('says what is left and the command for it when it was stopped, %s', async (_when, keys) => {
    const session = await rolledBack(false);
    session.type(keys);
    if (keys !== '') await session.see('An earlier run');
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
    expect(farewell(session)).toContain('The rollback was stopped');
    expect(farewell(session)).toMatch(
      /tenantferry rollback -c \S+ --confirm bk_bscp_mt --run r-20261121-0200/,
    );
    expect(farewell(session)).not.toContain('The run was rolled back');
  });
});

describe('the checklist’s head line', () => {
  it('says that an answer is saved, however long the name is', async () => {
    const session = await openWith({}, copied);
    await session.see(copied[0]?.runId ?? '');
    session.type('j\r');
    await session.see('Before');
    await session.press('w', 'Your name:');
    session.type(`${'Bartholomew '.repeat(6)}\r`);
    await session.dontSee('Your name:');
    session.type('p');
    await session.see('✓ saved');
    session.type('\u0003');
    await session.exit;
  });
});
