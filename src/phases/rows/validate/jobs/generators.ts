import { quoteName, quoteText } from '../../../../core/sql.js';
import { type JobResult, worded } from '../../../../core/validation-shape.js';
import type { Session } from '../../../../mysql/session.js';
import { type GeneratorPlan, type Plan, tableName } from '../../../../plan/plan.js';
import type { IdGenerators, Preset } from '../../../../preset/schema.js';
import { sayDifference } from '../../compare/words.js';

/**
 * Whether each generator stands at or above the highest ID in its table, whoever's row that is: the next ID it hands out
 * must be free. Also that no ID is higher than the services can hold.
 */
export async function checkGenerators(
  target: Session,
  plan: Plan,
  preset: Pick<Preset, 'id' | 'id_generators'>,
): Promise<JobResult[]> {
  const rules = preset.id_generators;
  if (!rules || plan.generators.length === 0) {
    const detail = 'no ID generator serves the migrated tables';
    return [{ check: 'generators', ok: true, detail, code: 'generators.none', differences: [] }];
  }
  const { table, resource_column, max_column } = rules;
  const resources = plan.generators.map(({ resource }) => quoteText(resource)).join(', ');
  const rows = await target.queryCells(
    `SELECT ${quoteName(resource_column)}, CAST(${quoteName(max_column)} AS CHAR) FROM ${quoteName(table)}
      WHERE ${quoteName(resource_column)} IN (${resources})`,
  );
  const standing = new Map(
    rows.map(([resource, max]) => [resource?.toString('utf8') ?? '', max?.toString() ?? '']),
  );
  const results: JobResult[] = [];
  for (const generator of plan.generators) {
    const [row] = await target.queryCells(
      `SELECT CAST(MAX(${quoteName(preset.id.column)}) AS CHAR) FROM ${quoteName(tableName(plan, generator.table, 'target'))}`,
    );
    const highest = row?.[0]?.toString() ?? null;
    results.push(judge(generator, highest, standing, { rules, limit: preset.id.max }));
  }
  return results;
}

function judge(
  { table, resource }: GeneratorPlan,
  highest: string | null,
  standing: ReadonlyMap<string, string>,
  { rules, limit }: { readonly rules: IdGenerators; readonly limit: number },
): JobResult {
  const generators = rules.table;
  const max = standing.get(resource);
  const params = { resource, generators, highest, max: max ?? null, limit };
  const base = { check: 'generators', table, params, differences: [] };
  if (max === undefined) {
    return {
      ...base,
      // An empty table's generator is made by its first use.
      ok: highest === null,
      detail:
        highest === null
          ? `the table is empty and has no row in ${generators} yet`
          : `${generators} has no row for ${resource}, whose highest ID is ${highest}: the next insert would fail`,
      code: highest === null ? 'generators.unused' : 'generators.absent',
      expected: highest ?? '0',
    };
  }
  if (highest === null) {
    const detail = `the table is empty; the generator stands at ${max}`;
    return { ...base, ok: true, detail, code: 'generators.empty' };
  }
  const figures = worded({ expected: sayDifference('difference.at-least', { value: highest }), actual: max });
  if (BigInt(max) < BigInt(highest)) {
    return {
      ...base,
      ...figures,
      ok: false,
      detail: `the generator stands at ${max}, below the highest ID ${highest}: it would hand out IDs that are in use`,
      code: 'generators.low',
      differences: [
        {
          kind: 'field-mismatch',
          table: generators,
          key: `${rules.resource_column}=${resource}`,
          column: rules.max_column,
          ...figures,
        },
      ],
    };
  }
  if (BigInt(highest) > BigInt(limit)) {
    return {
      ...base,
      ok: false,
      detail: `the highest ID ${highest} is above ${limit}, which the services cannot hold`,
      code: 'generators.limit',
    };
  }
  return {
    ...base,
    ...figures,
    ok: true,
    detail: `the generator stands at ${max}, the highest ID is ${highest}`,
    code: 'generators.right',
  };
}
