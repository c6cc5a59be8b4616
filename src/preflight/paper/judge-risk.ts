import type { Config } from '../../config/config.js';
import { type Finding, hasBlocker } from '../../core/finding.js';
import { formatBytes, formatDuration, formatTime } from '../../core/format.js';
import type { Sentence } from '../../core/sentence.js';
import type { Plan } from '../../plan/plan.js';
import { say } from '../words.js';
import type { Surroundings } from './look-around.js';
import { type Paper, type RiskLevel, type RiskReason, riskLevels } from './shape.js';

/** A backup of what will be written that was restored once and compared. */
export interface KnownBackup {
  /** When it was made, ISO 8601. */
  readonly madeAt: string;
  readonly tables: readonly string[];
  /** Of what: a backup of another server or database is none. */
  readonly serverIdentity: string;
  readonly database: string;
}

/** What was written since an older backup would be lost by going back to it. Hours. */
const freshHours = 24;

export interface Judged extends Pick<Paper, 'resources' | 'window' | 'seconds'> {
  readonly config: Pick<Config, 'source' | 'target' | 'options'>;
  readonly plan: Pick<Plan, 'tables' | 'ids' | 'target'>;
  readonly findings: readonly Finding[];
  readonly surroundings: Surroundings;
  readonly backup: KnownBackup | null;
  readonly now: Date;
}

/** The risk of a plan: the worst of its reasons. */
export function judgeRisk(judged: Judged): Paper['risk'] {
  const found = [...danger(judged), ...environment(judged), ...backupReasons(judged), ...rowReasons(judged)];
  const rank = (level: RiskLevel) => riskLevels.indexOf(level);
  const reasons = found.toSorted((a, b) => rank(b.level) - rank(a.level));
  return { level: reasons[0]?.level ?? 'low', reasons };
}

function reason(level: RiskLevel, sentence: Sentence): RiskReason {
  return { ...sentence, level };
}

function danger({ findings, resources, seconds, window }: Judged): RiskReason[] {
  const { space, memory } = resources;
  const reasons: RiskReason[] = [];
  if (hasBlocker(findings)) {
    const blockers = findings.filter(({ severity }) => severity === 'blocker').length;
    reasons.push(reason('critical', say('paper.risk.blocked', { blockers })));
  }
  const needed = formatBytes(space.neededBytes);
  if (space.freeBytes === null) {
    reasons.push(reason('low', say('paper.risk.space-unknown', { needed, where: space.where })));
  } else if (space.freeBytes < space.neededBytes) {
    const free = formatBytes(space.freeBytes);
    reasons.push(reason('critical', say('paper.risk.space', { needed, free, where: space.where })));
  }
  if (memory.freeBytes < memory.neededBytes) {
    const free = formatBytes(memory.freeBytes);
    reasons.push(reason('high', say('paper.risk.memory', { needed: formatBytes(memory.neededBytes), free })));
  }
  if (window && window.seconds < seconds) {
    const values = {
      needed: formatDuration(seconds),
      left: formatDuration(window.seconds),
      ends: formatTime(window.ends),
    };
    reasons.push(reason('high', say('paper.risk.window', values)));
  }
  return reasons;
}

function environment({ config, surroundings }: Judged): RiskReason[] {
  const reasons: RiskReason[] = [];
  if (config.target.production) reasons.push(reason('high', say('paper.risk.production')));
  else if (config.source.production) reasons.push(reason('medium', say('paper.risk.production-source')));
  const { written } = surroundings;
  if (config.options.live) reasons.push(reason('medium', say('paper.risk.live')));
  else if (written) {
    const ago = formatDuration(written.seconds);
    reasons.push(reason('high', say('paper.risk.writers', { table: written.table, ago })));
  }
  return reasons;
}

function backupReasons({ backup, plan, now }: Judged): RiskReason[] {
  const { identity, database } = plan.target;
  if (!backup || backup.serverIdentity !== identity || backup.database !== database)
    return [reason('high', say('paper.risk.no-backup'))];
  const covered = new Set(backup.tables.map((name) => name.toLowerCase()));
  const missing = plan.tables.map(({ target }) => target).filter((name) => !covered.has(name.toLowerCase()));
  if (missing.length > 0)
    return [reason('high', say('paper.risk.backup-lacks', { tables: missing.join(', ') }))];
  const hours = (now.getTime() - Date.parse(backup.madeAt)) / 3_600_000;
  return hours > freshHours
    ? [reason('medium', say('paper.risk.old-backup', { at: formatTime(backup.madeAt) }))]
    : [];
}

function rowReasons({ plan, findings }: Judged): RiskReason[] {
  const reasons: RiskReason[] = [];
  if (plan.ids.mode === 'offset') reasons.push(reason('medium', say('paper.risk.offset')));
  const rejected = findings
    .filter(({ code }) => code === 'reshape.rejected')
    .reduce((sum, { count = 0 }) => sum + count, 0);
  if (rejected > 0) reasons.push(reason('medium', say('paper.risk.rejected', { rows: rejected })));
  const over = plan.tables.filter(({ reshape }) => reshape?.over).map(({ target }) => target);
  if (over.length > 0)
    reasons.push(reason('medium', say('paper.risk.written-over', { tables: over.join(', ') })));
  return reasons;
}
