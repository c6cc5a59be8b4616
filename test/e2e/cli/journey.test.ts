import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/operations/report-shape.js';
import type { Plan } from '../../../src/plan/plan.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { type Ended, type Line, linesOf, runBinary } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { createPair, type Pair } from '../support/pair.js';

/** The whole journey as a script would make it, each command by the built binary once; each step builds on the one before. */

let pair: Pair;
let target: AdminConnection;
let runId: string;
/** Everything any command printed, to be searched for secrets. */
const printed: string[] = [];

beforeAll(async () => {
  pair = await createPair({ size: 'small' });
  target = await connectAdmin(pair.target.server, pair.target.database);
});
afterAll(async () => {
  await target.end();
  await pair.drop();
});

async function tenantferry(...args: readonly string[]): Promise<Ended> {
  const ended = await runBinary([...args, '-c', pair.configFile], { cwd: pair.folder });
  printed.push(ended.stdout, ended.stderr);
  return ended;
}

/** A command that the binary carries out elsewhere here: in this process, which spares a start. */
async function anotherTime(...args: readonly string[]): Promise<Ended> {
  const ended = await runHere([...args, '-c', pair.configFile]);
  printed.push(ended.stdout, ended.stderr);
  return ended;
}

function last(lines: readonly Line[]): Line {
  return lines.at(-1) ?? {};
}

async function countTenant(table: string): Promise<number> {
  const [rows] = await target.query(`SELECT COUNT(*) AS n FROM \`${table}\` WHERE tenant_id = ?`, [
    pair.tenantId,
  ]);
  return Number((rows as { n: string }[])[0]?.n);
}

const file = (name: string): string => join(pair.folder, name);
const modeOf = (name: string): number => statSync(file(name)).mode & 0o777;

