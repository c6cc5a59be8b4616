import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { loadPreset } from '../../../src/preset/load.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { startSourceWriter } from '../../../src/sandbox/source-writer.js';
import { linesOf } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { startLiveServer } from '../support/live/cutover-case.js';
import { createPair, type Pair } from '../support/pair.js';
import { mismatchesOf } from '../support/wizard/comparison.js';

let server: DatabaseServer;
beforeAll(async () => {
  server = await startLiveServer('mariadb');
});
afterAll(() => server.remove());

/** A pair that is copied, followed and cut over, with a writer in the source until then. */
async function openSwitched(): Promise<Pair> {
  const pair = await createPair({ source: server, target: server, vault: false });
  onTestFinished(() => pair.drop());
  const writer = await startSourceWriter(server, pair.source.database, pair.folder);
  onTestFinished(() => writer.remove());
  const live = {
    quiet_seconds: 1,
    max_lag_seconds: 30,
    max_pause_seconds: 120,
    fence: { command: writer.fenceCommand },
  };
  const config = await pair.configure({ options: { live } });
  const target = ['--confirm', pair.target.database];
  await expectDone(pair, 'run', '--live', ...target);
  const context = { config, preset: await loadPreset('bscp') };
  const [run] = await operations.runs(context);
  for (const { id: itemId } of context.preset.checklist.filter(({ when }) => when === 'before'))
    await operations.answer(context, run?.runId, {
      itemId,
      state: 'pass',
      evidence: '',
      note: '',
      by: 'test',
      at: '',
    });
  await expectDone(pair, 'follow', '--until-caught-up', ...target);
  await expectDone(pair, 'cutover', ...target);
  return pair;
}

const tool = (pair: Pair, ...args: readonly string[]) => runHere([...args, '-c', pair.configFile, '--json']);

async function expectDone(pair: Pair, ...args: readonly string[]): Promise<void> {
  const ended = await tool(pair, ...args);
  expect(ended.exitCode, `${args.join(' ')}: ${ended.stdout.slice(-2000)}${ended.stderr}`).toBe(0);
}

it('takes the services of BSCP back with what they wrote in the target', async () => {
  const pair = await openSwitched();
  const target = await pair.target.connect();
  const source = await pair.source.connect();
  onTestFinished(async () => {
    await target.end();
    await source.end();
  });
  const rows = async (connection: typeof target, sql: string) =>
    (await connection.query(sql))[0] as unknown as readonly Record<string, unknown>[];

  const columns = (await rows(target, 'SHOW COLUMNS FROM applications')).map(({ Field }) => String(Field));
  /** Like the tenant's first one, with an ID that the generator hands out. */
  async function make(tenant: string, name: string): Promise<void> {
    await target.query("UPDATE id_generators SET max_id = max_id + 1 WHERE resource = 'applications'");
    const changed: Readonly<Record<string, string>> = {
      id: "(SELECT max_id FROM id_generators WHERE resource = 'applications')",
      name: `'${name}'`,
      tenant_id: `'${tenant}'`,
    };
    await target.query(
      `INSERT INTO applications (${columns.join(', ')}) SELECT ${columns.map((column) => changed[column] ?? column).join(', ')}
        FROM applications WHERE tenant_id = 'acme' ORDER BY id LIMIT 1`,
    );
  }
  await make('acme', 'made in the target');
  await make('else', 'theirs');
  await target.query(
    "UPDATE template_spaces SET name = CONCAT(name, ' renamed') WHERE tenant_id = 'acme' ORDER BY id LIMIT 1",
  );
  await target.query("UPDATE config_items SET memo = 'from the target' WHERE tenant_id = 'acme'");
  await target.query("DELETE FROM template_variables WHERE tenant_id = 'acme' ORDER BY id LIMIT 3");
  await expectDone(pair, 'follow', '--confirm', pair.source.database, '--until-caught-up');

  await target.query("UPDATE template_spaces SET memo = 'later' WHERE tenant_id = 'acme'");
  await expectDone(pair, 'back', '--confirm', pair.source.database);

  expect(await mismatchesOf(pair, false)).toEqual([]);
  expect(await rows(source, "SELECT id FROM applications WHERE name = 'theirs'")).toEqual([]);
  expect(await rows(source, "SELECT name FROM applications WHERE name = 'made in the target'")).toHaveLength(
    1,
  );
  expect(await rows(source, "SELECT memo FROM config_items WHERE memo <> 'from the target'")).toEqual([]);
  expect(await rows(source, "SELECT memo FROM template_spaces WHERE memo <> 'later'")).toEqual([]);
});

it('ends in words at a new row that the source has no value for, and the way back can only be given up then', async () => {
  const pair = await openSwitched();
  const target = await pair.target.connect();
  onTestFinished(() => target.end());
  await target.query(
    `INSERT INTO sharding_bizs (memo, biz_id, sharding_db_id, creator, reviser, created_at, updated_at, tenant_id)
      SELECT '', 990, sharding_db_id, 'x', 'x', NOW(6), NOW(6), 'acme' FROM sharding_bizs LIMIT 1`,
  );
  const stopped = await tool(pair, 'follow', '--confirm', pair.source.database, '--until-caught-up');
  expect(stopped.exitCode).toBe(4);
  const said = JSON.stringify(linesOf(stopped).at(-1));
  expect(said).toContain('THERE IS NO WAY BACK NOW');
  expect(said).toContain('sharding_bizs');
  expect(said).toContain('sharding_db_id');
  const refused = await tool(pair, 'finish', '--confirm', pair.target.database);
  expect(refused.exitCode, refused.stdout).toBe(2);
  await expectDone(pair, 'finish', '--confirm', pair.target.database, '--give-up-way-back');
});
