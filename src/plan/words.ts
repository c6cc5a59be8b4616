import { sayer } from '../core/sentence.js';

/** What is wrong with a value that the plan would change. */
export const planWords = {
  'json.id': [
    'the ID at {path} is no plain integer, so it cannot be shifted',
    '{path} 处的 ID 不是普通整数，无法偏移',
  ],
  'transform.failed': [
    'column {column}: {values:value/values} could not be transformed',
    '列 {column}：{values} 个值无法转换',
  ],
  'transform.remedy': [
    'see that the service which transforms them answers, and start again: what is done stays',
    '请确认负责转换的服务可用，再重新开始，已完成的部分会保留',
  ],
  'json.invalid': ['not valid JSON', '不是有效的 JSON'],
  'logged.no-id': [
    'table {table}, column {column}: the value is no whole number, so it cannot be shifted',
    '表 {table}，列 {column}：该值不是整数，无法偏移',
  ],
  'logged.no-room': [
    'table {table}, column {column}: the source uses ID {id} of {other} now; the run has reserved {lowest} to {highest}',
    '表 {table}，列 {column}：源端现在使用 {other} 的 ID {id}，而本次迁移只预留了 {lowest} 至 {highest}',
  ],
  'returned.no-id': [
    'table {table}, column {column}: the target names ID {id} of {other}, which neither came from the source nor was made since the cut-over, so the source has nothing for it',
    '表 {table}，列 {column}：目标端引用了 {other} 的 ID {id}，它既非来自源端，也不是切换之后新建的，源端没有对应的内容',
  ],
  'returned.no-number': [
    'table {table}, column {column}: the value is no number, which the source holds there',
    '表 {table}，列 {column}：该值不是数字，而源端此处是数字',
  ],
  'returned.no-credential': [
    "table {table}, column {column}: the credential cannot be opened with the target's master key",
    '表 {table}，列 {column}：无法用目标端的主密钥解开该凭据',
  ],
  'logged.no-moment': [
    'table {table}, column {column}: the value is no moment in the time zone {zone}, or two',
    '表 {table}，列 {column}：该值在时区 {zone} 中不是唯一的时刻',
  ],
} as const;

export const say = sayer(planWords);
