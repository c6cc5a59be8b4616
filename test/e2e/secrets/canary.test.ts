import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.js';
import { operations } from '../../../src/operations/index.js';
import { loadPreset } from '../../../src/preset/load.js';
import { openScene, type Scene } from '../support/canary/scene.js';
import { runBinary } from '../support/cli/binary.js';
import { putSecret } from '../support/independent/honest-copy.js';
import { controls, vaultOf } from '../support/journey/journey.js';

/** Every secret of this migration is a canary; whatever the tool shows, tells or keeps is searched for them. */
let scene: Scene;
/** What was shown or kept, by where. */
const kept = new Map<string, string>();

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.drop());

function leaks(): string[] {
  return [...kept].flatMap(([where, text]) => scene.canaries.in(text).map((name) => `${name} in ${where}`));
}

/** Runs the binary as an operator does and keeps all it shows, with its command line and environment as others see them. */
async function tenantferry(args: readonly string[], configFile = scene.configFile): Promise<number | null> {
  const name = `${kept.size}: ${args.join(' ')}`;
  let seen = '';
  const logFile = join(scene.pair.folder, 'log.txt');
  const look = ({ pid }: ChildProcess) => {
    for (const file of ['cmdline', 'environ', 'comm']) {
      try {
        seen += readFileSync(`/proc/${pid}/${file}`, 'utf8');
      } catch {
        // It has ended meanwhile; what was seen before counts.
      }
    }
  };
  const ended = await runBinary([...args, '-c', configFile, '--log-file', logFile], {
    cwd: scene.pair.folder,
    // One that ends soon may have no command line left when its first words arrive.
    onStart: look,
    onStdout: (_, child) => look(child),
  });
  kept.set(`${name} (stdout)`, ended.stdout);
  kept.set(`${name} (stderr)`, ended.stderr);
  kept.set(`${name} (process)`, seen);
  kept.set('log file', readFileSync(logFile, 'utf8'));
  expect(seen).toContain('tenantferry');
  return ended.exitCode;
}

/** Carries out an operation that must fail and keeps the whole error, causes and hidden properties included. */
async function failing(name: string, work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, name).toBeDefined();
  kept.set(`${name} (error)`, inspect(error, { depth: 12, showHidden: true, maxStringLength: null }));
}

async function context(change: (config: Scene['config']) => Scene['config'] = (same) => same) {
  return { config: change(scene.config), preset: await loadPreset('bscp') };
}

