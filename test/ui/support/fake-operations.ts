import type { Context } from '../../../src/config/context.js';
import type { Listener, RunControl } from '../../../src/core/events.js';
import type { Finding } from '../../../src/core/finding.js';
import type { RepairOutcome, RepairProposal } from '../../../src/core/repair.js';
import type { RowPair } from '../../../src/core/row-pair.js';
import type { Decision } from '../../../src/core/switch-shapes.js';
import type { ValidationResult } from '../../../src/core/validation-shape.js';
import type { ChecklistAnswer } from '../../../src/ledger/shapes.js';
import type { ChecklistRun } from '../../../src/operations/checklist/types.js';
import type { CutoverRequest, CutoverSummary } from '../../../src/operations/cutover/types.js';
import type { IsolationPart } from '../../../src/operations/isolation/types.js';
import type { KeysReport } from '../../../src/operations/keys/types.js';
import type { ReportData } from '../../../src/operations/report-shape.js';
import type {
  FinishSummary,
  FollowSummary,
  RollbackSummary,
  RunListEntry,
  RunSummary,
} from '../../../src/operations/result-shapes.js';
import type { SchemaMove, SchemaRepair, SchemaReport } from '../../../src/operations/schema/types.js';
import type { RunStatus } from '../../../src/operations/status-types.js';
import type { SwitchRequest, SwitchStatus, SwitchSummary } from '../../../src/operations/switch/types.js';
import type {
  BusinessSize,
  FinishRequest,
  FollowRequest,
  Operations,
  RollbackRequest,
  RunRequest,
} from '../../../src/operations/types.js';
import type { AlertView } from '../../../src/operations/watch/types.js';
import type { DryRun } from '../../../src/preflight/dry-run-result.js';
import type { Preset } from '../../../src/preset/schema.js';
import { alertSample } from '../../headless/support/samples.js';
import {
  checkFindings,
  goodValidation,
  sampleDryRun,
  samplePair,
  sampleReport,
  sampleSurvey,
} from './fixtures.js';
import { planOfFiles } from './schema-files.js';

/** A call of `run` that the test now steers: it sends events and decides how it ends. */
export interface RunningCall {
  readonly request: RunRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly context: Context;
  readonly finish: (change?: Partial<RunSummary>) => void;
  readonly fail: (error: unknown) => void;
}

/** A call of `follow` or `cutover` that the test now steers. */
export interface LiveCall<Request, Summary, Control = RunControl> {
  readonly request: Request;
  readonly listener: Listener;
  readonly control: Control;
  readonly finish: (summary: Summary) => void;
  readonly fail: (error: unknown) => void;
}

type Part<Name extends IsolationPart['part']> = Extract<IsolationPart, { part: Name }>;

/** Schema files that are carried out. */
export type SchemaCall = LiveCall<SchemaMove | SchemaRepair, SchemaReport, Pick<RunControl, 'stop'>>;

/** Values that are encrypted anew; the request is the name that was typed. */
export type RewrapCall = LiveCall<string | undefined, KeysReport, Pick<RunControl, 'stop'>>;

