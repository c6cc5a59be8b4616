import { describe, expect, it } from 'vitest';
import { catalogues } from '../../src/ui/text/index.js';
import type { Clock } from '../../src/ui/wizard/clock.js';
import { systemClock } from '../../src/ui/wizard/clock.js';
import { unfinishedRun } from './support/fake-operations.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession, type Session } from './support/wizard-session.js';

const text = catalogues.en;
const quiet = 300;

/** The system's clock, but for keys that wait: the test says how much later it is. */
function keyClock(): Clock & { readonly pass: (milliseconds: number) => void } {
  let at = 0;
  let waiting: { readonly due: number; readonly callback: () => void }[] = [];
  return {
    now: () => at,
    every: systemClock.every,
    after(milliseconds, callback) {
      if (milliseconds !== quiet) return systemClock.after(milliseconds, callback);
      const one = { due: at + milliseconds, callback };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    pass(milliseconds) {
      at += milliseconds;
      const due = waiting.filter((one) => one.due <= at);
      waiting = waiting.filter((one) => one.due > at);
      for (const { callback } of due) callback();
    },
  };
}

async function openChecklist() {
  const clock = keyClock();
  const session = await openSession({
    clock,
    fake: { runs: [unfinishedRun({ state: 'copied', outcome: 'complete' })] },
    options: { quietMilliseconds: quiet },
  });
  await session.see('An earlier run');
  await session.press('j\r', 'answered');
  clock.pass(quiet);
  return { session, clock };
}

/** Typed one letter after the other, `apart` milliseconds between them. */
async function typeSlowly(
  { session, clock }: { session: Session; clock: ReturnType<typeof keyClock> },
  letters: string,
  apart: number,
): Promise<void> {
  for (const letter of letters) {
    session.type(letter);
    await session.settled();
    clock.pass(apart);
  }
}

async function leave({ session }: { session: Session }): Promise<void> {
  session.type('\u0003');
  await session.exit;
}

describe('a name typed where none is asked for', () => {
  it.each([
    ['typed', 'prod_bscp\r', 120],
    ['typed with one finger', 'bk_bscp\r', 290],
    ['ending in a key that decides', 'bcp', 200],
    ['pasted without brackets', 'pfno_tenants\r', 0],
    ['with the key of the note in it', 'bk_releases\r', 150],
  ])('answers no item of the checklist: %s', async (_what, letters, apart) => {
    const opened = await openChecklist();
    const before = await opened.session.settled();
    if (apart === 0) {
      opened.session.type(letters);
      await opened.session.settled();
    } else await typeSlowly(opened, letters, apart);
    opened.clock.pass(10 * quiet);
    await opened.session.settled();
    expect(opened.session.operations.answers).toEqual([]);
    if (!letters.startsWith('b')) expect(await opened.session.settled()).toBe(before);
    await leave(opened);
  });

  it('starts nothing, and opens nothing behind its first letter', async () => {
    const clock = keyClock();
    const session = await openSession({ clock, options: { quietMilliseconds: quiet } });
    await session.see(text.config.labels.file);
    await typeSlowly({ session, clock }, 'scope_c', 200);
    clock.pass(10 * quiet);
    expect(await session.settled()).toContain(text.config.labels.file);
    await leave({ session });
  });

  it('is text as ever where a name is asked for', async () => {
    const clock = keyClock();
    const session = await openSession({ clock, options: { quietMilliseconds: quiet } });
    await walkToConfirmation(session);
    await session.press('wrong_cp\r', '"wrong_cp" is not');
    await leave({ session });
  });
});

describe('a key that decides something', () => {
  it('counts when nothing follows it, once however long it is held down', async () => {
    const { session, clock } = await openChecklist();
    session.type('ppp');
    await session.settled();
    expect(session.operations.answers).toEqual([]);
    clock.pass(quiet);
    await session.see('✓ pass');
    expect(session.operations.answers).toHaveLength(1);
    await leave({ session });
  });

  it('counts before a key that is no letter, and behind one that only moves', async () => {
    const { session } = await openChecklist();
    await session.press('jf\t', '✗ fail');
    expect(session.operations.answers).toMatchObject([{ state: 'fail' }]);
    await leave({ session });
  });

  it('counts behind a key that is no letter', async () => {
    const { session, clock } = await openChecklist();
    session.type('cq');
    await session.settled();
    session.type('\u001b[A');
    await session.settled();
    session.type('p');
    await session.settled();
    clock.pass(quiet);
    await session.see('✓ pass');
    await leave({ session });
  });

  it('counts behind a text that was typed', async () => {
    const { session, clock } = await openChecklist();
    await session.press('w', 'Your name:');
    await session.press('\u0015Ada\r', 'signed "Ada"');
    session.type('p');
    await session.settled();
    clock.pass(quiet);
    await session.see('✓ pass');
    await leave({ session });
  });

  it('counts once more after a while', async () => {
    const { session, clock } = await openChecklist();
    await typeSlowly({ session, clock }, 'pf', quiet);
    await session.see('✗ fail');
    expect(session.operations.answers).toHaveLength(2);
    await leave({ session });
  });
});
