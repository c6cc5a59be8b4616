import { sayer } from '../core/sentence.js';

/** What changed since a run was planned, so that it cannot be taken up. */
export const ledgerWords = {
  'changed.was': ['{what} was {before} and is {now} now', '{what} 原为 {before}，现为 {now}'],
  'changed.none': ['none', '无'],
  'changed.source-server': ['the source server', '源端服务器'],
  'changed.source-database': ['the source database', '源端数据库'],
  'changed.target-server': ['the target server', '目标端服务器'],
  'changed.target-database': ['the target database', '目标端数据库'],
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
    'another cut-over into the target database {database} is at work',
    '另一个到目标数据库 {database} 的切换正在进行',
  ],
  'cutover.locked.remedy': ['see how it goes with: tenantferry status', '请用 tenantferry status 查看其进展'],
} as const;

export const say = sayer(ledgerWords);
