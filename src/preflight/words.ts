import { sayer } from '../core/sentence.js';

/** What stands around the values in a finding's samples, and what a dry run says while it works. */
export const preflightWords = {
  'sample.open': [
    'connection {id}: open for {seconds} s, {rows} rows locked',
    '连接 {id}：已打开 {seconds} 秒，锁定 {rows} 行',
  ],
  'sample.waiting': ['connection {id}: for {seconds} s', '连接 {id}：已等待 {seconds} 秒'],
  'sample.generator': [
    '{table}: generator {generator}, highest ID {highest}',
    '{table}：生成器 {generator}，最大 ID {highest}',
  ],
  'sample.run': ['run {run}: {state}, started {at}', '迁移 {run}：{state}，开始于 {at}'],
  'sample.more': ['{table}: more than {count}', '{table}：超过 {count}'],
  'sample.same-row': ['source {from} is target {to}', '源端 {from} 即目标端 {to}'],
  'sample.also-tenant': ['{row}: also tenant {tenant}', '{row}：租户 {tenant} 也有'],
  'sample.pair': ['{one} and {other}', '{one} 和 {other}'],
  'sample.several': ['{one} and {other} ({rows} rows)', '{one} 和 {other}（共 {rows} 行）'],
  'sample.rows': ['{rows} rows', '{rows} 行'],
  'sample.with': ['{row}: {value}', '{row}：{value}'],
  'sample.first': ['{count}, {sample}', '{count}，{sample}'],
  'sample.tenant': ['{row} (tenant {tenant})', '{row}（租户 {tenant}）'],
  'sample.characters': ['{row} ({characters} characters)', '{row}（{characters} 个字符）'],
  'sample.bytes': ['{row} ({bytes} bytes)', '{row}（{bytes} 字节）'],
  'sample.length': [
    '{row} ({characters} characters, {bytes} bytes)',
    '{row}（{characters} 个字符，{bytes} 字节）',
  ],
  'sample.binary': ['{row} ({bytes} bytes, {bytes} bytes)', '{row}（{bytes} 字节）'],
  'log.counting': ['counting the rows of {tables} tables on both sides', '正在统计两端 {tables} 张表的行数'],
  'log.sampling': ['measuring a sample for the forecast', '正在抽样测速以作预计'],
} as const;

export const say = sayer(preflightWords);
