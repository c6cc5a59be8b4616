import { describe, expect, it } from 'vitest';
import { logEvent, type RunEvent, retryEvent } from '../../src/core/events.js';
import { type Finding, sampled } from '../../src/core/finding.js';
import { RefusedError } from '../../src/core/refused.js';
import { type Sentence, saidBy, told } from '../../src/core/sentence.js';
import { readStored, stored } from '../../src/core/stored.js';
import { say as sayLedger } from '../../src/ledger/words.js';
import { connectionLost, describeMysqlError, MysqlError } from '../../src/mysql/errors.js';
import { explainFailure } from '../../src/mysql/explain-failure.js';
import { say as sayMysql } from '../../src/mysql/words.js';
import { say as sayOperations } from '../../src/operations/words.js';
import { say as sayPreflight } from '../../src/phases/rows/check/words.js';
import { CopyError } from '../../src/phases/rows/copy/copy-error.js';
import { say as sayRows } from '../../src/phases/rows/words.js';
import { say as saySecrets } from '../../src/phases/secrets/words.js';
import {
  localise,
  localiseEvent,
  localiseEvidence,
  localiseRefusal,
  localiseSaid,
} from '../../src/text/localise.js';
import { errorOfConnection } from '../../src/vault/errors.js';
import { unusablePath } from '../../src/vault/path-names.js';

const han = /\p{Script=Han}/u;
const table = { table: 'kvs', key: ['id'], columns: [] };

/** A failed copy of kvs, as it is told. */
const failed = (range: object, number?: number): RunEvent => {
  const error = Reflect.construct(CopyError, [{ table, range, number }, connectionLost()]) as CopyError;
  return { type: 'table-failed', table: 'kvs', ...told(error.said) };
};

describe('what is said while work goes on', () => {
  const events: readonly (readonly [string, RunEvent, RegExp])[] = [
    ['a log line', logEvent('info', sayRows('log.taken-up', { tables: 3 })), /已比对 3 张表/],
    [
      'a retry',
      retryEvent(
        { attempt: 1, waitMs: 100, leftMs: 60_000 },
        sayRows('retry.chunk', { table: 'kvs', chunk: 3 }),
        sayMysql('mysql.coded', { code: 'ECONNRESET', message: connectionLost().said }),
      ),
      /kvs 第 3 块.*ECONNRESET: 连接已断开/,
    ],
    ['all rows', failed({ after: null, through: null }), /表 kvs，所有行：连接已断开/],
    ['some rows', failed({ after: null, through: [{ n: '5' }] }), /按 id 的部分行：连接已断开/],
    ['a numbered range', failed({ after: null, through: [{ n: '5' }] }, 12), /按 id 的第 12 段：连接已断开/],
    [
      'a secret',
      {
        type: 'secret-problem',
        table: 'kvs',
        key: 'k',
        path: 'biz/2/k',
        version: '3',
        kind: 'deleted',
        sourceFault: true,
        ...told(saySecrets('secret.deleted', { version: '3' })),
      },
      /版本 3 在源端已删除/,
    ],
    [
      'a phase left out',
      {
        type: 'log',
        level: 'info',
        at: '',
        message: 'the Vault phase is skipped: no table that names secrets is migrated',
        because: { code: 'vault-phase.skipped', params: { reason: 'tables' } },
      },
      /跳过 Vault 阶段：没有迁移/,
    ],
  ];

  it.each(events)('is Chinese: %s', (_name, event, chinese) => {
    expect(JSON.stringify(localiseEvent(event, 'zh'))).toMatch(chinese);
    expect(localiseEvent(event, 'en')).toBe(event);
  });

  it('leaves a server’s own words', () => {
    const event = retryEvent({ attempt: 1, waitMs: 1, leftMs: 60_000 }, 'kvs', 'Lock wait timeout exceeded');
    expect(localiseEvent(event, 'zh')).toEqual(event);
  });
});

