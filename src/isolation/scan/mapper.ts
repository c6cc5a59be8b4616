import { hole } from '../judge/tree.js';
import { lineAt } from './literals.js';

/** A statement of a MyBatis mapper, with and without the parts that are not always there. */
export interface MapperStatement {
  readonly sql: readonly string[];
  readonly line: number;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
  readonly start: number;
}

const isMapper = /<mapper[\s>]/;
const statementNames = ['select', 'insert', 'update', 'delete'];
const optional = ['if', 'choose', 'when', 'otherwise'];
const silent = ['selectKey', 'bind', 'property'];

/** The statements of an XML file; none where it is no mapper. */
export function mapperStatements(source: string): readonly MapperStatement[] {
  if (!isMapper.test(source)) return [];
  const all = elementsIn(parse(source));
  const parts = new Map(
    all.filter(({ name }) => name === 'sql').map((part) => [part.attributes.id ?? '', part]),
  );
  return all
    .filter(({ name }) => statementNames.includes(name))
    .map((element) => {
      const sql = [true, false].map((whole) => children(element, { whole, parts, within: [] }).trim());
      return { sql: [...new Set(sql)], line: lineAt(source, element.start) };
    });
}

function elementsIn({ children: inner }: Element): readonly Element[] {
  return inner.flatMap((child) => (typeof child === 'string' ? [] : [child, ...elementsIn(child)]));
}

const pattern =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[(?<data>[\s\S]*?)(?:\]\]>|$)|<[!?][^>]*>|<\/(?<closed>[\w:.-]+)\s*>|<(?<opened>[\w:.-]+)(?<given>(?:[^>"']|"[^"]*"|'[^']*')*?)(?<empty>\/?)>|(?<text>[^<]+|<)/g;

function parse(source: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], start: 0 };
  const open = [root];
  for (const { groups = {}, index } of source.matchAll(pattern)) {
    const { data, closed, opened, given = '', empty, text } = groups;
    const inner = open.at(-1) ?? root;
    if (data !== undefined) inner.children.push(data);
    else if (text !== undefined) inner.children.push(decoded(text));
    else if (closed !== undefined && inner.name === closed) open.pop();
    else if (opened !== undefined) {
      const pairs = [...given.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
      const attributes = Object.fromEntries(
        pairs.map(([, key, one, two]) => [key, decoded(one ?? two ?? '')]),
      );
      const element: Element = { name: opened, attributes, children: [], start: index };
      inner.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  return root;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

interface Rendering {
  /** With what is not always there. */
  readonly whole: boolean;
  readonly parts: ReadonlyMap<string, Element>;
  /** Parts that are being put in: one within itself is left out. */
  readonly within: readonly string[];
}

function children(element: Element, how: Rendering): string {
  return element.children
    .map((child) => (typeof child === 'string' ? withParameters(child) : rendered(child, how)))
    .join(' ');
}

function withParameters(text: string): string {
  return text.replaceAll(/#\{[^}]*\}/g, '?').replaceAll(/\$\{[^}]*\}/g, hole);
}

function rendered(element: Element, how: Rendering): string {
  const { name, attributes } = element;
  if (silent.includes(name) || (optional.includes(name) && !how.whole)) return '';
  switch (name) {
    case 'include': {
      const id = attributes.refid ?? '';
      const part = how.parts.get(id);
      if (how.within.includes(id)) return '';
      return part ? children(part, { ...how, within: [...how.within, id] }) : hole;
    }
    case 'where':
      return trimmed(children(element, how), 'WHERE', '', /^(?:AND|OR)\b/i, null);
    case 'set':
      return trimmed(children(element, how), 'SET', '', null, /,$/);
    case 'trim':
      return trimmed(
        children(element, how),
        attributes.prefix ?? '',
        attributes.suffix ?? '',
        overrides(attributes.prefixOverrides, '^', ''),
        overrides(attributes.suffixOverrides, '', '$'),
      );
    case 'foreach':
      return `${attributes.open ?? ''} ${children(element, how)} ${attributes.close ?? ''}`;
    default:
      return children(element, how);
  }
}

function trimmed(
  text: string,
  prefix: string,
  suffix: string,
  before: RegExp | null,
  after: RegExp | null,
): string {
  let inner = text.trim();
  if (inner === '') return '';
  if (before) inner = inner.replace(before, '');
  if (after) inner = inner.replace(after, '');
  return ` ${prefix} ${inner} ${suffix} `;
}

function overrides(given: string | undefined, before: string, after: string): RegExp | null {
  if (given === undefined) return null;
  const words = given.split('|').map((word) => word.trim().replaceAll(/[^\w\s]/g, '\\$&'));
  return new RegExp(`${before}(?:${words.filter((word) => word !== '').join('|')})${after}`, 'i');
}
