import type { Command } from 'commander';
import { type Place, placesOf, type Takes, valuedFlags } from './places.js';

/** The script for fish: a line for each word that a place knows. */
export function fishScript(program: Command): string {
  const places = placesOf(program);
  const paths = places.slice(1).map(({ path }) => `'${path}'`);
  return `function __tenantferry_at
    set -l place
    set -l value no
    for word in (commandline -opc)[2..]
        if test $value = yes
            set value no
            continue
        end
        switch $word
            case ${valuedFlags(places).join(' ')}
                set value yes
            case '*'
                set -l further (string trim -- "$place $word")
                contains -- $further ${paths.join(' ')}; and set place $further
        end
    end
    test "$place" = "$argv"
end
function __tenantferry_runs
    set -l config (string match -r -g -- '(?:-c|--config)[ =](\\S+)' (commandline -p); or echo ./migrate.yaml)
    timeout 3 (commandline -opc)[1] runs --json -c (string replace -r '^~' $HOME $config) </dev/null 2>/dev/null | string match -ar -g '"runId":"([^"]*)"'
end
complete -c tenantferry -e
${places.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, words, flags }: Place): readonly string[] {
  const here = `complete -c tenantferry -n '__tenantferry_at ${path}'`;
  // Known at every place.
  const flagged = path === '' ? 'complete -c tenantferry' : here;
  return [
    ...commands.map(({ name, about }) => `${here} -f -a ${name} -d ${quoted(about)}`),
    ...(words.length > 0 ? [`${here} -f -a ${quoted(words.join(' '))}`] : []),
    ...flags.map(({ names, takes, about }) => {
      const named = names.map((name) =>
        name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      return `${flagged} ${named.join(' ')}${taken(takes)} -d ${quoted(about)}`;
    }),
  ];
}

function taken(takes: Takes): string {
  switch (takes) {
    case 'nothing':
      return '';
    case 'file':
      return ' -r -F';
    case 'run':
      return " -x -a '(__tenantferry_runs)'";
    case 'anything':
      return ' -x';
    default:
      return ` -x -a ${quoted(takes.join(' '))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
