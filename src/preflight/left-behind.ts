import type { Config } from '../config/config.js';
import { type Finding, finding } from '../core/finding.js';
import type { ColumnFacts, TableFacts } from '../plan/facts.js';
import { columnsWithoutPlace, leftBehindBy } from '../plan/left-behind.js';
import { sameColumn } from '../preset/column-names.js';
import type { Preset } from '../preset/schema.js';

interface Rules {
  readonly config: Config;
  readonly preset: Preset;
}

/** Source columns whose values the target has no place for: named as left behind with the reason, or a blocker. */
export function checkLeftBehind(rules: Rules, source: TableFacts, target: TableFacts): readonly Finding[] {
  const lost = columnsWithoutPlace(source, target);
  return [
    ...sayNamed(rules, source.name, lost),
    ...refuseUnnamed(rules, source.name, lost, target),
    ...sayIdle(rules, source, lost),
  ];
}

const typed = ({ name, columnType }: ColumnFacts) => `${name} ${columnType}`;
const named = (columns: readonly ColumnFacts[]) => columns.map(({ name }) => name).join(', ');

function sayNamed(rules: Rules, table: string, lost: readonly ColumnFacts[]): readonly Finding[] {
  return lost.flatMap((column): Finding[] => {
    const by = leftBehindBy(rules, table, column.name);
    if (!by) return [];
    return [
      finding('info', 'data', 'schema.left-behind', {
        title: `the values of ${table}.${column.name} stay behind: ${by.reason.en}`,
        table,
        column: column.name,
        params: { by: by.by, reasonZh: by.reason.zh },
      }),
    ];
  });
}

/** Nobody must lose values unasked. */
function refuseUnnamed(
  rules: Rules,
  table: string,
  lost: readonly ColumnFacts[],
  target: TableFacts,
): readonly Finding[] {
  const unnamed = lost.filter(({ name }) => leftBehindBy(rules, table, name) === undefined);
  if (unnamed.length === 0) return [];
  const version = rules.preset.target_version;
  const computed = unnamed.filter(({ name }) => target.columns.some((column) => column.name === name));
  const [what, whose, them] =
    unnamed.length === 1 ? ['a column', 'its', 'it'] : [`${unnamed.length} columns`, 'their', 'them'];
  const setting = `left_behind: { ${table}: [${named(unnamed)}] }`;
  return [
    finding('blocker', 'target-mysql', 'schema.source-column-lost', {
      title: `the target has no place for ${what} of ${table}, so ${whose} values would stay behind: ${named(unnamed)}${computed.length > 0 ? ` (computed by the target itself: ${named(computed)})` : ''}`,
      remedy: `check that the target runs ${version}; if the values matter, give its table ${them} as ordinary columns first; if they do not, say so in the config: ${setting}`,
      table,
      samples: unnamed.slice(0, 10).map(typed),
      count: unnamed.length,
      params: {
        columns: named(unnamed),
        computed: named(computed) || null,
        targetVersion: version,
        setting,
      },
    }),
  ];
}

/** Columns that the operator gave up although nothing of them has to stay behind. */
function sayIdle({ config }: Rules, source: TableFacts, lost: readonly ColumnFacts[]): readonly Finding[] {
  const idle = (config.leftBehind?.[source.name] ?? []).filter(
    (column) => !lost.some(({ name }) => sameColumn(name, column)),
  );
  return idle.map((column) => {
    const moves = source.columns.some(({ name }) => sameColumn(name, column));
    return finding('warning', 'config', 'schema.not-left-behind', {
      title: moves
        ? `left_behind names ${source.name}.${column}, but the target has a place for it: its values are copied`
        : `left_behind names ${source.name}.${column}, but the source has no such column`,
      remedy: `take ${column} out of left_behind`,
      table: source.name,
      column,
      params: { moves },
    });
  });
}
