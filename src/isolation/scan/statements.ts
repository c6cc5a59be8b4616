import { tokensOf } from '../../preset/sql/tokens.js';

const leading = /^(?:\s|\(|\/\*[\s\S]*?\*\/|--[^\n]*(?:\n|$))*/;

const forms: readonly (readonly [first: RegExp, also: RegExp])[] = [
  [/^SELECT\b/i, /\bFROM\b/i],
  [/^INSERT\b/i, /\b(?:INTO|SET|VALUES?)\b/i],
  [/^REPLACE\b/i, /\b(?:INTO|VALUES?)\b/i],
  [/^UPDATE\b/i, /\bSET\b/i],
  [/^DELETE\b/i, /\bFROM\b/i],
  [/^WITH\b/i, /\bAS\s*\(/i],
  [/^TRUNCATE\b/i, /^TRUNCATE\s+(?:TABLE\s+)?[\w`.:]+\s*;?\s*$/i],
];

/** Whether a text reads like a statement that reads or writes rows. Words of people may, too; they name no table of a tenant. */
export function isStatement(text: string): boolean {
  const sql = text.replace(leading, '');
  return forms.some(([first, also]) => first.test(sql) && also.test(sql));
}

/** The statements of a text, and how many lines below its beginning each one starts. */
export function statementsIn(text: string): readonly { readonly sql: string; readonly below: number }[] {
  // Most texts are none: they need not be taken apart.
  if (!/\b(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH|TRUNCATE)\b/i.test(text)) return [];
  const ends = tokensOf(text).flatMap(({ kind, text: sign, start }) =>
    kind === 'sign' && sign === ';' ? [start] : [],
  );
  const begins = [0, ...ends.map((end) => end + 1)];
  return begins
    .map((begin, index) => ({ begin, sql: text.slice(begin, ends[index]) }))
    .filter(({ sql }) => isStatement(sql))
    .map(({ begin, sql }) => {
      const blank = leading.exec(sql)?.[0].length ?? 0;
      return {
        sql,
        below:
          text
            .slice(0, begin + blank)
            .trimStart()
            .split('\n').length - 1,
      };
    });
}
