import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../src/cli/help/index.js';
import { buildProgram } from '../../src/cli/program.js';
import { realServices } from '../../src/cli/real-services.js';
import { processTerminal } from '../../src/cli/terminal.js';
import { manPage } from './man-page.js';

const terminal = processTerminal();
const program = await buildProgram({ terminal, services: realServices(terminal), exitCode: 0 }, 'en').whole();
const page = manPage(program, helpText('en'));

describe('the manual page', () => {
  it('is what --help says; if not, write it again: npm run man', async () => {
    await expect(page).toMatchFileSnapshot(resolve(import.meta.dirname, '../../man/tenantferry.1'));
  });

  it('explains every command with its flags, and the exit codes', () => {
    for (const command of program.commands)
      expect(page).toContain(`.B ${command.name().replaceAll('-', '\\-')}`);
    expect(page).toContain('\\-\\-accept\\-rows <percent>');
    expect(page).toContain('3 validation found differences');
  });

  it('is read by groff without a word of complaint, where there is one', () => {
    const { error, stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tascii', '-rLL=80n'], {
      input: page,
      encoding: 'utf8',
    });
    if (error) return;
    expect(stderr).toBe('');
    expect(stdout).toContain('tenantferry run -c migrate.yaml --confirm bk_bscp --resume');
  });
});
