import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import { RefusedError } from '../../src/core/refused.js';
import { describeMysqlError } from '../../src/mysql/errors.js';
import { localiseEvent, localiseRefusal } from '../../src/text/localise.js';
import { changed, sayEngine } from '../../src/text/zh/engine.js';

const root = join(import.meta.dirname, '../../src');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The literals that follow `before` in a source file, with `x` for what is put in. */
function literalsAfter(file: string, before: RegExp): readonly string[] {
  const pattern = new RegExp(`${before.source}\\s*(?:'([^'\\n]+)'|\`([^\`]+)\`)`, 'g');
  return [...read(file).matchAll(pattern)].map(([, plain, template]) =>
    (plain ?? template ?? '').replaceAll(/\$\{[^}]*\}/g, 'x'),
  );
}

/** Where each kind of sentence is made, and how many are there at least: none may be overlooked. */
const places = [
  ['preflight/dry-run.ts', /\blog\(/, 2],
  ['operations/validate.ts', /message:/, 1],
  ['phases/rows/copy/copy-rows.ts', /\bsay\(/, 2],
  ['phases/secrets/phase.ts', /said:/, 1],
  ['phases/rows/copy/copy-pair.ts', /message:/, 1],
  ['mysql/errors.ts', /message:/, 2],
  ['mysql/server-messages.ts', /signalledMessage =/, 1],
  ['ledger/choose-run.ts', /changes\.push\(/, 3],
] as const;

describe('what the engine says while it works', () => {
  it.each(places)('is known in Chinese where %s makes it', (file, before, least) => {
    const found = literalsAfter(file, before);
    expect(found.length).toBeGreaterThanOrEqual(least);
    for (const sentence of found) expect(sayEngine(sentence), sentence).toMatch(/\p{Script=Han}/u);
  });

  it('names everything that can change in a plan', () => {
    const found = literalsAfter('ledger/choose-run.ts', /differs\(/);
    expect(found.toSorted()).toEqual(Object.keys(changed).toSorted());
  });

  it.each([
    'repairs go by the validation of 2026-11-21T17:55:15Z; what it named still differs (to repair: 6)',
    'the validation of 2026-11-21T17:55:15Z is stale: of 3 repairs 1 are needed no more, 0 are other ones; validating again',
  ])('knows what repairs go by: %s', (sentence) => {
    expect(sayEngine(sentence)).toMatch(/^[^a-z]*$/);
  });

  it('leaves codes and a server’s own words', () => {
    expect(sayEngine('PROTOCOL_CONNECTION_LOST: the connection was lost')).toBe(
      'PROTOCOL_CONNECTION_LOST: 连接已断开',
    );
    expect(sayEngine('Lock wait timeout exceeded')).toBe('Lock wait timeout exceeded');
  });

  it('names places and pieces of work in Chinese, too', () => {
    expect(sayEngine('kvs chunk 3')).toBe('kvs 第 3 块');
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:3306'), {
      code: 'ECONNREFUSED',
      address: '127.0.0.1',
      port: 3306,
    });
    const { code, message } = describeMysqlError(refused);
    expect(sayEngine(`${code}: ${message}`)).toBe(
      'ECONNREFUSED: 127.0.0.1:3306 拒绝连接：服务器未运行或监听在其他地址',
    );
  });

  it('is said where an operation failed by it', () => {
    expect(localiseRefusal({ message: 'the connection was lost' }, 'zh').message).toBe('连接已断开');
  });

  it('is said in events', () => {
    const events: readonly RunEvent[] = [
      { type: 'log', level: 'info', at: '', message: 'the Vault phase is skipped: nothing to do' },
      {
        type: 'retry',
        subject: 'kvs',
        attempt: 1,
        waitMs: 100,
        reason: 'ECONNRESET: the connection was lost',
      },
      {
        type: 'table-failed',
        table: 'kvs',
        message: 'table kvs, some rows by name: the connection was lost',
      },
      {
        type: 'table-failed',
        table: 'kvs',
        message: 'table kvs, range 12 by name, at: the connection was lost',
      },
      { type: 'table-failed', table: 'kvs', message: 'table kvs, keys after id=5: the connection was lost' },
    ];
    for (const event of events) {
      expect(JSON.stringify(localiseEvent(event, 'zh'))).toMatch(/\p{Script=Han}/u);
      expect(localiseEvent(event, 'en')).toBe(event);
    }
  });

  it('is said in the refusal to resume another plan', () => {
    const error = new RefusedError('run r cannot be resumed, because …', {
      remedy: 'restore what changed',
      because: {
        code: 'run.changed',
        params: {
          run: 'r',
          config: 'm.yaml',
          changes: 'the tenant was a and is b now; tables were added: audits',
        },
      },
    });
    expect(localiseRefusal(error, 'zh').message).toBe(
      '迁移 r 无法继续，因为以下内容已改变：租户 原为 a，现为 b；新增的表：audits',
    );
  });
});
