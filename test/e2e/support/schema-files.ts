import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import { inject, onTestFinished } from 'vitest';
import type { Listener, RunEvent } from '../../../src/core/events.js';
import { operations } from '../../../src/operations/index.js';
import type { SchemaMove, SchemaRepair } from '../../../src/operations/schema/types.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { controls } from './journey/journey.js';
import { uniqueName } from './pair.js';
import type { SharedServer } from './servers.js';
import { type OpenedCase, openCase } from './small-case.js';

/** A target with a folder of schema files. */
export interface SchemaCase extends OpenedCase {
  /** Writes files, by their names. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  status(): ReturnType<typeof operations.schemaStatus>;
  up(move?: Partial<SchemaMove>, listener?: Listener): ReturnType<typeof operations.schemaUp>;
  down(move?: Partial<SchemaMove>): ReturnType<typeof operations.schemaDown>;
  repair(how: Omit<SchemaRepair, 'confirm'>): ReturnType<typeof operations.schemaRepair>;
  /** Number and state of each file. */
  states(): Promise<readonly string[]>;
  /** The first column of what a statement gives. */
  values(sql: string): Promise<readonly unknown[]>;
}

export async function openSchema(
  server: Flavour | SharedServer,
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<SchemaCase> {
  const dir = join(inject('folder'), uniqueName('migrations'));
  await mkdir(dir, { recursive: true });
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const opened = await openCase({
    source: '',
    target: '',
    tables: ['users'],
    targetServer: server,
    settings: { schema: { dir, ...settings } },
  });
  const { context, targetDatabase: confirm } = opened;
  const write: SchemaCase['write'] = async (more) => {
    for (const [name, sql] of Object.entries(more)) {
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await writeFile(join(dir, name), sql);
    }
  };
  await write(files);
  const { control } = controls();
  const quiet = (_event: RunEvent | object) => undefined;
  return {
    ...opened,
    write,
    status: () => operations.schemaStatus(context),
    up: (move, listener = quiet) =>
      operations.schemaUp(context, { confirm, dryRun: false, ...move }, listener, control),
    down: (move) => operations.schemaDown(context, { confirm, dryRun: false, ...move }, quiet, control),
    repair: (how) => operations.schemaRepair(context, { confirm, ...how }, quiet, control),
    states: async () => (await operations.schemaStatus(context)).files.map(stateOf),
    values: async (sql) => {
      const [rows] = await opened.target.query<RowDataPacket[]>(sql);
      return rows.map((row) => Object.values(row)[0]);
    },
  };
}

function stateOf({ number, state, edited }: { number: number; state: string; edited: boolean }): string {
  return `${number} ${state}${edited ? ' edited' : ''}`;
}
