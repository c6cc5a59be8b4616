import { sayer } from '../../../core/sentence.js';

/** What stands around the values in the samples of findings about rows. */
export const rowsCheckWords = {
  'sample.more': ['{table}: more than {count}', '{table}：超过 {count}'],
  'sample.generator': [
    '{table}: generator {generator}, highest ID {highest}',
    '{table}：生成器 {generator}，最大 ID {highest}',
  ],
  'sample.also-tenant': ['{row}: also tenant {tenant}', '{row}：租户 {tenant} 也有'],
  'sample.pair': ['{one} and {other}', '{one} 和 {other}'],
  'sample.several': ['{one} and {other} ({rows} rows)', '{one} 和 {other}（共 {rows} 行）'],
  'sample.rows': ['{rows:row/rows}', '{rows} 行'],
  'sample.with': ['{row}: {value}', '{row}：{value}'],
  'sample.first': ['{count}, {sample}', '{count}，{sample}'],
  'sample.tenant': ['{row} (tenant {tenant})', '{row}（租户 {tenant}）'],
  'sample.characters': ['{row} ({characters:character/characters})', '{row}（{characters} 个字符）'],
  'sample.bytes': ['{row} ({bytes:byte/bytes})', '{row}（{bytes} 字节）'],
  'sample.length': [
    '{row} ({characters:character/characters}, {bytes:byte/bytes})',
    '{row}（{characters} 个字符，{bytes} 字节）',
  ],
} as const;

export const say = sayer(rowsCheckWords);
