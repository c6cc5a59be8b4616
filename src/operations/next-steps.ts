import type { Context } from '../config/context.js';
import { shell } from '../core/shell.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { LocalText } from '../preset/schema.js';
import type { RepairSummary } from './repair-types.js';
import type { RollbackSummary, RunSummary } from './result-shapes.js';

/** What comes next, in order: what the preset says of the services, then the commands. Pure. */

interface Place {
  readonly context: Context;
  /** The config as the operator named it. */
  readonly configFile: string;
}

const both = (en: string, zh: string): LocalText => ({ en, zh });
const validateStep = (config: string, run: string): LocalText => {
  const command = shell`tenantferry validate -c ${config} --run ${run}`;
  return both(`Validate: ${command}`, `校验：${command}`);
};
const checklistStep = (config: string): LocalText => {
  const command = shell`tenantferry checklist -c ${config}`;
  return both(`Go through the checklist: ${command}`, `逐项完成检查清单：${command}`);
};
const followStep = (config: string, database: string): LocalText => {
  const command = shell`tenantferry follow -c ${config} --confirm ${database}`;
  return both(
    `Apply what is written to the source meanwhile: ${command}; once its writers are stopped, add --until-caught-up`,
    `应用源端此后的改动：${command}；源端停止写入后再加上 --until-caught-up`,
  );
};
const runStep = (config: string, database: string): LocalText => {
  const command = shell`tenantferry run -c ${config} --confirm ${database}`;
  return both(
    `To begin again: ${command}, then validate and checklist`,
    `重新开始：${command}，然后校验并完成检查清单`,
  );
};

/** After a run: what the services need, then proof. A run that is not whole names the command that finishes it itself. */
export function afterRun(
  { context, configFile }: Place,
  { runId, resumeCommand, live }: RunSummary,
): readonly LocalText[] {
  if (resumeCommand !== null) return [];
  return [
    ...(live ? [followStep(configFile, context.config.target.mysql.database)] : []),
    ...context.preset.after_writes,
    validateStep(configFile, runId),
    checklistStep(configFile),
  ];
}

/** After a rollback: caches still hold what is gone, and secrets that stay are in the next run's way. */
export function afterRollback(
  { context, configFile }: Place,
  { done, kept = [] }: RollbackSummary,
): readonly LocalText[] {
  if (!done) return [];
  const { mysql, vault } = context.config.target;
  const commands = kept.map(
    ({ path }) => shell`vault kv metadata delete -mount=${vault?.mount ?? ''} ${path}`,
  );
  const list = commands.join('; ');
  const look = both(
    `Look at the secrets that stay, and remove those that nobody needs, since the next run stops at them: ${list}`,
    `查看保留下来的密钥，移除不再需要的；否则下一次迁移会停在这些路径上：${list}`,
  );
  return [
    ...context.preset.after_writes,
    ...(kept.length === 0 ? [] : [look]),
    runStep(configFile, mysql.database),
  ];
}

/** After a validation: the switch, or what to do about differences. */
export function afterValidation(
  { context, configFile }: Place,
  { runId, ok, level, checks }: ValidationResult,
): readonly LocalText[] {
  const { after_writes } = context.preset;
  if (ok || runId === null) return [...after_writes, checklistStep(configFile)];
  const { database } = context.config.target.mysql;
  const full = shell`tenantferry validate -c ${configFile} --run ${runId} --level full`;
  const propose = shell`tenantferry validate -c ${configFile} --run ${runId} --repair --dry-run`;
  const back = shell`tenantferry rollback -c ${configFile} --run ${runId} --dry-run`;
  const moved = checks.some(({ check, ok: same }) => check === 'source-unchanged' && !same);
  return [
    ...(level === 'full' ? [] : [both(`See each difference: ${full}`, `查看每一处差异：${full}`)]),
    both(`See what a repair would do: ${propose}`, `查看可以怎样修复：${propose}`),
    ...(moved
      ? [
          both(
            `What the source got since does not come by a repair: stop its writers, take the run back (${back}) and run again`,
            `源端此后新增的内容不会随修复带过来：请停止源端写入，撤回本次迁移（${back}）后重新迁移`,
          ),
          runStep(configFile, database),
        ]
      : []),
  ];
}

/** After a repair: what is left, as after a validation; the services need the same wherever something was written. */
export function afterRepair(
  place: Place,
  { validation, outcomes, stopped }: RepairSummary,
): readonly LocalText[] {
  if (stopped) return [];
  const wrote = outcomes.some(({ state }) => state === 'repaired');
  const caches = wrote && !validation.ok ? place.context.preset.after_writes : [];
  return [...caches, ...afterValidation(place, validation)];
}

/** The steps in one language. */
export function stepsIn(steps: readonly LocalText[], language: keyof LocalText): readonly string[] {
  return steps.map((step) => step[language]);
}
