import type { Command } from 'commander';
import { type Flag, type Place, placesOf, runIds, type Takes } from './places.js';

/** The script for zsh: a function for each place, which hands on to that of the command behind it. */
export function zshScript(program: Command): string {
  return `#compdef tenantferry
${runIds}
_tenantferry_shared=(${placesOf(program)[0].flags.map(specOf).join(' ')})
${placesOf(program).map(functionOf).join('\n')}
if [ "$funcstack[1]" = _tenantferry ]; then
  _tenantferry "$@"
else
  compdef _tenantferry tenantferry
fi
`;
}

const nameOf = (path: string): string => ['_tenantferry', ...path.split(' ').filter(Boolean)].join('_');

function specOf({ names, takes, about }: Flag): string {
  const others = names.length > 1 ? `(${names.join(' ')})` : '';
  // With a = behind it, a long flag may have its value behind one, too.
  const written = (name: string): string =>
    takes !== 'nothing' && name.startsWith('--') ? `${name}=` : name;
  return names
    .map((name) => quoted(`${others}${written(name)}[${escaped(about)}]${valueSpec(takes)}`))
    .join(' ');
}

function functionOf({ path, commands, words, flags }: Place): string {
  const specs = [...(path === '' ? [] : flags.map(specOf)), '$_tenantferry_shared'];
  if (commands.length === 0) {
    const first = words.length > 0 ? `'1: :(${words.join(' ')})'` : '';
    return `${nameOf(path)}() { _arguments ${[...specs, first, "'*: :_files'"].join(' ')} }`;
  }
  const listed = commands.map(({ name, about }) => quoted(`${name}:${about}`)).join(' ');
  const cases = commands.map(({ name }) => `${name}) ${nameOf(`${path} ${name}`)} ;;`);
  return `${nameOf(path)}() {
  local curcontext=$curcontext state line commands${path === '' ? ' typed=("$words[@]")' : ''}
  commands=(${listed})
  _arguments -C ${specs.join(' ')} '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest) case $words[1] in ${cases.join(' ')} esac ;;
  esac
}`;
}

function valueSpec(takes: Takes): string {
  switch (takes) {
    case 'nothing':
      return '';
    case 'file':
      return ': :_files';
    case 'run':
      return ': :($(_tenantferry_runs $typed))';
    case 'anything':
      return ': : ';
    default:
      return `: :(${takes.join(' ')})`;
  }
}

const escaped = (text: string): string => text.replaceAll(/[[\]\\:]/g, '\\$&');

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
