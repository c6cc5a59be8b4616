import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import { registry } from '../../../src/ui/steps/registry.js';
import { unfinishedRun } from '../support/fake-operations.js';
import { openSession, type Session } from '../support/wizard-session.js';
import { invitesStep } from './sample-step/sample-step.js';

const ctrlC = '\u0003';
const names = ['anna', 'bo', 'cem', 'dao'];
const runs = [unfinishedRun({ state: 'copied', outcome: 'complete' })];

/** Each invitation waits until the test lets it go. */
function held(): {
  readonly sent: string[];
  readonly send: (name: string) => Promise<void>;
  readonly go: () => void;
} {
  const sent: string[] = [];
  let release: () => void = () => undefined;
  return {
    sent,
    send: (name) =>
      new Promise((resolve) => {
        release = () => {
          sent.push(name);
          resolve();
        };
      }),
    go: () => release(),
  };
}

/** A wizard with the sample step before Validate, which stands there. */
async function opened(send: (name: string) => Promise<void>, config: Partial<Config> = {}): Promise<Session> {
  const before = registry.findIndex(({ id }) => id === 'validate');
  const steps = registry.toSpliced(before, 0, invitesStep({ names, send }));
  const tenantId = config.tenantId ?? 'acme';
  const session = await openSession({
    config,
    fake: { runs: runs.map((run) => ({ ...run, tenantId })) },
    options: { steps },
  });
  await session.see('An earlier run');
  await session.press('\r', 'Compare source and target');
  session.type('b');
  return session;
}

/** What is left on the normal screen. */
function farewell(session: Session): string {
  return session.raw().slice(session.raw().lastIndexOf('\u001b[?1049l'));
}

describe('a step that is added from one folder', () => {
  it('is in the list, shows its progress, and lets nobody on before it is through', async () => {
    const { send, go, sent } = held();
    const session = await opened(send);
    expect(await session.see('0 sent')).toContain('· Invites');
    await session.press('\r', 'Not everybody is invited yet.');
    await session.press('s', 'Invitations: 0 of 4');
    await session.see('▸ Invites');
    go();
    expect(await session.see('Invitations: 1 of 4')).toContain('25%');
    for (const name of names.slice(1)) {
      await expect
        .poll(() => {
          go();
          return sent.includes(name);
        })
        .toBe(true);
    }
    await session.see('✓ Invites');
    await session.press('\r', 'Compare source and target');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(0);
    expect(farewell(session)).toContain('4 invitations were sent.');
    expect(sent).toEqual(names);
  });

  it('is not there where the config does not ask for it', async () => {
    const session = await opened(async () => undefined, { tenantId: 'other' });
    expect(await session.see('Copied already')).not.toContain('Invites');
    session.type(ctrlC);
    await session.exit;
  });

  it('asks before it is left at work, stops between two, and goes on', async () => {
    const { send, go, sent } = held();
    const session = await opened(send);
    await session.see('0 sent');
    await session.press('s', 'Inviting');
    await session.press('q', 'Invitations are being sent. Stop it?');
    await session.press('\r', 'The one in hand is finished.');
    session.type('s');
    await session.see('Inviting');
    go();
    await session.see('1 sent. s sends the rest.');
    expect(sent).toEqual(['anna']);
    await session.press('s', 'Invitations: 1 of 4');
    await session.press('?', 'Keys on this screen');
    session.type('\u001b');
    await session.press(ctrlC, 'Closing as soon as the work in hand is saved');
    session.type(ctrlC);
    session.type(ctrlC);
    expect(await session.exit).toBe(130);
  });

  it('is finished in hand by Ctrl-C, and then left with 130', async () => {
    const { send, go, sent } = held();
    const session = await opened(send);
    await session.see('0 sent');
    await session.press('s', 'Inviting');
    await session.press(ctrlC, 'Closing as soon as the work in hand is saved');
    go();
    expect(await session.exit).toBe(130);
    expect(sent).toEqual(['anna']);
    expect(farewell(session)).toContain('1 invitations were sent.');
    expect(farewell(session)).not.toContain('Nothing was written');
  });

  it.each([
    ['failed', 'the post is closed', 1],
    ['was never begun', '', 4],
  ])('has a say in the exit code: it %s', async (_what, message, code) => {
    const session = await opened(() => Promise.reject(new Error(message)));
    await session.see('0 sent');
    if (message !== '') await session.press('s', message);
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(code);
  });
});
