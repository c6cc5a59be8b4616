import { z } from 'zod';
import { form } from '../core/yaml/words.js';
import { type Camelled, camelled } from './camel.js';
import { text } from './schema-words.js';

/** With fewer, servers wait for each other at every commit; with more, a live target has less left for others. */
export const defaultParallel = 4;

export const consistencyLevels = ['strict', 'eventual', 'weak'] as const;
export type ConsistencyLevel = (typeof consistencyLevels)[number];

const timeZone = /^([+-](0\d|1[0-4]):[0-5]\d|UTC|[A-Za-z]+(\/[A-Za-z0-9_+-]+)+)$/;

export const batchSize = z.number().int().min(1).max(1_000_000);

function serverOf(named: string): { readonly host: string; readonly port: number } {
  const [host = '', port = ''] = named.split(':');
  return { host, port: Number(port) };
}

/** The block `options` of migrate.yaml: how it is done. */
export const optionsFile = z
  .strictObject({
    batch_size: batchSize.optional().meta({ description: 'Rows a chunk starts with', default: 1000 }),
    parallel: z.number().int().min(1).max(64).default(defaultParallel).describe('Pairs of connections'),
    on_error: z
      .enum(['stop', 'continue'])
      .optional()
      .meta({ description: '`stop`, or `continue` with the next chunk or secret', default: 'stop' }),
    time_zone: z
      .string()
      .regex(timeZone, form('form.time-zone'))
      .optional()
      .describe(
        "Zone that DATETIMEs are meant in, where a column is DATETIME on one side and TIMESTAMP on the other: `'+08:00'`, `UTC`, or a name the source server knows; asked for when it is needed",
      ),
    altered_json: z
      .enum(['refuse', 'accept'])
      .default('refuse')
      .describe(
        'JSON that a MySQL target stores otherwise than it is written (repeated names, long numbers, −0): `refuse`, or `accept` what it makes of it',
      ),
    bulk: z
      .enum(['auto', 'load', 'insert'])
      .default('auto')
      .describe(
        'How rows go in: `auto` tries LOAD DATA LOCAL and takes INSERT where it is refused, `load` refuses then, `insert` never tries',
      ),
    within_server: z
      .boolean()
      .default(true)
      .describe(
        'Source and target on one server: `true` lets the server copy by itself, each chunk as of its own moment; `false` reads one snapshot',
      ),
    window: z
      .strictObject({
        ends: text
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, form('form.clock'))
          .describe(
            "When it ends by this machine's clock: `'04:00'`; the plan says whether the forecast fits, and a run that no longer fits stops in order (exit code 4)",
          ),
        carry_on: z
          .array(z.enum(['vault', 'files', 'validate']))
          .default([])
          .describe(
            'What is gone on with by itself: `[vault, files, validate]`. `run` brings secrets and files anyway, and validates with `validate`; the wizard goes from step to step',
          ),
      })
      .optional()
      .describe('The change window'),
    hooks: z
      .strictObject({
        command: z
          .string()
          .min(1)
          .describe(
            'Run by /bin/sh at the end of each phase and of the run, with the event as JSON on its input',
          ),
        timeout_seconds: z.number().positive().default(30).describe('It is ended when it takes longer'),
      })
      .optional()
      .describe('A command of your own; that it fails is said, and does not end the run'),
    throttle: z
      .strictObject({
        max_threads_running: z
          .number()
          .int()
          .min(1)
          .optional()
          .describe('Wait while the target runs more threads than this'),
        max_replica_lag_seconds: z
          .number()
          .min(0)
          .optional()
          .describe('Wait while one of `replicas` is further behind than this'),
        replicas: z
          .array(
            z
              .string()
              .regex(/^[^\s:]+:\d+$/, 'host:port')
              .transform(serverOf),
          )
          .prefault([])
          .describe('Replicas of the target: `["host:3306"]`'),
        max_rows_per_second: z.number().int().min(1).optional().describe('Rate cap of the copy'),
      })
      .optional()
      .describe('When the copy goes slower'),
    plan_drift: z
      .strictObject({
        rows_percent: z
          .number()
          .min(0)
          .default(0)
          .describe('A table may have so many percent more rows, or fewer'),
        new_warnings: z
          .number()
          .int()
          .min(0)
          .default(0)
          .describe('So many warnings may be new; never a blocker'),
      })
      .optional()
      .describe('What may have changed since a plan was looked at that `run --plan` carries out'),
    files: z
      .strictObject({
        mode: z
          .enum(['auto', 'copy', 'stream', 'skip'])
          .default('auto')
          .describe(
            '`auto` copies within a server where that is safe, else through this tool; `copy` and `stream` only so; `skip` not at all',
          ),
        parallel: z.number().int().min(1).max(256).default(16).describe('Files at the same time'),
        max_mib_per_second: z.number().positive().nullable().default(null).describe('Rate cap'),
        on_missing: z
          .enum(['report', 'fail'])
          .default('report')
          .describe('A file that the source does not have: `report` it, or `fail` (the run ends with 4)'),
      })
      .optional()
      .describe('How files are carried over'),
    live: z
      .strictObject({
        max_lag_seconds: z
          .number()
          .positive()
          .default(1)
          .describe('`follow --until-caught-up` ends when it is less than this behind'),
        quiet_seconds: z
          .number()
          .min(0)
          .default(60)
          .describe('A cut-over may begin when following has been less than that behind for so long'),
        max_pause_seconds: z
          .number()
          .min(1)
          .default(30)
          .describe('A cut-over that has not switched so long after its fence began is called off'),
        fence: z
          .strictObject({
            command: z
              .string()
              .min(1)
              .describe(
                'Run by /bin/sh when all tables are locked: stops the writers of the source for good, and ends with 0 when none is left',
              ),
          })
          .optional()
          .describe('How a cut-over stops the writers; without it, it asks at the terminal'),
        consistency: z
          .strictObject({
            level: z
              .enum(consistencyLevels)
              .default('strict')
              .describe(
                'What `follow` compares beside: `strict` every row, and a difference counts once it has outlived the changes in the log; `eventual` the same, and it counts after `within_seconds`; `weak` counts and a sample',
              ),
            within_seconds: z
              .number()
              .min(0)
              .default(10)
              .describe('`eventual`: differences have to vanish within so long'),
            sample: z
              .number()
              .int()
              .min(1)
              .default(1000)
              .describe('`weak`: rows of each table compared in a pass; the next one goes on behind them'),
          })
          .optional()
          .describe(
            'How equal both sides have to be while following; a cut-over compares under its fence in any case',
          ),
      })
      .optional()
      .describe(
        'Following a source that goes on being written to (`run --live`, `follow`); `check` looks at it, too',
      ),
    vault: z
      .strictObject({
        history: z
          .enum(['named', 'all'])
          .default('named')
          .describe('`named` copies the versions that rows name, `all` the whole history of a path'),
        max_requests_per_second: z.number().min(1).optional().describe('Rate cap'),
      })
      .optional()
      .describe('How secrets are copied'),
  })
  .prefault({})
  .describe('How it is done');
