import type { Finding } from '../core/finding.js';
import { quoteName } from '../core/sql.js';
import type { Preset } from '../preset/schema.js';
import type { DatabaseFacts } from './facts.js';
import { tableKey } from './spell-facts.js';

interface Missing {
  readonly table: string;
  readonly side: 'source' | 'target';
  readonly facts: DatabaseFacts;
  readonly preset: Preset;
}

/** Why a table that is to be migrated is missing on one side. */
export function describeMissingTable(missing: Missing): Finding {
  const { table, side, facts, preset } = missing;
  const { database } = facts;
  const params = { side, database, targetVersion: preset.target_version };
  const base = { severity: 'blocker', subject: `${side}-mysql`, table } as const;
  const isIt = (name: string) => tableKey(name, facts) === tableKey(table, facts);
  if (facts.views?.some(isIt)) {
    return {
      ...base,
      code: 'schema.view',
      title: `${table} is a view in the ${side} database ${database}; only tables are copied`,
      remedy:
        side === 'source'
          ? `name the table that holds its rows in the preset instead of ${table}, or leave it out with --skip ${table}`
          : `deploy ${table} as a table (${preset.target_version}), or leave it out with --skip ${table}`,
      params,
    };
  }
  const twin = preset.tables.find(({ name }) => name !== table && isIt(name) && name in facts.tables);
  if (twin) {
    return {
      ...base,
      code: 'schema.one-table',
      title: `${table} and ${twin.name} are one table in the ${side} database ${database}, which compares the names of tables without case`,
      remedy: `leave one of them out with --skip ${table}, or move to a server with lower_case_table_names = 0`,
      params: { ...params, twin: twin.name },
    };
  }
  const near = Object.keys(facts.tables).find((name) => name.toLowerCase() === table.toLowerCase());
  if (near !== undefined) {
    const rename = `RENAME TABLE ${quoteName(near)} TO ${quoteName(table)};`;
    return {
      ...base,
      code: 'schema.table-case',
      title: `table ${table} does not exist in the ${side} database ${database}, which has ${near}: this server compares the names of tables with case (lower_case_table_names = 0)`,
      remedy:
        side === 'source'
          ? `write ${near} in the preset`
          : `write ${near} in the preset, if the source has it under that name, too; else, in the target: ${rename}`,
      params: { ...params, near, rename },
    };
  }
  return {
    ...base,
    code: 'schema.missing-table',
    title: `table ${table} does not exist in the ${side} database ${database}`,
    remedy:
      side === 'source'
        ? `check source.mysql.database, or leave the table out with --skip ${table}`
        : `deploy the target's schema (${preset.target_version}) to the target database first, and check target.mysql.database`,
    params,
  };
}
