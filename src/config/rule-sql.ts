import type { Sentence } from '../core/sentence.js';
import { tokensOf } from '../preset/sql/tokens.js';
import { say } from './words.js';

/** Whether a rule's SQL is one statement that only reads. Its session is read-only, too; this says it before the first look. */

/** Words that begin something else than reading, or write or lock beside it; all are reserved. */
const writing = new Set(
  'INSERT UPDATE DELETE REPLACE INTO OUTFILE DUMPFILE CALL LOCK ALTER CREATE DROP GRANT REVOKE LOAD SET RENAME'.split(
    ' ',
  ),
);
/** Hints that lift the session's own limits. */
const liftingHint = /^\/\*\+.*\b(SET_VAR|MAX_EXECUTION_TIME)\b/is;
/** What reads, and is a function of the same name. */
const functionsToo = new Set(['INSERT', 'REPLACE']);
/** Functions that wait, lock, write or read what is no table's. */
const effects = new Set(
  'SLEEP BENCHMARK GET_LOCK RELEASE_LOCK RELEASE_ALL_LOCKS LOAD_FILE NEXTVAL SETVAL LAST_INSERT_ID MASTER_POS_WAIT SOURCE_POS_WAIT MASTER_GTID_WAIT WAIT_FOR_EXECUTED_GTID_SET'.split(
    ' ',
  ),
);

/** What is wrong with it; undefined: nothing. */
export function ruleSqlProblem(id: string, sql: string): Sentence | undefined {
  const tokens = tokensOf(sql.replace(/\s*;\s*$/, ''));
  const [first] = tokens;
  const comment = tokens.find(
    ({ kind, text }) => kind === 'comment' && (/^\/\*M?!/.test(text) || liftingHint.test(text)),
  );
  if (comment) return say('watch.sql.comment', { id, text: comment.text.slice(0, 20) });
  const isOpen = ({ kind, text }: (typeof tokens)[number]) =>
    kind === 'unclosed' || (kind === 'comment' && text.startsWith('/*') && !text.endsWith('*/'));
  if (tokens.some(isOpen)) return say('watch.sql.unclosed', { id });
  if (tokens.some(({ kind, text }) => kind === 'sign' && text === ';'))
    return say('watch.sql.several', { id });
  const opening = tokens.find(({ kind, text }) => kind !== 'comment' && text !== '(') ?? first;
  if (!opening || !/^(SELECT|WITH)$/i.test(opening.text)) return say('watch.sql.select', { id });
  const plain = tokens.filter(({ kind }) => kind !== 'comment');
  for (const [position, { kind, text }] of plain.entries()) {
    if (kind === 'sign' && text === ':' && plain[position + 1]?.text === '=')
      return say('watch.sql.word', { id, word: ':=' });
    if (kind !== 'word') continue;
    // `t.lock` is a column.
    if (plain[position - 1]?.text === '.') continue;
    const word = text.toUpperCase();
    const isCall = plain[position + 1]?.text === '(';
    const writes = writing.has(word) && !(isCall && functionsToo.has(word));
    const next = plain[position + 1]?.text ?? '';
    if (word === 'NEXT' && /^VALUE$/i.test(next) && /^FOR$/i.test(plain[position + 2]?.text ?? ''))
      return say('watch.sql.word', { id, word: 'NEXT VALUE FOR' });
    const locks = word === 'FOR' && /^(UPDATE|SHARE)$/i.test(next);
    if (writes || locks || (isCall && effects.has(word)))
      return say('watch.sql.word', { id, word: locks ? `FOR ${next}` : word });
  }
  return undefined;
}