type OptionsFile = z.infer<typeof optionsFile>;
type Block<Key extends keyof OptionsFile> = Camelled<NonNullable<OptionsFile[Key]>>;

export type BulkChoice = OptionsFile['bulk'];
export type FilesOptions = Block<'files'>;
export type ThrottleOptions = Block<'throttle'>;
export type PlanDriftOptions = Block<'plan_drift'>;
export interface LiveOptions extends Omit<Block<'live'>, 'fence'> {
  readonly fenceCommand?: string | undefined;
}

/** The block as the code spells it. A part that is absent was not asked for. */
export interface RunOptions
  extends Partial<Omit<Camelled<OptionsFile>, 'batchSize' | 'parallel' | 'onError' | 'window' | 'live'>> {
  readonly batchSize: number;
  readonly parallel: number;
  readonly onError: 'stop' | 'continue';
  readonly windowEnds?: string | undefined;
  readonly carryOn?: readonly ('vault' | 'files' | 'validate')[] | undefined;
  readonly live?: LiveOptions | undefined;
}

/** What is not said in the config. */
export const defaultConsistency: NonNullable<LiveOptions['consistency']> = {
  level: 'strict',
  withinSeconds: 10,
  sample: 1000,
};
export const defaultLiveOptions: LiveOptions = { maxLagSeconds: 1, quietSeconds: 60, maxPauseSeconds: 30 };
export const defaultFilesOptions: FilesOptions = {
  mode: 'auto',
  parallel: 16,
  maxMibPerSecond: null,
  onMissing: 'report',
};

/** `older`: what the block `migration` says in older spellings. */
export function resolveOptions(
  file: OptionsFile,
  older: Pick<OptionsFile, 'batch_size' | 'on_error'>,
): RunOptions {
  const { window, live, batch_size, on_error, ...rest } = file;
  return {
    ...camelled(rest),
    batchSize: batch_size ?? older.batch_size ?? 1000,
    onError: on_error ?? older.on_error ?? 'stop',
    windowEnds: window?.ends,
    carryOn: window?.carry_on,
    live: live && liveOf(live),
  };
}

function liveOf({ fence, ...live }: NonNullable<OptionsFile['live']>): LiveOptions {
  return { ...camelled(live), fenceCommand: fence?.command };
}
