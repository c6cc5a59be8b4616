import type { RowDataPacket } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { fillSource } from '../../../src/sandbox/data/index.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { createDatabases, dropDatabases } from '../support/pair.js';
import { bytesOf, fileOf, ownBkRepo, ownStore, ownVersitygw } from '../support/stores.js';

const tables = [
  ['contents', 'signature'],
  ['commits', 'signature'],
  ['template_revisions', 'signature'],
  ['released_config_items', 'signature'],
  ['released_config_items', 'origin_signature'],
  ['released_app_templates', 'signature'],
  ['released_app_templates', 'origin_signature'],
] as const;

test.each(['bkrepo', 's3'] as const)(
  'each file that a row of the sample data names lies in the %s it was filled with',
  async (kind) => {
    const { server, source, target } = await createDatabases('mariadb');
    onTestFinished(() => dropDatabases(server, source, target));
    const open = async () => {
      if (kind === 'bkrepo') return ownStore((await ownBkRepo()).endpointOf('bscp'));
      const gateway = await ownVersitygw();
      await gateway.makeBucket('files');
      return ownStore(gateway.endpointOf('files'));
    };
    const store = await open();
    const filled = await fillSource({
      mysql: endpointOf(server, source),
      files: store,
      size: 'small',
      seed: 7,
    });
    const connection = await connectAdmin(server, source);
    onTestFinished(() => connection.end());
    const union = tables
      .map(([table, column]) => `SELECT biz_id, ${column} AS sha256 FROM ${table}`)
      .join(' UNION ');
    const [rows] = await connection.query<RowDataPacket[]>(union);
    expect(rows.length).toBe(filled.files.files);
    expect(filled.files.files).toBeGreaterThan(100);
    let bytes = 0;
    for (const { biz_id: bizId, sha256 } of rows) {
      const content = await bytesOf(store, { repository: `bscp-v1-biz-${bizId}`, path: `/file/${sha256}` });
      expect(content).not.toBeNull();
      expect(fileOf(bizId, content as Buffer).sha256).toBe(sha256);
      bytes += content?.length ?? 0;
    }
    expect(bytes).toBe(filled.files.bytes);
    expect(bytes).toBeGreaterThan(100_000);
  },
);
