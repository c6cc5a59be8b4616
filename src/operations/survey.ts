import { readDatabaseFacts } from '../mysql/facts.js';
import { openSession } from '../mysql/session.js';
import { spelledAsPreset } from '../plan/spell-facts.js';
import type { SurveyOperation } from './types.js';

/** Sizes and columns of the source's tables as its data dictionary knows them; reads no rows, so it takes a moment only. */
export const survey: SurveyOperation = async ({ config, preset }) => {
  await using session = await openSession(config.source.mysql, 'source');
  const facts = await readDatabaseFacts(session, config.source.mysql.database);
  const { tables } = spelledAsPreset(facts, preset);
  return Object.fromEntries(
    Object.values(tables).map((table) => [
      table.name,
      {
        rows: table.approximateRows,
        bytes: table.approximateBytes,
        columns: table.columns.map((column) => column.name),
      },
    ]),
  );
};
