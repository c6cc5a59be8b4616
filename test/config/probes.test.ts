import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Loading } from '../../src/config/loading.js';
import { resolveProbes, withProbes } from '../../src/config/probes.js';
import { loadPreset } from '../../src/preset/load.js';
import { goodConfig, load, refusalOf } from './support.js';

describe('probes in the config', () => {
  test('become items of the checklist, with defaults', async () => {
    const config = await load(`${goodConfig}probes:
  - { id: health, title: It answers, http: "https://h:8443/health?t={tenant}" }
  - { id: apps, title: { en: Apps, zh: 应用 }, when: before, sql: SELECT COUNT(*) FROM applications, on: source, expect: 12 }
`);
    expect(config.probes).toEqual([
      {
        id: 'health',
        when: 'after',
        title: { en: 'It answers', zh: 'It answers' },
        kind: 'probe',
        probe: { http: 'https://h:8443/health?t={tenant}', expect_status: 200 },
      },
      {
        id: 'apps',
        when: 'before',
        title: { en: 'Apps', zh: '应用' },
        kind: 'probe',
        probe: { sql: 'SELECT COUNT(*) FROM applications', on: 'source', expect: '12' },
      },
    ]);
    const preset = await loadPreset('bscp');
    const merged = withProbes(preset, config).checklist.map(({ id }) => id);
    expect(merged).toEqual([...preset.checklist.map(({ id }) => id), 'health', 'apps']);
  });

  test('may be logs, named from where the config lies, in which old endpoints are silent', async () => {
    const preset = { ...(await loadPreset('bscp')), api_window: [{ old: 'GET /old' }] };
    const loading = { folder: '/srv/night', env: {} } as unknown as Loading;
    const base = { id: 'old-api', title: 'Nobody calls it', when: 'after' } as const;
    const probeOf = (more: object) => resolveProbes(loading, [{ ...base, ...more }], preset)[0]?.probe;
    expect(probeOf({ log: ['access.json', '/var/log/access.json.1.gz'], silent_days: 7 })).toEqual({
      log: ['/srv/night/access.json', '/var/log/access.json.1.gz'],
      silent_days: 7,
    });
    expect(probeOf({ log: 'access.json' })).toMatchObject({ silent_days: 30 });
  });

  test('are optional', async () => {
    expect((await load(goodConfig)).probes).toBeUndefined();
  });

  test('load as docs/prove.md shows them', async () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/prove.md'), 'utf8');
    const [, example = ''] = /```yaml\n(probes:[\s\S]*?)```/.exec(page) ?? [];
    expect((await load(`${goodConfig}${example}`)).probes).toHaveLength(2);
  });

  test.each([
    ['neither kind', 'title: T', 'probe p needs one of http, sql and log'],
    ['both kinds', 'title: T, http: "http://h", sql: select 1', 'probe p needs one of http, sql and log'],
    ['no expectation', 'title: T, sql: select 1', 'probe p needs expect: what its SELECT must answer'],
    [
      'an expectation of the other kind',
      'title: T, http: "http://h", expect: 1',
      'on and expect belong to sql',
    ],
    ['logs where there are no old endpoints', 'title: T, log: a', 'names no old endpoints'],
    ['an answer for logs', 'title: T, log: a, expect: 1', 'silent_days belongs to log'],
    ['days for an address', 'title: T, http: "http://h/", silent_days: 3', 'silent_days belongs to log'],
    ['a status for SQL', 'title: T, sql: select 1, expect: 1, expect_status: 200', 'belong to http'],
    ['two statements', 'title: T, sql: "select 1; select 2", expect: 1', 'without a semicolon'],
    ['a write', 'title: T, sql: delete from kvs, expect: 1', 'one SELECT statement'],
    ['a password in the address', 'title: T, http: "http://u:hunter2@h/"', 'without a user'],
    ['a host by the tenant', 'title: T, http: "http://{tenant}/"', 'an address like'],
  ])('refuse %s', async (_name, keys, message) => {
    const refusal = await refusalOf(`${goodConfig}probes:\n  - { id: p, ${keys} }\n`);
    expect(refusal.message).toContain(message);
    expect(refusal.message).not.toContain('hunter2');
    expect(refusal.line).toBe(14);
  });

  test('refuse an id that the checklist has', async () => {
    const { checklist } = await loadPreset('bscp');
    const id = checklist[0]?.id ?? '';
    for (const second of [id, 'p']) {
      const yaml = `${goodConfig}probes:\n  - { id: p, title: T, http: "http://h" }\n  - { id: ${second}, title: T, http: "http://h" }\n`;
      expect((await refusalOf(yaml)).message).toContain(`the checklist has an item ${second} already`);
    }
  });
});
