import { describe, expect, it } from 'vitest';
import { ruleSqlProblem } from '../../src/config/rule-sql.js';
import { load, refusalOf, writeFile } from './support.js';

const canary = 'canary-Qp93xT';

const file = (watch: string) => `
migration: { target_tenant_id: acme }
source: { mysql: { host: db, database: s, user: u, password: '${canary}' } }
target: { mysql: { host: db2, database: t, user: u, password: '${canary}' } }
watch:
${watch.replaceAll(/^/gm, '  ')}
`;

const channels = `channels: { ops: { type: webhook, url: 'http://h/${canary}' }, am: { type: alertmanager, url: 'http://a' } }`;
const withRule = (rule: string) => file(`${channels}\nrules: [ { id: bad-rows, ${rule} } ]`);

describe('the block watch', () => {
  it('has the built-in signals beside its rules, and all channels where none is named', async () => {
    const { watch } = await load(
      withRule('sql: "SELECT COUNT(*) FROM x;", when: ">= 2.5", for: 60s, recover: { action: resume }'),
    );
    expect(watch?.everyMs).toBe(10_000);
    const rule = watch?.rules.at(-1);
    expect(rule).toEqual({
      id: 'bad-rows',
      source: { kind: 'sql', sql: 'SELECT COUNT(*) FROM x', on: 'target' },
      when: { operator: '>=', limit: 2.5 },
      forMs: 60_000,
      severity: 'warning',
      channels: ['ops', 'am'],
      repeatMs: null,
      inhibitedBy: ['target-down'],
      recover: { action: 'resume', attempts: 1, cooldownMs: 300_000 },
    });
    const builtIn = watch?.rules.slice(0, -1).map(({ id }) => id) ?? [];
    expect(builtIn).toContain('run-failed');
    expect(builtIn).not.toContain('gate');
  });

  it('tells a signal as a rule says, and none where none is wanted', async () => {
    const slow = await load(
      file(`${channels}\nsignals: false\nrules: [ { id: slow, signal: lag, when: "> 5" } ]`),
    );
    expect(slow.watch?.rules).toMatchObject([
      {
        id: 'slow',
        source: { kind: 'signal', signal: 'lag' },
        when: { operator: '>', limit: 5 },
        forMs: 60_000,
      },
    ]);
    const both = await load(file(`${channels}\nrules: [ { id: slow, signal: lag } ]`));
    expect(both.watch?.rules.filter(({ id }) => id === 'lag')).toEqual([]);
  });

  it('keeps back what hangs on a dead server under whatever name a rule tells that', async () => {
    const rules =
      '[ { id: dead, signal: source-down }, { id: n, sql: "SELECT 1", on: source, when: "> 0" }, { id: slow, signal: lag, inhibited_by: [source-down] } ]';
    const { watch } = await load(file(`${channels}\nrules: ${rules}`));
    const inhibitors = Object.fromEntries(
      (watch?.rules ?? []).map(({ id, inhibitedBy }) => [id, inhibitedBy]),
    );
    expect(inhibitors).toMatchObject({ dead: [], n: ['dead'], slow: ['dead', 'target-down'] });
    const alone = await load(file(`${channels}\nsignals: false\nrules: [ { id: slow, signal: lag } ]`));
    expect(alone.watch?.rules[0]?.inhibitedBy).toEqual([]);
  });

  it('takes an address and a password from a file or the environment, as secrets', async () => {
    const url = writeFile(`http://h/${canary}\n`, { name: 'url' });
    const text = file(
      `channels:\n  ops: { type: slack, url_file: '${url}' }\n  mail: { type: email, host: m, from: a@b, to: [c@d], username: u, password: '\${PASS}' }`,
    );
    const { watch, warnings } = await load(text, { env: { PASS: canary } });
    expect(JSON.stringify(watch)).not.toContain(canary);
    expect(watch?.channels).toMatchObject([{ type: 'slack' }, { type: 'email', port: 587, to: ['c@d'] }]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['when: "5", sql: "SELECT 1"', 'a comparison and a number'],
    ['when: "=> 5", sql: "SELECT 1"', 'a comparison and a number'],
    ['when: "> x", sql: "SELECT 1"', 'a comparison and a number'],
    ['sql: "SELECT 1"', 'needs when'],
    ['when: "> 0"', 'either sql or signal'],
    ['when: "> 0", sql: "SELECT 1", signal: lag', 'either sql or signal'],
    ['when: "> 0", sql: "SELECT 1", channels: [opps]', 'did you mean "ops"?'],
    ['when: "> 0", sql: "SELECT 1", for: 5 minutes', 'a time like'],
    ['when: "> 0", sql: "SELECT 1", severity: bad', 'info, warning, error or critical'],
    ['when: "> 0", sql: "SELECT 1", recover: { action: reboot }', 'resume'],
    ['when: "> 0", sql: "SELECT 1", inhibited_by: [nobody]', 'no rule and no signal'],
    ['when: "> 0", sql: "SELECT 1 FOR UPDATE"', 'FOR UPDATE'],
  ])('refuses a rule of %s', async (rule, said) => {
    const { message, line } = await refusalOf(withRule(rule));
    expect(message).toContain(said);
    expect(message).not.toContain(canary);
    expect(line).toBeGreaterThan(5);
  });

  it('refuses rules that keep each other back, also by way of a third and of a dead server', async () => {
    const rule = (id: string, by: string) => `{ id: ${id}, signal: ${id}, inhibited_by: [${by}] }`;
    const circle = `[ ${rule('lag', 'disk')}, ${rule('disk', 'gate')}, ${rule('gate', 'lag')} ]`;
    const { message } = await refusalOf(file(`${channels}\nrules: ${circle}`));
    expect(message.match(/keeps it back itself/g)).toHaveLength(3);
    const dead = await refusalOf(file(`${channels}\nrules: [ ${rule('target-down', 'run-failed')} ]`));
    expect(dead.message).toContain('the rule target-down keeps back');
  });

  it('refuses an address that is none without showing it', async () => {
    const { message } = await refusalOf(file(`channels: { ops: { type: webhook, url: 'ftp://${canary}' } }`));
    expect(message).toContain('watch.channels.ops.url');
    expect(message).not.toContain(canary);
  });
});

describe("a rule's SQL", () => {
  it.each([
    'SELECT COUNT(*) FROM t',
    'select `update`, 1 from t where a = "FOR UPDATE; DELETE" -- INTO OUTFILE',
    'WITH c AS (SELECT 1 AS n) SELECT n FROM c',
    "SELECT REPLACE(a, 'x', 'y'), INSERT(b, 1, 2, 'z') FROM t",
    '(SELECT 1) UNION (SELECT 2)',
    'SELECT t.lock, t.set FROM t FOR SYSTEM_TIME ALL',
    'SELECT /* plain */ 1 # end',
    'SELECT /*+ BKA(t) */ next, value FROM t',
  ])('may be %s', (sql) => {
    expect(ruleSqlProblem('r', sql)).toBeUndefined();
  });

  it.each([
    'DELETE FROM t',
    'SELECT 1; DROP TABLE t',
    'SELECT 1 FOR UPDATE',
    'SELECT 1 for /* x */ share',
    'SELECT 1 LOCK IN SHARE MODE',
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    'SELECT 1 INTO @x',
    'SELECT @x := 1',
    'WITH c AS (SELECT 1) DELETE FROM t USING t, c',
    'WITH c AS (SELECT 1) UPDATE t, c SET a = 1',
    'SELECT 1 /*!50000 INTO OUTFILE "/tmp/x" */',
    'SELECT 1 /*M! FOR UPDATE */',
    'SELECT SLEEP(10)',
    "SELECT GET_LOCK('a', 1)",
    'SELECT NEXT VALUE FOR s',
    'SELECT /*+ MAX_EXECUTION_TIME(0) */ 1',
    'SELECT /*+ BKA(t) SET_VAR(max_execution_time = 0) */ 1 FROM t',
    "SELECT load_file('/etc/passwd')",
    "SELECT 'open",
    'SELECT 1 /* open',
    'SHOW TABLES',
    'CALL p()',
    'TABLE t',
    '',
    '# nothing',
  ])('may not be %j', (sql) => {
    expect(ruleSqlProblem('r', sql)?.code).toMatch(/^watch\.sql\./);
  });
});
