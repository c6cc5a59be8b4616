import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPair, type Pair } from '../support/pair.js';
import { closeWizards, openWizard } from '../support/wizard/steps.js';
import { isRestored, type WizardPty } from '../support/wizard/wizard-pty.js';

/** Ctrl-Z and `fg` in a real terminal, under a shell that controls jobs. */

let pair: Pair;
beforeAll(async () => {
  pair = await createPair({ size: 'empty', vault: false });
});
afterAll(() => pair.drop());
afterEach(closeWizards);

/** The tool's own process, a child of the shell. */
function toolOf({ pid: shell }: WizardPty): number {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(shell);
    } catch {
      return false;
    }
  });
  return Number(pid);
}

/** What was written before the newest prompt: the shell sets marks of its own for its line editing. */
function beforeShell(wizard: WizardPty): string {
  const output = wizard.output();
  const prompt = output.lastIndexOf('shell> ');
  return output.slice(0, output.lastIndexOf('\u001b[?2004h', prompt));
}

const openInShell = () => openWizard(pair, { columns: 80, rows: 24, inShell: true });

describe('the wizard as a job of a shell', () => {
  it('is stopped by Ctrl-Z with the terminal restored, and drawn again by fg, as often as one likes', async () => {
    const wizard = openInShell();
    await wizard.see('Config file');
    for (let round = 0; round < 2; round += 1) {
      wizard.type('\u001a');
      await wizard.see(/shell>\s*$/);
      expect(isRestored(beforeShell(wizard))).toBe(true);
      expect(wizard.screen()).toContain('The wizard is stopped');
      expect(wizard.screen()).not.toContain('Config file');
      // The shell's own line editing works: what is typed is shown and carried out.
      wizard.type(`echo be$((${round} + 1))fore\r`);
      await wizard.see(`be${round + 1}fore`);
      wizard.type('fg\r');
      await wizard.settle(
        (screen) => screen.includes('Config file') && !screen.includes('shell>'),
        'the wizard is drawn again',
      );
      await wizard.settle(
        () => wizard.output().lastIndexOf('\u001b[?1049h') > wizard.output().lastIndexOf('\u001b[?1049l'),
        'it had its own screen again',
      );
    }
    wizard.type('?');
    await wizard.see(/help|Keys/i);
    wizard.type('\u001b');
    await wizard.see('Config file');
    wizard.type('\u0003');
    await wizard.see(/shell>\s*$/);
    wizard.type('echo "code $?"; exit\r');
    await wizard.wrote('code 130');
    await wizard.exit;
    expect(isRestored(beforeShell(wizard))).toBe(true);
  });

  it('obeys SIGTSTP as Ctrl-Z, and takes the terminal again after a SIGSTOP from outside', async () => {
    const wizard = openInShell();
    await wizard.see('Config file');
    for (const signal of ['SIGTSTP', 'SIGSTOP'] as const) {
      process.kill(toolOf(wizard), signal);
      await wizard.see(/shell>\s*$/);
      wizard.type('fg\r');
      await wizard.settle(
        (screen) => screen.includes('Config file') && !screen.includes('shell>'),
        'the wizard is drawn again',
      );
    }
    wizard.type('\u0003');
    await wizard.see(/shell>\s*$/);
    wizard.type('exit\r');
    await wizard.exit;
  });

  it('is not stopped where no shell could wake it', async () => {
    const wizard = openWizard(pair, { columns: 80, rows: 24 });
    await wizard.see('Config file');
    wizard.type('\u001a');
    await wizard.wrote('The wizard is stopped');
    await wizard.settle((screen) => screen.includes('Config file'), 'the wizard is drawn again');
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
  });
});
