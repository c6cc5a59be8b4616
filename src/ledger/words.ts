import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What changed since a run was planned, so that it cannot be taken up. */
export const ledgerWords = {
  'changed.was': ['{what} was {before} and is {now} now', '{what} 原为 {before}，现为 {now}'],
  'changed.none': ['none', '无'],
  'changed.source-server': ['the source server', '源端服务器'],
  'changed.source-database': ['the source database', '源端数据库'],
  'changed.target-server': ['the target server', '目标端服务器'],
  'changed.target-database': ['the target database', '目标端数据库'],
  'changed.params': ['other values are given for the parameters {names}', '参数 {names} 的值不同'],
  'changed.tenant': ['the tenant', '租户'],
  'changed.ids': ['the ID mode', 'ID 方式'],
  'changed.businesses': ['the selection of businesses', '所选业务'],
  'changed.source-mount': ['the source mount', '源端挂载点'],
  'changed.target-mount': ['the target mount', '目标端挂载点'],
  'changed.added': ['tables were added: {tables}', '新增的表：{tables}'],
  'changed.removed': ['tables were taken out: {tables}', '去掉的表：{tables}'],
  'changed.columns': ['the columns or treatments of {table} changed', '表 {table} 的列或处理方式'],
  'changed.options': [
    'the preset or the options that decide what is written changed',
    '预设或决定写入内容的选项',
  ],
  'cutover.locked': [
    'a cut-over into the target database {database} is at work',
    '一个到目标数据库 {database} 的切换正在进行',
  ],
  'cutover.locked.remedy': ['see how it goes with: tenantferry status', '请用 tenantferry status 查看其进展'],
  'run.rolling-back': [
    'run {run} is being rolled back, and part of it is still in the target',
    '迁移 {run} 正在回滚，目标环境中仍有它的部分数据',
  ],
  'run.rolling-back.remedy': [
    'finish that first: tenantferry rollback -c {config} --run {run}',
    '请先完成回滚：tenantferry rollback -c {config} --run {run}',
  ],
  'run.none': [
    '‹tenant {tenant} has|there is› no unfinished run to resume',
    '‹租户 {tenant} ›没有可以继续的迁移',
  ],
  'run.none.remedy': [
    'start a new one without --resume, or look at: tenantferry runs -c {config}',
    '去掉 --resume 重新开始，或查看：tenantferry runs -c {config}',
  ],
  'run.unfinished': [
    '‹tenant {tenant} has|there is› an unfinished run: {run} ({state})',
    '‹租户 {tenant} ›有未完成的迁移：{run}（{state}）',
  ],
  'run.unfinished.remedy': [
    'take it up with --resume, or remove it with: tenantferry rollback -c {config} --run {run}',
    '用 --resume 继续，或将其回滚：tenantferry rollback -c {config} --run {run}',
  ],
  'run.migrated': [
    'this data was already migrated‹ to tenant {tenant}› by run {run}',
    '这些数据已由迁移 {run} 迁移‹到租户 {tenant}›',
  ],
  'run.migrated.remedy': [
    'validate it with: tenantferry validate -c {config} --run {run}; where the source has changed since, take it back and run again: tenantferry rollback -c {config} --run {run}',
    '对它进行校验：tenantferry validate -c {config} --run {run}；若源端此后有变化，请回滚后重新迁移：tenantferry rollback -c {config} --run {run}',
  ],
  'target.locked': [
    'another tenantferry is writing into the target database {database} right now',
    '另一个 tenantferry 正在写入目标数据库 {database}',
  ],
  'target.locked.remedy': [
    'wait until it has finished, or stop it, then run the same command again',
    '等它结束或将其停止，再重新执行同一命令',
  ],
  'turn.late': [
    'following into the target database {database} does not come to the end of a transaction to stand aside',
    '对目标数据库 {database} 的跟随没有到达事务结尾，未能让出',
  ],
  'turn.late.remedy': [
    'end follow (Ctrl-C), give this command again, and follow again afterwards',
    '请结束 follow（Ctrl-C），重新执行此命令，之后再次执行 follow',
  ],
  'ledger.newer': [
    'the ledger ({table}) is of version {version}, written by tenantferry {tool}; this is tenantferry {own}, which knows versions up to {known}',
    '迁移台账（{table}）的版本是 {version}，由 tenantferry {tool} 写入；这里是 tenantferry {own}，最高只认识版本 {known}',
  ],
  'ledger.newer.remedy': [
    'use tenantferry {tool} or a newer one; nothing was written',
    '请使用 tenantferry {tool} 或更新的版本；没有写入任何内容',
  ],
  'ledger.upgrade-denied': [
    'the ledger ({table}) is of version {version} and must be upgraded to {known} before anything is written, which this account may not: {message}',
    '迁移台账（{table}）的版本是 {version}，写入之前必须升级到 {known}，而该账号没有所需的权限：{message}',
  ],
  'ledger.upgrade-denied.remedy': [
    'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON {database}.* to the account of target.mysql, then run the same command again',
    '请为 target.mysql 的账号授予：GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON {database}.*，再重新执行同一命令',
  ],
  'ledger.foreign': [
    "{table} is not the ledger's table as tenantferry makes it: {message}",
    '{table} 不是 tenantferry 建立的台账表：{message}',
  ],
  'ledger.foreign.remedy': [
    "put the table back from a backup; where it is another program's, give that another database than {database}",
    '请用备份恢复该表；若它属于别的程序，请让那个程序改用 {database} 以外的数据库',
  ],
} as const;

export const say = sayer(ledgerWords);
export const refuse = refuser(ledgerWords);
