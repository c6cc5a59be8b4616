import { describe, expect, it } from 'vitest';
import { openSession } from './support/wizard-session.js';

const ctrlZ = '\u001a';

/** Job control that remembers in which state the terminal was when the process was stopped. */
function fakeJobControl(look: () => { readonly alternate: boolean; readonly raw: boolean }) {
  const stopped: { readonly alternate: boolean; readonly raw: boolean }[] = [];
  const listeners = { stop: () => {}, next: () => {} };
  return {
    stopped,
    listeners,
    jobControl: {
      stop: () => void stopped.push(look()),
      listen: (stop: () => void, next: () => void) => {
        Object.assign(listeners, { stop, next });
        return () => undefined;
      },
    },
  };
}

async function open() {
  let look = () => ({ alternate: true, raw: true });
  const fake = fakeJobControl(() => look());
  const session = await openSession({ options: { jobControl: fake.jobControl } });
  // By what was written: the screen in memory draws it a moment later.
  const last = (mark: string) => session.raw().lastIndexOf(`\u001b[?1049${mark}`);
  look = () => ({ alternate: last('h') > last('l'), raw: session.rawMode() });
  await session.see('Config file');
  return { session, ...fake };
}

describe('Ctrl-Z in the wizard', () => {
  it('gives the terminal back before it stops, and takes it again afterwards', async () => {
    const { session, stopped } = await open();
    session.type(ctrlZ);
    await session.see('Config file');
    expect(stopped).toEqual([{ alternate: false, raw: false }]);
    expect(session.raw()).toContain('The wizard is stopped');
    await session.settled();
    expect(session.alternate()).toBe(true);
    expect(session.rawMode()).toBe(true);
    session.type('\u0003');
    expect(await session.exit).toBe(130);
  });

  it('is what SIGTSTP does, too; after a stop from outside everything is drawn anew', async () => {
    const { session, stopped, listeners } = await open();
    listeners.stop();
    await session.settled();
    expect(stopped).toHaveLength(1);
    const before = session.raw().length;
    listeners.next();
    await session.settled();
    expect(session.raw().slice(before)).toContain('Config file');
    expect(stopped).toHaveLength(1);
    session.type('\u0003');
    expect(await session.exit).toBe(130);
  });
});