export interface FakeOptions {
  /** The run as the ledger has it, asked each second; without it there is none to follow. */
  readonly status?: () => RunStatus;
  readonly onFollow?: (call: LiveCall<FollowRequest, FollowSummary>) => void;
  /** What a dry run of the cut-over finds. */
  readonly rehearsal?: () => CutoverSummary;
  readonly onCutover?: (call: LiveCall<CutoverRequest, CutoverSummary>) => void;
  /** What a dry run of the way back finds. */
  readonly backRehearsal?: () => CutoverSummary;
  readonly onBack?: (call: LiveCall<CutoverRequest, CutoverSummary>) => void;
  readonly onFinish?: (call: LiveCall<FinishRequest, FinishSummary>) => void;
  /** Where readers are, asked each second while it is shown, and what was decided. */
  readonly traffic?: () => SwitchStatus;
  readonly decisions?: readonly Decision[];
  readonly onSwitch?: (call: LiveCall<null, SwitchSummary>) => void;
  /** What a person's word comes to. */
  readonly onOrder?: (request: SwitchRequest) => SwitchSummary;
  /** As the ledger has them, asked each second while they are shown. */
  readonly alerts?: () => readonly AlertView[];
  /** How the schema's files stand; without it there are none. */
  readonly schema?: () => SchemaReport;
  /** Files that are carried out. */
  readonly onSchema?: (call: SchemaCall) => void;
  /** How data keys stand; without it there are none. */
  readonly keys?: () => KeysReport;
  readonly onRewrap?: (call: RewrapCall) => void;
  /** Of the source, by their sizes. */
  readonly businesses?: readonly BusinessSize[];
  /** What tenants see of each other. */
  readonly tenants?: () => Part<'probe'>;
  readonly audit?: () => Part<'audit'>;
  readonly findings?: readonly Finding[];
  readonly dryRun?: DryRun;
  readonly runs?: readonly RunListEntry[];
  readonly validation?: ValidationResult;
  /** Validation ends only when it is stopped. */
  readonly isValidationEndless?: boolean;
  /** Gets what a validation tells its progress to. */
  readonly onValidation?: (listener: Listener) => void;
  readonly rollback?: Partial<RollbackSummary>;
  readonly report?: ReportData;
  /** A row on both sides. */
  readonly rowPair?: (table: string, key: string) => RowPair;
  /** What a repair proposes and then carries out. */
  readonly proposals?: readonly RepairProposal[];
  /** Called when a run starts; without it a run ends at once, complete. */
  readonly onRun?: (call: RunningCall) => void;
  /** How the checklist stands, besides what is answered. */
  readonly checklist?: readonly ChecklistAnswer[];
  /** Each answer fails until this returns. */
  readonly beforeAnswer?: () => void;
}

export interface FakeOperations extends Operations {
  readonly calls: string[];
  readonly answers: ChecklistAnswer[];
  /** Which run each answer was for. */
  readonly answeredFor: ChecklistRun[];
  readonly runRequests: RunRequest[];
  readonly rollbackRequests: RollbackRequest[];
  readonly contexts: Context[];
}

const runId = 'r-20261121-0200';

