import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';
import { connectWords } from './mysql/words.js';
import { paperWords } from './paper/words.js';

/** What stands around the values in a finding's samples, and what a dry run says while it works. */
export const preflightWords = {
  'sample.open': [
    'connection {id}: open for {seconds} s, {rows:row/rows} locked',
    '连接 {id}：已打开 {seconds} 秒，锁定 {rows} 行',
  ],
  'sample.waiting': ['connection {id}: for {seconds} s', '连接 {id}：已等待 {seconds} 秒'],
  'sample.run': ['run {run}: {state}, started {at}', '迁移 {run}：{state}，开始于 {at}'],
  'sample.same-row': ['source {from} is target {to}', '源端 {from} 即目标端 {to}'],
  'log.counting': [
    'counting the rows of {tables:table/tables} on both sides',
    '正在统计两端 {tables} 张表的行数',
  ],
  'log.sampling': ['measuring a sample for the forecast', '正在抽样测速以作预计'],
  'drift.rows': [
    '{change:row/rows} in {table} ({before} when it was looked at, {now} now)',
    '表 {table} 的行数 {change}（查看时 {before}，现在 {now}）',
  ],
  'drift.ids': [
    'the target has handed out IDs since, so those of {tables} will begin behind them',
    '目标端此后分配了 ID，因此 {tables} 的 ID 将从其后开始',
  ],
  'drift.warning': ['one more warning: {what}', '多一个警告：{what}'],
  'drift.blocker': ['one more blocker: {what}', '多一个阻碍：{what}'],
  'drift.count': ['{what} was of {before} and is of {now} now', '{what} 原有 {before} 处，现有 {now} 处'],
  'drift.gone': ['no longer there: {what}', '已不存在：{what}'],
  'param.value': [
    'it does not take the value that migration.params gives a parameter in it',
    '它不接受 migration.params 给其中参数的值',
  ],
  'saved-plan.none': ['{file} is no saved plan', '{file} 不是保存的计划'],
  'saved-plan.none.remedy': [
    'name a file that was written by: tenantferry plan --out {file}',
    '请指定由 tenantferry plan --out {file} 写出的文件',
  ],
  'saved-plan.unseen': [
    '{file} was saved by a version that kept no row counts and findings, so it cannot be compared',
    '{file} 由未保存行数和检查结果的版本写出，无法比较',
  ],
  'saved-plan.unseen.remedy': [
    'look again and save it anew: tenantferry plan --out {file}',
    '请重新查看并保存：tenantferry plan --out {file}',
  ],
  'saved-plan.damaged': [
    '{file} holds what no tenantferry wrote there: {key}',
    '{file} 中有并非 tenantferry 写入的内容：{key}',
  ],
  'saved-plan.damaged.remedy': [
    'look again and save it anew: tenantferry plan --out {file}',
    '请重新查看并保存：tenantferry plan --out {file}',
  ],
  ...connectWords,
  ...paperWords,
} as const;

export const say = sayer(preflightWords);
export const refuse = refuser(preflightWords);
