import type { Command, Option } from 'commander';

/** What a flag or an argument takes: nothing, one of some words, a file, a run's ID, or what no shell can know. */
export type Takes = 'nothing' | 'file' | 'run' | 'anything' | readonly string[];

export interface Flag {
  /** `-c` and `--config`, or the long one alone. */
  readonly names: readonly string[];
  readonly takes: Takes;
  readonly about: string;
}

/** A place on the command line: behind the program's name, or behind a command's. */
export interface Place {
  /** The words that lead to it: `isolation audit`; empty: the program's name alone. */
  readonly path: string;
  readonly about: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  /** What its first argument may be. */
  readonly words: readonly string[];
  /** Its own; those of the program itself are known at every place. */
  readonly flags: readonly Flag[];
}

/** Every place of the whole program, the program itself first. */
export function placesOf(program: Command): readonly [Place, ...Place[]] {
  const place = (command: Command, path: string): readonly [Place, ...Place[]] => [
    {
      path,
      about: command.summary(),
      commands: command.commands.map((inner) => ({ name: inner.name(), about: inner.summary() })),
      words: command.registeredArguments[0]?.argChoices ?? [],
      // As help lists them: with --help, which commander keeps beside the others.
      flags: (command === program ? command.createHelp().visibleOptions(command) : command.options).map(
        flagOf,
      ),
    },
    ...command.commands.flatMap((inner) => place(inner, `${path} ${inner.name()}`.trim())),
  ];
  return place(program, '');
}

function flagOf(option: Option): Flag {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  return { names, takes: takenBy(option), about: option.description };
}

function takenBy({ required, argChoices, flags }: Option): Takes {
  if (!required) return 'nothing';
  if (argChoices) return argChoices;
  if (/<(file|dir)>/.test(flags)) return 'file';
  return /--run /.test(flags) ? 'run' : 'anything';
}

/** Every flag that takes a value: the word behind it is no command. */
export function valuedFlags(places: readonly Place[]): readonly string[] {
  const valued = places.flatMap(({ flags }) => flags.filter(({ takes }) => takes !== 'nothing'));
  return [...new Set(valued.flatMap(({ names }) => names))];
}

/**
 * For bash and zsh: the IDs of the runs, by the config that the line names (its words are the arguments); nothing where the servers do
 * not answer at once, or a password would have to be asked for.
 */
export const runIds = `_tenantferry_runs() {
  local config=./migrate.yaml before= word
  for word in "$@"; do
    # bash makes three words of --flag=value.
    [[ $word == = ]] && continue
    case $before in -c|--config) config=$word ;; esac
    case $word in --config=*) config=\${word#*=} ;; esac
    before=$word
  done
  timeout 3 "$1" runs --json -c "\${config/#\\~/$HOME}" </dev/null 2>/dev/null | grep -o '"runId":"[^"]*"' | cut -d '"' -f 4
}`;
