import { sayer } from '../core/sentence.js';

/** What stands around the values in a finding's samples, and what a dry run says while it works. */
export const preflightWords = {
  'sample.open': [
    'connection {id}: open for {seconds} s, {rows} rows locked',
    '连接 {id}：已打开 {seconds} 秒，锁定 {rows} 行',
  ],
  'sample.waiting': ['connection {id}: for {seconds} s', '连接 {id}：已等待 {seconds} 秒'],
  'sample.run': ['run {run}: {state}, started {at}', '迁移 {run}：{state}，开始于 {at}'],
  'sample.same-row': ['source {from} is target {to}', '源端 {from} 即目标端 {to}'],
  'log.counting': ['counting the rows of {tables} tables on both sides', '正在统计两端 {tables} 张表的行数'],
  'log.sampling': ['measuring a sample for the forecast', '正在抽样测速以作预计'],
} as const;

export const say = sayer(preflightWords);
