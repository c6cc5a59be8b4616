import { isUtf8 } from 'node:buffer';
import {
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { RefusedError } from '../refused.js';
import type { Sentence } from '../sentence.js';
import { say } from './words.js';

/** The text of a YAML file's bytes. Throws RefusedError when they are not UTF-8: other letters would be read, e.g. in a password. */
export function decodeYaml(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new RefusedError(say('yaml.not-utf8', { file }), { where: { file }, remedy: say('advice.utf8') });
}

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A YAML file as plain values, with the places of its keys. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Place of the key or item at `path`; for one that is absent, of its nearest parent. */
  readonly position: (path: readonly PropertyKey[]) => Position;
}

/**
 * Parses one YAML document. Throws RefusedError, with line and column, on bad syntax and on duplicate keys.
 * Its messages never quote a value of the document, since the value may be a secret.
 */
export function parseYaml(text: string, file: string): YamlDocument {
  try {
    const events = parseEvents(text, {});
    const places = findKeyPlaces(events, text);
    const duplicate = places.duplicates[0];
    if (duplicate) {
      const { path, position, first } = duplicate;
      const key = shownKey(path);
      throw new RefusedError(sayAt(file, position, say('yaml.twice', { key, line: first.line })), {
        where: { file, line: position.line, key },
        remedy: say('advice.one-of-two'),
      });
    }
    const documents = constructFromEvents(events, { source: text });
    if (documents.length > 1) {
      const problem = say('yaml.documents', { count: documents.length });
      throw new RefusedError(say('yaml.at', { place: file, problem }), {
        where: { file },
        remedy: say('advice.one-document'),
      });
    }
    const value = documents[0] ?? null;
    const cycle = findCycle(value);
    if (cycle) {
      const position = places.find(cycle);
      const key = shownKey(cycle);
      throw new RefusedError(sayAt(file, position, say('yaml.cycle', { key })), {
        where: { file, line: position.line, key },
        remedy: say('advice.no-alias'),
      });
    }
    return { file, value, position: (path) => places.find(path) };
  } catch (error) {
    if (error instanceof YAMLException) throw syntaxError(error, text, file);
    throw error;
  }
}

/** A key's path as the file's reader knows it: `source.mysql.host`, `tables[3].name`. */
export function shownKey(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = shownName(String(part));
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** A key's name without what may be a value glued to it: `password:abc` in a flow mapping is one key. */
export function shownName(name: string): string {
  const cut = name.search(/[:=\s]/);
  const head = (cut < 0 ? name : name.slice(0, cut)).slice(0, 40);
  return head.length < name.length ? `${head}…` : head;
}

interface KeyPlaces {
  readonly duplicates: readonly { path: PropertyKey[]; position: Position; first: Position }[];
  readonly find: (path: readonly PropertyKey[]) => Position;
}

/** Where each key and item of a document starts, found by walking the parser's events along with the nesting. */
function findKeyPlaces(events: readonly Event[], text: string): KeyPlaces {
  const lines = lineStarts(text);
  const places = new Map<string, Position>();
  const duplicates: { path: PropertyKey[]; position: Position; first: Position }[] = [];
  // The first event opens the document.
  let next = 1;

  const note = (path: PropertyKey[], event: Event): void => {
    const position = positionAt(startOf(event), lines);
    const first = places.get(placeKey(path));
    if (!first) places.set(placeKey(path), position);
    else if (path.at(-1) !== complexKey) duplicates.push({ path, position, first });
  };

  const walk = (path: PropertyKey[]): void => {
    const event = events[next++];
    if (event?.type === EVENT_ID.MAPPING) {
      for (let key = events[next]; key && key.type !== EVENT_ID.POP; key = events[next]) {
        const keyPath = [...path, key.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : complexKey];
        note(keyPath, key);
        walk([...path, complexKey]);
        walk(keyPath);
      }
      next++;
    } else if (event?.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; events[next] && events[next]?.type !== EVENT_ID.POP; index++) {
        const itemPath = [...path, index];
        const item = events[next];
        if (item) note(itemPath, item);
        walk(itemPath);
      }
      next++;
    }
  };

  walk([]);
  return {
    duplicates,
    find: (path) => {
      for (let length = path.length; length > 0; length--) {
        const place = places.get(placeKey(path.slice(0, length)));
        if (place) return place;
      }
      return { line: 1, column: 1 };
    },
  };
}

/** Path of the first key whose value is a block around it; every walk over such a value would have no end. */
function findCycle(
  value: unknown,
  around: readonly unknown[] = [],
  done = new Set<unknown>(),
): readonly PropertyKey[] | undefined {
  if (typeof value !== 'object' || value === null || done.has(value)) return undefined;
  if (around.includes(value)) return [];
  for (const [key, inner] of Object.entries(value)) {
    const found = findCycle(inner, [...around, value], done);
    if (found) return [Array.isArray(value) ? Number(key) : key, ...found];
  }
  done.add(value);
  return undefined;
}

/** Stands for a key that is itself a list or mapping. */
const complexKey = '?';

function placeKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
  return 0;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

function positionAt(offset: number, lines: readonly number[]): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

function sayAt(file: string, { line, column }: Position, problem: Sentence): Sentence {
  return say('yaml.at', { place: `${file}:${line}:${column}`, problem });
}

function syntaxError(error: YAMLException, text: string, file: string): RefusedError {
  const line = (error.mark?.line ?? 0) + 1;
  const column = (error.mark?.column ?? 0) + 1;
  const lineText = text.split(/\r\n|\n|\r/)[line - 1] ?? '';
  const problem = say('yaml.bad', { reason: reasonWithoutValues(error.reason) });
  return new RefusedError(sayAt(file, { line, column }, problem), {
    where: { file, line },
    remedy: syntaxRemedy(error.reason, lineText),
  });
}

/** The parser quotes tag and alias names, which are the first word of an unquoted secret that begins with ! or *. */
function reasonWithoutValues(reason: string): string | Sentence {
  if (/\balias\b/.test(reason)) return say('yaml.alias');
  if (/\btag\b/.test(reason)) return say('yaml.tag');
  return reason.replace(/"[^"]*"|'[^']*'|!<[^>]*>/g, '…');
}

function syntaxRemedy(reason: string, line: string): Sentence {
  // Inside { } an unquoted ${NAME} ends at its own brace.
  const bare = /(^|[^"'])(\$\{[A-Za-z_][A-Za-z0-9_]*\})/.exec(line);
  if (bare && /\{.*\$\{/.test(line)) return say('advice.quote-this', { quoted: `"${bare[2]}"` });
  if (/\b(alias|tag)\b/.test(reason)) return say('advice.quote');
  if (/\btab/.test(reason)) return say('advice.indent');
  return say('advice.line', { marks: ': # { } [ ] , & * ! | > % @' });
}
