import type { Context } from '../config/context.js';
import { counted } from '../core/counted.js';
import { shell } from '../core/shell.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { LocalText } from '../preset/texts.js';
import type { CutoverSummary } from './cutover/types.js';
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
    `Apply what is written to the source meanwhile, and go on beside it: ${command}`,
    `持续应用源端此后的改动，并同时继续后面的步骤：${command}`,
  );
};
const cutoverStep = (config: string, database: string): LocalText => {
  const command = shell`tenantferry cutover -c ${config} --confirm ${database}`;
  return both(
    `Cut over in a pause of seconds: ${command}; look first with --dry-run`,
    `在数秒的暂停中切换：${command}；可先用 --dry-run 查看`,
  );
};
const runStep = (config: string, database: string): LocalText => {
  const command = shell`tenantferry run -c ${config} --confirm ${database}`;
  return both(
    `To begin again: ${command}, then validate and checklist`,
    `重新开始：${command}，然后校验并完成检查清单`,
  );
};

/** Copying again is refused again as long as the account may not. */
const grantStep = (config: string, database: string, files: string): LocalText => {
  const command = shell`tenantferry run -c ${config} --resume --confirm ${database}`;
  return both(
    `Let the account of source.files read, and that of target.files write, what it was refused (${counted(files, 'file')}; the report names them), then: ${command}`,
    `请为 source.files 的账号授予读取权限，为 target.files 的账号授予写入权限（有 ${files} 个文件被拒绝，见报告），然后执行：${command}`,
  );
};

/** After a run: what the services need, then proof. A run that is not whole names the command that finishes it itself. */
export function afterRun(
  { context, configFile }: Place,
  { runId, resumeCommand, live }: RunSummary,
): readonly LocalText[] {
  if (resumeCommand !== null) return [];
  const proof = [validateStep(configFile, runId), checklistStep(configFile)];
  if (!live) return [...context.preset.after_writes, ...proof];
  // Nobody uses the target before the cut-over, which says itself what the services need.
  const { database } = context.config.target.mysql;
  return [followStep(configFile, database), ...proof, cutoverStep(configFile, database)];
}

const feedStep = (config: string, database: string): LocalText => {
  const command = shell`tenantferry follow -c ${config} --confirm ${database}`;
  return both(
    `Feed what the target takes back to the source; there is a way back only as long as this runs: ${command}`,
    `把写入目标端的内容反馈到源端；只有在它运行期间才有回退之路：${command}`,
  );
};

/** After a cut-over was taken back, or that was called off. */
function afterBack({ outcome, pauseSeconds }: Ended): readonly LocalText[] {
  switch (outcome) {
    case 'switched':
    case 'already':
      return [
        both(
          'Leave the services of the target stopped for this tenant: nothing that is written to it comes to the source any more',
          '请让该租户在目标端的服务保持停止：此后写入目标端的内容不会到达源端',
        ),
        both(
          'Flush what the services of the source cache, as it was done for the target: rows were changed behind them',
          '清空源端服务的缓存（与切换时对目标端所做的相同）：其数据行已在服务之外被改动',
        ),
        both('Start the services of the source', '启动源端的服务'),
      ];
    case 'called-off':
      return pauseSeconds === null
        ? []
        : [
            both(
              'Start the services of the target again, where they were stopped: it is the truth',
              '如已停止目标端的服务，请重新启动：仍以目标端为准',
            ),
          ];
    case 'ready':
    case 'not-ready':
      return [];
  }
}

type Ended = Pick<CutoverSummary, 'outcome' | 'pauseSeconds'> & Partial<Pick<CutoverSummary, 'gate'>>;

/** After a cut-over, or one that was called off: which services may start, and what comes then. `command`: which way. */
export function afterCutover(
  { context, configFile }: Place,
  ended: Ended,
  command: 'cutover' | 'back' = 'cutover',
): readonly LocalText[] {
  if (command === 'back') return afterBack(ended);
  const { outcome, pauseSeconds, gate = [] } = ended;
  const isFedBack = gate.some(
    ({ name, detail }) => name === 'way-back' && detail.code.startsWith('back.ready'),
  );
  switch (outcome) {
    case 'switched':
    case 'already':
      return [
        both(
          'Leave the services of the source stopped for good: nothing that is written to it comes to the target',
          '源端的服务请保持停止：此后写入源端的内容不会到达目标端',
        ),
        ...context.preset.after_writes,
        both('Start the services of the target', '启动目标端的服务'),
        ...(isFedBack ? [feedStep(configFile, context.config.source.mysql.database)] : []),
        checklistStep(configFile),
      ];
    case 'called-off': {
      const look = shell`tenantferry cutover -c ${configFile} --dry-run`;
      const retry = both(
        `Remove what was in its way, look whether it would succeed (${look}), and cut over again`,
        `排除障碍，查看能否成功（${look}），然后再次切换`,
      );
      const restart = both(
        'Start the services of the source again, where they were stopped: it is the truth',
        '如已停止源端的服务，请重新启动：仍以源端为准',
      );
      return pauseSeconds === null ? [retry] : [restart, retry];
    }
    case 'ready':
    case 'not-ready':
      return [];
  }
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
  const isNotMade = ({ code }: { readonly code?: string | undefined }) => code === 'check.not-made';
  const notMade = checks.some(isNotMade);
  const denied = checks.find(({ params }) => Number(params?.denied ?? 0) > 0);
  const others = checks.filter((one) => !(one.ok || one.sourceFault || one === denied || isNotMade(one)));
  const isDeniedAll =
    denied?.params !== undefined && others.length === 0 && denied.params.denied === denied.params.wrong;
  const again = shell`tenantferry validate -c ${configFile} --run ${runId} --level ${level}`;
  const nothingFound = notMade && others.length === 0 && !denied;
  return [
    ...(denied ? [grantStep(configFile, database, String(denied.params?.denied))] : []),
    ...(notMade
      ? [
          both(
            `Put right what kept a check from being made, and validate again: ${again}`,
            `排除使检查无法进行的原因，然后重新校验：${again}`,
          ),
        ]
      : []),
    ...(level === 'full' || nothingFound
      ? []
      : [both(`See each difference: ${full}`, `查看每一处差异：${full}`)]),
    ...(isDeniedAll || nothingFound
      ? []
      : [both(`See what a repair would do: ${propose}`, `查看可以怎样修复：${propose}`)]),
    ...(moved
      ? [
          both(
            `What the source got since does not come by a repair: stop its writers, take the run back (${back}) and run again`,
            `源端此后新增的内容不会随修复带过来：请停止源端写入，回滚本次迁移（${back}）后重新迁移`,
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
  const wrote = outcomes.some(({ state }) => state === 'repaired');
  const { after_writes } = place.context.preset;
  if (stopped) return wrote ? after_writes : [];
  const caches = wrote && !validation.ok ? after_writes : [];
  return [...caches, ...afterValidation(place, validation)];
}

/** The steps in one language. */
export function stepsIn(steps: readonly LocalText[], language: keyof LocalText): readonly string[] {
  return steps.map((step) => step[language]);
}
