import { counted } from '../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../core/finding.js';
import { formatCount } from '../../../core/format.js';
import { quoteName, quoteText } from '../../../core/sql.js';
import type { DatabaseFacts } from '../../../plan/facts.js';
import type { TableIds } from '../../../plan/id-ranges.js';
import type { Plan } from '../../../plan/plan.js';
import { hasGenerators } from '../../../plan/plan-generators.js';
import type { Preset } from '../../../preset/schema.js';
import { say } from './words.js';

/** Whether the target hands out IDs from a row for every table that needs one, and whether the source's stay below the limit. Pure. */
export function checkGenerators(
  preset: Preset,
  plan: Plan,
  source: DatabaseFacts,
  target: DatabaseFacts,
  ids: readonly TableIds[],
): readonly Finding[] {
  if (!preset.id_generators) return [];
  const { table, resource_column, max_column, updated_column, never } = preset.id_generators;
  const columns = [resource_column, max_column, ...(updated_column ? [updated_column] : [])].map(quoteName);
  const now = updated_column ? ['NOW(6)'] : [];
  if (!hasGenerators(preset, target)) {
    const inSource = hasGenerators(preset, source);
    return [
      finding('warning', 'target-mysql', 'generators.table', {
        title: `the target has no table ${table}${inSource ? ', as the source has' : ', nor has the source'}: no ID can be reserved there`,
        remedy: inSource
          ? `deploy the multi-tenant schema (${preset.target_version}) to the target database first, if its services take their IDs from ${table}`
          : `nothing to do if the databases hand out IDs by themselves; else create ${table} on both sides first`,
        table,
        params: { targetVersion: preset.target_version, inSource },
      }),
    ];
  }
  const findings: Finding[] = [];
  const missing = plan.generators.filter(({ resource }) => target.generators[resource] === undefined);
  if (missing.length > 0) {
    const statements = missing
      .slice(0, 10)
      .map(({ resource }) => {
        // A generator below an ID that is there would hand it out again.
        const highest = ids.find((known) => known.table === resource)?.targetHighest ?? '0';
        return `INSERT INTO ${quoteName(table)} (${columns.join(', ')}) VALUES (${[quoteText(resource), highest, ...now].join(', ')});`;
      })
      .join(' ');
    findings.push({
      code: 'generators.missing',
      severity: 'warning',
      subject: 'target-mysql',
      title: `${table} of the target has no row for ${formatCount(missing.length)} of ${counted(plan.generators.length, 'migrated table')}`,
      remedy: `the target's services make these rows when they are deployed; else, before they start: ${statements}`,
      params: { migrated: plan.generators.length, statements },
      table,
      count: missing.length,
      samples: missing.slice(0, 10).map(({ resource }) => resource),
    });
  }
  const limit = BigInt(preset.id.max);
  const over = plan.generators.filter(({ resource }) => BigInt(source.generators[resource] ?? '0') > limit);
  if (over.length > 0) {
    findings.push({
      code: 'generators.limit',
      severity: 'warning',
      subject: 'source-mysql',
      title: `${over.length} generators of the source have passed ${limit}, the highest ID the services can hold`,
      remedy: 'look at the tables named; the target’s generators follow the migrated rows, not these values',
      table,
      params: { generators: over.length, limit: preset.id.max },
      samples: over.slice(0, 10).map(({ resource }) => `${resource}: ${source.generators[resource]}`),
    });
  }
  const behind = ids.filter(
    ({ generator, targetHighest }) => generator !== null && BigInt(generator) < BigInt(targetHighest),
  );
  if (behind.length > 0) {
    findings.push({
      code: 'generators.behind',
      severity: 'warning',
      subject: 'target-mysql',
      title: `${behind.length} generators of the target are below an ID that its own rows already have, so its services will meet "Duplicate entry"`,
      remedy: behind
        .slice(0, 10)
        .map(
          (row) =>
            `UPDATE ${quoteName(table)} SET ${quoteName(max_column)} = ${row.targetHighest} WHERE ${quoteName(resource_column)} = ${quoteText(row.table)} AND ${quoteName(max_column)} < ${row.targetHighest};`,
        )
        .join(' '),
      table,
      count: behind.length,
      ...sampled(
        behind.slice(0, 10).map((row) =>
          say('sample.generator', {
            table: row.table,
            generator: String(row.generator),
            highest: String(row.targetHighest),
          }),
        ),
      ),
    });
  }
  if (findings.length === 0 && plan.generators.length > 0) {
    findings.push({
      code: 'generators.present',
      severity: 'ok',
      subject: 'target-mysql',
      title: `${table} has a row for each of ${counted(plan.generators.length, 'migrated table')}${never.length > 0 ? `; ${never.join(', ')} is never touched` : ''}`,
      table,
      params: { migrated: plan.generators.length, never: never.join(', ') },
    });
  }
  return findings;
}
