import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProbes } from '../../../src/operations/checklist/probes.js';
import { localiseEvidence } from '../../../src/text/localise.js';
import { smallPreset } from '../../support/preset.js';
import { createAuthority } from '../../vault/support/certificates.js';

const text = (en: string) => ({ en, zh: en });
const nowhere = { host: '127.0.0.1', port: 1, database: 'd', user: 'u' };

describe('probes of logs', () => {
  const day = 86_400_000;
  const asked = async (lines: readonly object[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'probe-'));
    const log = join(folder, 'access.json');
    if (lines.length > 0) await writeFile(log, lines.map((line) => JSON.stringify(line)).join('\n'));
    const preset = smallPreset({
      api_window: [{ old: 'GET /old' }],
      checklist: [
        {
          id: 'old',
          when: 'after',
          title: text('Old'),
          kind: 'probe',
          probe: { log: [log], silent_days: 7 },
        },
      ],
    });
    const [answer] = await runProbes(preset, {
      source: nowhere,
      target: nowhere,
      tenantId: 'a',
      signal: new AbortController().signal,
    });
    await rm(folder, { recursive: true });
    return answer;
  };
  // One moment for all lines: a millisecond between two of them would be a line outside of the days that count.
  const now = Date.now();
  const call = (daysAgo: number, path: string) => ({
    time_iso8601: new Date(now - daysAgo * day).toISOString(),
    ...{ request_method: 'GET', request_uri: path, status: 200 },
  });

  /** One a day, up to now. */
  const daily = (days: number) => Array.from({ length: days + 1 }, (_, back) => call(back, '/x'));
  test.each([
    ['pass', [call(20, '/old'), call(9, '/x'), ...daily(7)], 'silent for the last 7 days', '旧端点没有调用'],
    ['fail', [...daily(20), call(3, '/old')], 'is not proven', '未能证明'],
    ['fail', daily(2), 'the log is too short', '日志过短'],
    [
      'fail',
      [...daily(3), call(5, '/x'), call(6, '/x'), call(7, '/x')],
      'the logs hold nothing from',
      '没有任何内容',
    ],
    ['fail', [call(40, '/x'), call(20, '/x')], 'called since is not known', '此后的调用未知'],
    ['fail', [], 'cannot be read (ENOENT)', '无法读取日志'],
  ] as const)('%s: %j', async (state, lines, english, chinese) => {
    const answer = await asked(lines);
    expect(answer).toMatchObject({ state, evidence: expect.stringContaining(english) });
    if (answer) expect(localiseEvidence(answer, 'zh')).toContain(chinese);
  });
});

