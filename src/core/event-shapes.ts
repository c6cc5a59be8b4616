import { z } from 'zod';
import { finding } from './finding-shape.js';
import { at, count, params, reason } from './shape.js';
import { steerActions } from './steer-changes.js';
import { decisionShape } from './switch-shapes.js';

export const seconds = z.number().min(0);
const phase = z.string().describe('By its name: mysql, vault');

/** complete: all copied. partial: some rows or secrets could not be copied (listed). stopped: the operator asked. failed: cannot go on. */
export const runOutcome = z.enum(['complete', 'partial', 'stopped', 'failed']);

/** unusable-path: Vault cannot hold a secret at such a path. */
export const secretProblem = z.enum([
  'missing',
  'version-missing',
  'deleted',
  'destroyed',
  'unusable-path',
  'conflict',
  'denied',
  'failed',
  'signature-differs',
]);

/** missing, corrupt: faults of the source. conflict: the destination has other bytes. refused: mode copy, and no server can. */
export const fileProblem = z.enum(['missing', 'corrupt', 'conflict', 'refused', 'denied', 'failed']);

/** What became of the things so far; `reused`: they were there already. */
export const secretFigures = {
  written: count,
  reused: count,
  versionsChanged: count,
  missing: count,
  failed: count,
};

/** In this order; all but gate and switch within the pause. */
export const cutoverStep = z.enum([
  'gate',
  'lock',
  'fence',
  'end',
  'drain',
  'verify',
  'locked',
  'sentry',
  'generators',
  'switch',
]);

/**
 * The engine's events by their types, each with its fields: what listeners are told (`RunEvent`), and what `--json` prints and
 * publishes. Never holds a secret.
 */