describe('a headless migration', () => {
  it('check finds nothing in the way', async () => {
    const ended = await tenantferry('check', '--json');
    const lines = linesOf(ended);
    expect(lines[0]).toMatchObject({ type: 'schema', schema: 'tenantferry-events/1', command: 'check' });
    expect(last(lines)).toMatchObject({ type: 'check-result', ok: true, blockers: 0 });
    expect(ended.exitCode).toBe(0);
  });

  it('plan counts, saves the plan, and writes nothing', async () => {
    const ended = await tenantferry('plan', '--json', '--out', file('plan.json'));
    const lines = linesOf(ended);
    const result = lines.find((line) => line.type === 'plan-result');
    const counts = result?.counts as Record<string, { source: number; targetTenant: number }>;
    expect(counts.kvs?.source).toBe(pair.filled?.rows.kvs);
    expect(modeOf('plan.json')).toBe(0o600);
    const plan = JSON.parse(readFileSync(file('plan.json'), 'utf8')) as Plan;
    expect(plan.tables).toHaveLength(29);
    expect(await countTenant('kvs')).toBe(0);
    expect(ended.exitCode).toBe(0);
  });

  it('run refuses another database name', async () => {
    const ended = await anotherTime('run', '--confirm', pair.source.database, '--json');
    expect(ended.exitCode).toBe(2);
    expect(last(linesOf(ended))).toMatchObject({ type: 'error', code: 'refused', exitCode: 2 });
    expect(await countTenant('kvs')).toBe(0);
  });

  it('run copies; each of its lines carries the run', async () => {
    const ended = await tenantferry('run', '--confirm', pair.target.database, '--json');
    const [schema, ...lines] = linesOf(ended);
    expect(schema).toMatchObject({ type: 'schema', command: 'run' });
    runId = String(last(lines).runId);
    expect(new Set(lines.map((line) => line.runId))).toEqual(new Set([runId]));
    const types = new Set(lines.map((line) => line.type));
    for (const type of ['run-started', 'phase-started', 'snapshot-taken', 'table-finished', 'run-finished']) {
      expect(types).toContain(type);
    }
    expect(last(lines)).toMatchObject({
      type: 'run-result',
      outcome: 'complete',
      resumeCommand: null,
      exitCode: 0,
    });
    expect(ended.exitCode).toBe(0);
    expect(await countTenant('kvs')).toBe(pair.filled?.rows.kvs);
  });

  it('run refuses the same data a second time', async () => {
    const ended = await anotherTime('run', '--confirm', pair.target.database);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/remedy: ./);
  });

  it('validate proves it at every level', async () => {
    for (const level of ['counts', 'checksum', 'full']) {
      const validate = level === 'full' ? tenantferry : anotherTime;
      const ended = await validate('validate', '--level', level, '--json');
      expect([level, last(linesOf(ended))]).toMatchObject([
        level,
        { type: 'validation-summary', level, runId, ok: true, differences: 0, exitCode: 0 },
      ]);
      expect(ended.exitCode).toBe(0);
    }
  });

  it('validate names what was damaged, and exits with 3', async () => {
    const where = 'WHERE tenant_id = ? ORDER BY id LIMIT 1';
    const [[row]] = (await target.query(`SELECT id FROM kvs ${where}`, [pair.tenantId])) as unknown as [
      { id: string }[],
    ];
    await target.query('UPDATE hooks SET memo = CONCAT(memo, ?) WHERE tenant_id = ?', ['!', pair.tenantId]);
    const [deleted] = (await target.query('SELECT * FROM kvs WHERE id = ?', [row?.id])) as unknown as [
      Record<string, unknown>[],
    ];
    await target.query('DELETE FROM kvs WHERE id = ?', [row?.id]);
    const ended = await tenantferry('validate', '--level', 'full', '--json');
    const differences = linesOf(ended).filter((line) => line.type === 'difference');
    expect(differences).toContainEqual(
      expect.objectContaining({
        table: 'kvs',
        kind: 'missing-in-target',
        key: expect.stringContaining(String(row?.id)),
      }),
    );
    expect(differences).toContainEqual(
      expect.objectContaining({ table: 'hooks', kind: 'field-mismatch', column: 'memo' }),
    );
    expect(ended.exitCode).toBe(3);
    const text = await anotherTime('validate', '--level', 'full');
    expect(text.stdout).toMatch(/missing in target {2}kvs id=/);
    expect(text.exitCode).toBe(3);

    const columns = Object.keys(deleted[0] ?? {});
    await target.query(`INSERT INTO kvs (${columns.map((name) => `\`${name}\``).join(',')}) VALUES (?)`, [
      Object.values(deleted[0] ?? {}),
    ]);
    await target.query('UPDATE hooks SET memo = LEFT(memo, CHAR_LENGTH(memo) - 1) WHERE tenant_id = ?', [
      pair.tenantId,
    ]);
    expect((await anotherTime('validate')).exitCode).toBe(0);
  });

  it('report comes in every format, for its owner only', async () => {
    for (const format of ['json', 'md', 'html']) {
      const report = format === 'json' ? tenantferry : anotherTime;
      const ended = await report('report', '--run', runId, '--format', format, '-o', file(`r.${format}`));
      expect([format, ended.exitCode, ended.stderr]).toEqual([format, 0, '']);
      expect(modeOf(`r.${format}`)).toBe(0o600);
      const content = readFileSync(file(`r.${format}`), 'utf8');
      expect(content).toContain(runId);
      printed.push(content);
    }
    const report: unknown = JSON.parse(readFileSync(file('r.json'), 'utf8'));
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect((await anotherTime('report')).stdout).toContain(`# Migration report: tenant ${pair.tenantId}`);
    expect((await anotherTime('report', '--verify')).exitCode).toBe(0);
  });

  it('runs lists it', async () => {
    const lines = linesOf(await tenantferry('runs', '--json')).slice(1);
    expect(lines).toEqual([
      expect.objectContaining({ type: 'run', runId, state: 'copied', outcome: 'complete' }),
    ]);
  });

  it('a log altered afterwards shows', async () => {
    const [rows] = await target.query(
      `SELECT table_schema AS db, table_name AS name FROM information_schema.tables WHERE table_name IN ('log', '_tenantferry_log') AND table_schema IN ('tenantferry', DATABASE())`,
    );
    const [place] = rows as { db: string; name: string }[];
    const log = `\`${place?.db}\`.\`${place?.name}\``;
    await target.query(`UPDATE ${log} SET detail = CONCAT(detail, '!') WHERE run_id = ? AND seq = 1`, [
      runId,
    ]);
    expect((await anotherTime('report', '--verify')).exitCode).toBe(3);
    await target.query(
      `UPDATE ${log} SET detail = LEFT(detail, CHAR_LENGTH(detail) - 1) WHERE run_id = ? AND seq = 1`,
      [runId],
    );
    expect((await anotherTime('report', '--verify')).exitCode).toBe(0);
  });

  it('rollback counts first, then takes it all back, and the run can be made again', async () => {
    const dry = await anotherTime('rollback', '--run', runId, '--dry-run', '--json');
    const counted = last(linesOf(dry)).rows as Record<string, number>;
    expect(counted.kvs).toBe(pair.filled?.rows.kvs);
    expect(await countTenant('kvs')).toBe(pair.filled?.rows.kvs);

    const refused = await anotherTime('rollback', '--run', runId);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`--confirm ${pair.target.database}`);

    const ended = await tenantferry('rollback', '--run', runId, '--confirm', pair.target.database, '--json');
    expect([ended.exitCode, last(linesOf(ended))]).toMatchObject([
      0,
      { type: 'rollback-result', done: true },
    ]);
    expect(await countTenant('kvs')).toBe(0);

    const again = await anotherTime('run', '--confirm', pair.target.database);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('✓ complete: everything was copied');
  });

  it('a reader that goes away does not end a run', async () => {
    const { stdout, exitCode } = await runBinary(['validate', '-c', pair.configFile], {
      onStdout: (_text, child) => child.stdout?.destroy(),
    });
    expect(stdout).toContain('Validating by checksums');
    expect(exitCode).toBe(0);
  });

  it('never printed a secret', () => {
    const config = readFileSync(pair.configFile, 'utf8');
    const secrets = [...config.matchAll(/(?:password|token|credential_master_key): (.+)$/gm)].map((match) =>
      String(match[1]).replace(/^['"]|['"]$/g, ''),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(6);
    const all = printed.join('\n');
    for (const secret of secrets) if (secret.length > 5) expect(all.includes(secret)).toBe(false);
  });
});

describe('Ctrl-C', () => {
  it('once stops after the chunks in hand; the command it prints finishes the run', async () => {
    const own = await createPair({
      size: { rows: 8000 },
      seed: 3,
      settings: { options: { batch_size: 50 } },
    });
    try {
      const stopped = await runBinary(
        ['run', '-c', own.configFile, '--confirm', own.target.database, '--json'],
        { endAt: { said: '"type":"chunk-committed"', signal: 'SIGINT' } },
      );
      const result = last(linesOf(stopped));
      expect([stopped.exitCode, result]).toMatchObject([130, { type: 'run-result', outcome: 'stopped' }]);
      const [name, ...args] = String(result.resumeCommand).split(' ');
      expect(name).toBe('tenantferry');
      const resumed = await runBinary([...args, '--json']);
      expect([resumed.exitCode, last(linesOf(resumed))]).toMatchObject([
        0,
        { runId: result.runId, outcome: 'complete' },
      ]);
      const proof = await runHere(['validate', '-c', own.configFile, '--json']);
      expect(last(linesOf(proof))).toMatchObject({ ok: true, differences: 0 });
    } finally {
      await own.drop();
    }
  });

  it('twice aborts at once, and loses and doubles nothing either', async () => {
    const own = await createPair({
      size: { rows: 6000 },
      seed: 4,
      settings: { options: { batch_size: 20 } },
    });
    try {
      let sent = false;
      const aborted = await runBinary(['run', '-c', own.configFile, '--confirm', own.target.database], {
        endAt: { said: '✓ sharding_bizs', signal: 'SIGINT' },
        onStdout: (text, child) => {
          if (sent || !text.includes('Stopping:')) return;
          sent = true;
          child.kill('SIGINT');
        },
      });
      expect(aborted.exitCode).toBe(130);
      const command = /To take it up again: tenantferry (.+)$/m.exec(aborted.stdout)?.[1];
      const resumed = await runHere([...String(command).split(' '), '--json']);
      expect([resumed.exitCode, last(linesOf(resumed))]).toMatchObject([0, { outcome: 'complete' }]);
      const proof = await runHere(['validate', '-c', own.configFile, '--json']);
      expect(last(linesOf(proof))).toMatchObject({ ok: true, differences: 0 });
    } finally {
      await own.drop();
    }
  });
});
