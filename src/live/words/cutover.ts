/** What is said of the pause. */
export const cutoverWords = {
  'cutover.no-start': [
    "the target does not say where its binary log ends, so its own changes could not be told from the source's",
    '目标端没有说明其二进制日志的终点，无法把其自身的改动与来自源端的区分开',
  ],
  'cutover.confirm': [
    'cutover makes the target database {database} the truth and needs your confirmation; there is no way back after it with --without-way-back, else as long as what the target takes is fed back to the source',
    'cutover 将改以目标数据库 {database} 为准，需要您确认；使用 --without-way-back 则此后没有回退之路，否则在写入目标端的内容反馈到源端期间可以回退',
  ],
  'cutover.confirm.remedy': [
    'look first with --dry-run; if that is what you want, add: --confirm {database}',
    '请先用 --dry-run 查看；如确定，请加上：--confirm {database}',
  ],
  'cutover.no-fence': [
    'nothing says how the writers of the source are stopped, and nobody can be asked here',
    '没有说明如何停止源端的写入，此处也无法询问',
  ],
  'cutover.no-fence.remedy': [
    'give a command that ends with 0 when none is left in options.live.fence.command, or cut over at a terminal',
    '请在 options.live.fence.command 中给出一个在无写入者时以 0 结束的命令，或在终端中切换',
  ],
  'cutover.waiting': ['waiting for the gate: {why}', '正在等待条件满足：{why}'],
  'cutover.gate': ['the gate is closed: {names}', '条件未满足：{names}'],
  'cutover.stopped': ['you stopped it', '您已停止'],
  'cutover.too-long': [
    'the pause was to last {seconds} s at most, and was over in the step {step}',
    '暂停最多 {seconds} 秒，已在步骤 {step} 超时',
  ],
  'cutover.blocked': [
    'the tables could not be locked: open transactions hold them',
    '无法锁定表：有未结束的事务占用',
  ],
  'cutover.server': ['a server failed: {problem}', '服务器出错：{problem}'],
  'cutover.follow-failed': ['following ended: {problem}', '跟随已结束：{problem}'],
  'cutover.not-fenced': [
    'it was not confirmed that the writers of {side} are stopped',
    '未确认{side}的写入已停止',
  ],
  'cutover.fence-says': ['fence command: {line}', '围栏命令：{line}'],
  'cutover.fence-failed': ['the fence command ended with {code}', '围栏命令以 {code} 结束'],
  'cutover.fence-broken': [
    'the fence does not hold: once the locks were gone somebody wrote to {side}, at {at}',
    '围栏未生效：解锁后有人在 {at} 写入了{side}',
  ],
  'cutover.differs': [
    '{differences:difference/differences} in rows that were changed last, the first in {table} {key}',
    '最近改动的行中有 {differences} 处差异，首处在 {table} {key}',
  ],
  'cutover.generators': [
    'the target would hand out IDs in use: {problem}',
    '目标端会分配已占用的 ID：{problem}',
  ],
  'cutover.moved-on': [
    'the ledger has the run otherwise than when the cut-over began',
    '台账中该次迁移的状态与切换开始时不同',
  ],
} as const;
