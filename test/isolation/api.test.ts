import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkHeaders, judgeHeaders } from '../../src/isolation/api/headers.js';
import { readLogLine } from '../../src/isolation/api/log-line.js';
import { readWindow } from '../../src/isolation/api/window.js';

const call = (day: number, path: string, more: object = {}): string =>
  JSON.stringify({
    time_iso8601: `2026-11-${String(day).padStart(2, '0')}T08:00:00+08:00`,
    remote_addr: '10.0.0.1',
    request_method: 'GET',
    request_uri: path,
    status: '200',
    request_time: '0.010',
    ...more,
  });

/** A call of something else on each of these days. */
const daily = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => call(from + index, '/x'));

async function logs(...files: readonly (readonly string[])[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'window-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return Promise.all(
    files.map(async (lines, index) => {
      const isPacked = index > 0;
      const file = join(folder, `access.json${isPacked ? `.${index}.gz` : ''}`);
      const text = `${lines.join('\n')}\n`;
      await writeFile(file, isPacked ? gzipSync(text) : text);
      return file;
    }),
  );
}

const endpoints = [{ old: 'GET /api/config', new: 'GET /api/v3/config' }, { old: 'GET /api/items/{id}' }];

describe('what may be a call of an old endpoint', () => {
  const silent = async (lines: readonly string[], pairs = endpoints) =>
    (await readWindow(await logs([...daily(1, 27), ...lines, call(28, '/x')]), pairs, 5)).figures;

  it.each([
    ['written otherwise', call(27, '//api/./%63onfig')],
    ['a part of it encoded', call(27, '/api/v3/../config?x=1')],
    ['cut off by a rotation', call(27, '/api/config').slice(0, -20)],
    ['without its method', call(27, '/api/config', { request_method: undefined })],
    ['with slashes that are escaped', `{"uri": "\\/api\\/config", broken`],
  ])('is no silence: %s', async (_what, line) => {
    expect(await silent([])).toMatchObject({ silent: true });
    expect(await silent([line])).toMatchObject({ silent: false });
  });

  it('is one although another new endpoint would take it, too', async () => {
    const pairs = [
      { old: 'GET /api/v1/a', new: 'GET /api/{kind}' },
      { old: 'GET /api/b', new: 'GET /api/v3/b' },
    ];
    expect(await silent([call(27, '/api/b')], pairs)).toMatchObject({ silent: false, legacyCalls: 1 });
  });

  it('is not every line that cannot be read', async () => {
    expect(await silent(['no json'])).toMatchObject({ silent: true, unreadable: 1, doubtful: 0 });
  });
});

describe('the window of old endpoints', () => {
  it('counts calls, errors, time, clients and the last use, over all logs', async () => {
    const files = await logs(
      [
        call(20, '/api/v3/config'),
        call(21, '/api/config/', { status: 500, request_time: '0.030' }),
        'no json',
        '{}',
      ],
      [
        call(1, '/api/config?a=1'),
        call(2, '/api/config', { remote_addr: '10.0.0.2' }),
        call(2, '/api/items/7'),
        call(3, '/api/items'),
        call(3, '/api/config', { request_method: 'PUT' }),
      ],
    );
    const { endpoints: uses, figures } = await readWindow(files, endpoints, 5);
    expect(uses).toEqual([
      {
        old: {
          endpoint: 'GET /api/config',
          calls: 3,
          errors: 1,
          meanMs: 16.7,
          clients: 2,
          lastUsedAt: '2026-11-21T00:00:00.000Z',
        },
        new: {
          endpoint: 'GET /api/v3/config',
          calls: 1,
          errors: 0,
          meanMs: 10,
          clients: 1,
          lastUsedAt: '2026-11-20T00:00:00.000Z',
        },
        silent: false,
      },
      {
        old: {
          endpoint: 'GET /api/items/{id}',
          calls: 1,
          errors: 0,
          meanMs: 10,
          clients: 1,
          lastUsedAt: '2026-11-02T00:00:00.000Z',
        },
        new: null,
        silent: true,
      },
    ]);
    expect(figures).toMatchObject({ silent: false, legacyCalls: 4, newCalls: 1, lines: 9, unreadable: 2 });
  });

  it.each<[string, readonly string[], number, boolean]>([
    ['no call for so long', [call(1, '/api/config'), ...daily(2, 20)], 10, true],
    ['a call within', [...daily(1, 14), call(15, '/api/config'), ...daily(16, 20)], 10, false],
    ['a log that is too short', daily(15, 20), 10, false],
    ['a log of its ends alone', [call(1, '/x'), call(20, '/x')], 10, false],
    ['a day that is missing', [...daily(1, 13), ...daily(15, 20)], 10, false],
    ['a day that is missing before that', [...daily(1, 7), ...daily(9, 20)], 10, true],
    ['an empty log', [], 10, false],
  ])('%s', async (_what, lines, days, silent) => {
    const { figures } = await readWindow(await logs(lines), endpoints, days);
    expect(figures.silent).toBe(silent);
  });

  it('names what is missing of a log that has many lines a day, in whatever order its files are', async () => {
    const hours = (from: number, to: number) =>
      Array.from({ length: (to - from) * 24 }, (_, hour) => {
        const time = new Date(Date.UTC(2026, 10, from, hour, 59)).getTime() / 1000;
        return call(1, '/x', { time_iso8601: undefined, msec: `${time}.250` });
      });
    const whole = await readWindow(await logs(hours(5, 9), hours(1, 5)), endpoints, 6);
    expect(whole.figures).toMatchObject({ silent: true, gaps: [] });
    const { figures } = await readWindow(await logs(hours(6, 9), hours(1, 5)), endpoints, 6);
    expect(figures).toMatchObject({
      silent: false,
      gaps: [{ from: '2026-11-04T23:59:00.250Z', to: '2026-11-06T00:59:00.250Z' }],
    });
  });

  it('refuses a log that is not there, or is not packed as it says', async () => {
    await expect(readWindow(['/no/such/log'], endpoints, 1)).rejects.toThrow('cannot be read (ENOENT)');
    const [file = ''] = await logs([call(1, '/')]);
    await writeFile(`${file}.gz`, 'not packed');
    await expect(readWindow([`${file}.gz`], endpoints, 1)).rejects.toThrow('cannot be read');
  });
});

