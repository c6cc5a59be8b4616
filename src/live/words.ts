import { sayer } from '../core/sentence.js';

/** What is said of following a source. */
export const liveWords = {
  'follow.no-key': [
    'table {table} has no key, so its changed rows cannot be told apart: add a primary key, or leave the table out',
    '表 {table} 没有键，无法区分其改动的行：请为其添加主键，或不迁移该表',
  ],
  'follow.made-key': [
    'table {table}: its key ({key}) gets other values on the way that do not lead back to one row, so its changes cannot be followed',
    '表 {table}：其键（{key}）在迁移途中改为无法唯一对应原行的值，因此无法跟随其改动',
  ],
  'follow.zone': [
    'table {table}, column {column}: the time zone {zone} is not known here; name it by its offset (+08:00) in options.time_zone',
    '表 {table}，列 {column}：此处不认识时区 {zone}，请在 options.time_zone 中用偏移量（+08:00）表示',
  ],
  'follow.batch': [
    'table {table}, column {column}: values that are transformed in batches cannot be followed',
    '表 {table}，列 {column}：分批转换的值无法跟随',
  ],
  'follow.bytes': [
    'table {table}, column {column}: text in {charset} that becomes bytes cannot be followed',
    '表 {table}，列 {column}：字符集为 {charset} 且要变为字节的文本无法跟随',
  ],
  'follow.column': [
    'table {table}: the source has no column {column} any more',
    '表 {table}：源端已没有列 {column}',
  ],
  'follow.left-out': [
    'table {table}: row {id} was changed in the source, and the run has left it out, since the target had a row of its own for it',
    '表 {table}：源端修改了行 {id}，而本次运行未迁移它，因为目标端已有对应的行',
  ],
} as const;

export const say = sayer(liveWords);
