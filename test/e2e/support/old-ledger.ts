import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSession } from '../../../src/mysql/session.js';
import { readServerIdentity } from '../../../src/mysql/variables.js';
import type { Flavour } from '../../../src/plan/facts.js';
import type { OpenedCase, SmallCase } from './small-case.js';

/**
 * Ledgers as tools of earlier versions left them, with the rows they had copied: dumps of real runs of `oldCase`, made on both
 * servers by the code of that time. `early` is the first code that was handed out, `late` the last one without a version.
 */
export type OldLedger = `v0-${'early' | 'late'}-${Flavour}-${'stopped' | 'complete'}`;

const rows = (count: number, row: (id: number) => string) =>
  Array.from({ length: count }, (_, index) => row(index + 1)).join(', ');

const tables = (tenant: string) => `
CREATE TABLE apps (id int unsigned NOT NULL PRIMARY KEY${tenant}, biz_id int unsigned NOT NULL, name varchar(50) NOT NULL, info text NULL) CHARACTER SET utf8mb4;
CREATE TABLE items (id int unsigned NOT NULL PRIMARY KEY${tenant}, biz_id int unsigned NOT NULL, app_id int unsigned NOT NULL, value varchar(50) NOT NULL) CHARACTER SET utf8mb4;
INSERT INTO id_generators VALUES ('apps', 100, NOW(6)), ('items', 100, NOW(6));
`;

/** What those runs carried over: in chunks of ten rows, with shifted IDs. */
export const oldCase: SmallCase = {
  source: `${tables('')}
INSERT INTO apps VALUES ${rows(25, (id) => `(${id}, 2, 'app-${id}', NULL)`)};
INSERT INTO items VALUES ${rows(65, (id) => `(${id}, 2, ${(id % 25) + 1}, 'value ${id}')`)};
`,
  target: tables(', tenant_id varchar(50) NOT NULL'),
  tables: ['apps', 'items'],
  references: { app_id: 'apps' },
  levels: { items: 2 },
  settings: { migration: { ids: 'offset' }, options: { batch_size: 10, parallel: 1 } },
};

/** Puts the ledger and the rows of such a run onto a server of the test's own. */
export async function loadOldLedger(opened: OpenedCase, which: OldLedger): Promise<void> {
  const { source, target } = opened.context.config;
  const session = await openSession(target.mysql, 'target');
  const identity = await readServerIdentity(session);
  await session.close();
  const dump = await readFile(join(import.meta.dirname, `../../fixtures/ledgers/${which}.sql`), 'utf8');
  const named = dump
    .replaceAll('{{source}}', source.mysql.database)
    .replaceAll('{{target}}', target.mysql.database)
    .replaceAll('{{identity}}', identity);
  for (const statement of named.split(/;\n/)) {
    if (statement.trim() === '') continue;
    await opened.target.query(statement.replaceAll('{{fingerprint}}', fingerprintIn(statement)));
  }
}

/** The fingerprint as that code made it, of the plan in a statement. */
function fingerprintIn(statement: string): string {
  const text = /'(\{"formatVersion":1,.*?\})'(?:,|\))/s.exec(statement)?.[1];
  if (text === undefined) return '';
  const plan = JSON.parse(text.replaceAll("\\'", "'").replaceAll('\\\\', '\\').replaceAll('\\"', '"'));
  const left = ['approximateRows', 'approximateBytes', 'reason', 'because', 'vaultSkipped', 'version'];
  const out = new Set([...left, 'leftBehind', 'notMoved', 'skipped', 'fingerprint']);
  const sorted = (value: unknown) =>
    value === null || typeof value !== 'object' || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const canonical = JSON.stringify(plan, (key, value: unknown) => (out.has(key) ? undefined : sorted(value)));
  return createHash('sha256').update(canonical).digest('hex');
}
