import {
  formatConsistency,
  formatCount,
  formatPercent,
  formatSeconds,
  formatTime,
  printable,
} from '../core/format.js';
import { type GateLine, gateTone } from '../live/gate.js';
import type { RunStatus, WayBackState } from '../operations/status-types.js';
import { localiseReason } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';

/**
 * Where a run stands:
 *
 *     Run 20261121-031500-9f3a: following
 *       MySQL: 9,000 of 9,000 rows
 *       42 % · 1,200 rows/s · about 3 min left
 *       0.4 s behind · binlog.000012:4711 · 12,345 row changes · 320 row changes/s
 *       3 changed rows to be compared · pass 12 over all rows ended at … · consistency (strict) 100 %, at the first reading 99.98 %
 *       ✓ follow: ops@host, process 4711, since …
 *       ✗ lag: 2.0 s behind; less than 1 s is asked for
 *
 * `brief`: without the gate.
 */
export function statusLines(status: RunStatus, brief: boolean, environment: TextEnvironment): string[] {
  const { text, style } = environment;
  const title = style('strong', text.statusTitle(status.runId, text.statusPhase[status.phase]));
  const lines = [title, ...progressLines(status, environment)];
  const pace = paceLine(status, environment);
  if (pace !== null) lines.push(`  ${pace}`);
  if (status.position !== null) lines.push(`  ${followed(status, environment)}`);
  const verified = verifiedLine(status, environment);
  if (verified !== null) lines.push(`  ${verified}`);
  if (status.wayBack !== null) lines.push(`  ${wayBackLine(status.wayBack, environment)}`);
  lines.push(`  ${workerLine(status, environment)}`);
  const steered = steeringLine(status, environment);
  if (steered !== null) lines.push(`  ${steered}`);
  const { throttle, lastError } = status;
  const said = ({ message, because }: NonNullable<typeof throttle>) =>
    printable(localiseReason(message, because, environment.lang));
  if (throttle) lines.push(`  ${style('warning', `! ${text.throttled(said(throttle))}`)}`);
  if (lastError)
    lines.push(
      `  ${style('warning', `! ${text.statusLastError(said(lastError), formatTime(lastError.at))}`)}`,
    );
  return brief ? lines : [...lines, ...gateLines(status.gate, environment)];
}

function progressLines({ progress }: RunStatus, { text }: TextEnvironment): string[] {
  return progress.map(({ phase, done, total }) => {
    const things = (count: number) => text.things[phase]?.(formatCount(count)) ?? formatCount(count);
    const far = total === null ? things(done) : text.of(formatCount(done), things(total));
    return `  ${text.phase[phase] ?? phase}${text.colon}${far}`;
  });
}

function paceLine({ overall, rate, secondsLeft }: RunStatus, { text }: TextEnvironment): string | null {
  if (overall === null) return null;
  const things = (count: string) => (rate === null ? count : (text.things[rate.phase]?.(count) ?? count));
  const pace = rate === null ? [] : [text.perSecond(things(formatCount(Math.round(rate.perSecond))))];
  const left = secondsLeft === null ? [] : [text.eta(formatSeconds(secondsLeft))];
  return [formatPercent(overall, 1), ...pace, ...left].join(' · ');
}

function followed(
  { lagSeconds, position, rowEvents, eventsPerSecond }: RunStatus,
  { text }: TextEnvironment,
): string {
  const changes = (count: number) => text.rowChanges(formatCount(Math.round(count)));
  const parts = [position ?? '', changes(rowEvents)];
  if (lagSeconds !== null) parts.unshift(text.lag(formatSeconds(lagSeconds)));
  if (eventsPerSecond !== null) parts.push(text.perSecond(changes(eventsPerSecond)));
  return parts.join(' · ');
}

function verifiedLine(
  { dirtyKeys, verification }: RunStatus,
  { text, style }: TextEnvironment,
): string | null {
  if (!verification) return null;
  const { passes, lastPass, mismatches, score, level } = verification;
  const parts = [text.statusVerified(formatCount(dirtyKeys ?? 0))];
  if (lastPass) parts.push(text.statusPass(formatCount(passes), formatTime(lastPass.endedAt)));
  if (score)
    parts.push(
      text.statusScore(formatConsistency(score.first, 1), formatConsistency(score.last, 1), level ?? '-'),
    );
  if (mismatches > 0) parts.unshift(style('bad', text.statusMismatches(formatCount(mismatches))));
  return parts.join(' · ');
}

function workerLine({ worker, isDue }: RunStatus, { text, style }: TextEnvironment): string {
  if (!worker) return isDue ? style('bad', `✗ ${text.statusNobodyDue}`) : text.statusNobody;
  const { command, user, host, pid, since, alive } = worker;
  const who = text.statusWorker(command, printable(`${user}@${host}`), String(pid), formatTime(since));
  return alive ? style('good', `✓ ${who}`) : style('bad', `✗ ${text.statusDied(who)}`);
}

/** Only what is not as it began. */
function steeringLine({ steering }: RunStatus, { text, style }: TextEnvironment): string | null {
  if (!steering) return null;
  const { paused, rowsPerSecond } = steering;
  const parts = [
    ...(paused ? [text.statusPaused] : []),
    ...(rowsPerSecond === null ? [] : [text.steer.rate(formatCount(rowsPerSecond))]),
  ];
  return parts.length === 0 ? null : style('warning', `! ${parts.join(' · ')}`);
}

function wayBackLine(state: WayBackState, { text, style }: TextEnvironment): string {
  if (state === 'dead') return style('bad', `✗ ${text.wayBack.dead}`);
  return state === 'open'
    ? style('good', `✓ ${text.wayBack.open}`)
    : style('warning', `! ${text.wayBack[state]}`);
}

/** What a cut-over waits for, a line each. */
export function gateLines(gate: readonly GateLine[], { text, style, lang }: TextEnvironment): string[] {
  return gate.map((line) => {
    const { name, detail } = line;
    const tone = gateTone(line);
    const told = `${text.gate[name]}${text.colon}${printable(localiseReason(detail.text, detail, lang))}`;
    return `  ${style(tone, `${signs[tone]} ${told}`)}`;
  });
}

const signs = { good: '✓', warning: '!', bad: '✗' } as const;
