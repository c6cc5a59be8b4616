import {
  appendFileSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NginxConfig } from '../../src/config/switch.js';
import { fetchAnswer } from '../../src/switch/fetch.js';
import { socketWord } from '../../src/switch/haproxy/socket.js';
import { parseStat, requestsOf } from '../../src/switch/haproxy/stat.js';
import { countLog } from '../../src/switch/nginx/access-log.js';
import { includeText, keyVariable, readIncludeText } from '../../src/switch/nginx/include-file.js';
import { nginxTimeMs, upstreamServers } from '../../src/switch/nginx/nginx.js';
import { parseMetrics } from '../../src/switch/prometheus.js';
import { instancesFor } from '../../src/switch/rolling.js';
import { countOpenCalls, countServices } from '../../src/switch/service-metrics.js';
import { isSame } from '../../src/switch/shadow.js';
import { replaceFile } from '../../src/switch/whole-file.js';

const names = { source: 'be_source', target: 'be_target' };
const nobody = { users: [], networks: [], conditions: [] };

describe('the include file of nginx', () => {
  it.each([
    [0, 'split_clients "$http_x_user_id" $tenantferry_backend {\n    * be_source;\n}\n'],
    [
      2.5,
      // Whoever has no such header stays.
      'split_clients "$http_x_user_id" $tenantferry_split {\n    2.5% be_target;\n    * be_source;\n}\n' +
        'map "$http_x_user_id" $tenantferry_backend {\n    default $tenantferry_split;\n    "" be_source;\n}\n',
    ],
    [100, 'split_clients "$http_x_user_id" $tenantferry_backend {\n    * be_target;\n}\n'],
  ])('says %f percent, and is read back', (share, expected) => {
    const text = includeText(share, 'header:x-user-id', names, nobody);
    expect(text.replace(/^#.*\n/, '')).toBe(expected);
    expect(readIncludeText('f', text, names)).toBe(share);
  });

  it('has maps for those who go first', () => {
    const first = {
      users: ['u1', 'default', 'a.b+c|d'],
      networks: ['10.0.0.0/8'],
      conditions: [{ kind: 'header', name: 'x-region', is: ['north', 'south'] }] as const,
    };
    const text = includeText(25, 'cookie:sid', names, first);
    expect(text).toContain('split_clients "$cookie_sid" $tenantferry_split {');
    expect(text).toContain('    "~^default$" be_target;\n    "~^a[.]b[+]c[|]d$" be_target;');
    expect(text).toContain(
      'map "$http_x_region" $tenantferry_backend {\n    default $tenantferry_first_2;\n    "~^north$" be_target;\n    "~^south$" be_target;',
    );
    expect(readIncludeText('f', text, names)).toBe(25);
    expect(keyVariable('address')).toBe('$remote_addr');
  });

  it.each([
    ['', 'no split_clients'],
    ['split_clients "$a" $b { * be_source; }', 'does not define'],
    ['split_clients "$a" $tenantferry_backend { * other; }', 'other is not a name'],
    ['split_clients "$a" $tenantferry_backend { 5% be_tar', 'ends within a block'],
    ['split_clients "$a" $tenantferry_backend { 5% be_target; }', 'no line for the rest'],
  ])('%j is not ours', (text, problem) => {
    expect(() => readIncludeText('f', text, names)).toThrow(problem);
  });

  it('may have been changed by hand', () => {
    const saying = (lines: string) => `split_clients "$a" $tenantferry_backend { ${lines} }`;
    const share = (lines: string) => readIncludeText('f', saying(lines), names);
    expect(share('30% be_source; * be_target;')).toBe(70);
    expect(share('10% be_target; 20% be_source; 5.5% be_target; * be_source;')).toBe(15.5);
  });

  it('is written whole, through a link, with the rights that it had', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenantferry-file-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [file, link] = [join(folder, 'own'), join(folder, 'link')];
    writeFileSync(file, 'before', { mode: 0o640 });
    symlinkSync(file, link);
    await replaceFile(link, 'after');
    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['link', 'own']);
  });

  it('is not all there is: the servers of an upstream stand in the config', () => {
    const text =
      'upstream be_target { server 127.0.0.1:81 max_fails=0; server unix:/s; server c:3 down; # server d:4;\n}';
    expect(upstreamServers(text, 'be_target')).toEqual(['127.0.0.1:81', 'unix:/s']);
    expect(upstreamServers(text, 'be_source')).toEqual([]);
  });
});

