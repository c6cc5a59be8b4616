import { type Command, InvalidArgumentError, Option } from 'commander';

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

/** `a,b` (and repeated flags) as a list. */
function names(value: string, before: readonly string[] = []): readonly string[] {
  const list = value.split(',').map((name) => name.trim());
  if (list.some((name) => name === ''))
    throw new InvalidArgumentError('Give names with commas between: t1,t2');
  return [...before, ...list];
}

function businessIds(value: string, before: readonly number[] = []): readonly number[] {
  const list = value.split(',').map((part) => {
    const id = Number(part.trim());
    if (!/^\s*\d+\s*$/.test(part) || !Number.isSafeInteger(id) || id < 1)
      throw new InvalidArgumentError('Give business IDs with commas between: 1,2');
    return id;
  });
  return [...before, ...list];
}

/** Adds the shared flags to the program, where every command finds them before or after its name. */
export function addSharedFlags(program: Command): Command {
  return program
    .option('-c, --config <file>', 'the migration config', './migrate.yaml')
    .option('--json', 'one JSON object per line on standard output; logs go to standard error')
    .option('--skip <tables>', 'leave these tables out, too: t1,t2', names)
    .option('--only <tables>', 'move only these tables: t1,t2', names)
    .option('--biz-ids <ids>', 'move only these businesses: 1,2', businessIds)
    .addOption(new Option('--lang <lang>', 'language; default from LC_ALL or LANG').choices(['en', 'zh']))
    .option('--no-color', 'no colours (also: the NO_COLOR environment variable)')
    .option('--log-file <file>', 'keep everything that is told, with times, in this file')
    .option('--screen-reader', 'the wizard in plain lines that a screen reader can follow');
}
