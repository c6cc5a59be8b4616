import type { Help, Option } from 'commander';
import { chooseLang, type Lang } from '../../headless/text/language.js';
import { en, type HelpText } from './en.js';
import { zh } from './zh.js';

/** The words of --help and of usage errors. */
export function helpText(lang: Lang): HelpText {
  return lang === 'zh' ? zh : en;
}

/** The language a command line asks for, known before it is parsed: its mistakes are told in it, too. */
export function langOfArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Lang {
  const at = argv.findLastIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const word = argv[at];
  return chooseLang(word === '--lang' ? argv[at + 1] : word?.slice('--lang='.length), env);
}

/** What of commander's own help has to be told otherwise. */
export function helpConfiguration(help: HelpText): Partial<Help> {
  return {
    showGlobalOptions: true,
    styleTitle: (title) => help.titles[title as keyof HelpText['titles']] ?? title,
    optionDescription: (option) => describeOption(option, help),
  };
}

function describeOption(option: Option, help: HelpText): string {
  const notes: string[] = [];
  if (option.argChoices) notes.push(`${help.choices}: ${option.argChoices.join(', ')}`);
  if (option.defaultValue !== undefined && typeof option.defaultValue !== 'boolean') {
    notes.push(`${help.byDefault}: ${String(option.defaultValue)}`);
  }
  return notes.length === 0 ? option.description : `${option.description} (${notes.join('; ')})`;
}
