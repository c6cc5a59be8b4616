import { textOf, told } from '../core/sentence.js';
import type { GateLine } from '../live/gate.js';
import { countSeverity } from './findings.js';
import { isolationJson } from './isolation-lines.js';
import { eventsSchema, type JsonLine } from './json-lines.js';
import type { Reporter } from './reporter.js';
import type { Sink } from './sink.js';

interface JsonReporterOptions {
  readonly command: string;
  readonly toolVersion: string;
  /** One JSON object per line. */
  readonly sink: Sink;
  /** For people who watch: notes and the engine's log. */
  readonly log: Sink;
}

/**
 * Everything as one JSON object per line; the first line names the schema. Each line of a run carries its `runId`: what a run
 * says before it has one (its preflight) is held back until then, or until the command ends without a run.
 */
export function jsonReporter({ command, toolVersion, sink, log }: JsonReporterOptions): Reporter {
  let runId: string | undefined;
  let held: JsonLine[] = [];
  const write = (line: JsonLine): void => {
    const { type, ...rest } = line;
    sink(JSON.stringify(runId === undefined ? line : { type, runId, ...rest }));
  };
  const flush = (): void => {
    const lines = held;
    held = [];
    for (const line of lines) write(line);
  };
  const emit = (line: JsonLine): void => {
    if (runId === undefined && command === 'run') held.push(line);
    else write(line);
  };
  const finish = (id: string | null | undefined, lines: readonly JsonLine[]): void => {
    runId ??= id ?? undefined;
    flush();
    for (const line of lines) write(line);
  };
  /** What belongs to no run. */
  const tell = (...lines: readonly JsonLine[]): void => finish(undefined, lines);
  write({ type: 'schema', schema: eventsSchema, command, toolVersion });

  return {
    listen: (event) => {
      if (event.type === 'log') {
        log(event.message);
        return;
      }
      if (event.type === 'run-started') {
        runId = event.runId;
        flush();
      }
      emit({ ...event });
    },
    note: log,
    finding: (finding) => emit({ type: 'finding', finding }),
    checked: (findings) => {
      const blockers = countSeverity(findings, 'blocker');
      const warnings = countSeverity(findings, 'warning');
      tell({ type: 'check-result', ok: blockers === 0, blockers, warnings });
    },
    dryRun: (dryRun) => {
      const blockers = countSeverity(dryRun.findings, 'blocker');
      tell({ type: 'plan-result', ok: blockers === 0, ...dryRun });
    },
    planSaved: (path) => emit({ type: 'plan-saved', path }),
    ran: (summary, exitCode, next = []) =>
      finish(summary.runId, [{ type: 'run-result', ...summary, next, exitCode }]),
    followed: (summary, exitCode) => finish(summary.runId, [{ type: 'follow-result', ...summary, exitCode }]),
    finished: (summary, exitCode) => finish(summary.runId, [{ type: 'finish-result', ...summary, exitCode }]),
    cutOver: ({ gate, because, ...summary }, exitCode, next = [], command = 'cutover') => {
      const { message, because: reason } = told(because ?? '');
      const why = because ? { message, because: reason } : {};
      finish(summary.runId, [
        { type: `${command}-result`, ...summary, gate: gate.map(gateLine), ...why, next, exitCode },
      ]);
    },
    steered: (summary, exitCode) => finish(summary.runId, [{ type: 'steer-result', ...summary, exitCode }]),
    schema: ({ files, planned, problems, warnings, ...result }, exitCode) => {
      tell(
        ...files.map((file): JsonLine => ({ type: 'schema-file', ...file })),
        ...(planned ?? []).map((statement): JsonLine => ({ type: 'schema-planned', ...statement })),
        {
          type: 'schema-result',
          ...result,
          problems: problems.map(({ message, remedy, because }) => ({ message, remedy, because })),
          warnings: warnings.map(told),
          dryRun: planned !== null,
          exitCode,
        },
      );
    },
    keys: (report, exitCode) => finish(undefined, [{ type: 'keys-result', ...report, exitCode }]),
    status: ({ gate, ...status }, exitCode) => {
      finish(status.runId, [{ type: 'status', ...status, gate: gate.map(gateLine), exitCode }]);
    },
    watched: (summary, exitCode) => tell({ type: 'watch-result', ...summary, exitCode }),
    alerts: (alerts) => tell(...alerts.map((alert): JsonLine => ({ type: 'alert', ...alert }))),
    silenced: (silence) => tell({ type: 'alert-silence', ...silence }),
    alertStats: (stats) => tell(...stats.map((one): JsonLine => ({ type: 'alert-stats', ...one }))),
    channelsTested: (tests) =>
      tell(
        ...tests.map(({ channel, ok, why }): JsonLine => {
          const { message, because } = told(why ?? '');
          return { type: 'alert-test', channel, ok, message: why === null ? null : message, because };
        }),
      ),
    switched: (summary, exitCode) => tell({ type: 'switch-result', ...summary, exitCode }),
    switchStatus: (status, exitCode) => tell({ type: 'switch-status', ...status, exitCode }),
    switchReport: (decisions) =>
      tell(...decisions.map((decision): JsonLine => ({ type: 'switch-decision', ...decision }))),
    validated: (result, exitCode, next = []) => {
      const { checks, ...rest } = result;
      const lines = checks.flatMap((check): JsonLine[] => {
        const { differences, ...outline } = check;
        return [
          { type: 'check', ...outline, differences: differences.length },
          ...differences.map(
            (difference): JsonLine => ({
              type: 'difference',
              check: check.check,
              ...difference,
              sourceFault: check.sourceFault,
            }),
          ),
        ];
      });
      finish(result.runId, [...lines, { type: 'validation-summary', ...rest, next, exitCode }]);
    },
    repaired: ({ runId: id, proposals, basis, outcomes, stopped }, dryRun, exitCode) => {
      const done = new Map(outcomes.map((outcome) => [outcome.proposal, outcome]));
      const lines = proposals.map((proposal): JsonLine => {
        const { action, table, key, columns, reason, since } = proposal;
        const { state, detail: said } = done.get(proposal) ?? { state: 'proposed' as const, detail: '' };
        const { message: detail, because } = told(said);
        return {
          type: 'repair',
          action,
          table,
          key,
          columns,
          reason: textOf(reason),
          since,
          state,
          detail,
          because,
        };
      });
      const count = (state: string): number => outcomes.filter((one) => one.state === state).length;
      const tally = {
        proposals: proposals.length,
        repaired: count('repaired'),
        unneeded: count('unneeded'),
        left: count('left'),
        failed: count('failed'),
        basis: basis && { ...basis, settled: basis.settled.map(({ table, key }) => ({ table, key })) },
      };
      finish(id, [...lines, { type: 'repair-result', ...tally, stopped, dryRun, exitCode }]);
    },
    repairSqlSaved: (path) => tell({ type: 'repair-sql-saved', path }),
    backedUp: (result, exitCode) => tell({ type: 'backup-result', ...result, exitCode }),
    checklist: (state) =>
      finish(
        state.runId,
        state.entries.map(({ saved: _, ...entry }) => ({ type: 'checklist-item', ...entry })),
      ),
    checklistSaved: (path, items) => tell({ type: 'checklist-saved', path, items }),
    checklistImported: (path, imported, kept, conflicts) =>
      tell({ type: 'checklist-imported', path, imported, kept, conflicts }),
    rolledBack: (summary, dryRun, exitCode, next = []) =>
      finish(summary.runId, [{ type: 'rollback-result', ...summary, next, dryRun, exitCode }]),
    runs: (entries) => tell(...entries.map((entry): JsonLine => ({ type: 'run', ...entry }))),
    reportPrinted: (data, format, content) =>
      finish(data.run.runId, [
        { type: 'report', format, ...(format === 'json' ? { report: JSON.parse(content) } : { content }) },
      ]),
    reportSaved: (data, format, path) => finish(data.run.runId, [{ type: 'report-saved', format, path }]),
    logVerified: (id, verified) =>
      finish(id, [{ type: 'log-verified', intact: verified.problems.length === 0, ...verified }]),
    isolation: (found, exitCode) => tell(...isolationJson(found, exitCode)),
    isolationSaved: (path) => tell({ type: 'isolation-saved', path }),
    problem: ({ kind, ...problem }) => tell({ type: 'error', code: kind, ...problem }),
  };
}

function gateLine({ name, ok, detail: { text, code, params } }: GateLine) {
  return { name, ok, detail: text, because: { code, params } };
}
