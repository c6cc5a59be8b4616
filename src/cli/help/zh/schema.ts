import type { HelpText } from '../en.js';

/** Commands of the schema's files. */
export const schemaCommands: Pick<
  HelpText['commands'],
  'schema' | 'schema status' | 'schema up' | 'schema down' | 'schema repair'
> = {
  schema: {
    summary: '在数据之前，用带编号的 SQL 文件准备目标端表结构',
    description: '用带编号的 SQL 文件，把目标端变为数据所需的表结构。',
    flags: {},
    more: '',
  },
  'schema status': {
    summary: '哪些文件已应用、被修改或只完成一部分',
    description: '说明哪些表结构文件已应用、哪些未应用、哪些之后被修改，以及哪个只完成了一部分。',
    flags: {},
    more: `
只读。文件位于配置的 schema.dir 中：<编号>_<名称>.up.sql 和 .down.sql。

示例：
  tenantferry schema status -c migrate.yaml

退出码：0 无需处理；2 文件无法读取或编号冲突；3 需要先处理问题。`,
  },
  'schema up': {
    summary: '应用尚未应用的文件',
    description: '按编号顺序应用尚未应用的表结构文件。',
    flags: {
      confirm: '目标数据库的名称，表示您确认（必填，--dry-run 时除外）',
      steps: '最多应用多少个文件；默认全部',
      'dry-run': '只说明每条语句会怎样执行：即时、原地或复制，以及谁需要等待',
    },
    more: `
每条语句执行前后都记入台账，崩溃之后 “schema repair” 便知道从何处继续。改动行的语句在事务中执行。Ctrl-C 在当前语句之后停止。

示例：
  tenantferry schema up -c migrate.yaml --dry-run
  tenantferry schema up -c migrate.yaml --confirm bk_bscp

退出码：0 完成；2 拒绝，未写入任何内容；4 某条语句失败，之前完成的保留；130 已停止。`,
  },
  'schema down': {
    summary: '回退最新的文件',
    description: '用 .down.sql 回退最新的表结构文件，从最新的开始。',
    flags: {
      confirm: '目标数据库的名称，表示您确认（必填，--dry-run 时除外）',
      steps: '回退多少个文件；默认 1',
      'dry-run': '只说明每条语句会怎样执行',
    },
    more: `
.down.sql 删除的内容及其中的行不会保留。若其中某个文件没有 .down.sql，则拒绝。

示例：
  tenantferry schema down -c migrate.yaml --steps 1 --confirm bk_bscp

退出码：0 完成；2 拒绝，未写入任何内容；4 某条语句失败，之前完成的保留；130 已停止。`,
  },
  'schema repair': {
    summary: '继续或撤回只完成一部分的文件',
    description: '继续执行只完成一部分的表结构文件，或将其撤回。',
    flags: {
      confirm: '目标数据库的名称，表示您确认（必填）',
      continue: '执行其余部分',
      'take-back': '用 .down.sql 撤回已完成的部分；其中要删除而不存在的内容会略过',
      done: '由您确认：存疑的语句已完成',
      'not-done': '由您确认：存疑的语句没有完成',
    },
    more: `
对中断时正在执行的语句，工具将 information_schema 的现状与执行前的记录比较。能判断时不需要您确认；不能判断时会要求 --done 或 --not-done，
可单独使用，也可与另两个之一同用。失败文件的其余部分可以先修改。

示例：
  tenantferry schema repair -c migrate.yaml --continue --confirm bk_bscp
  tenantferry schema repair -c migrate.yaml --not-done --take-back --confirm bk_bscp

退出码：0 完成；2 拒绝，未写入任何内容；4 某条语句失败；130 已停止。`,
  },
};