function untilStopped(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Operations that answer at once from fixtures; the test decides what a run does. */
export function fakeOperations(preset: Preset, options: FakeOptions = {}): FakeOperations {
  const calls: string[] = [];
  const answers: ChecklistAnswer[] = [];
  const answeredFor: ChecklistRun[] = [];
  const runRequests: RunRequest[] = [];
  const rollbackRequests: RollbackRequest[] = [];
  const contexts: Context[] = [];
  const cut =
    (
      way: 'cutover' | 'back',
      rehearsal: FakeOptions['rehearsal'],
      onCall: FakeOptions['onCutover'],
    ): Operations['cutover'] =>
    async (_context, request, listener, control) => {
      const flag = request.withoutWayBack ? ' without way back' : '';
      calls.push(request.dryRun ? `${way} dry run${flag}` : `${way} ${request.confirm}${flag}`);
      if (!request.dryRun) return steered(request, listener, control, onCall);
      if (rehearsal === undefined) throw new Error('nobody has said whether it would succeed');
      return rehearsal();
    };
  return {
    calls,
    answers,
    answeredFor,
    runRequests,
    rollbackRequests,
    contexts,
    check: async (_context, listener) => {
      calls.push('check');
      const findings = options.findings ?? checkFindings;
      for (const finding of findings) listener({ type: 'finding', finding });
      return findings;
    },
    steer: () => Promise.reject(new Error('the wizard steers by itself')),
    switchStart: (_context, listener, control) => {
      calls.push('switch start');
      return steered(null, listener, control, options.onSwitch);
    },
    switchOrder: async (_context, request) => {
      calls.push(`switch ${request.command}${request.withoutData ? ' without data' : ''}`);
      if (options.onOrder === undefined) throw new Error('nobody has said what it does');
      return options.onOrder(request);
    },
    switchStatus: async () => {
      if (options.traffic === undefined) throw new Error('nobody has said where it stands');
      return options.traffic();
    },
    switchReport: async () => options.decisions ?? [],
    survey: async () => {
      calls.push('survey');
      return sampleSurvey(preset);
    },
    businesses: async (_context, tell) => {
      calls.push('businesses');
      tell(1, 1);
      return options.businesses ?? [];
    },
    plan: async (context) => {
      calls.push('plan');
      contexts.push(context);
      return options.dryRun ?? sampleDryRun(preset);
    },
    run: (context, request, listener, control) => {
      calls.push(`run ${request.phase}${request.resume ? ' resume' : ''}`);
      runRequests.push(request);
      contexts.push(context);
      const { promise, resolve, reject } = Promise.withResolvers<RunSummary>();
      const finish = (change: Partial<RunSummary> = {}): void =>
        resolve({
          runId,
          outcome: 'complete',
          tables: [],
          secrets: [],
          resumeCommand: null,
          message: '',
          ...change,
        });
      if (options.onRun === undefined) finish();
      else options.onRun({ request, listener, control, context, finish, fail: reject });
      return promise;
    },
    schemaStatus: async () => filesOf(options),
    schemaUp: async (_context, request, listener, control) =>
      request.dryRun
        ? { ...filesOf(options), planned: planOfFiles }
        : steered(request, listener, control, options.onSchema),
    schemaDown: () => Promise.reject(new Error('the wizard takes nothing down')),
    schemaRepair: (_context, request, listener, control) =>
      steered(request, listener, control, options.onSchema),
    keysStatus: async () => keysOf(options),
    keysRotate: async () => {
      calls.push('keys rotate');
      return keysOf(options);
    },
    keysRewrap: (_context, confirm, listener, control) =>
      steered(confirm, listener, control, options.onRewrap),
    keysRetire: async (_context, version) => {
      calls.push(`keys retire ${version}`);
      return keysOf(options);
    },
    status: async () => {
      if (options.status === undefined) throw new Error('nobody has said where the run stands');
      return options.status();
    },
    follow: (_context, request, listener, control) => {
      calls.push(`follow ${request.confirm}`);
      return steered(request, listener, control, options.onFollow);
    },
    cutover: cut('cutover', options.rehearsal, options.onCutover),
    back: cut('back', options.backRehearsal, options.onBack),
    finish: (_context, request, listener, control) => {
      calls.push(`finish ${request.confirm}${request.giveUpWayBack ? ' giving up' : ''}`);
      return steered(request, listener, control, options.onFinish);
    },
    validate: async (_context, request, listener) => {
      calls.push(`validate ${request.level}`);
      options.onValidation?.(listener);
      if (options.isValidationEndless) await untilStopped(request.signal);
      return { ...(options.validation ?? goodValidation), level: request.level };
    },
    repair: async (_context, request, listener) => {
      calls.push(request.dryRun === true ? 'repair preview' : 'repair');
      const found = options.validation ?? goodValidation;
      const proposals = options.proposals ?? [];
      if (request.dryRun === true)
        return { runId, proposals, outcomes: [], validation: found, stopped: false };
      listener({ type: 'validation-progress', check: 'repair', done: 1, total: proposals.length });
      const outcomes = proposals.map(
        (proposal): RepairOutcome => ({ proposal, state: 'repaired', detail: 'equal again', remaining: [] }),
      );
      return { runId, proposals, outcomes, validation: goodValidation, stopped: false };
    },
    repairSql: async function* () {
      yield '-- nothing\n';
    },
    rowPair: async (_context, { table, key }) => {
      calls.push(`row ${table} ${key}`);
      return options.rowPair?.(table, key) ?? { ...samplePair, table, key };
    },
    rollback: async (_context, request) => {
      calls.push(request.dryRun ? 'rollback preview' : 'rollback');
      rollbackRequests.push(request);
      const rows = { applications: 211, kvs: 8_412 };
      return {
        runId: request.runId,
        rows,
        secrets: 30,
        changed: [],
        done: !request.dryRun,
        ...options.rollback,
      };
    },
    report: async () => {
      calls.push('report');
      return options.report ?? sampleReport(preset);
    },
    auditStatements: async (_context, { forMs }) => {
      calls.push(`audit ${forMs}`);
      if (options.audit === undefined) throw new Error('no audit here');
      return options.audit();
    },
    scanSources: async () => Promise.reject(new Error('no scan here')),
    probeTenants: async () => {
      calls.push('probe tenants');
      if (options.tenants === undefined) throw new Error('no probe here');
      return options.tenants();
    },
    apiWindow: async () => Promise.reject(new Error('no log here')),
    makeBackup: async () => Promise.reject(new Error('no backup here')),
    verifyBackup: async () => Promise.reject(new Error('no backup here')),
    watch: () => Promise.reject(new Error('nobody has said how it ends')),
    alerts: async () => options.alerts?.() ?? [],
    orderAlert: async (_context, { action, id }) => {
      calls.push(`alerts ${action} ${id}`);
      return alertSample({ id });
    },
    silence: async (_context, { rule, forMs }) => {
      calls.push(`alerts silence ${rule} ${forMs}`);
      return { rule, endsAt: '', by: '' };
    },
    alertStats: async () => [],
    testChannels: async () => [],
    runs: async () => {
      calls.push('runs');
      return options.runs ?? [];
    },
    checklist: async (_context, forRun) => {
      calls.push('checklist');
      return preset.checklist.map(
        (item) =>
          answers.findLast((answer) => answer.itemId === item.id) ??
          options.checklist?.find((answer) => answer.itemId === item.id) ?? {
            itemId: item.id,
            state: item.kind === 'automatic' && forRun !== null ? 'pass' : 'open',
            evidence: item.kind === 'automatic' && forRun !== null ? '29 of 29 tables are equal' : '',
            note: '',
            by: '',
            at: '',
          },
      );
    },
    answer: async (_context, forRun, answer) => {
      answeredFor.push(forRun);
      calls.push(`answer ${answer.itemId} ${answer.state}`);
      options.beforeAnswer?.();
      answers.push(answer);
    },
    checklistState: async () => ({ runId, entries: [] }),
    importAnswers: async () => ({ imported: [], kept: [], conflicts: [] }),
    probe: async () => {
      calls.push('probe');
      const made = preset.checklist
        .filter((item) => item.kind === 'probe')
        .map((item): ChecklistAnswer => {
          const at = '2026-11-21T03:00:00.000Z';
          return {
            itemId: item.id,
            state: 'pass',
            evidence: 'answered 200',
            note: '',
            by: 'tenantferry',
            at,
          };
        });
      answers.push(...made);
      return made;
    },
  };
}

function keysOf({ keys }: FakeOptions): KeysReport {
  if (keys === undefined) throw new Error('no keys here');
  return keys();
}

function filesOf({ schema }: FakeOptions): SchemaReport {
  if (schema === undefined) throw new Error('no schema files here');
  return schema();
}

/** A call that the test ends. */
function steered<Request, Summary, Control>(
  request: Request,
  listener: Listener,
  control: Control,
  begun: ((call: LiveCall<Request, Summary, Control>) => void) | undefined,
): Promise<Summary> {
  const { promise, resolve, reject } = Promise.withResolvers<Summary>();
  begun?.({ request, listener, control, finish: resolve, fail: reject });
  return promise;
}

export function unfinishedRun(change: Partial<RunListEntry> = {}): RunListEntry {
  return {
    runId,
    tenantId: 'acme',
    state: 'mysql',
    outcome: 'stopped',
    startedAt: '2026-11-21T02:00:00.000Z',
    finishedAt: null,
    rows: 612_004,
    secrets: 0,
    ...change,
  };
}
