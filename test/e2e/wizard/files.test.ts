import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/objects/open.js';
import type { ObjectStore } from '../../../src/objects/store.js';
import { filesPhase } from '../../../src/phases/files/phase.js';
import { rowsPhase } from '../../../src/phases/rows/phase.js';
import { type BkRepoServer, startBkRepo } from '../../../src/sandbox/objects/bkrepo/server.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { createPair, type Pair } from '../support/pair.js';
import { closeWizards, openWizard, tenantRows, walkToConfirmation } from '../support/wizard/steps.js';

const ctrlF = '\u0006';
const { screen: words } = filesPhase.words.en;

let pair: Pair;
let admin: AdminConnection;
let servers: readonly BkRepoServer[];
let to: ObjectStore;
let named: readonly { readonly repository: string; readonly path: string }[];

/** How many of the files that the source's rows name lie in the tenant's project. */
async function arrived(): Promise<number> {
  const found = await Promise.all(named.map((place) => to.head(place)));
  return found.filter((one) => one !== null).length;
}

/** Counts how often in a row it has been the same. */
function steady(count: () => Promise<number>): () => Promise<number> {
  let [last, same] = [-1, 0];
  return async () => {
    const now = await count();
    same = now === last ? same + 1 : 0;
    last = now;
    return same;
  };
}

async function namedBySource(): Promise<typeof named> {
  const connection = await connectAdmin(pair.source.server, pair.source.database);
  const columns = [
    ['contents', 'signature'],
    ['commits', 'signature'],
    ['template_revisions', 'signature'],
    ['released_config_items', 'signature'],
    ['released_config_items', 'origin_signature'],
    ['released_app_templates', 'signature'],
    ['released_app_templates', 'origin_signature'],
  ];
  const union = columns.map(([table, column]) => `SELECT biz_id, ${column} AS sha256 FROM ${table}`);
  const [rows] = await connection.query(union.join(' UNION '));
  await connection.end();
  return (rows as { biz_id: number; sha256: string }[])
    .filter(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))
    .map(({ biz_id, sha256 }) => ({ repository: `bscp-v1-biz-${biz_id}`, path: `/file/${sha256}` }));
}

beforeAll(async () => {
  servers = [await startBkRepo(), await startBkRepo({ tenants: true })];
  const [source, target] = servers.map((server) => server.endpointOf('bscp'));
  if (!source || !target) throw new Error('no stores');
  const fill = await openStore(source, { connections: 8 });
  pair = await createPair({ vault: false, files: { source, target, fill } });
  await fill.close();
  to = await openStore(target, { connections: 8, tenant: pair.tenantId });
  admin = await connectAdmin(pair.target.server, pair.target.database);
  named = await namedBySource();
});

afterEach(closeWizards);

afterAll(async () => {
  await admin.end();
  await to.close();
  await pair.drop();
  await Promise.all(servers.map((server) => server.remove()));
});

describe('files in the wizard', () => {
  it('come early, once more behind the rows, and again when all is done', async () => {
    expect(named.length).toBeGreaterThan(50);
    const wizard = openWizard(pair, { columns: 120, rows: 40 });
    await walkToConfirmation(wizard);
    wizard.type(ctrlF);
    await wizard.see('may come before the rows');
    const target = servers[1] as BkRepoServer;
    // The store asks to wait behind the first few, so that there is something to pause.
    const off = target.fail({
      harm: { kind: 'refuse', status: 429, code: 250_124, retryAfter: 1 },
      method: 'PUT',
      path: '/file/',
      skip: 10,
    });
    wizard.type(`${pair.target.database}\r`);
    await expect.poll(arrived).toBeGreaterThanOrEqual(10);
    wizard.type('p');
    await wizard.see('p continue');
    off();
    await expect.poll(steady(arrived)).toBeGreaterThan(10);
    expect(await arrived()).toBeLessThan(named.length);
    wizard.type('p');
    await wizard.see(words.done);
    await wizard.see(`${named.length} of ${named.length} files`);
    expect(await arrived()).toBe(named.length);
    expect(await tenantRows(admin, pair.tenantId, 'contents')).toBe(0);
    wizard.type('\r');
    await wizard.see(rowsPhase.words.en.screen.ready.title);
    wizard.type('s');
    await wizard.see(rowsPhase.words.en.screen.done);
    wizard.type('\r');
    await wizard.see('No secrets to move');
    wizard.type('\r');
    await wizard.see(words.ready.title);
    wizard.type('s');
    await wizard.see('Enter goes on to validation.');
    expect(await tenantRows(admin, pair.tenantId, 'contents')).toBe(pair.filled?.rows.contents);
    wizard.type('r');
    await wizard.see('Checking once more');
    await wizard.see(words.done);
    wizard.type('\r');
    await wizard.see('Compare source and target');
    wizard.type('q');
    await wizard.see('Leave the wizard?');
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
  });

  it('go with a rollback that asks for them', async () => {
    const wizard = openWizard(pair, { columns: 120, rows: 40 });
    await wizard.see('An earlier run has copied everything');
    await wizard.see('Bring what has come since');
    wizard.type('jjjj\r');
    await wizard.see('that the run made stay');
    wizard.type(ctrlF);
    await wizard.see('WILL BE REMOVED');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('Rolled back.');
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(0);
    expect(await arrived()).toBe(0);
    expect(await tenantRows(admin, pair.tenantId, 'contents')).toBe(0);
  });
});
