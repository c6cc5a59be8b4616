import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { withSides } from '../../../src/preflight/sides.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { database, config as sampleConfig, preset as samplePreset } from '../../preflight/support/facts.js';
import { sharedServer } from '../support/servers.js';

const flavours: readonly Flavour[] = ['mariadb', 'mysql'];

describe.each(flavours)('giving up a check on %s', (flavour) => {
  const name = `cancel_${flavour}`;
  let admin: AdminConnection;
  beforeAll(async () => {
    admin = await connectAdmin(sharedServer(flavour));
    await admin.query(`CREATE DATABASE ${name}`);
  });
  afterAll(async () => {
    await admin.query(`DROP DATABASE ${name}`);
    await admin.end();
  });

  it('ends the statement on the server, at once, and throws the reason', async () => {
    const mysql = endpointOf(sharedServer(flavour), name);
    const base = sampleConfig();
    const config = { ...base, source: { ...base.source, mysql }, target: { ...base.target, mysql } };
    const cancelling = new AbortController();
    const facts = database([]);
    const marker = `SELECT SLEEP(100) AS ${name}_marker`;
    const running = async (): Promise<number> => {
      const [rows] = await admin.query<RowDataPacket[]>(
        `SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(100) AS ${name}%' AND INFO NOT LIKE '%PROCESSLIST%'`,
      );
      return rows.length;
    };
    const context = { config, preset: samplePreset(['apps']) };
    const work = withSides(context, facts, facts, ({ source }) => source.query(marker), cancelling.signal);
    const ended = expect(work).rejects.toBe('left');
    await expect.poll(running).toBe(1);
    cancelling.abort('left');
    await ended;
    await expect.poll(running).toBe(0);
  });
});