describe('a line of the log', () => {
  it.each<[string, object]>([
    ['ISO 8601', { time_iso8601: '2026-11-30T08:00:00+00:00' }],
    ['milliseconds', { msec: '1796025600.000' }],
    ['local', { time_local: '30/Nov/2026:16:00:00 +0800' }],
    ['ISO under another name', { '@timestamp': '2026-11-30T08:00:00Z' }],
  ])('has its time as %s', (_form, time) => {
    const line = readLogLine(
      JSON.stringify({
        ...time,
        request: 'POST /a/b?c=d HTTP/1.1',
        status: 204,
        request_time: 1.5,
        http_x_forwarded_for: '1.1.1.1, 2.2.2.2',
      }),
    );
    expect(line).toEqual({
      at: Date.UTC(2026, 10, 30, 8),
      method: 'POST',
      path: '/a/b',
      status: 204,
      ms: 1500,
      client: '1.1.1.1',
    });
  });

  it('is none without a time, a path or a status', () => {
    for (const text of [
      '',
      '1',
      'null',
      '[]',
      '{"status":200}',
      '{"time":"x","uri":"/","status":200}',
      '{"msec":"1796025600","status":200}',
    ]) {
      expect(readLogLine(text)).toBeNull();
    }
  });
});

describe('headers of an old endpoint', () => {
  const judged = (deprecation?: string, sunset?: string) =>
    judgeHeaders('GET /a', { deprecation, sunset }).map(({ ok, because }) => [ok, because?.code]);
  const sunset = 'Thu, 31 Dec 2026 23:59:59 GMT';

  it.each<[string | undefined, string | undefined, readonly (readonly [boolean, string])[]]>([
    [
      '@1767225600',
      sunset,
      [
        [true, 'header.deprecated'],
        [true, 'header.ends'],
      ],
    ],
    [
      undefined,
      undefined,
      [
        [false, 'header.missing'],
        [false, 'header.missing'],
      ],
    ],
    [
      'true',
      '2026-12-31',
      [
        [false, 'header.deprecation-form'],
        [false, 'header.sunset-form'],
      ],
    ],
    [
      sunset,
      sunset,
      [
        [false, 'header.deprecation-form'],
        [true, 'header.ends'],
      ],
    ],
    [
      '@1999999999',
      sunset,
      [
        [true, 'header.deprecated'],
        [false, 'header.sunset-early'],
      ],
    ],
  ])('Deprecation %s, Sunset %s', (deprecation, ends, wanted) => {
    expect(judged(deprecation, ends)).toEqual(wanted);
  });

  it('are asked for by GET, or by OPTIONS where a call would do something', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('Deprecation', '@1767225600').setHeader('Sunset', sunset).end('x'.repeat(100_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await checkHeaders(base, 'GET /a')).every(({ ok }) => ok)).toBe(true);
    expect((await checkHeaders(base, 'POST /b')).every(({ ok }) => ok)).toBe(true);
    expect(asked).toEqual(['GET /a', 'OPTIONS /b']);
    await new Promise((resolve) => server.close(resolve));
    expect((await checkHeaders(base, 'GET /a')).map(({ because }) => because?.code)).toEqual([
      'header.unreachable',
      'header.unreachable',
    ]);
  });
});