describe('no secret is shown or kept', () => {
  it('finds a canary where there is one', () => {
    const found = scene.canaries.in(readFileSync(scene.configFile, 'utf8'));
    expect(found).toEqual([
      ...['source password', 'source token', 'source master key'],
      ...['target password', 'target token', 'target master key'],
    ]);
    const [password] = [scene.config.source.mysql.password?.reveal() ?? ''];
    expect(scene.canaries.in(`x${Buffer.from(`u:${password}:y`).toString('base64')}`)).toEqual([
      'source password',
    ]);
  });

  it('in events, findings and plan, errors included', async () => {
    const told: unknown[] = [];
    const listener = (event: unknown) => told.push(event);
    const here = await context();
    told.push(await operations.check(here, () => undefined));
    told.push(await operations.plan(here, listener));
    kept.set('context, printed', `${inspect(here, { depth: 12, showHidden: true })}${JSON.stringify(here)}`);

    const request = { phase: 'all', confirm: scene.pair.target.database, resume: false } as const;
    const wrong = (change: (config: Scene['config']) => Scene['config']) => async () =>
      operations.run(await context(change), request, listener, controls().control);
    const password = new Secret(scene.canaries.make('wrong password'));
    const token = new Secret(scene.canaries.make('wrong token'));
    const masterKey = new Secret(scene.canaries.make('wrong master key'));
    for (const side of ['source', 'target'] as const) {
      await failing(
        `${side}: wrong password`,
        wrong((config) => ({
          ...config,
          [side]: { ...config[side], mysql: { ...config[side].mysql, password } },
        })),
      );
      await failing(
        `${side}: wrong token`,
        wrong((config) => ({
          ...config,
          [side]: { ...config[side], vault: { ...config[side].vault, auth: { kind: 'token', token } } },
        })),
      );
    }
    await failing(
      'wrong master key',
      wrong((config) => ({ ...config, source: { ...config.source, credentialMasterKey: masterKey } })),
    );
    kept.set('events', `${JSON.stringify(told)}${inspect(told, { depth: 12 })}`);
    expect(leaks()).toEqual([]);
  });

  it('where rows cannot be written, and where the target has another value', async () => {
    const { database } = scene.pair.target;
    const other = scene.canaries.make('value in the way', 50);
    await putSecret(vaultOf(scene.pair.target), scene.kv.path, { kv_type: 'string', value: other });
    expect(await tenantferry(['check'])).toBe(0);
    expect(await tenantferry(['plan', '--json', '--out', join(scene.pair.folder, 'plan.json')])).toBe(0);
    // A shut door: the INSERTs of all credentials fail.
    await scene.target.query(
      `CREATE TRIGGER shut BEFORE INSERT ON credentials FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'shut'`,
    );
    expect(await tenantferry(['run', '--confirm', database])).toBe(4);
    await scene.target.query('DROP TRIGGER shut');
    expect(kept.get('log file')).toContain('the target path holds another value');
    expect(kept.get('log file')).toMatch(/credentials/);
    expect(leaks()).toEqual([]);
  });

  it('in a run with faults, its validation, its reports and its log', async () => {
    const { database } = scene.pair.target;
    // The rows are there now; the secret is still in the way.
    expect(await tenantferry(['run', '--json', '--confirm', database, '--resume'])).toBe(4);
    // The target now has a wrong ciphertext, and a secret that is none of the source's.
    const forged = scene.canaries.make('forged ciphertext', 60);
    await scene.target.query(`UPDATE credentials SET enc_credential = ? WHERE tenant_id = 'acme' LIMIT 1`, [
      forged,
    ]);
    const later = scene.canaries.make('later value', 40);
    await putSecret(vaultOf(scene.pair.target), scene.kv.path, { kv_type: 'string', value: later });
    await scene.target.query('UPDATE kvs SET version = version + 1 WHERE id = ?', [scene.kv.id]);

    expect(await tenantferry(['validate', '--level', 'full'])).toBe(3);
    expect(await tenantferry(['validate', '--level', 'full', '--json'])).toBe(3);
    for (const format of ['json', 'md', 'html']) {
      const file = join(scene.pair.folder, `report.${format}`);
      expect(await tenantferry(['report', '--format', format, '-o', file])).toBe(0);
    }
    expect(await tenantferry(['runs'])).toBe(0);
    const [run] = await operations.runs(await context());
    for (const flags of [['--dry-run'], ['--confirm', database]])
      expect(await tenantferry(['rollback', '--run', run?.runId ?? '', ...flags])).not.toBe(1);
    for (const file of readdirSync(scene.pair.folder)) {
      if (!file.endsWith('.yaml')) kept.set(file, readFileSync(join(scene.pair.folder, file), 'utf8'));
    }
    expect([...kept.keys()]).toEqual(expect.arrayContaining(['plan.json', 'report.html', 'log.txt']));
    expect(leaks()).toEqual([]);
  });

  it('in the ledger', async () => {
    const runs = await operations.runs(await context());
    const [tables] = await scene.target.query(
      `SELECT table_name AS name, MAX(column_name = 'run_id') AS ofRun FROM information_schema.columns
        WHERE table_schema = 'tenantferry' GROUP BY table_name`,
    );
    const all = tables as { name: string; ofRun: number }[];
    const names = all.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['runs', 'chunks', 'secrets', 'log', 'validations', 'alerts']),
    );
    for (const { name, ofRun } of all) {
      // Others keep their runs here, too; what belongs to no run is read whole.
      const own = Number(ofRun) === 1 ? 'run_id IN (?)' : 'TRUE OR 0 IN (?)';
      const [rows] = await scene.target.query(`SELECT * FROM tenantferry.\`${name}\` WHERE ${own}`, [
        runs.map(({ runId }) => runId),
      ]);
      kept.set(`ledger, ${name}`, JSON.stringify(rows));
    }
    expect(kept.get('ledger, secrets')).toContain(scene.kv.path);
    expect(leaks()).toEqual([]);
  });

  it('in what is said about a config that cannot be read', async () => {
    const broken: readonly (readonly [string, (yaml: string) => string])[] = [
      ['unknown.yaml', (yaml) => yaml.replace(/^( +)password: /m, '$1pasword: ')],
      ['syntax.yaml', (yaml) => yaml.replace(/^( +)password: (.*)$/m, '$1password: [$2')],
      ['kind.yaml', (yaml) => yaml.replace(/^( +)token: (.*)$/m, '$1token: { a: $2 }')],
      ['twice.yaml', (yaml) => yaml.replace(/^( +credential_master_key: .*)$/m, '$1\n$1')],
    ];
    for (const [name, change] of broken) {
      expect(await tenantferry(['check'], await scene.configFileWith(name, change)), name).toBe(2);
    }
    expect(leaks()).toEqual([]);
  });
});
