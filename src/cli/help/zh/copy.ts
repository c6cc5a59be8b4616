import type { HelpText } from '../en.js';

/** Commands of the step "copy". */
export const copyCommands: Pick<HelpText['commands'], 'run' | 'follow'> = {
  run: {
    summary: '迁移',
    description: '迁移：先复制行，再复制密钥。',
    flags: {
      confirm: '目标数据库的名称，表示您确实要这样做（必需）',
      resume: '继续未完成的迁移',
      phase: '做什么',
      live: '源端继续写入：先记下其日志的位置，以便由 `follow` 接着跟随',
      plan: '执行这份保存的计划：查看之后的变化超出允许的范围时拒绝',
      'accept-rows': '与 --plan 一起：每张表的行数可以多或少百分之几（options.plan_drift）',
      'accept-warnings': '与 --plan 一起：可以新增几个警告（options.plan_drift）',
    },
    more: `
先把一切再检查一遍，有阻碍时在第一次写入之前拒绝。
按一次 Ctrl-C：完成手上的分块，保存进度，并显示继续的命令；按两次：立即中止。
被中断（包括崩溃）的迁移用 --resume 继续：不丢失也不重复任何一行。
使用 --plan 时，先再次查看两端，并显示此后的变化（行数、警告、要写入的内容）：必须全部被允许，否则不写入任何内容。
要写入的内容有变化，或出现阻碍，都不能被允许：请重新制定计划。

示例：
  tenantferry run -c migrate.yaml --confirm bk_bscp
  tenantferry run -c migrate.yaml --confirm bk_bscp --plan plan.json --accept-rows 5%
  tenantferry run -c migrate.yaml --confirm bk_bscp --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase mysql
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase vault --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --live

退出码：0 完成；1 失败；2 拒绝，未写入任何内容；4 有些行或密钥无法复制，或变更窗口先结束；130 已停止。`,
  },
  follow: {
    summary: '应用源端此后的改动',
    description: '把 `run --live` 之后写入源端的改动应用到目标端；切换之后则反过来。',
    flags: {
      confirm: '被写入的数据库的名称：目标库，切换之后为源库（必需）',
      'until-caught-up': '落后不到 options.live.max_lag_seconds（1）秒时结束',
    },
    more: `
读取源端的二进制日志，以完整的事务为单位应用，直到您按 Ctrl-C：手上的一批会先完成。
其位置与数据行一起保存，因此在任何时刻崩溃后，用同一命令继续也不会丢失。ALTER TABLE、TRUNCATE 之类的语句，
以及本次迁移没有预留位置的行，会使其停止：它会说明位置，且不写入该处之后的任何内容。
切换之后，它把该租户在目标端的改动反馈到源端，因此只要它在运行就有回退之路。

示例：
  tenantferry run -c migrate.yaml --confirm bk_bscp --live
  tenantferry follow -c migrate.yaml --confirm bk_bscp
  tenantferry follow -c migrate.yaml --confirm bk_bscp --until-caught-up
  tenantferry follow -c migrate.yaml --confirm bk_bscp_old      切换之后：源库的名称

退出码：0 已追上；1 失败；2 拒绝，未写入任何内容；4 无法自行继续；130 已停止。`,
  },
};
