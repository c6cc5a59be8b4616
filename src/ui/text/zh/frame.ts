import type { Text } from '../en.js';
import { topics } from './topics.js';

/** Frame and shared words. */
export const frame: Pick<Text, 'frame' | 'help' | 'quit' | 'severity' | 'risk' | 'topics' | 'checks'> = {
  frame: {
    tenant: (id) => `租户 ${id}`,
    source: '源端',
    target: '目标端',
    production: '生产环境',
    colon: '：',
    where: '位置：',
    whatToDo: '处理方法',
    next: '接下来',
    parts: (parts) => `逐表列出（${parts}）`,
    examples: (shown, total) =>
      shown < total ? `示例（共 ${total} 条，显示 ${shown} 条）` : `示例（${total} 条）`,
    stepOf: (index, total, name) => `第 ${index} 步，共 ${total} 步：${name}`,
    noWayBack: '迁移已经开始写入，前面的步骤不能再改。如需撤销，请使用回滚。',
    tooSmall: (columns, rows, needColumns, needRows) =>
      `当前终端为 ${columns} x ${rows}，向导需要 ${needColumns} x ${needRows}。请放大窗口；数据不会丢失，正在运行的工作会继续。`,
    more: (rows) => `另有 ${rows} 行`,
    keysTitle: '按键',
    closingReading: '正在让服务器停止读取，随后退出。再按一次 Ctrl-C 立即退出。',
    closing: '保存手头的工作后立即退出。再按一次 Ctrl-C 则马上放弃。',
  },
  help: {
    title: '本页的按键',
    safety: '除非您已输入目标数据库名，否则按 Enter 不会引发任何写入。',
  },
  quit: {
    title: '要离开向导吗？',
    titleWriting: '迁移正在进行。要停止吗？',
    titleBusy: '正在写入数据。要停止吗？',
    bodyNothingWritten: '目前没有写入任何数据。本次会话中的选择不会保留。',
    bodyChanged: '本次会话所做的改动都记录在目标端的迁移日志中。',
    bodyBusy: '停止前会完成手头的行。已完成的保持不变，其余的以后再做。',
    bodyWrote: '已写入的内容都记录在目标端，下次启动时可以从断点继续。',
    bodyWriting: '停止前会完成手头的数据块并保存位置，不丢失、不重复，随时可以继续。',
  },
  severity: { ok: '正常', info: '提示', warning: '警告', blocker: '阻断' },
  risk: { none: '无', low: '低', medium: '中', high: '高' },
  topics,
  checks: {
    'row-counts': '行数',
    counts: '行数',
    checksum: '校验和',
    full: '逐列比对',
    orphans: '引用关系',
    'altered-json': '被改写的 JSON',
    'json-orphans': 'JSON 内的引用',
    generators: 'ID 生成器',
    'tenant-column': '租户列',
    secrets: '密钥',
    'tables-present': '表是否齐全',
    files: '文件',
    'other-tenants': '其他租户未受影响',
    'source-unchanged': '源端未变化',
    'secrets-extra': '多余的密钥',
    repair: '修复',
    'other-runs': '其他迁移的行',
  },
};
