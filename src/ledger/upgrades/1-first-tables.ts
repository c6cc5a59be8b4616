import type { LedgerLocation, LedgerTable } from '../location.js';
import { createTable } from './create-table.js';
import type { Upgrade } from './upgrade.js';

/**
 * The tables of the ledger, as tools before there was a version made them, and the one that names it. Plain InnoDB, text as
 * utf8mb4 binary so that comparisons are exact on every server. No column ever holds a secret value. `row_key` holds what
 * `ledgerKey` makes of an ID.
 */
const tables: ReadonlyMap<LedgerTable, string> = new Map([
  [
    'version',
    `
    version INT UNSIGNED NOT NULL PRIMARY KEY,
    tool_version VARCHAR(40) NOT NULL,
    written_at VARCHAR(30) NOT NULL`,
  ],
  [
    'runs',
    `
    run_id VARCHAR(40) NOT NULL PRIMARY KEY,
    target_database VARCHAR(64) NOT NULL,
    tenant_id VARCHAR(255) NOT NULL,
    preset VARCHAR(255) NOT NULL,
    state VARCHAR(20) NOT NULL,
    outcome VARCHAR(20) NULL,
    started_at VARCHAR(30) NOT NULL,
    finished_at VARCHAR(30) NULL,
    fingerprint CHAR(64) NOT NULL,
    plan LONGTEXT NOT NULL,
    snapshot LONGTEXT NULL,
    generators LONGTEXT NULL,
    tool_version VARCHAR(40) NOT NULL,
    KEY by_database (target_database, tenant_id)`,
  ],
  [
    'chunks',
    `
    run_id VARCHAR(40) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    chunk INT UNSIGNED NOT NULL,
    after_key LONGTEXT NULL,
    through_key LONGTEXT NULL,
    row_count BIGINT UNSIGNED NOT NULL,
    byte_count BIGINT UNSIGNED NOT NULL,
    rows_before LONGTEXT NULL,
    is_end TINYINT NOT NULL,
    removed TINYINT NOT NULL DEFAULT 0,
    committed_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (run_id, table_name, chunk)`,
  ],
  [
    'secrets',
    `
    run_id VARCHAR(40) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    row_key VARCHAR(64) NOT NULL,
    secret_key VARCHAR(512) NOT NULL,
    path TEXT NOT NULL,
    path_hash CHAR(64) NOT NULL,
    source_version VARCHAR(20) NOT NULL,
    target_version VARCHAR(20) NULL,
    outcome VARCHAR(20) NOT NULL,
    versions_written TEXT NOT NULL,
    created_path TINYINT NOT NULL,
    source_fault TINYINT NOT NULL,
    message TEXT NULL,
    PRIMARY KEY (run_id, table_name, row_key),
    KEY by_path (run_id, path_hash)`,
  ],
  [
    'secret_paths',
    `
    run_id VARCHAR(40) NOT NULL,
    path_hash CHAR(64) NOT NULL,
    path TEXT NOT NULL,
    prior_version BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (run_id, path_hash)`,
  ],
  [
    'checks',
    `
    run_id VARCHAR(40) NOT NULL,
    item_id VARCHAR(100) NOT NULL,
    state VARCHAR(20) NOT NULL,
    evidence TEXT NOT NULL,
    note TEXT NOT NULL,
    by_name VARCHAR(100) NOT NULL,
    answered_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (run_id, item_id)`,
  ],
  [
    'validations',
    `
    run_id VARCHAR(40) NOT NULL,
    finished_at VARCHAR(30) NOT NULL,
    level VARCHAR(20) NOT NULL,
    ok TINYINT NOT NULL,
    result LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, finished_at)`,
  ],
  [
    'partial_checks',
    `
    run_id VARCHAR(40) NOT NULL,
    level VARCHAR(20) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    saved_at VARCHAR(30) NOT NULL,
    results LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, level, table_name)`,
  ],
  [
    'captures',
    `
    run_id VARCHAR(40) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    content LONGTEXT NOT NULL,
    PRIMARY KEY (run_id, kind)`,
  ],
  [
    'log',
    `
    run_id VARCHAR(40) NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    logged_at VARCHAR(30) NOT NULL,
    kind VARCHAR(60) NOT NULL,
    detail LONGTEXT NOT NULL,
    hash CHAR(64) NOT NULL,
    PRIMARY KEY (run_id, seq)`,
  ],
]);

/** The first statement of a new ledger: where the account may not make this table, it may make none. */
export const createVersionTable = (location: LedgerLocation): string =>
  createTable(location, 'version', tables.get('version') ?? '');

export const firstTables: Upgrade = {
  tables: (location) => [...tables].map(([table, columns]) => createTable(location, table, columns)),
};