it.each([
  ['30', 30_000],
  ['2s', 2_000],
  ['1m 30s', 90_000],
  ['250ms', 250],
  ['0', null],
  ['', null],
])('%j is so long for nginx', (text, ms) => {
  expect(nginxTimeMs(text)).toBe(ms);
});

describe('the log of nginx', () => {
  function logged(): { config: NginxConfig; write(...lines: object[]): void } {
    const folder = mkdtempSync(join(tmpdir(), 'tenantferry-log-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const log = join(folder, 'access.log');
    writeFileSync(log, '{"backend":"be_target","status":500}\n');
    const config = { kind: 'nginx', include: '', reload: '', log, ...names } as const;
    return {
      config,
      write: (...lines) => appendFileSync(log, lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    };
  }

  it('is counted from where a step began, by whole lines', async () => {
    const { config, write } = logged();
    const begun = await countLog(config, null);
    expect(begun.figures.target.requests).toBe(0);
    write(
      { backend: 'be_target', status: 200, request_time: 0.012, grpc_status: '' },
      { backend: 'be_target', status: 504, request_time: '2.001', grpc_status: '-' },
      { backend: 'be_target', status: 200, request_time: 0.001, grpc_status: '14' },
      { backend: 'be_source', status: 200, request_time: 0.001, grpc_status: '0' },
      { backend: 'other', status: 500 },
    );
    appendFileSync(config.log, 'no JSON\n{"backend":"be_target","status":5');
    const { figures, mark } = await countLog(config, begun.mark);
    expect(figures.target).toMatchObject({ requests: 3, failed: 2, grpcCalls: 1, grpcFailed: 1 });
    expect(figures.target.times).toEqual({ 1: 1, 12: 1, 2000: 1 });
    expect(figures.source).toMatchObject({ requests: 1, failed: 0, grpcCalls: 1 });
    appendFileSync(config.log, '02}\n');
    expect((await countLog(config, mark)).figures.target).toMatchObject({ requests: 1, failed: 1 });
  });

  it.each(['.1', '-20261130'])('may be rotated, to %s', async (behind) => {
    const { config, write } = logged();
    const { mark } = await countLog(config, null);
    write({ backend: 'be_target', status: 500 });
    renameSync(config.log, `${config.log}${behind}`);
    write({ backend: 'be_target', status: 200 });
    expect((await countLog(config, mark)).figures.target).toMatchObject({ requests: 2, failed: 1 });
  });

  it('that is not there is said', async () => {
    const { config } = logged();
    rmSync(config.log);
    await expect(countLog(config, null)).rejects.toThrow(/cannot be read \(ENOENT\)/);
  });
});

it('HAProxy’s table has its own failures, and requests that were cut', () => {
  const text = '# pxname,svname,hrsp_1xx,hrsp_2xx,hrsp_5xx,hrsp_other\nbe_target,BACKEND,,90,8,2\n\n';
  expect(parseStat(text).map(requestsOf)).toEqual([{ requests: 100, failed: 8 }]);
  expect(socketWord('a b;c\\d')).toBe('a\\ b\\;c\\\\d');
});

it('Prometheus text is read with its labels', () => {
  const text = '# HELP x\na{b="c \\"d\\"",e="f"} 1.5e3 1700000000\na_bucket{le="+Inf"} +Inf\nnonsense\n';
  expect(parseMetrics(text)).toEqual([
    { name: 'a', labels: { b: 'c "d"', e: 'f' }, value: 1500 },
    { name: 'a_bucket', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
  ]);
});

it('Prometheus text may have times, exemplars, braces in labels, and numbers that are none', async () => {
  const lines = [
    'grpc_server_handled_total{grpc_code="OK",path="/a{b}"} 10 1520879607.789',
    'grpc_server_handled_total{grpc_code="Internal"} 4 # {trace_id="a b"} 0.67 1520879607.789',
    'grpc_server_handled_total {grpc_code="Aborted"} NaN',
    'grpc_server_handled_total{grpc_code="Unknown"} -1',
    'grpc_server_handling_seconds_bucket{le="0.01"} 9 # {} 0.1',
    'grpc_server_handling_seconds_bucket{le="wide"} 99',
    'grpc_server_handling_seconds_bucket{le="+Inf"} +Inf',
  ].join('\r\n');
  const server = createServer((_request, response) => response.end(lines));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  const none = { calls: 0, failed: 0, buckets: {} };
  const sides = { source: address, target: address };
  const { figures: found } = await countServices(sides, { source: none, target: none });
  expect(found.target).toMatchObject({ grpcCalls: 14, grpcFailed: 4, times: { 10: 9 } });
});

it('services are counted since a mark, also when one begins anew or is silent', async () => {
  let page = '';
  const server = createServer((_request, response) => {
    response.statusCode = page === '' ? 503 : 200;
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  const sides = { source: address, target: address };
  const told = (ok: number, bad: number) => {
    page = [
      `grpc_server_handled_total{grpc_code="OK"} ${ok}`,
      `grpc_server_handled_total{grpc_code="Internal"} ${bad}`,
      `grpc_server_handling_seconds_bucket{grpc_type="unary",le="0.01"} ${ok}`,
      `grpc_server_handling_seconds_bucket{grpc_type="unary",le="+Inf"} ${ok + bad}`,
      'grpc_server_handling_seconds_bucket{grpc_type="server_stream",le="+Inf"} 9',
    ].join('\n');
  };
  told(100, 0);
  const begun = await countServices(sides, null);
  expect(begun.figures.target).toMatchObject({ grpcCalls: 0 });
  told(150, 5);
  const grown = await countServices(sides, begun.mark);
  expect(grown.figures.target).toMatchObject({ grpcCalls: 55, grpcFailed: 5, times: { 10: 50, inf: 5 } });
  expect(await countOpenCalls(address)).toBeNull();
  page += '\ngrpc_server_started_total{grpc_type="server_stream"} 160\n';
  expect(await countOpenCalls(address)).toBe(5);
  page = '';
  expect(await countOpenCalls(address)).toBeNull();
  const silent = await countServices(sides, grown.mark);
  expect(silent).toMatchObject({ isPartial: true, mark: grown.mark });
  told(7, 1);
  expect((await countServices(sides, silent.mark)).figures.target).toMatchObject({
    grpcCalls: 8,
    grpcFailed: 1,
  });
});

it.each([
  [
    { id: 1, name: 'a', parts: [{ app_id: 4, n: 1 }] },
    { name: 'a', parts: [{ n: 1, app_id: 9 }], id: 2 },
    true,
  ],
  [{ name: 'a' }, { name: 'b' }, false],
  [{ tookMs: 3 }, { tookMs: 4 }, true],
  [{ valid: true }, { valid: false }, false],
])('%j and %j as answers', (one, other, same) => {
  const answer = (value: object) => ({
    status: 200,
    type: 'application/json',
    body: Buffer.from(JSON.stringify(value)),
  });
  expect(isSame(answer(one), answer(other), ['tookMs'])).toBe(same);
  expect(isSame(answer(one), { ...answer(one), status: 404 }, [])).toBe(false);
});

it('answers are compared as they were before they were packed, and by their bytes where they are no text', async () => {
  const packed: Readonly<Record<string, readonly [string, Buffer]>> = {
    '/plain': ['', Buffer.from('{"a":1,"id":2}')],
    '/gzip': ['gzip', gzipSync('{"id":3,"a":1}')],
    '/br': ['br', brotliCompressSync('{"a":1}')],
    '/broken': ['gzip', Buffer.from('{"a":1}')],
    '/bomb': ['gzip', gzipSync(Buffer.alloc(9 * 1024 * 1024))],
  };
  const server = createServer((request, response) => {
    const [encoding, body] = packed[request.url ?? ''] ?? ['', Buffer.alloc(0)];
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
    // In parts, without a length.
    response.write(body.subarray(0, 3));
    response.end(body.subarray(3));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const ask = (path: string) =>
    fetchAnswer(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const [plain, gzip, br] = [await ask('/plain'), await ask('/gzip'), await ask('/br')];
  if (!plain || !gzip || !br) throw new Error('no answer');
  expect([isSame(plain, gzip, []), isSame(gzip, br, [])]).toEqual([true, true]);
  expect([await ask('/broken'), await ask('/bomb')]).toEqual([null, null]);
  const picture = (...bytes: number[]) => ({ status: 200, type: 'image/png', body: Buffer.from(bytes) });
  expect(isSame(picture(0xff, 0xfe), picture(0xff, 0xfd), [])).toBe(false);
  expect(isSame(picture(0xff, 0xfe), picture(0xff, 0xfe), [])).toBe(true);
});

it('as many instances are renewed as a step needs', () => {
  expect([1, 50, 51, 100].map((share) => instancesFor(share, 4))).toEqual([1, 2, 3, 4]);
});
