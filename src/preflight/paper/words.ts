/** What a plan on paper says. */
export const paperWords = {
  'paper.risk.blocked': [
    'problems that stand in the way: {blockers}; nothing will be written before they are settled',
    '有 {blockers} 个问题阻碍迁移：解决之前不会写入任何数据',
  ],
  'paper.risk.space': [
    'the target has {free} free at {where}, and {needed} are needed',
    '目标端 {where} 可用 {free}，需要 {needed}',
  ],
  'paper.risk.space-unknown': [
    'the target does not tell how much room it has: look whether {needed} are free at {where}',
    '目标端没有告知可用空间：请确认 {where} 至少有 {needed} 可用',
  ],
  'paper.risk.memory': [
    'this machine has {free} of memory to spare, and the tool needs up to {needed}',
    '本机可用内存 {free}，本工具最多需要 {needed}',
  ],
  'paper.risk.window': [
    'it takes about {needed}, and the change window ends in {left} ({ends})',
    '约需 {needed}，而变更窗口还剩 {left}（{ends}）',
  ],
  'paper.risk.production': ['the target is production', '目标端是生产环境'],
  'paper.risk.production-source': ['the source is production; it is only read', '源端是生产环境；只读取'],
  'paper.risk.live': [
    'the source goes on being written to, and is followed until the cut-over',
    '源端继续写入，会一直跟随到切换',
  ],
  'paper.risk.writers': [
    'somebody writes to the source: {table} was written {ago} ago. What comes after the snapshot does not move',
    '源端有写入：{table} 在 {ago} 前被写入。快照之后的数据不会迁移',
  ],
  'paper.risk.no-backup': [
    'no backup of the tables that will be written was verified (tenantferry backup make)',
    '将要写入的表没有经过验证的备份（tenantferry backup make）',
  ],
  'paper.risk.backup-lacks': ['the verified backup lacks {tables}', '已验证的备份缺少 {tables}'],
  'paper.risk.old-backup': [
    'the verified backup is of {at}: what was written since is not in it',
    '已验证的备份制作于 {at}：此后写入的数据不在其中',
  ],
  'paper.risk.offset': [
    'IDs are shifted: whatever names rows by ID outside of the database needs the new ones',
    'ID 会偏移：数据库之外按 ID 引用行的地方都要用新 ID',
  ],
  'paper.risk.rejected': [
    'rows that the preset rejects: {rows}; they will not be written',
    '预设会拒绝 {rows} 行，这些行不会写入',
  ],
  'paper.risk.written-over': [
    'rows of {tables} that are there are written over; what they were is kept for the way back',
    '{tables} 中已有的行会被改写；原来的内容会保留以便回退',
  ],
  'paper.space.tables': ['tables and their indexes', '表及其索引'],
  'paper.space.log': ['the target’s own binary log', '目标端自己的二进制日志'],
  'paper.space.images': ['what rows were before they are written over', '被改写的行原来的内容'],
  'paper.step.backup': [
    'back up the tables that will be written, and try it (tenantferry backup make)',
    '备份将要写入的表并验证（tenantferry backup make）',
  ],
  'paper.step.check': ['check', '检查'],
  'paper.step.stop-writers': ['stop what writes to the source', '停止对源端的写入'],
  'paper.step.copy': ['copy: {phase}', '复制：{phase}'],
  'paper.step.follow': ['follow the source until it is caught up with', '跟随源端直到追上'],
  'paper.step.cutover': [
    'cut over: a pause of at most {seconds} s for writers',
    '切换：写入方最多暂停 {seconds} 秒',
  ],
  'paper.step.validate': ['validate', '校验'],
  'paper.step.checklist': ['go through the checklist', '逐项完成检查清单'],
  'paper.step.report': ['keep the report', '保存报告'],
} as const;
