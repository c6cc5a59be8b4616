import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProbes } from '../../src/validate/probes.js';
import { smallPreset } from '../support/preset.js';

const text = (en: string) => ({ en, zh: en });
const nowhere = { host: '127.0.0.1', port: 1, database: 'd', user: 'u' };

describe('HTTP probes', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/never') return;
      if (request.url === '/moved') response.setHeader('Location', '/ok');
      response.statusCode = request.url === '/down' ? 503 : request.url === '/moved' ? 302 : 200;
      response.end(`tenant ${request.url} token=hunter2`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const probe = async (http: string, more: object = {}) => {
    const preset = smallPreset({
      checklist: [
        { id: 'health', when: 'after', title: text('Health'), kind: 'probe', probe: { http, ...more } },
      ],
    });
    const [answer] = await runProbes(preset, {
      source: nowhere,
      target: nowhere,
      tenantId: 'a/b',
      timeoutMs: 200,
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

  test('fail when nobody answers, without showing a password in the address', async () => {
    const answer = await probe('http://ann:hunter2@127.0.0.1:1/health');
    expect(answer).toMatchObject({
      state: 'fail',
      evidence: 'http://127.0.0.1:1/health cannot be reached: ECONNREFUSED',
    });
  });

  test('give up in time, on a server that says nothing', async () => {
    const answer = await probe(`http://127.0.0.1:${port}/never`);
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
