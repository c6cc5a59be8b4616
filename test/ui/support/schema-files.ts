import type { SchemaPlanned, SchemaReport } from '../../../src/operations/schema/types.js';
import { refuse, say } from '../../../src/schema/words.js';

const file = (number: number, name: string, state: 'applied' | 'pending' | 'half-up') => ({
  number,
  name,
  state,
  by: state === 'pending' ? null : 'migrator@night',
  appliedAt: state === 'applied' ? '2026-11-20T23:10:00.000Z' : null,
  sha256: 'a'.repeat(64),
  appliedSha256: state === 'pending' ? null : 'a'.repeat(64),
  edited: false,
});

const planned = (change: Partial<SchemaPlanned>): SchemaPlanned => ({
  file: '0002_tenants',
  statement: 1,
  line: 1,
  text: 'ALTER TABLE kvs ADD COLUMN tenant_id VARCHAR(50) NOT NULL',
  kind: 'structure',
  algorithm: 'instant',
  locks: 'nothing',
  rows: 90_000,
  bytes: 34_200_000,
  ...change,
});

/** One file is applied, two are not. */
export const pendingFiles: SchemaReport = {
  database: 'bk_bscp_mt',
  dir: '/srv/night/migrations',
  pending: 2,
  golangMigrate: { version: 1, isDirty: false },
  half: null,
  changed: [],
  files: [
    file(1, '0001_init', 'applied'),
    file(2, '0002_tenants', 'pending'),
    file(4, '0004_keys', 'pending'),
  ],
  problems: [],
  warnings: [say('schema.gap', { before: '0002_tenants', after: '0004_keys' })],
  planned: null,
};

export const planOfFiles: readonly SchemaPlanned[] = [
  planned({}),
  planned({
    ...{ statement: 2, line: 2, text: 'ALTER TABLE kvs MODIFY name VARCHAR(400) NOT NULL' },
    ...{ algorithm: 'copy', locks: 'writes' },
  }),
  planned({
    ...{ file: '0004_keys', text: "UPDATE kvs SET tenant_id = '…'", kind: 'rows' },
    ...{ algorithm: 'none', rows: null, bytes: null },
  }),
];

export const appliedFiles: SchemaReport = {
  ...pendingFiles,
  pending: 0,
  files: pendingFiles.files.map(({ number, name }) => file(number, name, 'applied')),
  warnings: [],
};

/** The second file stopped at its second statement. */
export function halfDoneFiles(verdict: 'not-done' | 'unknown', canTakeBack: boolean): SchemaReport {
  const { text, line } = planOfFiles[1] ?? planned({});
  const message = 'ER_LOCK_WAIT_TIMEOUT (1205): Lock wait timeout exceeded';
  const database = 'bk_bscp_mt';
  const place = say('schema.half.failed', { statement: 2, all: 2, line, message, text });
  const next =
    verdict === 'unknown'
      ? say('schema.next.tell', { database })
      : say(canTakeBack ? 'schema.next.up' : 'schema.next.back', { database });
  return {
    ...pendingFiles,
    pending: 1,
    half: {
      ...{ name: '0002_tenants', direction: 'up', done: 1, statements: 2, canTakeBack },
      doubt: { statement: 2, line, text, state: 'failed', message, verdict },
    },
    files: [
      file(1, '0001_init', 'applied'),
      file(2, '0002_tenants', 'half-up'),
      file(4, '0004_keys', 'pending'),
    ],
    problems: [
      refuse('schema.half-done', {
        ...{ name: '0002_tenants', direction: 'up', place, next },
        verdict: say(`schema.verdict.${verdict}`),
      }),
    ],
  };
}
