import { describe, expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import type { Listener } from '../../../src/core/events.js';
import { operations } from '../../../src/operations/index.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { config, preset } from '../../preflight/support/facts.js';
import { controls } from '../support/journey/journey.js';
import { uniqueName } from '../support/pair.js';
import { sharedServer } from '../support/servers.js';

/** Tables by the key that they have instead of an ID: the type in the source, and in the target. */
const keys = {
  by_text: ['varchar(20) COLLATE utf8mb4_bin', 'varchar(20) COLLATE utf8mb4_general_ci'],
  by_charset: ['varchar(20) CHARACTER SET latin1', 'varchar(20) COLLATE utf8mb4_bin'],
  by_case: ['varchar(20) COLLATE utf8mb4_general_ci', 'varchar(20) COLLATE utf8mb4_bin'],
  by_bytes: ['binary(4)', 'binary(4)'],
  by_member: [
    "enum('Alpha','beta','Delta','gamma','Zulu','ülm','own','Yours')",
    "enum('own','Yours','ülm','Zulu','gamma','Delta','beta','Alpha')",
  ],
} as const;
const tables = Object.keys(keys);
/** In turn before and behind each other, by bytes and by letters. */
const values = ['Alpha', 'beta', 'Delta', 'gamma', 'Zulu', 'ülm'];
const own = ['own', 'Yours'];

const literal = (table: string, value: string) =>
  table === 'by_bytes' ? `X'${Buffer.from(value).toString('hex').padEnd(8, '0').slice(0, 8)}'` : `'${value}'`;

interface Scene {
  readonly context: Context;
  readonly target: AdminConnection;
  run(resume: boolean, stopAfter?: number): Promise<string>;
  rollBack(runId: string): ReturnType<typeof operations.rollback>;
  /** What the tenant has in the target. */
  rows(table: string): Promise<readonly string[]>;
}

async function openScene(flavour: 'mariadb' | 'mysql'): Promise<Scene> {
  const server = sharedServer(flavour);
  const name = uniqueName('keys');
  const admin = await connectAdmin(server);
  onTestFinished(async () => {
    for (const side of ['s', 't']) await admin.query(`DROP DATABASE ${name}_${side}`);
    await admin.end();
  });
  for (const [position, side] of ['s', 't'].entries()) {
    await admin.query(`CREATE DATABASE ${name}_${side} CHARACTER SET utf8mb4`);
    await admin.query(`USE ${name}_${side}`);
    await admin.query(
      'CREATE TABLE id_generators (resource varchar(50) PRIMARY KEY, max_id bigint unsigned NOT NULL)',
    );
    const tenant = side === 't' ? `, tenant_id varchar(50) NOT NULL DEFAULT 'default'` : '';
    for (const [table, types] of Object.entries(keys)) {
      await admin.query(`CREATE TABLE ${table} (k ${types[position]} PRIMARY KEY, v varchar(20)${tenant})`);
      const rows = (side === 's' ? values : own).map(
        (value) => `(${literal(table, value)}, 'of ${value}'${side === 't' ? `, 'acme'` : ''})`,
      );
      await admin.query(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
    }
  }
  const context: Context = {
    preset: preset(tables, {
      id_generators: {
        table: 'id_generators',
        resource_column: 'resource',
        max_column: 'max_id',
        without: tables,
      },
    }),
    config: config({
      source: { mysql: endpointOf(server, `${name}_s`), production: false },
      target: { mysql: endpointOf(server, `${name}_t`), production: false },
      options: { batchSize: 2, parallel: 1, onError: 'stop', withinServer: false },
    }),
  };
  const confirm = `${name}_t`;
  return {
    context,
    target: admin,
    async run(resume, stopAfter) {
      const reins = controls(1);
      let left = stopAfter ?? Number.POSITIVE_INFINITY;
      const listener: Listener = ({ type }) => {
        if (type === 'chunk-committed') left -= 1;
        if (left === 0) reins.stop();
      };
      const request = { phase: 'all', confirm, resume } as const;
      const { runId, outcome } = await operations.run(context, request, listener, reins.control);
      expect(outcome).toBe(stopAfter === undefined ? 'complete' : 'stopped');
      return runId;
    },
    rollBack: (runId) =>
      operations.rollback(
        context,
        { runId, confirm, dryRun: false, includeChanged: false },
        () => undefined,
        controls().control,
      ),
    async rows(table) {
      const [found] = await admin.query(`SELECT v FROM ${confirm}.${table} ORDER BY v`);
      return (found as { v: string }[]).map(({ v }) => v.replace('of ', '')).toSorted();
    },
  };
}

describe.each(['mariadb', 'mysql'] as const)(
  'keys that are no IDs, ordered otherwise in the target, on %s',
  (flavour) => {
    it.each([0, 1, 2, 7, 9])(
      'are copied, validated and taken back, resumed after %d chunks',
      async (stopAfter) => {
        const scene = await openScene(flavour);
        if (stopAfter > 0) await scene.run(false, stopAfter);
        const runId = await scene.run(stopAfter > 0);
        for (const table of tables)
          expect(await scene.rows(table), table).toEqual([...values, ...own].toSorted());
        const { checks } = await operations.validate(
          scene.context,
          { level: 'full', runId },
          () => undefined,
        );
        expect(checks.filter(({ ok }) => !ok)).toEqual([]);
        expect(await scene.rollBack(runId)).toMatchObject({ done: true, changed: [] });
        for (const table of tables) expect(await scene.rows(table), table).toEqual(own.toSorted());
      },
    );

    it.each([1, 2, 5, 8])('are taken back from a run that was stopped after %d chunks', async (stopAfter) => {
      const scene = await openScene(flavour);
      const runId = await scene.run(false, stopAfter);
      expect(await scene.rollBack(runId)).toMatchObject({ done: true, changed: [] });
      for (const table of tables) expect(await scene.rows(table), table).toEqual(own.toSorted());
    });
  },
);
