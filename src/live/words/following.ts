/** What is said of following a source. */
export const followingWords = {
  'follow.no-key': [
    'table {table} has no key, so its changed rows cannot be told apart: add a primary key, or leave the table out',
    '表 {table} 没有键，无法区分其改动的行：请为其添加主键，或不迁移该表',
  ],
  'follow.made-key': [
    'table {table}: its key ({key}) gets other values on the way that do not lead back to one row, so its changes cannot be followed',
    '表 {table}：其键（{key}）在迁移途中改为无法唯一对应原行的值，因此无法跟随其改动',
  ],
  'follow.cascade': [
    'table {table}: its foreign key {name} changes rows along with others, and the log does not tell of them',
    '表 {table}：其外键 {name} 会连带改动其他行，而日志不记录这些改动',
  ],
  'follow.zone': [
    'table {table}, column {column}: the time zone {zone} is not known here; name it by its offset (+08:00) in options.time_zone',
    '表 {table}，列 {column}：此处不认识时区 {zone}，请在 options.time_zone 中用偏移量（+08:00）表示',
  ],
  'follow.batch': [
    'table {table}, column {column}: values that are transformed in batches cannot be followed',
    '表 {table}，列 {column}：分批转换的值无法跟随',
  ],
  'follow.float': [
    'table {table}: column {column} becomes text of a FLOAT, of which the log has more digits than the copy wrote',
    '表 {table}：列 {column} 由 FLOAT 转为文本，而日志中的位数多于复制时写入的位数',
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
    '表 {table}：源端修改了行 {id}，而本次迁移不包含它，因为目标端已有对应的行',
  ],
  'follow.aside': [
    'stands aside for somebody who repairs rows of the target',
    '有人在修复目标端的行，跟随暂时让出',
  ],
  'follow.on': ['goes on following', '继续跟随'],
  'follow.structure': [
    '{verb} on table {table} of the source at {at}: what it does to the rows is not in the log',
    '源端在 {at} 对表 {table} 执行了 {verb}：它对数据行的影响不在日志中',
  ],
  'follow.structure.any': ['any', '（无法判断）'],
  'follow.structure.remedy': [
    'when the table is as it was before, run follow again: it goes on behind the statement; validate afterwards',
    '待表结构恢复原样后再次执行 follow，它会从该语句之后继续；之后请校验',
  ],
  'follow.rows-lost.remedy': [
    'the statement changed rows that the log does not tell of: take the run back (rollback) and begin with a new copy',
    '该语句改动的行不在日志中：请回滚本次迁移（rollback）并重新复制',
  ],
  'follow.rows-lost': [
    'following stopped at {verb} on table {table} of the source, which changed rows that the log does not tell of',
    '跟随停在源端对表 {table} 的 {verb}，它改动的行不在日志中',
  ],
  'follow.altered': [
    'table {table} of the source is not as the run was planned for: {column}',
    '源端的表 {table} 与本次迁移的计划不符：{column}',
  ],
  'follow.altered.remedy': [
    'put the table back as it was, or take the run back (rollback) and begin with a new copy',
    '请恢复表结构，或回滚本次迁移（rollback）并重新复制',
  ],
  'follow.room': [
    '{table}: the source comes to the end of the IDs that were reserved for it; {from} to {to} have room now, as {first} to {last} in the target',
    '{table}：源端即将用完为其预留的 ID，现已为 {from} 至 {to} 预留目标端的 {first} 至 {last}',
  ],
  'follow.full': [
    '{table}: no more IDs can be reserved in the target: the highest would be {highest}, and its services hold IDs up to {max}',
    '{table}：目标端无法再预留 ID：最大将为 {highest}，而其服务只支持到 {max}',
  ],
  'follow.full.remedy': [
    'nothing of that transaction is written. Cut over before the source makes more rows, or take the run back (rollback) and copy into a target with lower IDs',
    '该事务未写入任何内容。请在源端新增更多行之前切换，或回滚本次迁移（rollback），并复制到 ID 更低的目标端',
  ],
  'follow.unmapped.remedy': [
    'nothing of that transaction is written. Stop the writers of the source and go on with what is there, or take the run back (rollback) and begin with a new copy',
    '该事务未写入任何内容。请停止源端的写入并以现有数据继续，或回滚本次迁移（rollback）并重新复制',
  ],
  'follow.log.remedy': [
    'nothing behind that place is written. Where the log cannot be read any more, take the run back (rollback) and begin with a new copy',
    '该位置之后未写入任何内容。若日志已无法读取，请回滚本次迁移（rollback）并重新复制',
  ],
  'follow.gtid-mode.remedy': [
    'nothing is lost. On the server of that log: SET GLOBAL gtid_mode = {mode}_PERMISSIVE; run the same command again; once it has caught up: SET GLOBAL gtid_mode = {mode}',
    '没有丢失任何内容。请在该日志所在的服务器上执行 SET GLOBAL gtid_mode = {mode}_PERMISSIVE，再次执行同一命令；追上之后再执行 SET GLOBAL gtid_mode = {mode}',
  ],
  'follow.refused': [
    'the target does not take a changed row: {problem}',
    '目标端不接受一个改动的行：{problem}',
  ],
  'follow.refused.remedy': [
    'nothing of that batch is written. Remove what is in its way on the target, then run follow again',
    '该批次未写入任何内容。请清除目标端的障碍，然后再次执行 follow',
  ],
  'follow.vault': [
    'a secret that a changed row names cannot be brought: {problem}',
    '无法带来一个改动的行所引用的密钥：{problem}',
  ],
  'follow.vault.remedy': [
    'nothing of that batch is written. Look whether the Vault runs, is unsealed, is reachable from here and takes the token; then run follow again',
    '该批次未写入任何内容。请检查 Vault 是否在运行、已解封、可从此处访问且接受该令牌；然后再次执行 follow',
  ],
  'follow.not-live': [
    "run {run} was not made with --live, so it is not known where in the source's log it began",
    '迁移 {run} 不是以 --live 进行的，无法得知其起点在源端日志中的位置',
  ],
  'follow.not-live.remedy': [
    'take it back (rollback) and copy again with: tenantferry run --live',
    '请先回滚（rollback），再执行：tenantferry run --live',
  ],
  'follow.unfinished': ['the rows of run {run} are not copied yet', '迁移 {run} 的数据行尚未复制完'],
  'follow.unfinished.remedy': [
    'finish the copy first: tenantferry run --resume',
    '请先完成复制：tenantferry run --resume',
  ],
  'follow.rolled-back': [
    'run {run} was taken back, so nothing is left to follow',
    '迁移 {run} 已回滚，没有可跟随的内容',
  ],
  'follow.rolled-back.remedy': [
    'copy again with: tenantferry run --live',
    '请重新复制：tenantferry run --live',
  ],
  'follow.other-source': [
    'the config names another source ({database}) than run {run} was copied from',
    '配置中的源端（{database}）不是迁移 {run} 的来源',
  ],
  'follow.other-source.remedy': ['use the config that the run was made with', '请使用该次迁移所用的配置'],
  'follow.purged': [
    'the source has no binary log {file} any more, and following goes on in it',
    '源端已没有二进制日志 {file}，而跟随需从其中继续',
  ],
  'follow.purged.remedy': [
    'take the run back (rollback) and begin with a new copy; keep the log longer: SET GLOBAL binlog_expire_logs_seconds = 604800;',
    '请回滚本次迁移（rollback）并重新复制；并延长日志保留时间：SET GLOBAL binlog_expire_logs_seconds = 604800;',
  ],
  'follow.source': ['the source cannot be followed: {problem}', '无法跟随源端：{problem}'],
  'follow.subject': ['following', '跟随'],
  'follow.began': ['following the source from {at} on', '从 {at} 开始跟随源端'],
  'follow.passed': [
    'goes on behind {verb} on table {table}, at which it stopped: the table is as it was. Validate afterwards',
    '从上次停止处（对表 {table} 的 {verb}）之后继续：表结构与之前相同。之后请校验',
  ],
  'follow.end': [
    'the account {account} may not ask where the binary log ends',
    '账号 {account} 无权查询二进制日志的位置',
  ],
  'follow.silent': ['nothing came within {seconds} s', '{seconds} 秒内没有收到任何内容'],
  'follow.reshaped': [
    '{table} is made of other tables or columns by the preset: its changes cannot be followed',
    '预设用其他表或列生成 {table}：无法跟随其变更',
  ],
  'follow.switched': [
    'run {run} was switched to the target: nothing of the source is applied any more',
    '迁移 {run} 已切换到目标端：不再应用源端的任何内容',
  ],
  'follow.switched.remedy': [
    'to feed what the target takes from then on back to the source: tenantferry follow --confirm {database}',
    '如要把此后写入目标端的改动反馈到源端：tenantferry follow --confirm {database}',
  ],
  'follow.foreign': [
    'the fence is broken: somebody wrote to the source after the cut-over, at {at}, and that is not in the target',
    '围栏失效：切换之后有人在 {at} 写入了源端，这些内容不在目标端',
  ],
  'follow.foreign.remedy': [
    'stop that writer of the source, and look at what it wrote behind that place of its log',
    '请停止该写入者，并检查它在日志该处之后写入的内容',
  ],
} as const;
