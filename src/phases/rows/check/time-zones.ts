import { type Finding, finding } from '../../../core/finding.js';
import { quoteText } from '../../../core/sql.js';
import type { Session } from '../../../mysql/session.js';
import { crossesZones } from '../../../plan/conversions.js';
import type { Plan } from '../../../plan/plan.js';
import { zonedExpression } from '../../../plan/time-zone.js';
import type { Sides } from '../../sides.js';
import { type ConflictContext, mostSamples } from './conflicts/context.js';

/** A column that is DATETIME on one side and TIMESTAMP on the other. */
interface Crossing {
  readonly table: string;
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** No row's: the same moment for everybody. */
const example = '2026-01-01 12:00:00';

/**
 * DATETIME holds what a clock on the wall shows, TIMESTAMP a moment, and no server knows which wall the clock hung on. Blocks
 * until `options.time_zone` says it, with the readings there are of one constant time.
 */
export async function checkTimeZones(context: ConflictContext): Promise<readonly Finding[]> {
  const crossings = findCrossings(context.plan);
  if (crossings.length === 0) return [];
  const { timeZone } = context.config.options;
  if (timeZone === undefined) return [await ask(crossings, context)];
  if ((await moment(context.source, timeZone)) !== null) return [];
  return [
    finding('blocker', 'source-mysql', 'schema.time-zone-unknown', {
      title: `the source server does not know the time zone ${timeZone} of options.time_zone`,
      remedy:
        "give an offset such as '+08:00', if the zone never had another one, or load the server's time zone tables (mysql_tzinfo_to_sql)",
      params: { zone: timeZone },
    }),
  ];
}

function findCrossings({ tables }: Plan): readonly Crossing[] {
  return tables.flatMap(({ table, columns }) =>
    columns.flatMap(({ name, source, target }) =>
      source && crossesZones(source.dataType, target.dataType)
        ? [{ table, column: name, from: source.dataType, to: target.dataType }]
        : [],
    ),
  );
}

/** The UTC time of the example, read as a clock in `zone` shows it; null where the server does not know the zone. */
async function moment(session: Session, zone: string): Promise<string | null> {
  const [row] = await session.queryCells(
    `SELECT CAST(${zonedExpression(`CAST(${quoteText(example)} AS DATETIME)`, 'datetime', zone)} AS CHAR)`,
  );
  return row?.[0]?.toString('latin1') ?? null;
}

async function ask(
  crossings: readonly Crossing[],
  { source, target, sourceFacts, targetFacts }: Sides,
): Promise<Finding> {
  const zones: Reading[] = [
    { zone: '+00:00', whose: 'utc' },
    { zone: sourceFacts.variables.time_zone ?? 'SYSTEM', whose: 'source' },
    { zone: targetFacts.variables.time_zone ?? 'SYSTEM', whose: 'target' },
  ];
  const readings = new Map<string, string>();
  for (const { zone, whose } of zones) {
    const read = await moment(whose === 'target' ? target : source, zone);
    if (read !== null && !readings.has(read)) readings.set(read, zone);
  }
  // Both servers may well be set to UTC, and their clients live elsewhere.
  if (readings.size < 2) readings.set('2026-01-01 04:00:00', '+08:00');
  const said = [...readings].map(([utc, zone]) => `${utc} UTC, read in the time zone ${zone}`).join('; or ');
  const names = crossings.map(({ table, column }) => `${table}.${column}`);
  return finding('blocker', 'data', 'schema.time-zone', {
    title: `${names.length === 1 ? 'a column is' : `${names.length} columns are`} DATETIME on one side and TIMESTAMP on the other, and nobody has said in which time zone their DATETIMEs are meant: a DATETIME of ${example} is the moment ${said}`,
    remedy:
      "set options.time_zone in the config to the zone of the services that write them, e.g. '+08:00' (or UTC): times are then converted, both ways; or give the target's columns the source's type",
    count: names.length,
    samples: crossings
      .slice(0, mostSamples)
      .map(({ table, column, from, to }) => `${table}.${column}: ${from} → ${to}`),
    params: {
      columns: names.length,
      example,
      readings: [...readings].map(([utc, zone]) => `${zone}: ${utc} UTC`).join('; '),
    },
  });
}

interface Reading {
  readonly zone: string;
  readonly whose: 'utc' | 'source' | 'target';
}