describe('what an error says', () => {
  it.each([
    ['ECONNREFUSED', '127.0.0.1:3306 拒绝连接：服务器未运行或监听在其他地址'],
    ['EHOSTUNREACH', '本机无法访问 127.0.0.1:3306'],
    ['ETIMEDOUT', '127.0.0.1:3306 没有响应'],
  ])('%s', (code, chinese) => {
    const error = Object.assign(new Error(`connect ${code} 127.0.0.1:3306`), {
      code,
      address: '127.0.0.1',
      port: 3306,
    });
    const { said, message } = describeMysqlError(error);
    expect(localiseSaid(said, 'zh')).toBe(chinese);
    expect(localiseSaid(said, 'en')).toBe(message);
  });

  it('stands in the explanation of a failure', () => {
    const refusal = { message: 'x', ...explainFailure(connectionLost()) };
    expect(localiseRefusal(refusal, 'zh').message).toBe('PROTOCOL_CONNECTION_LOST: 连接已断开');
    expect(refusal.because.params?.message).toBe('PROTOCOL_CONNECTION_LOST: the connection was lost');
    const server = new MysqlError({ code: 'ER_X', errno: 1205, message: 'Lock wait', retryable: true });
    expect(localiseRefusal({ message: 'x', ...explainFailure(server) }, 'zh').message).toBe(
      'ER_X (1205): Lock wait',
    );
  });

  it('is a Vault’s, too', () => {
    const error = errorOfConnection(
      'https://v',
      'GET a/b',
      Object.assign(new Error('x'), { code: 'ECONNRESET' }),
    );
    expect(localiseSaid(saidBy(error), 'zh')).toBe('https://v：GET a/b 时连接断开或被拒绝（ECONNRESET）');
    for (const path of ['a//b', 'a/../b']) expect(localiseSaid(unusablePath(path) ?? '', 'zh')).toMatch(han);
    expect(unusablePath('a/b')).toBeNull();
  });

  it('is what changed, in the refusal to resume another plan', () => {
    const said = [
      sayLedger('changed.was', { what: sayLedger('changed.tenant'), before: 'a', now: 'b' }),
      sayLedger('changed.added', { tables: 'audits' }),
    ];
    const params = { run: 'r', config: 'm.yaml', changes: said.map(({ text }) => text).join('; '), said };
    const error = new RefusedError('run r cannot be resumed, because …', {
      remedy: 'restore what changed',
      because: { code: 'run.changed', params },
    });
    expect(localiseRefusal(error, 'zh').message).toBe(
      '迁移 r 无法继续，因为以下内容已改变：租户 原为 a，现为 b；新增的表：audits',
    );
    const { said: _, ...older } = params;
    const stored = { message: '', remedy: '', because: { code: 'run.changed', params: older } };
    expect(localiseRefusal(stored, 'zh').message).toContain('the tenant was a and is b now');
  });
});

describe('what the ledger keeps of a sentence', () => {
  it.each<Sentence | string>([
    saySecrets('secret.history', { version: 2, problem: saySecrets('secret.no-version', { version: '9' }) }),
    sayOperations('probe.failed', { side: sayOperations('probe.target'), why: 'x\ny' }),
    'permission denied',
    'odd\n{"code":',
  ])('is the text, and what it is said by: %j', (said) => {
    const { message, because } = readStored(stored(said));
    expect({ message, because }).toEqual({ because: undefined, ...told(said) });
    expect(readStored(message)).toEqual({ message });
  });

  it('says the evidence of a probe in Chinese', () => {
    const said = sayOperations('probe.other-status', { what: 'http://x', status: 500, wanted: 200 });
    const { message, because } = readStored(stored(said));
    const answer = { evidence: message, because: because && [{ ...because, text: message }] };
    expect(localiseEvidence(answer, 'zh')).toBe('http://x 返回 500，应为 200');
    expect(localiseEvidence({ evidence: message }, 'zh')).toBe(message);
  });
});

describe('the samples of a finding', () => {
  it('are said in Chinese where there are words in them', () => {
    const row = sayPreflight('sample.tenant', { row: 'id=5', tenant: 'default' });
    const samples = [
      sayPreflight('sample.with', { row, value: 'name="a"' }),
      sayPreflight('sample.several', { one: 'id=1', other: 'id=2', rows: 3 }),
      sayPreflight('sample.length', { row: 'id=7: "aaa…"', characters: 41, bytes: 80 }),
      sayPreflight('sample.also-tenant', { row: 'biz_id=2', tenant: 'beta' }),
      saySecrets('sample.secret', {
        row: 'kvs id=23',
        path: 'biz/2/k',
        problem: saySecrets('secret.no-secret'),
      }),
      'biz_id=2, app=demo',
    ];
    const finding: Finding = {
      code: 'mysql.long-transactions',
      severity: 'warning',
      subject: 'source-mysql',
      count: 1,
      title: '1 transaction is older than 60 s; it can hold locks the migration waits for',
      params: { seconds: 60, kill: 'KILL 5;' },
      ...sampled(samples),
    };
    expect(localise(finding, 'zh').samples).toEqual([
      'id=5（租户 default）：name="a"',
      'id=1 和 id=2（共 3 行）',
      'id=7: "aaa…"（41 个字符，80 字节）',
      'biz_id=2：租户 beta 也有',
      'kvs id=23, biz/2/k：源端在此路径没有密钥',
      'biz_id=2, app=demo',
    ]);
    expect(localise(finding, 'en').samples).toEqual([
      'id=5 (tenant default): name="a"',
      'id=1 and id=2 (3 rows)',
      'id=7: "aaa…" (41 characters, 80 bytes)',
      'biz_id=2: also tenant beta',
      'kvs id=23, biz/2/k: the source has no secret at this path',
      'biz_id=2, app=demo',
    ]);
    expect(sampled(['a'])).toEqual({ samples: ['a'] });
  });
});
