/**
 * Reads what SHOW GRANTS prints, on MySQL 5.7 to 9 and on MariaDB, and answers whether a privilege is held.
 * Column-level grants do not count: every column is read and written.
 */

/** One GRANT or REVOKE line. `null` as database or table stands for `*`. */
export interface Grant {
  readonly kind: 'grant' | 'revoke';
  /** Whom the line names: the account itself or one of its active roles. */
  readonly grantee: string;
  /** Upper case, `ALL` for ALL PRIVILEGES. */
  readonly privileges: ReadonlySet<string>;
  readonly database: string | null;
  readonly table: string | null;
}

/** What a privilege is wanted for; without a table it must hold for the whole database, without both for the server. */
export interface Scope {
  readonly database?: string;
  readonly table?: string;
}

export interface GrantRules {
  /** lower_case_table_names is not 0: names are compared without case. */
  readonly ignoreCase: boolean;
  /** MySQL's partial_revokes is on: `_` and `%` in a database name are no wildcards. */
  readonly literalNames: boolean;
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  const pattern =
    /\s*(?:`((?:[^`]|``)*)`|'((?:[^'\\]|''|\\.)*)'|"((?:[^"\\]|""|\\.)*)"|([\w$\u0080-\uffff]+)|(.))/gsuy;
  for (;;) {
    const match = pattern.exec(line);
    if (!match) return tokens;
    const [, backticks, single, double, word, sign] = match;
    if (backticks !== undefined) tokens.push({ text: backticks.replaceAll('``', '`'), quoted: true });
    else if (single !== undefined) tokens.push({ text: single.replaceAll("''", "'"), quoted: true });
    else if (double !== undefined) tokens.push({ text: double.replaceAll('""', '"'), quoted: true });
    else tokens.push({ text: word ?? sign ?? '', quoted: false });
  }
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token !== undefined && !token.quoted && token.text.toUpperCase() === word;

/** The privileges before ON, without those on single columns. */
function readPrivileges(tokens: readonly Token[]): Set<string> {
  const privileges = new Set<string>();
  let words: string[] = [];
  let onColumns = false;
  let depth = 0;
  const finish = () => {
    const name = words.join(' ');
    if (name && !onColumns) privileges.add(name === 'ALL PRIVILEGES' ? 'ALL' : name);
    words = [];
    onColumns = false;
  };
  for (const token of tokens) {
    if (isWord(token, '(')) {
      depth += 1;
      onColumns = true;
    } else if (isWord(token, ')')) depth -= 1;
    else if (depth > 0) continue;
    else if (isWord(token, ',')) finish();
    else words.push(token.text.toUpperCase());
  }
  finish();
  return privileges;
}

/** One line of SHOW GRANTS; null for what grants no access to tables (roles, PROXY, routines, default roles). */
export function parseGrant(line: string): Grant | null {
  const tokens = tokenize(line);
  const kind = isWord(tokens[0], 'GRANT') ? 'grant' : isWord(tokens[0], 'REVOKE') ? 'revoke' : null;
  if (!kind) return null;
  const on = tokens.findIndex((token) => isWord(token, 'ON'));
  const direction = kind === 'grant' ? 'TO' : 'FROM';
  const to = tokens.findIndex((token, index) => index > on && isWord(token, direction));
  if (on < 0 || to < 0 || isWord(tokens[1], 'PROXY')) return null;

  let level = tokens.slice(on + 1, to);
  if (isWord(level[0], 'TABLE') && level.length > 3) level = level.slice(1);
  const [database, dot, table] = level;
  if (level.length !== 3 || !database || !table || !isWord(dot, '.')) return null;
  const [user, at, host] = tokens.slice(to + 1);
  return {
    kind,
    grantee: user ? `${user.text}${isWord(at, '@') ? `@${host?.text ?? ''}` : ''}` : '',
    privileges: readPrivileges(tokens.slice(1, on)),
    database: isWord(database, '*') ? null : database.text,
    table: isWord(table, '*') ? null : table.text,
  };
}

export function parseGrants(lines: readonly string[]): readonly Grant[] {
  return lines.map(parseGrant).filter((grant) => grant !== null);
}

/** Roles granted to the account, as `SHOW GRANTS` lists them, in a form `SET ROLE` and `USING` take. */
export function grantedRoles(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const tokens = tokenize(line);
    const to = tokens.findIndex((token) => isWord(token, 'TO'));
    const isRole =
      isWord(tokens[0], 'GRANT') && to > 0 && !tokens.slice(0, to).some((token) => isWord(token, 'ON'));
    if (!isRole) return [];
    return line
      .slice(line.search(/\s/) + 1, line.search(/\sTO\s/i))
      .split(/,(?=\s*[`'"])/)
      .map((role) => role.trim());
  });
}

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');

function likePattern(pattern: string, flags: string): RegExp {
  let text = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (character === '\\' && index + 1 < pattern.length) {
      index += 1;
      text += escapePattern(pattern[index] ?? '');
    } else if (character === '%') text += '.*';
    else if (character === '_') text += '.';
    else text += escapePattern(character);
  }
  return new RegExp(`^${text}$`, flags);
}

/** Characters before the first wildcard; the server takes the entry where this is longest, and only that one. */
function specificity(pattern: string): number {
  const wildcard = /(?<!\\)[%_]/.exec(pattern);
  return wildcard ? wildcard.index : Number.MAX_SAFE_INTEGER;
}

/** Whether the grants together give the privilege for the scope. */
export function holds(
  grants: readonly Grant[],
  privilege: string,
  scope: Scope,
  rules: GrantRules = { ignoreCase: false, literalNames: false },
): boolean {
  const flags = rules.ignoreCase ? 'isu' : 'su';
  const fold = (name: string) => (rules.ignoreCase ? name.toLowerCase() : name);
  const same = (a: string | null, b: string | undefined) =>
    a !== null && b !== undefined && fold(a) === fold(b);
  const matches = (name: string) =>
    scope.database !== undefined &&
    (rules.literalNames ? same(name, scope.database) : likePattern(name, flags).test(scope.database));
  const has = ({ privileges }: Grant) => privileges.has('ALL') || privileges.has(privilege);

  return [...new Set(grants.map(({ grantee }) => grantee))].some((grantee) => {
    const own = grants.filter((grant) => grant.grantee === grantee);
    const given = own.filter(({ kind }) => kind === 'grant');
    const revoked = own.some(
      (grant) => grant.kind === 'revoke' && has(grant) && same(grant.database, scope.database),
    );
    if (!revoked && given.some((grant) => grant.database === null && has(grant))) return true;

    const patterns = given
      .map(({ database, table }) => (table === null ? database : null))
      .filter((name) => name !== null && matches(name))
      .toSorted((a, b) => specificity(b ?? '') - specificity(a ?? ''));
    const chosen = patterns[0];
    if (chosen && given.some((grant) => grant.table === null && grant.database === chosen && has(grant)))
      return true;

    return given.some(
      (grant) => same(grant.database, scope.database) && same(grant.table, scope.table) && has(grant),
    );
  });
}
