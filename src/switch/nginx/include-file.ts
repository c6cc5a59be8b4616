import type { First, NginxConfig } from '../../config/switch.js';
import { refuse, say } from '../words.js';

/**
 * The file of the http context that says which upstream a request goes to:
 *
 *     split_clients "$http_x_user_id" $tenantferry_backend {
 *         25% be_target;
 *         * be_source;
 *     }
 *
 * nginx gives the first percents of its hash to the first line, so who is on the target stays there while the share grows. Maps stand
 * behind it, and the split has a variable of its own, where some go first of all, and in steps: requests without a key have all one hash,
 * that of nothing, which is the lowest one. They stay on the source until the last step.
 */

const variable = '$tenantferry_backend';
const split = '$tenantferry_split';

/** The variable of nginx for what users are told apart by. */
export function keyVariable(key: string): string {
  const [kind, name = ''] = key.split(':');
  if (kind === 'header') return `$http_${name.toLowerCase().replaceAll('-', '_')}`;
  return kind === 'cookie' ? `$cookie_${name}` : '$remote_addr';
}

type Names = Pick<NginxConfig, 'source' | 'target'>;

/** The whole file. `first` null: nobody goes first. */
export function includeText(share: number, key: string, names: Names, first: First | null): string {
  const { source, target } = names;
  const isStep = share > 0 && share < 100;
  const blocks = [
    // Each client has an address.
    ...(isStep && key !== 'address' ? [keylessBlock(key, source)] : []),
    ...(first === null ? [] : firstBlocks(first, key, target)),
  ];
  const lines = [
    '# Written by tenantferry switch; the file before this one stands beside it, with .before behind its name.',
    `split_clients "${keyVariable(key)}" ${blocks.length > 0 ? split : variable} {`,
    ...(isStep ? [`    ${share}% ${target};`] : []),
    `    * ${share >= 100 ? target : source};`,
    '}',
    ...chained(blocks),
  ];
  return `${lines.join('\n')}\n`;
}

/** Lines that set the variable `name`, and give `otherwise` to those whom they do not mean. */
type Block = (name: string, otherwise: string) => string[];

const keylessBlock =
  (key: string, source: string): Block =>
  (name, otherwise) =>
    mapLines(keyVariable(key), name, [[''], otherwise, source]);

function firstBlocks({ users, networks, conditions }: First, key: string, target: string): Block[] {
  const blocks: Block[] = [];
  if (users.length > 0)
    blocks.push((name, otherwise) => mapLines(keyVariable(key), name, [users, otherwise, target]));
  if (networks.length > 0)
    blocks.push((name, otherwise) => [
      // The values of geo are plain text, so a map follows it.
      'geo $tenantferry_network {',
      '    default 0;',
      ...networks.map((network) => `    ${network} 1;`),
      '}',
      `map $tenantferry_network ${name} {`,
      `    default ${otherwise};`,
      `    1 ${target};`,
      '}',
    ]);
  for (const { kind, name: of, is } of conditions)
    blocks.push((name, otherwise) => mapLines(keyVariable(`${kind}:${of}`), name, [is, otherwise, target]));
  return blocks;
}

/** A chain: whom no block means goes by the split. */
function chained(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block, index) => {
    const name = index === blocks.length - 1 ? variable : `$tenantferry_first_${index}`;
    return block(name, index === 0 ? split : `$tenantferry_first_${index - 1}`);
  });
}

/** As a pattern, since a map takes plain words without regard to their case; it tries no pattern for what is empty. */
const mapWord = (value: string): string => (value === '' ? '' : `~^${value.replaceAll(/[.+|]/g, '[$&]')}$`);

function mapLines(
  of: string,
  name: string,
  [values, otherwise, side]: readonly [readonly string[], string, string],
): string[] {
  return [
    `map "${of}" ${name} {`,
    `    default ${otherwise};`,
    ...values.map((value) => `    "${mapWord(value)}" ${side};`),
    '}',
  ];
}

/** What may be left of a file of ours, so that it can be written anew. */
export const isRemnant = (text: string): boolean => text.trim() === '' || text.includes('tenantferry');

const countOf = (text: string, sign: string) => text.split(sign).length - 1;

/** The percentage that a file says. RefusedError where it is not one that this tool wrote, or not whole. */
export function readIncludeText(file: string, text: string, { source, target }: Names): number {
  const bad = (problem: ReturnType<typeof say>) => refuse('plane.include', { file, problem });
  const plain = text.replaceAll(/#.*$/gm, '');
  if (countOf(plain, '{') !== countOf(plain, '}')) throw bad(say('include.cut'));
  const [, body] = /split_clients\s+\S+\s+\$\w+\s*\{([^}]*)\}/.exec(plain) ?? [];
  if (body === undefined) throw bad(say('include.no-split'));
  if (!plain.includes(variable)) throw bad(say('include.no-variable'));
  let share = 0;
  let left = 100;
  for (const [, part = '', name = ''] of body.matchAll(/([\d.]+%|\*)\s+([^\s;]+)\s*;/g)) {
    if (name !== source && name !== target) throw bad(say('include.names', { name }));
    const percent = part === '*' ? left : Number.parseFloat(part);
    left -= percent;
    if (name === target) share += percent;
    if (part === '*') return Math.round(share * 100) / 100;
  }
  throw bad(say('include.no-rest'));
}
