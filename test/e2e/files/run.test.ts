import type { RowDataPacket } from 'mysql2/promise';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FilesEndpoint } from '../../../src/config/config.js';
import type { ObjectStore } from '../../../src/objects/store.js';
import { type Ended, type Line, linesOf } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { createPair, type Pair } from '../support/pair.js';
import { bytesOf, fileOf, ownBkRepo, ownStore, ownVersitygw } from '../support/stores.js';

interface Stores {
  readonly source: FilesEndpoint;
  readonly target: FilesEndpoint;
  readonly from: ObjectStore;
  readonly to: ObjectStore;
}

const bkRepoToTenant = async (): Promise<Stores> => {
  const server = await ownBkRepo({ tenants: true });
  // A plain project from the time before there were tenants.
  server.addRepository('bscp', 'bscp-v1-biz-1');
  const endpoint = server.endpointOf('bscp');
  return {
    source: endpoint,
    target: endpoint,
    from: await ownStore(endpoint),
    to: await ownStore(endpoint, { tenant: 'acme' }),
  };
};

const pairs: Readonly<Record<string, () => Promise<Stores>>> = {
  'BkRepo to the tenant of the same BkRepo': bkRepoToTenant,
  'BkRepo to another BkRepo': async () => {
    const [from, to] = [await ownBkRepo(), await ownBkRepo({ tenants: true })];
    return {
      source: from.endpointOf('bscp'),
      target: to.endpointOf('bscp'),
      from: await ownStore(from.endpointOf('bscp')),
      to: await ownStore(to.endpointOf('bscp'), { tenant: 'acme' }),
    };
  },
  'BkRepo to COS': async () => {
    const [from, to] = [await ownBkRepo(), await ownVersitygw()];
    await to.makeBucket('files');
    return {
      source: from.endpointOf('bscp'),
      target: to.endpointOf('files'),
      from: await ownStore(from.endpointOf('bscp')),
      to: await ownStore(to.endpointOf('files')),
    };
  },
  'COS to BkRepo': async () => {
    const [from, to] = [await ownVersitygw(), await ownBkRepo({ tenants: true })];
    await from.makeBucket('files');
    return {
      source: from.endpointOf('files'),
      target: to.endpointOf('bscp'),
      from: await ownStore(from.endpointOf('files')),
      to: await ownStore(to.endpointOf('bscp'), { tenant: 'acme' }),
    };
  },
  'COS to another bucket': async () => {
    const server = await ownVersitygw();
    await server.makeBucket('old');
    await server.makeBucket('new');
    return {
      source: server.endpointOf('old'),
      target: server.endpointOf('new'),
      from: await ownStore(server.endpointOf('old')),
      to: await ownStore(server.endpointOf('new')),
    };
  },
};

const naming = [
  ['contents', 'signature'],
  ['commits', 'signature'],
  ['template_revisions', 'signature'],
  ['released_config_items', 'signature'],
  ['released_config_items', 'origin_signature'],
  ['released_app_templates', 'signature'],
  ['released_app_templates', 'origin_signature'],
] as const;

interface Named {
  readonly repository: string;
  readonly sha256: string;
}

/** Written for the test alone: which files the rows of a database name. */
async function namedFiles(side: Pair['source']): Promise<readonly Named[]> {
  const connection = await side.connect();
  try {
    const union = naming
      .map(([table, column]) => `SELECT biz_id, ${column} AS sha256 FROM ${table}`)
      .join(' UNION ');
    const [rows] = await connection.query<RowDataPacket[]>(union);
    return rows
      .filter(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))
      .map(({ biz_id, sha256 }) => ({ repository: `bscp-v1-biz-${biz_id}`, sha256 }));
  } finally {
    await connection.end();
  }
}

const placeOf = ({ repository, sha256 }: Named) => ({ repository, path: `/file/${sha256}` });

/** Reads every object that the target's rows name, and gives those that are not right. */
async function wrongIn(store: ObjectStore, named: readonly Named[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const file of named) {
    const bytes = await bytesOf(store, placeOf(file));
    if (!bytes || fileOf(0, bytes).sha256 !== file.sha256) wrong.push(file.sha256);
  }
  return wrong;
}

async function openPair(stores: Stores, targetSettings: Readonly<Record<string, unknown>> = {}) {
  const pair = await createPair({
    vault: false,
    files: { source: stores.source, target: stores.target, fill: stores.from, targetSettings },
    settings: { options: { files: { parallel: 8 } } as never },
  });
  onTestFinished(() => pair.drop());
  const tool = (command: string, ...flags: readonly string[]): Promise<Ended> =>
    runHere([command, '-c', pair.configFile, '--json', ...flags]);
  const run = (...flags: readonly string[]) => tool('run', '--confirm', pair.target.database, ...flags);
  return { pair, tool, run };
}

const last = (lines: readonly Line[], type: string) => lines.filter((line) => line.type === type).at(-1);

describe.each(Object.entries(pairs))('files from %s', (_, open) => {
  it('come early, again, and once more without a write; they validate and are taken back', async () => {
    const stores = await open();
    const { pair, tool, run } = await openPair(stores);
    const named = await namedFiles(pair.source);
    expect(named.length).toBeGreaterThan(50);

    const forecast = async () => last(linesOf(await tool('plan')), 'plan-result')?.forecast;
    expect(await forecast()).toMatchObject({ others: { files: expect.toSatisfy((seconds) => seconds > 0) } });

    const early = await run('--phase', 'files');
    expect(early, early.stderr).toMatchObject({ exitCode: 0 });
    expect(last(linesOf(early), 'files-progress')).toMatchObject({
      done: named.length,
      total: named.length,
      created: named.length,
      missing: 0,
      failed: 0,
    });
    expect(await wrongIn(stores.to, named)).toEqual([]);

    expect(await forecast()).toMatchObject({ others: { files: 0 } });
    const rest = await run('--resume');
    expect(rest, rest.stderr).toMatchObject({ exitCode: 0 });
    const again = await run('--phase', 'files');
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(await namedFiles(pair.target)).toHaveLength(named.length);

    const validated = await tool('validate', '--level', 'full');
    expect(validated, validated.stdout).toMatchObject({ exitCode: 0 });
    const [victim, other] = named as [Named, Named];
    await stores.to.remove(placeOf(victim));
    const damaged = await tool('validate', '--level', 'counts');
    expect(damaged.exitCode).toBe(3);
    expect(linesOf(damaged)).toContainEqual(
      expect.objectContaining({ type: 'difference', check: 'files', kind: 'missing-in-target' }),
    );
    const repaired = await tool('validate', '--repair', '--confirm', pair.target.database);
    expect(repaired, repaired.stdout).toMatchObject({ exitCode: 0 });
    expect(await wrongIn(stores.to, named)).toEqual([]);
    expect(other).toBeDefined();

    const runId = String(linesOf(early).find(({ type }) => type === 'run-started')?.runId);
    const kept = await tool('rollback', '--run', runId, '--dry-run');
    expect(kept.stderr).toContain(`${named.length} files that the run made stay`);
    const back = await tool('rollback', '--run', runId, '--confirm', pair.target.database, '--files');
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    for (const file of named) expect(await stores.to.head(placeOf(file))).toBeNull();
    expect(await wrongIn(stores.from, named)).toEqual([]);
  });
});
