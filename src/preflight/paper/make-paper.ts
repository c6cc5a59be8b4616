import type { Config } from '../../config/config.js';
import type { Finding } from '../../core/finding.js';
import type { Sentence } from '../../core/sentence.js';
import type { Phase } from '../../phases/phase.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import type { Plan } from '../../plan/plan.js';
import { nextTime } from '../next-time.js';
import { say } from '../words.js';
import { judgeRisk, type KnownBackup } from './judge-risk.js';
import type { Surroundings } from './look-around.js';
import type { Paper, PaperStep } from './shape.js';

export interface PaperInput {
  readonly config: Config;
  readonly plan: Plan;
  readonly phases: readonly Phase[];
  readonly findings: readonly Finding[];
  readonly targetFacts: DatabaseFacts;
  readonly surroundings: Surroundings;
  readonly backup: KnownBackup | null;
  /** Seconds that copying will take, by phase. */
  readonly forecasts: Readonly<Record<string, { readonly seconds: number }>>;
  /** The forecasts were measured. */
  readonly measured: boolean;
  /** Seconds that the checks took. */
  readonly checked: number;
  readonly now: Date;
  /** Bytes that this machine has to spare. */
  readonly freeMemory: number;
}

/** Validation reads both sides and writes nothing: measured at 0.4 (MariaDB) and 0.6 (MySQL) of the copy's time. */
const validationShare = 0.6;
/** The whole of a run stays below this, also with rows of 60 MB; what each further pair of connections adds is little. */
const memoryOfTool = 256 * 1024 * 1024;
const memoryOfPair = 8 * 1024 * 1024;
/** An image of a row is JSON with its columns' names. */
const imageFactor = 2;

/** The plan on paper, from what is known before the first write. Pure. */
export function makePaper(input: PaperInput): Paper {
  const { plan, config, now } = input;
  const resources = resourcesOf(input);
  const steps = stepsOf(input);
  const seconds = steps.reduce((sum, step) => sum + (step.seconds ?? 0), 0);
  const ends = config.options.windowEnds === undefined ? null : nextTime(config.options.windowEnds, now);
  const window = ends && { ends: ends.toISOString(), seconds: (ends.getTime() - now.getTime()) / 1000 };
  const risk = judgeRisk({ ...input, resources, seconds, window });
  return { id: plan.fingerprint.slice(0, 12), risk, resources, steps, seconds, window };
}

function resourcesOf({
  plan,
  config,
  targetFacts,
  surroundings,
  freeMemory,
}: PaperInput): Paper['resources'] {
  const { variables, tables } = targetFacts;
  const rows = plan.tables.reduce((sum, { approximateBytes }) => sum + approximateBytes, 0);
  const there = (table: string) => tables[table]?.approximateBytes ?? 0;
  const over = plan.tables.filter(({ reshape }) => reshape?.over);
  const images = imageFactor * over.reduce((sum, { table }) => sum + there(table), 0);
  const isLogged = /^(1|on)$/i.test(variables.log_bin ?? '');
  const all = [
    { what: say('paper.space.tables'), bytes: rows },
    { what: say('paper.space.log'), bytes: isLogged ? rows : 0 },
    { what: say('paper.space.images'), bytes: images },
  ];
  const needs = all.filter(({ bytes }) => bytes > 0);
  const pool = Number(variables.innodb_buffer_pool_size);
  return {
    space: {
      needs,
      neededBytes: needs.reduce((sum, { bytes }) => sum + bytes, 0),
      freeBytes: surroundings.freeBytes,
      where: variables.datadir ?? '',
    },
    memory: {
      neededBytes: memoryOfTool + config.options.parallel * memoryOfPair,
      freeBytes: freeMemory,
      bufferPoolBytes: pool > 0 ? pool : null,
    },
  };
}

/** The order of the journey, as README.md has it. */
function stepsOf({ plan, config, phases, forecasts, measured, checked, backup }: PaperInput): PaperStep[] {
  const step = (name: string, what: Sentence, seconds: number | null, isMeasured = false): PaperStep => {
    return { step: name, what, seconds, measured: isMeasured };
  };
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  const copy = taking.map(({ id, words }) => {
    const seconds = forecasts[id]?.seconds ?? null;
    return step(id, say('paper.step.copy', { phase: words.en.name }), seconds, measured && seconds !== null);
  });
  const copying = copy.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  const { live } = config.options;
  return [
    ...(backup ? [] : [step('backup', say('paper.step.backup'), null)]),
    step('check', say('paper.step.check'), checked, true),
    ...(live ? [] : [step('stop-writers', say('paper.step.stop-writers'), null)]),
    ...copy,
    ...(live
      ? [
          step('follow', say('paper.step.follow'), null),
          step('cutover', say('paper.step.cutover', { seconds: live.maxPauseSeconds }), null),
        ]
      : []),
    step('validate', say('paper.step.validate'), copying * validationShare),
    step('checklist', say('paper.step.checklist'), null),
    step('report', say('paper.step.report'), null),
  ];
}
