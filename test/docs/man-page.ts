import type { Argument, Command, Option } from 'commander';
import type { CommandName, HelpText } from '../../src/cli/help/en.js';

/** The manual page, from what --help says. */
export function manPage(program: Command, help: HelpText): string {
  const titles = [...new Set(program.commands.map((command) => command.helpGroup()))];
  const [about = '', ...more] = program.description().split('\n\n');
  return [
    `.TH TENANTFERRY 1 "" "tenantferry ${program.version()}"`,
    // Lines as they are, not stretched.
    '.ad l',
    '.SH NAME',
    `tenantferry \\- ${roff(about.charAt(0).toLowerCase() + about.slice(1).replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    `.B tenantferry\n${roff(program.usage())}`,
    '.SH DESCRIPTION',
    ...more.map((paragraph) => `.PP\n${roff(paragraph)}`),
    ...prose(help.guide),
    '.SH OPTIONS',
    'Known to every command.',
    ...program.createHelp().visibleOptions(program).flatMap(flag),
    '.SH COMMANDS',
    ...titles.flatMap((title) => [
      `.SS ${roff(title.replace(/:$/, ''))}`,
      ...program.commands
        .filter((command) => command.helpGroup() === title)
        .flatMap((command) => commandOf(command, help, '')),
    ]),
    '',
  ].join('\n');
}

function commandOf(command: Command, help: HelpText, before: string): readonly string[] {
  const name = `${before} ${command.name()}`.trim();
  if (command.commands.length > 0) return command.commands.flatMap((inner) => commandOf(inner, help, name));
  const args = command.registeredArguments.map((arg) => {
    const word = `${arg.name()}${arg.variadic ? '...' : ''}`;
    return arg.required ? `<${word}>` : `[${word}]`;
  });
  return [
    '.TP',
    [`.B ${roff(name)}`, ...args.map((word) => roff(word))].join(' '),
    roff(command.description()),
    '.RS',
    ...command.registeredArguments.flatMap(argument),
    ...command.options.flatMap(flag),
    ...prose(help.commands[name as CommandName].more),
    '.RE',
  ];
}

function flag(option: Option): readonly string[] {
  const value = option.defaultValue;
  const byDefault = value === undefined || typeof value === 'boolean' ? [] : [`default: ${String(value)}`];
  return ['.TP', `.B ${roff(option.flags)}`, roff(noted(option.description, option.argChoices, byDefault))];
}

function argument(arg: Argument): readonly string[] {
  return ['.TP', `.I ${roff(arg.name())}`, roff(noted(arg.description, arg.argChoices, []))];
}

function noted(
  description: string,
  choices: readonly string[] | undefined,
  byDefault: readonly string[],
): string {
  const notes = [...(choices ? [choices.join(', ')] : []), ...byDefault];
  return [description, ...(notes.length > 0 ? [`(${notes.join('; ')})`] : [])].filter(Boolean).join(' ');
}

/** Paragraphs; indented lines are examples and stay as they are. */
function prose(text: string): readonly string[] {
  return text
    .trim()
    .split(/\n\n+/)
    .filter((block) => block !== '')
    .flatMap((block) => {
      const lines = block.split('\n');
      const examples = lines.filter((line) => line.startsWith('  '));
      const filled = lines.filter((line) => !line.startsWith('  '));
      return [
        ...(filled.length > 0 ? ['.PP', ...filled.map(roff)] : []),
        ...(examples.length > 0 ? ['.PP', '.nf', ...examples.map((line) => roff(line)), '.fi'] : []),
      ];
    });
}

/** As plain text: nothing in it is a command of the formatter, and every letter has a name that each of them knows. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(
      /[^\n -~]/gu,
      (sign) => `\\[u${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^([.'])/gm, '\\&$1');
}