export const eventShapes = {
  'run-started': {
    runId: z.string(),
    resumed: z.boolean(),
    tables: count,
    rows: count.optional().describe('Rows to copy in all, by the server’s estimates'),
    /** Tables that an earlier session finished, of which no event comes any more, and their rows. */
    finishedBefore: z.object({ tables: count, rows: count }).optional().describe('Of a resumed run'),
    at,
  },
  /** Something is not as it was when the plan that a run carries out was looked at. */
  'plan-difference': {
    kind: z.enum(['plan', 'ids', 'rows', 'finding']),
    table: z.string().optional(),
    accepted: z.boolean().describe('false: the run is refused for it'),
    message: z.string(),
    because: reason.optional(),
  },
  'phase-started': { phase, at },
  'phase-finished': { phase, at, seconds },
  'snapshot-taken': {
    at,
    /** How it was made consistent over all readers, in one sentence. */
    how: z.string(),
    because: reason.optional(),
    position: z.string().optional().describe('Binary log file and position, or a GTID set'),
    consistent: z.boolean(),
  },
  'generator-raised': { resource: z.string(), from: z.string(), to: z.string() },
  'table-started': {
    table: z.string(),
    rows: count,
    approximateBytes: count,
    rowsAlreadyCopied: count,
  },
  /** Sent after the commit. */
  'chunk-committed': {
    table: z.string(),
    chunk: count,
    rows: count.describe('Of this chunk'),
    bytes: count,
    seconds,
    worker: count,
  },
  /** A row of the source that the preset does not let into the target. */
  'row-rejected': {
    table: z.string(),
    key: z.string().describe('As differences show it: id=12'),
    reason: z.string(),
    reasonZh: z.string().describe('The reason in Chinese'),
  },
  'table-finished': { table: z.string(), rows: count, seconds },
  'table-failed': { table: z.string(), message: z.string(), because: reason.optional() },
  /** Sent for every table before the first secret is copied. `rowsAlreadySettled` of `rows`: by earlier starts of the run. */
  'secrets-counted': { table: z.string(), rows: count, rowsAlreadySettled: count.optional() },
  'secrets-progress': {
    table: z.string(),
    done: count.describe('Rows of the table so far'),
    ...secretFigures,
  },
  'secret-problem': {
    table: z.string(),
    /** `id=12` */
    row: z.string().optional(),
    key: z.string(),
    path: z.string(),
    version: z.string(),
    kind: secretProblem,
    message: z.string(),
    because: reason.optional(),
    sourceFault: z.boolean(),
  },
  /** Of a phase beside rows and secrets: how far one of its parts is. */
  'items-progress': {
    phase,
    part: z.string(),
    done: count.describe('Of this part, over all starts of the run'),
    total: count,
    bytes: count.describe('Written with the last one'),
  },
  'item-problem': { phase, part: z.string(), item: z.string(), message: z.string() },
  /** What a dry run found out of the files that moving rows name. */
  'files-plan': {
    files: count,
    bytes: count.describe('As the rows say'),
    present: count.describe('In the target already, and right'),
    missing: count.describe('Not in the source'),
    conflicts: count.describe('In the target with other contents'),
  },
  /** Over all starts of the run. */
  'files-progress': {
    done: count,
    total: count,
    bytes: count.describe('Of the files that are done'),
    bytesUnderway: count.optional().describe('Of files that are on their way'),
    bytesTotal: count,
    created: count,
    existed: count,
    missing: count,
    failed: count,
  },
  'file-problem': {
    table: z.string().optional().describe('A row that names the file'),
    id: z.string().optional(),
    bizId: z.string().optional(),
    sha256: z.string(),
    destination: z.string().describe('main, plain or slave'),
    kind: fileProblem,
    message: z.string(),
    because: reason.optional(),
  },
  retry: {
    subject: z.string(),
    attempt: count,
    waitMs: z.number(),
    leftMs: z
      .number()
      .optional()
      .describe('About how long it is tried again, from now on, before the failure stands'),
    reason: z.string(),
    because: reason.optional(),
    about: reason.optional().describe('The subject'),
  },
  throttled: {
    reason: z.string().nullable().describe('null: no longer'),
    because: reason.optional(),
  },
  /** The change window is over, or no longer enough: the run stops in order. */
  'window-closed': {
    ends: at,
    secondsLeft: z.number().nullable().describe('By the forecast; null: the window is over'),
    message: z.string(),
    because: reason.optional(),
  },
  /** By `steer`, from whichever machine. */
  steered: {
    command: z.string().describe('Of whom it was asked: run, follow, …'),
    action: z.enum(steerActions),
    value: count.nullable().describe('Of parallel and rate; null: as the config says'),
    by: z.string().describe('ops@host'),
    message: z.string(),
    because: reason.optional(),
    at,
  },
  paused: { at },
  continued: { at },
  parallelism: { phase, value: count },
  'validation-progress': {
    check: z.string(),
    table: z.string().optional(),
    done: z.number(),
    total: z.number(),
  },
  'validation-result': {
    check: z.string(),
    table: z.string().optional(),
    ok: z.boolean(),
    detail: z.string(),
    /** Names the sentence of `detail`, for translation. */
    code: z.string().optional(),
    params: params.optional(),
    /** The source already had this fault: no reason to fail. */
    sourceFault: z.boolean().optional(),
  },
  /** How far a task that takes its time has come; see `progress.ts`. Listeners put its step into words (`text/progress.ts`). */
  progress: {
    task: z.enum(['check', 'plan', 'run', 'validate', 'repair', 'rollback', 'rewrap']),
    step: z.string(),
    table: z.string().optional(),
    done: z.number().describe('Of this step (and table): tables, rows, secrets or checks'),
    total: z.number(),
    overall: z.number().min(0).max(1).describe('Share of the whole task; it never falls'),
    seconds: seconds.describe('Since the task began'),
    secondsLeft: z.number().nullable().describe('null: too early to tell'),
  },
  'rollback-progress': {
    /** The step in words. */
    subject: z.string(),
    step: z.enum(['compare', 'compare-secrets', 'remove', 'remove-secrets', 'remove-files']),
    table: z.string().optional(),
    done: z.number(),
    total: z.number(),
  },
  /** Following the source begins. */
  'follow-started': { runId: z.string(), position: z.string().describe('In the source’s binary log'), at },
  'follow-progress': {
    lagSeconds: seconds.nullable().describe('null: not known yet'),
    rowEvents: count.describe('Changes of rows, by this start'),
    transactions: count,
    eventsPerSecond: z.number().min(0),
  },
  /** All rows of both sides were compared beside following. */
  'follow-pass': {
    pass: count.describe('Its number, over all starts'),
    rows: count.describe('Rows compared'),
    mismatches: count.describe('Rows that differ for certain'),
    isClean: z.boolean().describe('There is none, and no table was left out'),
    seconds,
    at,
  },
  /** A row differs for certain: it still did after its changes were applied. Such a row closes the gate of a cut-over. */
  'follow-mismatch': {
    table: z.string(),
    key: z.string().describe('`id=12`, as the target has it'),
    kind: z.enum(['missing-in-target', 'extra-in-target', 'field-mismatch']),
    gone: z.boolean().describe('true: it does not differ any more'),
  },
  /** A step of a cut-over is done. */
  'cutover-step': {
    step: cutoverStep.describe('In this order; all but gate and switch within the pause'),
    seconds,
    at,
  },
  /** Somebody is told of alerts of a rule. */
  'alert-notice': {
    rule: z.string(),
    kind: z.enum(['alert', 'rule-error']),
    status: z.enum(['firing', 'resolved']),
    severity: z.enum(['info', 'warning', 'error', 'critical']),
    count: count.describe('Of the alerts in it'),
    at,
  },
  /** Readers were moved, or were not. */
  'switch-decision': decisionShape.shape,
  /** A statement of a schema file. */
  'schema-statement': {
    file: z.string(),
    statement: count.describe('Its number in the file, from 1'),
    statements: count,
    line: count,
    text: z.string().describe('On one line, without the texts in it'),
    state: z
      .enum(['began', 'done', 'skipped', 'failed'])
      .describe('skipped: of a file that is taken back half done, since what it takes away is not there'),
    seconds,
  },
  finding: { finding },
  'run-finished': {
    runId: z.string(),
    outcome: runOutcome,
    at,
    seconds,
    left: z.array(z.string()).optional().describe('Phases that are still to be copied'),
  },
} as const;
