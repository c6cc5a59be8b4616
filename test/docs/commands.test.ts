import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { realServices } from '../../src/cli/real-services.js';
import { processTerminal } from '../../src/cli/terminal.js';
import { exitCodes } from '../../src/operations/exit-codes.js';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/commands.md'), 'utf8');
const terminal = processTerminal();
const program = await buildProgram({ terminal, services: realServices(terminal), exitCode: 0 }, 'en').whole();

describe('docs/commands.md', () => {
  it('names every command and every flag', () => {
    for (const command of program.commands) {
      expect(page).toMatch(new RegExp(`^\\| \`${command.name()}\\b`, 'm'));
      for (const option of command.options) expect(page).toContain(option.short ?? option.long ?? '');
    }
    for (const option of program.options.filter((one) => one.long !== '--version')) {
      expect(page).toContain(option.short ?? option.long ?? '');
    }
  });

  it('explains every exit code', () => {
    for (const code of Object.values(exitCodes)) expect(page).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'));
  });
});
