import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What is said of statements, and of rows of one tenant that another one meets. */
export const isolationWords = {
  'isolation.none': [
    '{table} ({alias}) is read or written without its tenant',
    '{table}（{alias}）的读写没有租户条件',
  ],
  'isolation.beside': [
    '{table} ({alias}) names its tenant, but not so that every row has to be of it (an OR, another comparison, the kept side of an outer join)',
    '{table}（{alias}）提到租户，但并非每一行都受其约束（OR、其他比较方式，或外连接的保留侧）',
  ],
  'isolation.free': [
    '{table} ({alias}) has its tenant compared only with another table’s, which is free itself',
    '{table}（{alias}）的租户只与另一张表的租户比较，而后者本身没有约束',
  ],
  'isolation.no-column': [
    'rows are put into {table} without the column {column}',
    '向 {table} 写入行时没有列 {column}',
  ],
  'isolation.other-value': [
    'the column {column} of the rows for {table} is not given a tenant that the statement names',
    '写入 {table} 的行，其列 {column} 的值不是语句指明的租户',
  ],
  'isolation.truncate': ['{table} is emptied for all tenants', '{table} 被清空，影响所有租户'],
  'isolation.no-name': ['the table’s name is put in while the program runs', '表名在程序运行时才确定'],
  'isolation.open': [
    'the statement is put together while the program runs, and the tenant may be in a part that is not seen',
    '语句在程序运行时拼接而成，租户条件可能在看不到的部分',
  ],
  'isolation.cut': ['the statement is cut off', '语句被截断'],
  'isolation.hidden': ['{word} does not show which statement is carried out', '{word} 不显示实际执行的语句'],
  'isolation.load': [
    'which columns are filled, and with what, does not show',
    '看不出填充了哪些列、用的什么值',
  ],
} as const;

export const say = sayer(isolationWords);
export const refuse = refuser(isolationWords);
