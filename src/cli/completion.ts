import type { Command } from 'commander';

/** What each command takes, for a shell: the words behind its name. */
function wordsOf(program: Command): readonly { readonly name: string; readonly words: readonly string[] }[] {
  const shared = flagsOf(program);
  return program.commands.map((command) => ({
    name: command.name(),
    words: [
      ...command.commands.map((inner) => inner.name()),
      ...new Set(command.commands.flatMap(flagsOf)),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
      ...flagsOf(command),
      ...shared,
    ],
  }));
}

function flagsOf(command: Command): readonly string[] {
  return command.options.flatMap(({ long }) => (long === undefined || long === null ? [] : [long]));
}

const names = (program: Command): string => program.commands.map((command) => command.name()).join(' ');

/** The script that each shell reads; they differ in their own words only. Files complete where a flag takes one. */
export const completionScripts = {
  bash: (program: Command): string => `_tenantferry() {
  local words
  case "\${COMP_WORDS[1]}" in
${wordsOf(program)
  .map(({ name, words }) => `    ${name}) words="${words.join(' ')}" ;;`)
  .join('\n')}
    *) words="${names(program)} ${flagsOf(program).join(' ')}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${names(program)} ${flagsOf(program).join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tenantferry tenantferry
`,
  zsh: (program: Command): string => `#compdef tenantferry
_tenantferry() {
  if (( CURRENT == 2 )); then
    compadd -- ${names(program)} ${flagsOf(program).join(' ')}
    return
  fi
  case "\${words[2]}" in
${wordsOf(program)
  .map(({ name, words }) => `    ${name}) compadd -- ${words.join(' ')} ;;`)
  .join('\n')}
  esac
  _files
}
compdef _tenantferry tenantferry
`,
  fish: (program: Command): string =>
    [
      ...program.commands.map(
        (command) =>
          `complete -c tenantferry -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.summary())}`,
      ),
      ...wordsOf(program).flatMap(({ name, words }) =>
        words.map((word) => {
          const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
          return `complete -c tenantferry -n '__fish_seen_subcommand_from ${name}' ${what}`;
        }),
      ),
    ]
      .join('\n')
      .concat('\n'),
};

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
