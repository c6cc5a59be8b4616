import type { SchemaText } from './schema-en.js';

const algorithm = {
  instant: '即时：只改服务器记录的表信息',
  'in-place': '原地：在使用的同时构建表或索引',
  copy: '复制：服务器重写表的每一行',
  unknown: '方式无法预知，可能重写每一行',
};
const locks = {
  nothing: '读写照常',
  writes: '写入等待，读取照常',
  all: '读写都等待',
  unknown: '写入可能等待',
};

/** Chinese texts of the schema's files. */
export const schema: SchemaText = {
  file: '文件',
  stateTitle: '状态',
  by: '执行者',
  state: {
    applied: '已应用',
    pending: '未应用',
    'half-up': '只应用了一部分',
    'half-down': '只回退了一部分',
    missing: '已应用，文件不存在',
  },
  edited: '之后被修改',
  carriedOut: { up: (name) => `${name} 已应用`, down: (name) => `${name} 已回退` },
  pending: (count, database) => `${database} 中还有 ${count} 个文件未应用`,
  upToDate: (database) => `${database} 的全部文件均已应用`,
  golang: (version, dirty) =>
    `golang-migrate 的 schema_migrations 为 ${version}${dirty ? '，标记为 dirty' : ''}；会保持同步`,
  golangNone: '空',
  nothingPlanned: '不会执行任何操作',
  planned: (statement, line, text) => `  ${statement}（第 ${line} 行）${text}`,
  algorithm,
  locks,
  size: (rows, bytes) => `约 ${rows} 行，${bytes}`,
  rows: '在事务中执行',
  unclear: '崩溃后无法判断是否已完成，工具会询问',
  dryRun: '没有写入任何内容。每个 ALTER 在开始和结束时会短暂锁住整张表。',
  statement: (file, statement, statements, text) => `${file} ${statement}/${statements}  ${text}`,
  skipped: '已略过：要删除的内容并不存在',
};
