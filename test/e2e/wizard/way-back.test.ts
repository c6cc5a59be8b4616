import { dirname } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { catalogues } from '../../../src/ui/text/index.js';
import { linesOf } from '../support/cli/binary.js';
import { openCutover } from '../support/live/cutover-case.js';
import { liveServer } from '../support/live/live-case.js';
import { openWizardPty } from '../support/wizard/wizard-pty.js';

const { en } = catalogues;

it('feeds back what the target takes, shows it, and goes back to the source, in the wizard alone', async () => {
  const opened = await openCutover(await liveServer('mariadb'));
  const { source, target } = opened;
  const { database } = opened.context.config.source.mysql;
  expect(await opened.cutover()).toMatchObject({ exitCode: 0 });
  await target.query("UPDATE things SET name = 'changed since' WHERE tenant_id = 'acme' AND name = 'ours 7'");
  const wizard = openWizardPty({ cwd: dirname(opened.configFile), args: ['-c', opened.configFile] });
  onTestFinished(() => wizard.kill('SIGKILL'));
  await wizard.see('An earlier run has copied everything');
  // Follow, which has nothing to do any more; a validation; the cut-over that is made.
  wizard.type('\r');
  await wizard.see(en.follow.status.switched);
  wizard.type('\r');
  await wizard.see(en.validate.title);
  wizard.type('n');
  await wizard.see(en.live.cutover.already);
  wizard.type('\r');
  await wizard.see(en.feed.status.idle);
  expect(wizard.screen()).not.toContain('row change');
  wizard.type('s');
  await wizard.see('This writes to the SOURCE.');
  wizard.type(`${database}\r`);
  await wizard.see(en.feed.status.running);
  const names = async () => {
    const [rows] = await source.query("SELECT name FROM things WHERE name LIKE 'changed %' ORDER BY id");
    return (rows as unknown as { name: string }[]).map(({ name }) => name);
  };
  await expect.poll(names).toEqual(['changed since']);
  await wizard.see(en.live.rowChanges('1'));
  wizard.type('u');
  await wizard.see('Press s to go back');
  wizard.type('s');
  await wizard.see('Ready to go back');
  wizard.type(`${database}\r`);
  await wizard.see(/Back: the source is the truth\s+again/);
  expect(linesOf(await opened.cli('status')).at(-1)).toMatchObject({ phase: 'back', wayBack: null });
  wizard.type('q');
  await wizard.see('The target is still watched.');
  wizard.type('x');
  expect(await wizard.exit).toBe(0);
});
