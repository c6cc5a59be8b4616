import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSession, type Session } from '../../../src/mysql/session.js';
import { loadPreset } from '../../../src/preset/load.js';
import { createSourceSchema } from '../../../src/sandbox/schema/index.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../src/sandbox/servers/types.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';

const noted = `'creator', 'reviser', '2026-01-01', '2026-01-01'`;

/** id, app, publish_type, publish_time, publish_status, approver, approver_progress, itsm_ticket_status */
const strategies = [
  [1, 'scheduled', `'2026-12-01 10:00:00'`, 'pending_publish', 'NULL', 'NULL', 'NULL'],
  [2, 'scheduled', `'2026-10-01 10:00:00'`, 'already_publish', 'NULL', 'NULL', `'finished'`],
  [3, 'manually', 'NULL', 'pending_approval', `'ann, bob'`, `'ann'`, `'created'`],
  [4, 'immediately', 'NULL', 'already_publish', `''`, `''`, 'NULL'],
];

describe.each(['mariadb', 'mysql'] as const)('the watch lists of the BSCP preset on %s', (flavour) => {
  let server: DatabaseServer;
  let session: Session;

  beforeAll(async () => {
    server = await (flavour === 'mariadb' ? startMariadb() : startMysql());
    await createSourceSchema(server, 'bk_bscp');
    const admin = await connectAdmin(server, 'bk_bscp');
    await admin.query(
      `INSERT INTO applications (id, name, config_type, biz_id, creator, reviser, created_at, updated_at, alias, data_type, approver)
       VALUES (7, 'shop', 'kv', 2, ${noted}, 'shop', 'any', 'bob,"eve"'), (8, 'mail', 'kv', 3, ${noted}, 'mail', 'any', '')`,
    );
    for (const [id, type, time, status, approver, progress, ticket] of strategies) {
      await admin.query(
        `INSERT INTO strategies (id, name, release_id, as_default, pub_state, biz_id, app_id, strategy_set_id, creator, reviser, created_at,
           updated_at, publish_type, publish_time, publish_status, approver, approver_progress, itsm_ticket_status)
         VALUES (${id}, 's${id}', 1, 1, 'published', 2, 7, 1, ${noted}, '${type}', ${time}, '${status}', ${approver}, ${progress}, ${ticket})`,
      );
    }
    await admin.end();
    session = await openSession(endpointOf(server, 'bk_bscp'), 'source');
  });
  afterAll(async () => {
    await session.close();
    await server.remove();
  });

  async function rowsOf(id: string): Promise<string[]> {
    const list = (await loadPreset('bscp')).watch_lists.find((candidate) => candidate.id === id);
    const rows = await session.query(list?.sql ?? '');
    return rows.map((row) => Object.values(row).map(String).join(' | '));
  }

  test.each([
    ['waiting-schedules', ['2 | shop | 1 | s1 | 1 | 2026-12-01 10:00:00 | pending_publish']],
    ['approvals-in-flight', ['2 | shop | 3 | s3 | manually | ann, bob | ann']],
    ['tickets-in-flight', ['2 | shop | 3 | s3 | null | null | pending_approval']],
    [
      'approver-names',
      [
        '"eve" | applications.approver | 2',
        'ann | strategies.approver | 2',
        'ann | strategies.approver_progress | 2',
        'bob | applications.approver | 2',
        'bob | strategies.approver | 2',
      ],
    ],
    ['businesses', ['2 | 1', '3 | 1']],
  ])('%s', async (id, expected) => {
    expect(await rowsOf(id)).toEqual(expected);
  });
});
