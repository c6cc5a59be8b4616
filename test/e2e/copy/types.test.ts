import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { copyChunk } from '../../../src/phases/rows/copy/copy-chunk.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { planTable } from '../support/mysql/plans.js';
import { type TypeCase, typeCases } from '../support/mysql/types.js';

const flavours = ['mariadb', 'mysql'] as const;
type Flavour = (typeof flavours)[number];
const servers = new Map<Flavour, DatabaseServer>();
const sessions = new Map<string, Session>();

/** An independent view of a table: every column as the server's own HEX of it, ordered. */
async function contents(session: Session, database: string, type: TypeCase): Promise<string[]> {
  const rows = await session.query(
    `SELECT CONCAT_WS('|', id, COALESCE(HEX(${type.compare ?? 'v'}), 'NULL')) AS line FROM ${database}.t_${type.name} ORDER BY id`,
  );
  return rows.map((row) => String(row.line));
}

/** A server that lets nothing be prepared, as some proxies do. */
function withoutPrepare(session: Session): Session {
  const prepare = async () => {
    throw new Error('prepared statements are not supported');
  };
  return { ...session, bulk: { ...session.bulk, prepare } };
}

/** MySQL keeps JSON parsed and prints it its own way, so between flavours the values are compared, not the text. */
async function documents(session: Session, database: string, type: TypeCase): Promise<unknown[]> {
  const rows = await session.query(`SELECT v FROM ${database}.t_${type.name} ORDER BY id`);
  return rows.map((row) => (row.v === null ? null : JSON.parse(String(row.v))));
}

async function session(
  flavour: Flavour,
  database: string,
  role: 'source' | 'target-writer',
): Promise<Session> {
  const key = `${flavour}/${database}/${role}`;
  const server = servers.get(flavour);
  if (!server) throw new Error('no server');
  const open = sessions.get(key) ?? (await openSession(endpointOf(server, database), role));
  sessions.set(key, open);
  return open;
}

beforeAll(async () => {
  for (const flavour of flavours) {
    const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({
      variables: { local_infile: 'ON' },
    });
    servers.set(flavour, server);
    const admin = await openSession(endpointOf(server, ''), 'target-writer');
    for (const database of ['source_types', 'target_types']) {
      await admin.execute(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
      await admin.execute(`USE ${database}`);
      for (const type of typeCases.filter(({ on }) => !on || on === flavour)) {
        await admin.execute(
          `CREATE TABLE t_${type.name} (id int PRIMARY KEY, v ${type.type}${type.extra ? `, ${type.extra}` : ''})`,
        );
        if (database !== 'source_types') continue;
        for (const [index, value] of type.values.entries()) {
          await admin.execute(`INSERT INTO t_${type.name} (id, v) VALUES (${index + 1}, ${value})`);
        }
      }
    }
    await admin.close();
  }
});
afterAll(async () => {
  for (const open of sessions.values()) await open.close();
  for (const server of servers.values()) await server.remove();
});

describe.each([
  ['mariadb', 'mariadb'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('%s to %s', (from, to) => {
  describe.each(['load-data', 'insert', 'insert without prepared statements'] as const)('by %s', (way) => {
    test.each(typeCases.filter(({ on }) => !on || (on === from && on === to)))('$name', async (type) => {
      const source = await session(from, 'source_types', 'source');
      const prepared = await session(to, 'target_types', 'target-writer');
      const target = way === 'insert without prepared statements' ? withoutPrepare(prepared) : prepared;
      const table = await planTable(source, 'source_types', target, 'target_types', `t_${type.name}`);
      await target.execute(`DELETE FROM t_${type.name}`);
      const { rows } = await copyChunk({
        source,
        target,
        table,
        range: { after: null, through: null },
        method: way === 'load-data' ? 'load-data' : 'insert',
        beforeCommit: async () => undefined,
        signal: new AbortController().signal,
      });
      expect(rows).toBe(type.values.length);
      const read = type.name === 'json' && from !== to ? documents : contents;
      expect(await read(target, 'target_types', type)).toEqual(await read(source, 'source_types', type));
    });
  });
});
