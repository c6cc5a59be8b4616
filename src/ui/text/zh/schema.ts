import { schema as words } from '../../../headless/text/schema-zh.js';
import type { Text } from '../en.js';

const { state, edited, carriedOut, golang, golangNone, algorithm, locks, size, unclear, dryRun } = words;

export const schema: Pick<Text, 'schema'> = {
  schema: {
    ...{ state, edited, carriedOut, golang, golangNone, algorithm, locks, size, unclear, dryRun },
    title: (database) => `${database} 的表结构文件`,
    looking: '正在读取文件及其在目标端的状态…',
    upToDate: '全部文件均已应用。',
    pending: (count, all) => `${all} 个文件中有 ${count} 个未应用。`,
    refuses: '应用之前不允许运行（schema.on_run: refuse）。按 s 应用；按 Enter 跳过继续。',
    brings: '运行时会先应用它们（schema.on_run: up）。按 s 立即应用；按 Enter 继续。',
    plan: '应用这些文件将会执行',
    files: '文件（最新在前）',
    ask: {
      up: '应用文件',
      continue: '继续执行只完成一部分的文件',
      'take-back': '撤回只完成一部分的文件',
      done: '确认该语句已完成',
      'not-done': '确认该语句完全没有执行',
    },
    warning: {
      up: 'CREATE、ALTER 和 DROP 由服务器自行提交。被删除的内容只能从备份恢复。',
      continue: '将执行尚未完成的语句。',
      'take-back': '将执行其 .down.sql。被删除的内容及其中的行将不复存在。',
      done: '请先查看数据库：工具以您的回答为准。',
      'not-done': '请先查看数据库：工具以您的回答为准。',
    },
    beginning: '正在获取目标端的锁…',
    at: (file, statement, statements) => `${file}：第 ${statement} 条语句，共 ${statements} 条`,
    doneOf: (done, total) => `已完成 ${done} 条语句，共 ${total} 条`,
    doneSoFar: (done) => `已完成 ${done} 条语句`,
    safe: '每条语句在开始前和完成后都有记录：崩溃后可知从何处继续。',
    stopping: '执行完当前语句后停止。已完成的保持不变。',
    stillRunning: '正在执行表结构文件：请等待，或先停止。',
  },
};
