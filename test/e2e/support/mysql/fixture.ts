import { randomBytes } from 'node:crypto';
import { openSession, type Session } from '../../../../src/mysql/session.js';
import {
  type CopyChunkOptions,
  type CopyResult,
  copyChunk,
} from '../../../../src/phases/rows/copy/copy-chunk.js';
import type { Flavour } from '../../../../src/plan/facts.js';
import type { TablePlan } from '../../../../src/plan/plan.js';
import type { Treatment } from '../../../../src/plan/treatments.js';
import { startMariadb, startMysql } from '../../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../../src/sandbox/servers/types.js';
import { endpointOf } from '../../../../src/sandbox/servers/types.js';
import { planTable } from './plans.js';

/** One server with a source and a target database, and a session for each role. */
export interface Fixture {
  readonly server: DatabaseServer;
  readonly sourceName: string;
  readonly targetName: string;
  readonly admin: Session;
  readonly source: Session;
  readonly target: Session;
  /** Creates the table in both databases, or with another definition in the target. */
  create(table: string, columns: string, targetColumns?: string): Promise<void>;
  plan(table: string, treatments?: Readonly<Record<string, Treatment>>): Promise<TablePlan>;
  copy(
    table: TablePlan,
    options: Partial<CopyChunkOptions> & Pick<CopyChunkOptions, 'method'>,
  ): Promise<CopyResult>;
  /** Rows now in the target's table. */
  count(table: string): Promise<number>;
  remove(): Promise<void>;
}

export async function openFixture(
  flavour: Flavour,
  variables: Readonly<Record<string, string>> = { local_infile: 'ON' },
): Promise<Fixture> {
  const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({ variables });
  const suffix = randomBytes(4).toString('hex');
  const [sourceName, targetName] = [`source_${suffix}`, `target_${suffix}`];
  const admin = await openSession(endpointOf(server, ''), 'target-writer');
  for (const name of [sourceName, targetName])
    await admin.execute(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const source = await openSession(endpointOf(server, sourceName), 'source');
  const target = await openSession(endpointOf(server, targetName), 'target-writer');
  const sessions = [admin, source, target];
  return {
    server,
    sourceName,
    targetName,
    admin,
    source,
    target,
    async create(table, columns, targetColumns = columns) {
      await admin.execute(`CREATE TABLE ${sourceName}.${table} (${columns})`);
      await admin.execute(`CREATE TABLE ${targetName}.${table} (${targetColumns})`);
    },
    plan: (table, treatments) => planTable(admin, sourceName, admin, targetName, table, treatments),
    copy: (table, options) =>
      copyChunk({
        source,
        target,
        table,
        range: { after: null, through: null },
        beforeCommit: async () => undefined,
        signal: new AbortController().signal,
        // In each test, so that no type and no treatment raises a false alarm.
        stored: { range: 'TRUE', own: 'TRUE', hadRows: true },
        ...options,
      }),
    async count(table) {
      const [row] = await admin.query(`SELECT COUNT(*) AS n FROM ${targetName}.${table}`);
      return Number(row?.n);
    },
    async remove() {
      for (const session of sessions) session.destroy();
      await server.remove();
    },
  };
}
