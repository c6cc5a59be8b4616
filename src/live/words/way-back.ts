/** What is said of feeding back, of going back, and of the end of both. */
export const wayBackWords = {
  'back.generators': ['the source would hand out IDs in use: {problem}', '源端会分配已占用的 ID：{problem}'],
  'back.not-noted': [
    'the source is the truth again, but the ledger in the target could not be told: give the same command once more',
    '已重新以源端为准，但未能写入目标端的台账：请再次执行同一命令',
  ],
  'finish.confirm': [
    'finish makes the target database {database} the truth for good: there is no way back then, and it needs your confirmation',
    'finish 将永久以目标数据库 {database} 为准：此后没有回退之路，需要您确认',
  ],
  'finish.confirm.remedy': [
    'if that is what you want, add: --confirm {database}',
    '如确定，请加上：--confirm {database}',
  ],
  'finish.not-drained': [
    'the target holds changes that are not in the source yet',
    '目标端还有尚未反馈到源端的改动',
  ],
  'finish.not-drained.remedy': [
    'feed them back first (tenantferry follow --confirm SOURCE_DB --until-caught-up), or leave them: --give-up-way-back',
    '请先反馈（tenantferry follow --confirm SOURCE_DB --until-caught-up），或放弃它们：--give-up-way-back',
  ],
  'finish.unknown': [
    'it cannot be told what of the target is in the source: {problem}',
    '无法得知目标端的哪些改动已在源端：{problem}',
  ],
  'side.source': ['the source', '源端'],
  'side.target': ['the target', '目标端'],
  'back.no-tenant': [
    '‹table {table} of the target has no column {column} that says whose a row is|the preset has no tenants, and nothing else says whose a row of the target’s table {table} is›, so its changes cannot be told from those of others',
    '‹目标端的表 {table} 没有表示租户的列 {column}|预设没有租户，没有其他标志说明目标端表 {table} 的行属于谁›，无法把其改动与他人的区分开',
  ],
  'back.needed': [
    "table {table}: the source's column {column} needs a value, and the target has none for it, so new rows cannot go back",
    '表 {table}：源端的列 {column} 必须有值，而目标端没有对应的值，因此新的行无法送回',
  ],
  'back.column-gone': [
    'table {table}: the target has no column {column} any more',
    '表 {table}：目标端已没有列 {column}',
  ],
  'back.table-gone': ['table {table} is not on both sides any more', '表 {table} 已不在两端'],
  'back.missing': [
    'table {table}: the target changed a row that the source has no more: somebody else wrote to the source',
    '表 {table}：目标端修改了一行，而源端已没有该行：有他人写入了源端',
  ],
  'back.missing.remedy': [
    'nothing of that batch is written. Find out who wrote to the source; put the row back, then run follow again, or give up the way back with: tenantferry finish --give-up-way-back',
    '该批次未写入任何内容。请查明是谁写入了源端；恢复该行后再次执行 follow，或放弃回退之路：tenantferry finish --give-up-way-back',
  ],
  'back.foreign': [
    'the fence is broken: somebody wrote to the target after the source became the truth again, at {at}, and that is not in the source',
    '围栏失效：重新以源端为准之后，有人在 {at} 写入了目标端，这些内容不在源端',
  ],
  'back.foreign.remedy': [
    'stop that writer of the target, and look at what it wrote behind that place of its log',
    '请停止该写入者，并检查它在目标端日志该处之后写入的内容',
  ],
  'back.target': ["the target's log: {problem}", '目标端的日志：{problem}'],
  'back.purged': [
    'the target has no binary log {file} any more, and feeding back goes on in it: THERE IS NO WAY BACK any more',
    '目标端已没有二进制日志 {file}，而反馈需从其中继续：已没有回退之路',
  ],
  'back.purged.remedy': [
    'end the window with: tenantferry finish --give-up-way-back; next time keep the log longer: SET GLOBAL binlog_expire_logs_seconds = 604800;',
    '请结束窗口：tenantferry finish --give-up-way-back；下次请延长日志保留时间：SET GLOBAL binlog_expire_logs_seconds = 604800;',
  ],
  'back.grants': [
    'the account {account} may not write to the source database {database}',
    '账号 {account} 无权写入源数据库 {database}',
  ],
  'back.grants.remedy': [
    'GRANT SELECT, INSERT, UPDATE, DELETE ON {on} TO {account};',
    '请执行：GRANT SELECT, INSERT, UPDATE, DELETE ON {on} TO {account};',
  ],
  'back.ledger': [
    'the account {account} may not keep a ledger in the source, in which it is noted how far changes were fed back',
    '账号 {account} 无法在源端保存台账，而反馈的进度要记录在其中',
  ],
  'back.ledger.remedy': [
    'GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON `tenantferry`.* TO {account};',
    '请执行：GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON `tenantferry`.* TO {account};',
  ],
  'back.vault': ["the source's Vault: {problem}", '源端的 Vault：{problem}'],
  'back.vault.remedy': ['{remedy}', '{remedy}'],
  'back.vault-rights': [
    "the token of the source's Vault may not write new versions of secrets there: it lacks {lacking}",
    '源端 Vault 的令牌无权在其中写入密钥的新版本：缺少 {lacking}',
  ],
  'back.vault-rights.remedy': ["add to the token's policy:\n{policy}", '请在该令牌的策略中加入：\n{policy}'],
  'back.dead': [
    'THERE IS NO WAY BACK NOW: feeding back has ended. {problem}',
    '现在没有回退之路：反馈已结束。{problem}',
  ],
  'back.dead.remedy': [
    'nothing behind that place is written. Mend what is named, and run the same command again; or give up the way back: tenantferry finish --give-up-way-back',
    '该位置之后未写入任何内容。请修正所述问题后再次执行同一命令；或放弃回退之路：tenantferry finish --give-up-way-back',
  ],
  'back.dead.for-good': [
    "nothing behind that place is written, and the target's log goes on telling of this change, also when the row is mended or deleted now. Give up the way back: tenantferry finish --give-up-way-back",
    '该位置之后未写入任何内容，且目标端日志会一直包含这一改动，现在修正或删除该行也无济于事。请放弃回退之路：tenantferry finish --give-up-way-back',
  ],
  'back.with-remedy': ['{problem}. {remedy}', '{problem}。{remedy}'],
  'back.ready': [
    "what the target's tenant changes after a cut-over can be fed back to the source",
    '切换之后该租户在目标端的改动可以反馈到源端',
  ],
  'back.ready-but': [
    "what the target's tenant changes after a cut-over can be fed back to the source, but for new rows of some tables, which would end it: these columns of the source need a value that the target does not have: {columns}",
    '切换之后该租户在目标端的改动可以反馈到源端；但部分表的新行除外，遇到时反馈会停止：源端的以下列必须有值，而目标端没有：{columns}',
  ],
  'back.not-possible': ['the way back: {problem}', '回退之路：{problem}'],
  'back.not-possible.remedy': [
    '{remedy} (without it a cut-over is for good, and has to be asked for with --without-way-back)',
    '{remedy}（否则切换后无法回退，且须以 --without-way-back 明确要求）',
  ],
  'back.confirm': [
    'feeding back writes into the SOURCE database {database} and needs your confirmation',
    '反馈会写入源数据库 {database}，需要您确认',
  ],
  'back.confirm.remedy': [
    'if that is what you want, add: --confirm {database}',
    '如确定，请加上：--confirm {database}',
  ],
  'back.subject': ['feeding back', '反馈'],
  'back.began': [
    "feeding the tenant's changes of the target back to the source, from {at} of the target's log on",
    '从目标端日志的 {at} 开始，把该租户的改动反馈到源端',
  ],
  'back.lost': [
    'columns that only the target has do not go back: {columns}',
    '只在目标端存在的列不会送回：{columns}',
  ],
  'back.not-switched': [
    'run {run} is not switched to the target, so there is nothing to take back',
    '迁移 {run} 尚未切换到目标端，没有可回退的内容',
  ],
  'back.not-switched.remedy': [
    'see where it stands with: tenantferry status',
    '请用 tenantferry status 查看其状态',
  ],
  'back.without': ['run {run} was cut over without a way back', '迁移 {run} 是在没有回退之路的情况下切换的'],
  'back.without.remedy': [
    'the target goes on being the truth; end the window with: tenantferry finish',
    '仍以目标端为准；请用 tenantferry finish 结束窗口',
  ],
  'back.finished': [
    'the window of run {run} is ended (finish): there is no way back',
    '迁移 {run} 的窗口已结束（finish）：没有回退之路',
  ],
  'back.finished.remedy': ['the target goes on being the truth', '仍以目标端为准'],
  'back.is-back': [
    'run {run} was taken back: the source is the truth again',
    '迁移 {run} 已回退：重新以源端为准',
  ],
  'back.is-back.remedy': [
    'to try again, take the run back (rollback) and begin with a new copy',
    '如要重试，请回滚本次迁移（rollback）并重新复制',
  ],
  'back.refused': ['changes cannot be fed back: {problem}', '无法反馈改动：{problem}'],
} as const;
