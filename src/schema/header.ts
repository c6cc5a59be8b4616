import type { Token } from '../preset/sql/tokens.js';

/**
 * Where a word stands: header: before the body of a trigger, a routine or an event. body: it is the first of the body. declarations: what
 * follows is declared (Oracle's AS and IS), up to a BEGIN.
 */
export type Place = 'header' | 'body' | 'declarations';

/** Follows a header word by word, from behind the word that names the thing; asked no more once it has ended. */
export type Header = (token: Token) => Place;

export type Thing = 'TRIGGER' | 'EVENT' | 'PROCEDURE' | 'FUNCTION' | 'PACKAGE';

const things: Readonly<Record<Thing, () => Header>> = {
  TRIGGER: triggerHeader,
  EVENT: eventHeader,
  PROCEDURE: () => routineHeader(startsProcedure),
  FUNCTION: () => routineHeader(functionStart()),
  PACKAGE: packageHeader,
};

export function isThing(word: string): word is Thing {
  return Object.hasOwn(things, word);
}

export function headerOf(thing: Thing): Header {
  return things[thing]();
}

/** A word or a sign in capitals; '' for texts, names and numbers. */
export function wordOf(token: Token | undefined): string {
  return token?.kind === 'word' || token?.kind === 'sign' ? token.text.toUpperCase() : '';
}

/** `… FOR EACH ROW [FOLLOWS | PRECEDES other] body` */
function triggerHeader(): Header {
  let before = '';
  let state: 'table' | 'order' | 'other' | 'body' = 'table';
  return (token) => {
    const word = wordOf(token);
    const isOrder = word === 'FOLLOWS' || word === 'PRECEDES';
    if (state === 'table') {
      if (before === 'EACH' && word === 'ROW') state = 'order';
    } else if (state === 'order' && isOrder) state = 'other';
    else if (state === 'other') state = 'body';
    else return 'body';
    before = word;
    return 'header';
  };
}

/** `… ON SCHEDULE … DO body`; an ALTER may have none. */
function eventHeader(): Header {
  let isNext = false;
  return (token) => {
    if (isNext) return 'body';
    isNext = wordOf(token) === 'DO';
    return 'header';
  };
}

/** What is said of a routine between its parameters and its body. */
const characteristics: ReadonlySet<string> = new Set([
  ...['COMMENT', 'LANGUAGE', 'SQL', 'NOT', 'DETERMINISTIC', 'CONTAINS', 'NO', 'READS', 'MODIFIES', 'DATA'],
  ...['SECURITY', 'DEFINER', 'INVOKER', 'CURRENT_USER', 'AUTHID'],
]);

const startsProcedure = (token: Token) =>
  token.kind !== 'text' && wordOf(token) !== '(' && !characteristics.has(wordOf(token));

/** What a function's body may begin with; anything else there has no RETURN, which a server refuses. */
const functionBodies: ReadonlySet<string> = new Set([
  ...['RETURN', 'BEGIN', 'IF', 'CASE', 'LOOP', 'WHILE', 'REPEAT', 'FOR', 'SONAME'],
]);

/** `RETURNS INT RETURN a IS NULL`, but `RETURN INT IS` as Oracle has it. */
function functionStart(): (token: Token) => boolean {
  let isOracle: boolean | undefined;
  return (token) => {
    const word = wordOf(token);
    const isFirst = isOracle === undefined;
    if (isFirst && /^RETURNS?$/.test(word)) isOracle = word === 'RETURN';
    return !isFirst && isOracle === false && functionBodies.has(word);
  };
}

/** `[IF NOT EXISTS] name [(parameters)] … body`, or `… AS declarations`. `starts`: whether a word outside of brackets begins the body. */
function routineHeader(starts: (token: Token) => boolean): Header {
  let depth = 0;
  let isNamed = false;
  let before = '';
  return (token) => {
    const word = wordOf(token);
    const was = before;
    before = word === '' ? token.kind : word;
    if (word === ')') depth -= 1;
    else if (word === '(') depth += 1;
    else if (depth > 0) return 'header';
    else if (!isNamed) isNamed = !/^(IF|NOT|EXISTS)$/.test(word);
    // A name may have its database before it.
    else if (word === '.' || was === '.') return 'header';
    else if (word === 'AS' || word === 'IS') return 'declarations';
    else if (starts(token)) return 'body';
    return 'header';
  };
}

/** `[BODY] name … AS declarations` */
function packageHeader(): Header {
  const rest = routineHeader(() => false);
  let isFirst = true;
  return (token) => {
    const isBody = isFirst && wordOf(token) === 'BODY';
    isFirst = false;
    return isBody ? 'header' : rest(token);
  };
}
