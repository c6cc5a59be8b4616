import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobResult } from '../../../src/core/validation-shape.js';
import { findSecretConflicts } from '../../../src/phases/secrets/copy/conflicts.js';
import { rollbackSecrets, type WrittenPath } from '../../../src/phases/secrets/rollback/rollback-secrets.js';
import type { ComparedSecret } from '../../../src/phases/secrets/validate/compare-secret.js';
import { compareSecrets } from '../../../src/phases/secrets/validate/compare-secrets.js';
import { findExtraSecrets } from '../../../src/phases/secrets/validate/extra-secrets.js';
import { startVault, type VaultServer } from '../../../src/sandbox/vault/server.js';
import { localiseJob } from '../../../src/text/localise.js';
import { openVault, type VaultClient } from '../../../src/vault/client.js';
import { expectChineseChecks } from '../../text/expect-chinese.js';
import { copy, endpoint, group, row } from '../../vault/support/copying.js';
import { type Independent, independent } from '../../vault/support/independent.js';
import { memoryLedger } from '../../vault/support/ledger.js';

let server: VaultServer;
let mounts = 0;
let from: Independent;
let to: Independent;
let source: VaultClient;
let target: VaultClient;
const fields = { value: 'value', type: 'kv_type' };
const canary = 'canary-8a2c';

beforeAll(async () => {
  server = await startVault();
});
afterAll(async () => {
  await server.remove();
});
beforeEach(async () => {
  mounts += 1;
  await server.mountKv(`source-${mounts}`);
  await server.mountKv(`target-${mounts}`);
  from = independent(server, `source-${mounts}`);
  to = independent(server, `target-${mounts}`);
  source = await openVault(endpoint(server.address, server.rootToken, `source-${mounts}`));
  target = await openVault(endpoint(server.address, server.rootToken, `target-${mounts}`));
  return () => Promise.all([source.close(), target.close()]);
});

