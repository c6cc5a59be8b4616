import type { Command } from 'commander';
import { type Place, placesOf, runIds, type Takes, valuedFlags } from './places.js';

/** The script for bash: the commands before the cursor name the place, the word before it may be a flag that takes a value. */
export function bashScript(program: Command): string {
  const places = placesOf(program);
  const [shared] = places;
  const paths = places.slice(1).map(({ path }) => `'/${path.replaceAll(' ', '/')}'`);
  return `${runIds}
_tenantferry() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} place= word i words= files=
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      ${valuedFlags(places).join('|')})
        [[ \${COMP_WORDS[i+1]} == = ]] && ((i++))
        ((i++)) ;;
      *)
        case $place/$word in ${paths.join('|')}) place=$place/$word ;; esac ;;
    esac
  done
  case "$place $prev" in
${places.flatMap(valuesAt).join('\n')}
    *)
      case $place in
${places.map((place) => `        ${pathOf(place)}) words='${[...wordsOf(place), ...longNames(shared)].join(' ')}' ;;`).join('\n')}
      esac
      # A word that is no flag may be a file's name.
      [[ $place && $cur != -* ]] && files=1 ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ $files ]]; then compopt -o default 2>/dev/null; fi
}
complete -F _tenantferry tenantferry
`;
}

const pathOf = ({ path }: Place): string => (path === '' ? "''" : `/${path.replaceAll(' ', '/')}`);

function wordsOf(place: Place): readonly string[] {
  const names = place.commands.map(({ name }) => name);
  return [...names, ...place.words, ...(place.path === '' ? [] : longNames(place))];
}

const longNames = ({ flags }: Place): readonly string[] => flags.map(({ names }) => names.at(-1) ?? '');

function valuesAt(place: Place): readonly string[] {
  const before = place.path === '' ? '*' : pathOf(place);
  return place.flags.flatMap(({ names, takes }) =>
    takes === 'nothing'
      ? []
      : [`    ${names.map((name) => `${before}' ${name}'`).join('|')}) ${valuesOf(takes)} ;;`],
  );
}

function valuesOf(takes: Exclude<Takes, 'nothing'>): string {
  switch (takes) {
    case 'file':
      return 'files=1';
    case 'run':
      return `words=$(_tenantferry_runs "\${COMP_WORDS[@]}")`;
    case 'anything':
      return ':';
    default:
      return `words='${takes.join(' ')}'`;
  }
}
