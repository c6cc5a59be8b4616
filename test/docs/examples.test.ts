import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../src/cli/help/index.js';
import { buildProgram } from '../../src/cli/program.js';
import { realServices } from '../../src/cli/real-services.js';
import { processTerminal } from '../../src/cli/terminal.js';

const root = resolve(import.meta.dirname, '../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Commands that stand on a line of their own, and those between back-quotes. */
const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*(tenantferry(?: .*)?)$|`(tenantferry [^`]+)`/gm)].map(
    ([, line, inText]) => line ?? inText ?? '',
  );

/** Its words, without what a shell takes for itself and what is said behind it. */
function wordsOf(command: string): readonly string[] {
  const [plain = ''] = command.split(/\s+#|\s+>|\s+\||\s{2,}(?=[^\s-])|…/);
  return plain
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((word) => word.replaceAll(/^["']|["']$/g, ''));
}

/** A program that takes a command line, and does nothing. */
async function idleProgram(): Promise<Command> {
  const terminal = processTerminal();
  const said: string[] = [];
  const { whole } = buildProgram({ terminal, services: realServices(terminal), exitCode: 0 }, 'en');
  const program = await whole();
  const idle = (command: Command): void => {
    if (command.commands.length === 0) command.action(() => undefined);
    command
      .exitOverride()
      .configureOutput({ writeErr: (text) => said.push(text), writeOut: () => undefined });
    command.commands.forEach(idle);
  };
  program.commands.forEach(idle);
  return program;
}

async function problemOf(command: string): Promise<string | null> {
  const words = wordsOf(command);
  if (words.length === 0) return null;
  try {
    await (await idleProgram()).parseAsync([...words], { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? null : error.message;
  }
}

describe.each(pages)('%s', (page) => {
  it('shows commands that the command line takes', async () => {
    for (const command of commandsOf(readFileSync(join(root, page), 'utf8')))
      expect([command, await problemOf(command)]).toEqual([command, null]);
  });
});

describe.each(['en', 'zh'] as const)('--help in %s', (lang) => {
  it('shows commands that the command line takes', async () => {
    const { guide, commands } = helpText(lang);
    const texts = [guide, ...Object.values(commands).map(({ more }) => more)];
    const shown = texts.flatMap(commandsOf);
    expect(shown.length).toBeGreaterThan(80);
    for (const command of shown) expect([command, await problemOf(command)]).toEqual([command, null]);
  });
});