async function* stream<Item>(...items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const hash = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');

/** A row whose columns are true of the value, at version 1 of the path named like its key. */
function rowOf(key: string, value: string, change: Partial<ComparedSecret> = {}): ComparedSecret {
  return {
    table: 'kvs',
    rowKey: key,
    key,
    sourcePath: key,
    targetPath: key,
    sourceVersion: '1',
    targetVersion: '1',
    kvType: 'text',
    signature: hash('sha256', value),
    md5: hash('md5', value),
    byteSize: Buffer.byteLength(value),
    mayBeGone: false,
    ...change,
  };
}

const secret = (value: string, type = 'text') => JSON.stringify({ kv_type: type, value });

async function both(path: string, value: string, type?: string): Promise<void> {
  await from.put(path, secret(value, type));
  await to.put(path, secret(value, type));
}

describe('comparing secrets', () => {
  it('is content with equal secrets, however the value looks', async () => {
    const values: Record<string, string> = {
      a: '',
      b: '配置 😀\0\n"\\',
      c: `${canary}`,
      d: 'x'.repeat(900_000),
    };
    for (const [path, value] of Object.entries(values)) await both(path, value);
    const rows = Object.entries(values).map(([key, value]) => rowOf(key, value));
    const results = await compareSecrets({ source, target, fields, rows: stream(...rows) });
    expect(results).toEqual([
      expect.objectContaining({
        check: 'secrets',
        table: 'kvs',
        ok: true,
        expected: '4',
        actual: '4',
        differences: [],
      }),
    ]);
  });

  it('names what disagrees, row by row, without a word of the values', async () => {
    await both('good', 'x');
    await from.put('changed', secret(`${canary} a`));
    await to.put('changed', secret(`${canary} b`));
    await from.put('gone', secret('x'));
    await from.put('typed', secret('x', 'text'));
    await to.put('typed', secret('x', 'json'));
    const rows = [
      rowOf('good', 'x'),
      rowOf('changed', `${canary} a`),
      rowOf('gone', 'x'),
      rowOf('typed', 'x'),
      rowOf('zero', 'x', { targetVersion: '0' }),
    ];
    const [result] = await compareSecrets({
      source,
      target,
      fields,
      rows: stream(...rows),
      columns: { kvType: 'kv_type', byteSize: 'byte_size' },
    });
    expect(result).toMatchObject({ ok: false, actual: '1' });
    const found = result?.differences.map(({ kind, key, column }) => `${kind} ${key} ${column}`);
    expect(found?.sort()).toEqual([
      'field-mismatch id=changed md5',
      'field-mismatch id=changed signature',
      'field-mismatch id=changed value',
      'field-mismatch id=typed kv_type',
      'field-mismatch id=typed value',
      'missing-in-target id=gone secret',
    ]);
    expect(JSON.stringify(result)).not.toContain(canary);
  });

  it('tells faults the source has already from faults of the run', async () => {
    await both('lying', 'true value');
    const rows = [
      rowOf('good', 'x'),
      rowOf('lying', 'other value'),
      rowOf('both-gone', 'x'),
      rowOf('expected', 'x', { mayBeGone: true, sourceVersion: null }),
    ];
    await both('good', 'x');
    const results = await compareSecrets({ source, target, fields, rows: stream(...rows) });
    expect(
      results.map(({ ok, sourceFault = false, toAccept = false }) => ({ ok, sourceFault, toAccept })),
    ).toEqual([
      { ok: true, sourceFault: false, toAccept: false },
      { ok: false, sourceFault: true, toAccept: true },
      { ok: false, sourceFault: true, toAccept: false },
    ]);
    expect(results[0]).toMatchObject({ expected: '1', actual: '1' });
    expect(results[1]).toMatchObject({ code: 'secrets.lost-in-source', params: { rows: 1 } });
    expect(results[1]?.differences.map(({ key }) => key)).toEqual(['id=both-gone']);
    expect(results[2]?.differences.map(({ key }) => key).sort()).toEqual([
      'id=expected',
      'id=lying',
      'id=lying',
      'id=lying',
    ]);
  });

  it('blames the source for what the row says only where its own row says the same', async () => {
    await both('lying', 'true value');
    const row = rowOf('lying', 'other value');
    const { sourcePath, kvType, signature, md5, byteSize } = row;
    const same = { sourcePath, kvType, signature, md5, byteSize };
    const differencesWith = async (original: typeof same | null) => {
      const results = await compareSecrets({
        source,
        target,
        fields,
        rows: stream(row),
        sourceRow: async () => original,
      });
      const own = results.filter(({ sourceFault }) => !sourceFault);
      return own.flatMap(({ differences }) => differences.map(({ column }) => column));
    };
    expect(await differencesWith(same)).toEqual([]);
    // The source's row is gone: then nothing speaks for it.
    expect(await differencesWith(null)).toEqual([]);
    expect(await differencesWith({ ...same, md5: hash('md5', 'true value') })).toEqual(['md5']);
    expect(await differencesWith({ ...same, sourcePath: 'elsewhere' })).toEqual([
      'signature',
      'md5',
      'byteSize',
    ]);
  });

  it('names the list of lost secrets, so that another list of the same length is not taken for it', async () => {
    await both('good', 'x');
    const lostOf = async (...keys: readonly string[]) => {
      const rows = ['good', ...keys].map((key) => rowOf(key, 'x'));
      const results = await compareSecrets({ source, target, fields, rows: stream(...rows) });
      const result = results.find(({ toAccept }) => toAccept);
      expectChineseChecks(results);
      expect(localiseJob(result as JobResult, 'zh')).toContain(String(result?.params?.list));
      return result?.detail ?? '';
    };
    const accepted = await lostOf('gone-a', 'gone-b');
    expect(accepted).toMatch(/^2 rows in use .* \(list [0-9a-f]{16}\)$/);
    expect(await lostOf('gone-b', 'gone-a')).toBe(accepted);
    expect(await lostOf('gone-a', 'gone-c')).not.toBe(accepted);
  });

  it('blames no source for a secret that the run had brought', async () => {
    const row = rowOf('both-gone', 'x', { migrated: true });
    const [result, ...others] = await compareSecrets({ source, target, fields, rows: stream(row) });
    expect(others).toEqual([]);
    expect(result).toMatchObject({ ok: false, differences: [{ kind: 'missing-in-target' }] });
    // A row that is being deleted may lose its secret on both sides.
    const leaving = rowOf('both-gone', 'x', { migrated: true, mayBeGone: true });
    const results = await compareSecrets({ source, target, fields, rows: stream(leaving) });
    expect(results.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
  });

  it('needs no source to hold the secrets against their rows', async () => {
    await to.put('a', secret('x'));
    await to.put('b', secret('y'));
    const results = await compareSecrets({ target, fields, rows: stream(rowOf('a', 'x'), rowOf('b', 'x')) });
    expect(results).toEqual([expect.objectContaining({ ok: false, expected: '2', actual: '1' })]);
  });

  it('finds secrets no row names, also in subfolders, and leaves deleted ones be', async () => {
    for (const path of ['app/kvs/a', 'app/kvs/b', 'app/kvs/sub/c', 'app/kvs/dead', 'other/d']) {
      await to.put(path, secret('x'));
    }
    await to.request('PUT', `target-${mounts}/destroy/app/kvs/dead`, { versions: [1] });
    const folders = () =>
      stream(
        { folder: 'app/kvs/', expected: new Set(['a']) },
        { folder: 'none', expected: new Set<string>() },
      );
    const result = await findExtraSecrets({ target, folders: folders() });
    expect(result).toMatchObject({ ok: false, actual: '2' });
    expect(result.differences.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([
      'extra-in-target app/kvs/b',
      'extra-in-target app/kvs/sub/c',
    ]);
    const blind = await openVault(
      endpoint(
        server.address,
        await server.createToken({ rules: `path "target-${mounts}/data/*" { capabilities = ["read"] }` }),
        `target-${mounts}`,
      ),
    );
    expect((await findExtraSecrets({ target: blind, folders: folders() })).detail).toMatch(/^not searched/);
    await blind.close();
  });
});

describe('looking ahead', () => {
  it('counts what the copy would meet, and writes nothing', async () => {
    for (const path of ['new', 'same', 'other']) await from.put(path, secret(`${canary} ${path}`));
    await to.put('same', secret(`${canary} same`));
    await to.put('other', secret(`${canary} another`));
    const groups = () =>
      stream(
        group('new', row('1', 1)),
        group('same', row('2', 1)),
        group('other', row('3', 1)),
        group('none', row('4', 1), row('5', 1, true)),
      );
    const preview = await findSecretConflicts({
      source,
      target,
      groups: groups(),
      onError: 'stop',
      everySecret: true,
    });
    expect(preview).toMatchObject({
      rows: 5,
      toWrite: 1,
      reusable: 1,
      conflicts: 1,
      missing: 1,
      sourceFaults: 1,
    });
    expect(preview.findings.map(({ code, severity }) => `${severity} ${code}`).sort()).toEqual([
      'blocker conflict.secret-path',
      'info secrets.gone-as-expected',
      'warning secrets.missing-in-source',
    ]);
    expect(preview.findings.find(({ code }) => code === 'conflict.secret-path')?.samples).toEqual([
      'kvs id=3, other: the target path holds another value',
    ]);
    expect(JSON.stringify(preview)).not.toContain(canary);
    expect(await to.metadata('new')).toBeNull();
    const lenient = await findSecretConflicts({
      source,
      target,
      groups: groups(),
      onError: 'continue',
      everySecret: true,
    });
    expect(lenient.findings.some(({ severity }) => severity === 'blocker')).toBe(false);
  });
});

describe('taking secrets back', () => {
  async function copied(): Promise<readonly WrittenPath[]> {
    for (const path of ['made', 'grown', 'changed', 'reused']) {
      await from.put(path, secret(`${path} 1`));
      await from.put(path, secret(`${path} 2`));
    }
    await to.put('grown', secret('older'));
    await to.request('PUT', `target-${mounts}/destroy/grown`, { versions: [1] });
    await to.put('reused', secret('reused 2'));
    const ledger = memoryLedger();
    await copy(
      { source, target },
      [
        group('made', row('1', 1), row('2', 2)),
        group('grown', row('3', 2)),
        group('changed', row('4', 1)),
        group('reused', row('5', 2)),
      ],
      ledger,
    );
    await to.put('changed', secret('someone else'));
    const byPath = new Map<string, WrittenPath>();
    for (const { targetPath, versionsWritten, createdPath } of ledger.results.values()) {
      const known = byPath.get(targetPath);
      byPath.set(targetPath, {
        targetPath,
        versionsWritten: [...(known?.versionsWritten ?? []), ...versionsWritten],
        createdPath,
      });
    }
    return [...byPath.values()].filter(({ versionsWritten }) => versionsWritten.length > 0);
  }

  it('removes exactly what was written, and keeps what someone else has touched', async () => {
    const paths = await copied();
    const options = { target, includeChanged: false };
    const planned = await rollbackSecrets({ ...options, paths: stream(...paths), dryRun: true });
    expect(await to.get('made', 2)).not.toBeNull();
    const done: string[] = [];
    const summary = await rollbackSecrets({
      ...options,
      paths: stream(...paths),
      dryRun: false,
      onDone: ({ targetPath }) => {
        done.push(targetPath);
      },
    });
    expect(summary).toEqual(planned);
    expect(summary).toEqual({
      versionsDestroyed: 3,
      pathsRemoved: 1,
      changed: [{ targetPath: 'changed', currentVersion: 2, stoodBefore: false }],
    });
    expect(done.sort()).toEqual(['changed', 'grown', 'made']);
    expect(await to.metadata('made')).toBeNull();
    expect((await to.metadata('grown'))?.versions['2']?.destroyed).toBe(true);
    expect(await to.get('changed', 1)).not.toBeNull();
    expect(await to.get('reused', 1)).toBe(secret('reused 2'));
    const again = await rollbackSecrets({ ...options, paths: stream(...paths), dryRun: false });
    expect(again).toMatchObject({ versionsDestroyed: 0, pathsRemoved: 0 });
  });

  it('takes a changed path that it made whole when told to, and of one that stood before only its own versions', async () => {
    const paths = await copied();
    await to.put('grown', secret('someone else'));
    await rollbackSecrets({ target, paths: stream(...paths), dryRun: false, includeChanged: true });
    expect(await to.metadata('changed')).toBeNull();
    expect((await to.metadata('grown'))?.versions['2']?.destroyed).toBe(true);
    expect(await to.get('grown', 3)).toBe(secret('someone else'));
  });

  it('takes back a path whose result a crash has swallowed, if its value is the source’s', async () => {
    await from.put('a', secret('x'));
    await from.put('b', secret('x'));
    await to.put('a', secret('x'));
    await to.put('b', secret('someone else'));
    const unsettled = (path: string): WrittenPath => ({
      targetPath: path,
      versionsWritten: [],
      createdPath: true,
      unsettled: { priorVersion: 0, sourcePath: path },
    });
    const summary = await rollbackSecrets({
      source: async () => source,
      target,
      paths: stream(unsettled('a'), unsettled('b'), unsettled('never-written')),
      dryRun: false,
      includeChanged: false,
    });
    expect(summary).toEqual({
      versionsDestroyed: 1,
      pathsRemoved: 1,
      changed: [{ targetPath: 'b', currentVersion: 1, stoodBefore: false }],
    });
    expect(await to.metadata('a')).toBeNull();
    expect(await to.get('b', 1)).toBe(secret('someone else'));
  });
});
