import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { behindDrawing } from '../../src/ui/run-wizard.js';
import { findingCopies } from '../../src/ui/wizard/copies.js';
import { patience } from '../support/patience.js';
import { unfinishedRun } from './support/fake-operations.js';
import { privilegeBlocker } from './support/fixtures.js';
import { openSession } from './support/wizard-session.js';

const clipboard = (text: string) => `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
const grant = privilegeBlocker.remedy ?? '';

describe('y', () => {
  it('gives the remedy of the marked finding to the clipboard, and shows it with nothing beside it', async () => {
    const session = await openSession({ fake: { findings: [privilegeBlocker] } });
    await session.see('Config file');
    await session.press('\r', 'has no INSERT privilege');
    const screen = await session.press('y', 'Given to the clipboard');
    expect(session.raw()).toContain(clipboard(grant));
    const rows = screen.split('\n');
    expect(rows.some((row) => row === grant || grant.startsWith(row.trim() || '?'))).toBe(true);
    expect(screen).not.toMatch(/[│╭]/);
    // What else there is: the finding itself.
    await session.press('j', privilegeBlocker.title);
    expect(session.raw()).toContain(clipboard(privilegeBlocker.title));
    await session.press('\u001b', 'blocker');
    session.type('\u0003');
    await session.exit;
  });

  it('leaves a long text to the terminal to break, so that marking it gives no line breaks', async () => {
    const remedy = `Ask for: ${'GRANT ALL ON bk_bscp_mt.* TO migrator, '.repeat(6)}then press r.`;
    const session = await openSession({ fake: { findings: [{ ...privilegeBlocker, remedy }] } });
    await session.see('Config file');
    await session.press('\r', 'has no INSERT privilege');
    await session.press('y', 'Given to the clipboard');
    await expect.poll(session.marked, patience).toContain(remedy);
    session.type('\u0003');
    await session.exit;
    // Nothing more of it when the terminal is given back: a timer as long, begun later, ends later.
    await delay(behindDrawing);
    expect(session.raw().split('\u001b[?1049l')).toHaveLength(2);
    expect(session.raw().split('\u001b[?1049l')[1]).not.toContain('GRANT');
  });

  it('is a letter where a name is typed; Ctrl-Y copies there', async () => {
    const session = await openSession({ fake: { runs: [unfinishedRun()] } });
    await session.see('An earlier run');
    await session.press('jj', 'Roll it back');
    await session.press('\r', 'would be removed');
    await session.press('y', '> y');
    await session.press('\u0019', 'Given to the clipboard');
    expect(session.raw()).toContain(clipboard('r-20261121-0200'));
    await session.press('\u001b', '> y');
    session.type('\u0003');
    await session.exit;
  });

  it('says where there is no clipboard, and is no key where there is nothing to copy', async () => {
    const session = await openSession({
      options: { env: { TERM: 'linux' } },
      fake: { findings: [privilegeBlocker] },
    });
    await session.see('Config file');
    await session.press('\r', 'x blocker');
    await session.press('y', 'mark it with the mouse');
    await session.press('\u001b', 'blocker');
    await session.press('q', 'Leave the wizard?');
    expect(await session.press('y')).toContain('Leave the wizard?');
    session.type('\u0003');
    await session.exit;
    expect(session.raw()).not.toContain('\u001b]52');
  });

  it('takes SQL out of the words around it', () => {
    const remedy = `Ask the DBA for: ${grant} Then press r.`;
    expect(findingCopies({ ...privilegeBlocker, remedy }, 'en').slice(0, 2)).toEqual([
      { what: 'sql', text: grant },
      { what: 'remedy', text: remedy },
    ]);
    expect(findingCopies({ ...privilegeBlocker, remedy: grant }, 'en')[0]).toEqual({
      what: 'remedy',
      text: grant,
    });
  });
});