describe('HTTP probes', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url?.split('?')[0];
      if (path === '/never') return;
      if (path === '/moved') response.setHeader('Location', '/ok');
      response.statusCode = path === '/down' ? 503 : path === '/moved' ? 302 : 200;
      response.end(`tenant ${request.url} token=hunter2`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  /** Long enough for a busy machine; `timeoutMs` for those that are not answered. */
  const probe = async (
    http: string,
    { timeoutMs = 30_000, ...more }: { timeoutMs?: number; [key: string]: unknown } = {},
  ) => {
    const preset = smallPreset({
      checklist: [
        { id: 'health', when: 'after', title: text('Health'), kind: 'probe', probe: { http, ...more } },
      ],
    });
    const [answer] = await runProbes(preset, {
      source: nowhere,
      target: nowhere,
      tenantId: 'a/b',
      timeoutMs,
      signal: new AbortController().signal,
    });
    return answer;
  };

  test('pass with the expected status and text', async () => {
    const answer = await probe(`http://127.0.0.1:${port}/ok/{tenant}`, { expect_body: 'tenant /ok/a%2Fb' });
    expect(answer).toMatchObject({ itemId: 'health', state: 'pass', by: 'tenantferry' });
    expect(answer?.evidence).toBe(`http://127.0.0.1:${port}/ok/a%2Fb answered 200 with the expected text`);
  });

  test('fail with another status or without the text, and never show the body', async () => {
    const down = await probe(`http://127.0.0.1:${port}/down`);
    expect(down).toMatchObject({ state: 'fail', evidence: expect.stringContaining('answered 503, not 200') });
    const other = await probe(`http://127.0.0.1:${port}/`, { expect_body: 'something else' });
    expect(other?.state).toBe('fail');
    expect(JSON.stringify([down, other])).not.toContain('hunter2');
  });

  test('do not follow to another place, and show no secret of the address', async () => {
    const moved = await probe(`http://127.0.0.1:${port}/moved?token=hunter2#hunter3`);
    expect(moved).toMatchObject({
      state: 'fail',
      evidence: `http://127.0.0.1:${port}/moved answered 302, not 200`,
    });
    const expected = await probe(`http://127.0.0.1:${port}/moved?token=hunter2`, { expect_status: 302 });
    expect(expected).toMatchObject({
      state: 'pass',
      evidence: `http://127.0.0.1:${port}/moved answered 302`,
    });
    const slow = await probe(`http://127.0.0.1:${port}/never?token=hunter2`, { timeoutMs: 200 });
    expect(slow?.evidence).toBe(
      `http://127.0.0.1:${port}/never cannot be reached: no answer within 0.2 seconds`,
    );
    const nonsense = await probe('http://ann:hunter2@[nonsense/');
    expect(nonsense?.state).toBe('fail');
    expect(JSON.stringify([moved, expected, slow, nonsense])).not.toContain('hunter');
  });

  test('fail on a certificate that nobody vouches for', async () => {
    const { cert, key } = createAuthority('probes').issue({ name: 'localhost', usage: 'server' });
    const secure = createSecureServer({ cert, key }, (_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    try {
      const { port: securePort } = secure.address() as AddressInfo;
      const answer = await probe(`https://127.0.0.1:${securePort}/?token=hunter2`);
      expect(answer).toMatchObject({
        state: 'fail',
        evidence: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/ cannot be reached: [A-Z_]+$/),
      });
    } finally {
      await new Promise<void>((resolve) => void secure.close(() => resolve()));
    }
  });

  test('fail when nobody answers, without showing a password in the address', async () => {
    const answer = await probe('http://ann:hunter2@127.0.0.1:1/health');
    expect(answer).toMatchObject({
      state: 'fail',
      evidence: 'http://127.0.0.1:1/health cannot be reached: ECONNREFUSED',
    });
  });

  test('give up in time, on a server that says nothing', async () => {
    const answer = await probe(`http://127.0.0.1:${port}/never`, { timeoutMs: 200 });
    expect(answer).toMatchObject({
      state: 'fail',
      evidence: expect.stringContaining('no answer within 0.2 seconds'),
    });
  });

  test('ask no other address than the one that is named', async () => {
    const moved = await probe(`http://127.0.0.1:${port}/moved`);
    expect(moved).toMatchObject({
      state: 'fail',
      evidence: expect.stringContaining('answered 302, not 200'),
    });
    const chosen = await probe('http://{tenant}/health');
    expect(chosen?.evidence).toBe('{tenant} may not stand in the host of an address');
  });

  test('are made for probe items only', async () => {
    const options = { source: nowhere, target: nowhere, tenantId: 't', signal: new AbortController().signal };
    expect(await runProbes(smallPreset(), options)).toEqual([]);
  });
});

test('an SQL probe that cannot ask has failed', async () => {
  const preset = smallPreset({
    checklist: [
      {
        id: 'rows',
        when: 'after',
        title: text('Rows'),
        kind: 'probe',
        probe: { sql: 'SELECT 1', on: 'target', expect: '1' },
      },
    ],
  });
  const [answer] = await runProbes(preset, {
    source: nowhere,
    target: nowhere,
    tenantId: 't',
    signal: new AbortController().signal,
  });
  expect(answer).toMatchObject({
    state: 'fail',
    evidence: expect.stringContaining('the target could not answer'),
  });
});
