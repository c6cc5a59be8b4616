import type { Quoting, Token } from '../preset/sql/tokens.js';
import { wordOf } from './header.js';

/** Modes that hold others, as MySQL and MariaDB have them. */
const ansiModes = /\b(ANSI_QUOTES|ANSI|ORACLE|DB2|MAXDB|MSSQL|POSTGRESQL)\b/i;

/** How quotes are read behind a statement: what a `SET sql_mode = …` of a file says, in texts; anything else gives the usual ones back. */
export function quotingAfter(tokens: readonly Token[], now: Quoting): Quoting {
  if (wordOf(tokens[0]) !== 'SET') return now;
  const word = (index: number) => wordOf(tokens[index]);
  const isOwn = (index: number) => word(index - 1) === '@' && word(index - 2) !== '@';
  const at = tokens.findLastIndex(
    (_, index) => word(index) === 'SQL_MODE' && /^[=:]$/.test(word(index + 1)) && !isOwn(index),
  );
  if (at < 0) return now;
  const value = tokens.slice(at + 1);
  // REPLACE(@@sql_mode, 'A', '') takes away.
  const taken = value.some((token) => wordOf(token) === 'REPLACE');
  const modes = value
    .flatMap(({ kind, text }) => (kind === 'text' || kind === 'word' ? [text] : []))
    .join(' ');
  // @@sql_mode, and not what was kept of another time.
  const kept = value.some((token, index) => [token, value[index + 1]].every((one) => wordOf(one) === '@'))
    ? now
    : {};
  const isNamed = { plainBackslash: /\bNO_BACKSLASH_ESCAPES\b/i.test(modes), ansi: ansiModes.test(modes) };
  return {
    plainBackslash: isNamed.plainBackslash ? !taken : kept.plainBackslash,
    ansi: isNamed.ansi ? !taken : kept.ansi,
  };
}
