import { type Command, InvalidArgumentError, Option } from 'commander';
import type { HelpText } from './help/en.js';

/** Flags that every command knows. */
export interface SharedFlags {
  readonly config: string;
  readonly json?: true;
  readonly skip?: readonly string[];
  readonly only?: readonly string[];
  readonly bizIds?: readonly number[];
  readonly lang?: 'en' | 'zh';
  /** false after --no-color. */
  readonly color: boolean;
  readonly logFile?: string;
  readonly screenReader?: true;
}

/** Reads `a,b` (and repeated flags) as a list; `problem` says that it is none. */
function names(problem: string) {
  return (value: string, before: readonly string[] = []): readonly string[] => {
    const list = value.split(',').map((name) => name.trim());
    if (list.some((name) => name === '')) throw new InvalidArgumentError(problem);
    return [...before, ...list];
  };
}

function businessIds(problem: string) {
  return (value: string, before: readonly number[] = []): readonly number[] => {
    const list = value.split(',').map((part) => {
      const id = Number(part.trim());
      if (!/^\s*\d+\s*$/.test(part) || !Number.isSafeInteger(id) || id < 1)
        throw new InvalidArgumentError(problem);
      return id;
    });
    return [...before, ...list];
  };
}

/** Reads a number of this form; a percent sign may stand behind it where the form lets it. */
export function number(problem: string, form: RegExp) {
  return (value: string): number => {
    if (!form.test(value)) throw new InvalidArgumentError(problem);
    return Number.parseFloat(value);
  };
}

/** Adds the shared flags to the program, where every command finds them before or after its name. */
export function addSharedFlags(program: Command, { shared, problems }: HelpText): Command {
  return program
    .option('-c, --config <file>', shared.config, './migrate.yaml')
    .option('--json', shared.json)
    .option('--skip <tables>', shared.skip, names(problems.names))
    .option('--only <tables>', shared.only, names(problems.names))
    .option('--biz-ids <ids>', shared['biz-ids'], businessIds(problems.businesses))
    .addOption(new Option('--lang <lang>', shared.lang).choices(['en', 'zh']))
    .option('--no-color', shared.color)
    .option('--log-file <file>', shared['log-file'])
    .option('--screen-reader', shared['screen-reader']);
}
