import { sayer } from '../../../core/sentence.js';

/** What stands in a difference where it is no value of a row: what a column should hold, why it cannot be read, which rows are meant. */
export const differenceWords = {
  'field.no-field': [
    'no value of the form <version>:AES-256-GCM:<hex>',
    '不是 <version>:AES-256-GCM:<hex> 形式的值',
  ],
  'field.broken': [
    'cut or changed, or of another key: it does not open',
    '被截断或改动，或属于其他密钥：无法解开',
  ],
  'field.unknown': ['names a version that no data key has', '引用的版本没有对应的数据密钥'],
  'field.retired': ['names a version that is retired', '引用的版本已停用'],
  'difference.taken': ['another row has this key', '另一行占用了该键'],
  'difference.taken-by': ['another row has this key ({owner})', '另一行占用了该键（{owner}）'],
  'difference.digest': ['row with SHA-256 {digest}…', 'SHA-256 为 {digest}… 的行'],
  'difference.source-row': ['{row} (source)', '{row}（源端）'],
  'difference.as-before': ['as in the snapshot', '与快照一致'],
  'difference.since': ['added or changed since', '此后新增或改动'],
  'difference.json-id': ['at {path} the ID of a row of {table}', '{path} 处应为 {table} 某行的 ID'],
  'difference.no-json': ['text that is not JSON', '不是 JSON 的文本'],
  'difference.parent-key': ['the key of a row of {table}', '{table} 某行的键'],
  'difference.parent-id': ['the ID of a row of {table}', '{table} 某行的 ID'],
  'difference.no-row': ['no such row', '没有该行'],
  'difference.rows': ['{rows:row/rows}', '{rows} 行'],
  'difference.other-checksum': ['{rows:row/rows} with another checksum', '{rows} 行，校验和不同'],
  'difference.all-rows': ['whole table', '整张表'],
  'difference.after': ['after {after}', '{after} 之后'],
  'difference.through': ['through {through}', '至 {through}'],
  'difference.between': ['after {after} through {through}', '{after} 之后至 {through}'],
  'difference.net-row': ['at least 1 row', '至少 1 行'],
  'difference.net-rows': ['at least {rows:row/rows}', '至少 {rows} 行'],
  'difference.generator': ['generator', '生成器'],
  'difference.ends': ['first and last key', '首尾的键'],
  'difference.span': ['{first} to {last}', '{first} 至 {last}'],
  'difference.none': ['none', '无'],
  'difference.at-least': ['at least {value}', '至少 {value}'],
  'difference.foreign-key': ['{reference} (foreign key {name})', '{reference}（外键 {name}）'],
  'difference.checksum': ['{rows:row/rows} {sum}', '{rows} 行 {sum}'],
  'difference.part-checksum': [
    '{rows:row/rows} ({undigested} undigested) {sum}',
    '{rows} 行（{undigested} 行无摘要）{sum}',
  ],
  'difference.others': ["other tenants' rows {range}", '其他租户的行：{range}'],
  'difference.among-run': ['{rows:row/rows} among those of run {run}', '迁移 {run} 的行之间多出 {rows} 行'],
} as const;

export const sayDifference = sayer(differenceWords);
