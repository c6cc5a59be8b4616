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
    '表 {table}：源端修改了行 {id}，而本次运行未迁移它，因为目标端已有对应的行',
  ],
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
    '该语句改动的行不在日志中：请回退本次运行（rollback）并重新复制',
  ],
  'follow.rows-lost': [
    'following stopped at {verb} on table {table} of the source, which changed rows that the log does not tell of',
    '跟随停在源端对表 {table} 的 {verb}，它改动的行不在日志中',
  ],
  'follow.altered': [
    'table {table} of the source is not as the run was planned for: {column}',
    '源端的表 {table} 与本次运行的计划不符：{column}',
  ],
  'follow.altered.remedy': [
    'put the table back as it was, or take the run back (rollback) and begin with a new copy',
    '请恢复表结构，或回退本次运行（rollback）并重新复制',
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
    '该事务未写入任何内容。请在源端新增更多行之前割接，或回退本次运行（rollback），并复制到 ID 更低的目标端',
  ],
  'follow.unmapped.remedy': [
    'nothing of that transaction is written. Stop the writers of the source and go on with what is there, or take the run back (rollback) and begin with a new copy',
    '该事务未写入任何内容。请停止源端的写入并以现有数据继续，或回退本次运行（rollback）并重新复制',
  ],
  'follow.log.remedy': [
    'nothing behind that place is written. Where the log cannot be read any more, take the run back (rollback) and begin with a new copy',
    '该位置之后未写入任何内容。若日志已无法读取，请回退本次运行（rollback）并重新复制',
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
    '运行 {run} 不是以 --live 进行的，无法得知其起点在源端日志中的位置',
  ],
  'follow.not-live.remedy': [
    'take it back (rollback) and copy again with: tenantferry run --live',
    '请先回退（rollback），再执行：tenantferry run --live',
  ],
  'follow.unfinished': ['the rows of run {run} are not copied yet', '运行 {run} 的数据行尚未复制完'],
  'follow.unfinished.remedy': [
    'finish the copy first: tenantferry run --resume',
    '请先完成复制：tenantferry run --resume',
  ],
  'follow.rolled-back': [
    'run {run} was taken back, so nothing is left to follow',
    '运行 {run} 已回退，没有可跟随的内容',
  ],
  'follow.rolled-back.remedy': [
    'copy again with: tenantferry run --live',
    '请重新复制：tenantferry run --live',
  ],
  'follow.other-source': [
    'the config names another source ({database}) than run {run} was copied from',
    '配置中的源端（{database}）不是运行 {run} 的来源',
  ],
  'follow.other-source.remedy': ['use the config that the run was made with', '请使用该运行所用的配置'],
  'follow.purged': [
    'the source has no binary log {file} any more, and following goes on in it',
    '源端已没有二进制日志 {file}，而跟随需从其中继续',
  ],
  'follow.purged.remedy': [
    'take the run back (rollback) and begin with a new copy; keep the log longer: SET GLOBAL binlog_expire_logs_seconds = 604800;',
    '请回退本次运行（rollback）并重新复制；并延长日志保留时间：SET GLOBAL binlog_expire_logs_seconds = 604800;',
  ],
  'follow.source': ['the source cannot be followed: {problem}', '无法跟随源端：{problem}'],
  'follow.subject': ['following', '跟随'],
  'follow.began': ['following the source from {at} on', '从 {at} 开始跟随源端'],
  'follow.passed': [
    'goes on behind {verb} on table {table}, at which it stopped: the table is as it was. Validate afterwards',
    '从上次停止处（对表 {table} 的 {verb}）之后继续：表结构与之前相同。之后请校验',
  ],
  'live.off': ['the server keeps no binary log (log_bin = OFF)', '服务器没有二进制日志（log_bin = OFF）'],
  'live.off.remedy': [
    'start the server with log_bin, binlog_format = ROW and binlog_row_image = FULL',
    '请以 log_bin、binlog_format = ROW、binlog_row_image = FULL 启动服务器',
  ],
  'live.setting': [
    '{name} = {value}: changes are not logged as whole rows',
    '{name} = {value}：改动没有以完整的行写入日志',
  ],
  'live.setting.remedy': [
    'SET GLOBAL {name} = {wanted}; then let the services connect again, since only new connections use it',
    '执行 SET GLOBAL {name} = {wanted}; 然后让各服务重新连接，因为只有新连接才会使用该设置',
  ],
  'live.set.remedy': ['SET GLOBAL {name} = {wanted};', '请执行：SET GLOBAL {name} = {wanted};'],
  'live.temporal': [
    '{name} = {value}: tables that are made or altered now hold moments in an old form, which cannot be followed',
    '{name} = {value}：此时新建或修改的表以旧格式保存时间，无法跟随',
  ],
  'live.temporal.columns': [
    'table {table} holds moments in an old form, which cannot be followed: {columns}',
    '表 {table} 以旧格式保存时间，无法跟随：{columns}',
  ],
  'live.temporal.remedy': [
    'with mysql56_temporal_format = ON: {statement} It writes the table anew',
    '在 mysql56_temporal_format = ON 时执行：{statement} 这会重写整个表',
  ],
  'live.retention': [
    'the source keeps its binary log for {hours} hours only ({name})',
    '源端的二进制日志只保留 {hours} 小时（{name}）',
  ],
  'live.retention.forecast': [
    'the source keeps its binary log for {hours} hours ({name}); three times the expected length of the copy is {needed} hours',
    '源端的二进制日志保留 {hours} 小时（{name}），而预计复制时长的三倍为 {needed} 小时',
  ],
  'live.filter': [
    'the server leaves the database {database} out of its log (binlog_do_db or binlog_ignore_db)',
    '服务器的日志不包含数据库 {database}（binlog_do_db 或 binlog_ignore_db）',
  ],
  'live.filter.others': [
    'binlog_do_db or binlog_ignore_db is set ({databases}): statements such as ALTER TABLE that are given from another database may be missing in the log, and following would go on over them',
    '设置了 binlog_do_db 或 binlog_ignore_db（{databases}）：从其他数据库执行的 ALTER TABLE 等语句可能不在日志中，跟随时会将其忽略',
  ],
  'live.filter.remedy': [
    "take binlog_do_db and binlog_ignore_db out of the server's configuration and start it again: no statement changes them",
    '请从服务器配置中去掉 binlog_do_db 和 binlog_ignore_db 并重启，没有语句可以修改它们',
  ],
  'live.replica': [
    'the server is a replica, and does not log what comes to it by replication ({name} = OFF)',
    '服务器是一个从库，且不记录通过复制得到的改动（{name} = OFF）',
  ],
  'live.replica.stopped': [
    'the source was set up as a replica, which is stopped now; when it goes on, what comes to it is not logged ({name} = OFF)',
    '源端曾配置为从库，目前已停止；一旦恢复，复制得到的改动不会被记录（{name} = OFF）',
  ],
  'live.replica.remedy': [
    'start it with {name} = ON in its configuration, or name its primary in source.mysql; where it is no replica any more: RESET REPLICA ALL; (MariaDB and older ones: RESET SLAVE ALL;)',
    '请在配置中以 {name} = ON 启动它，或在 source.mysql 中填写其主库；若它已不再是从库：RESET REPLICA ALL;（MariaDB 及旧版本：RESET SLAVE ALL;）',
  ],
  'live.overriders': [
    'these accounts may leave their changes out of the log, or log them in part, by settings of their sessions (sql_log_bin, binlog_format, binlog_row_image): {accounts}',
    '以下账号可以通过会话设置（sql_log_bin、binlog_format、binlog_row_image）使其改动不写入日志，或只写入一部分：{accounts}',
  ],
  'live.overriders.remedy': [
    'see that nobody writes to the source with them until the cut-over, or: REVOKE {privilege} ON *.* FROM {account};',
    '请确保割接前没有人用它们写入源端，或执行：REVOKE {privilege} ON *.* FROM {account};',
  ],
  'live.overriders.unknown': [
    'this account may not see which others may leave their changes out of the log (sql_log_bin) or log them in part',
    '当前账号无法查看哪些账号可以使其改动不写入日志（sql_log_bin）或只写入一部分',
  ],
  'live.overriders.ask': [
    'have an administrator look, and see that nobody writes to the source with those accounts: {query}',
    '请由管理员查询，并确保没有人用这些账号写入源端：{query}',
  ],
  'live.reading.writers': [
    'a writer of the source logs what cannot be followed: let the services connect again, so that they use the settings of now, and look for accounts that have their own',
    '源端有写入者产生了无法跟随的日志：请让各服务重新连接以使用当前设置，并检查自行更改设置的账号',
  ],
  'follow.end': [
    'the account {account} may not ask where the binary log ends',
    '账号 {account} 无权查询二进制日志的位置',
  ],
  'live.privilege': [
    'the account {account} may not read the binary log',
    '账号 {account} 无权读取二进制日志',
  ],
  'live.privilege.remedy': [
    'GRANT {privileges} ON *.* TO {account};',
    '请执行：GRANT {privileges} ON *.* TO {account};',
  ],
  'live.reading': ['the binary log cannot be read: {message}', '无法读取二进制日志：{message}'],
  'live.reading.remedy': [
    'make sure that it is the primary server itself, and no proxy',
    '请确认它是主服务器本身，而不是代理',
  ],
  'follow.silent': ['nothing came within {seconds} s', '{seconds} 秒内没有收到任何内容'],
  'live.table.remedy': [
    'leave the table out with skip_tables, or copy without --live while nothing is written to the source',
    '请用 skip_tables 不迁移该表，或在源端停止写入时不带 --live 复制',
  ],
  'live.ready': [
    'the binary log holds whole rows, and this account may read it: the source can be followed',
    '二进制日志包含完整的行，且该账号可以读取：可以跟随源端',
  ],
  'gate.lag': ['less than {max} s behind for {seconds} s', '落后不足 {max} 秒已持续 {seconds} 秒'],
  'gate.lag.behind': ['{lag} s behind; less than {max} s is asked for', '落后 {lag} 秒；要求不足 {max} 秒'],
  'gate.lag.not-quiet': [
    'less than {max} s behind for {seconds} s so far; {quiet} s are asked for',
    '落后不足 {max} 秒目前持续 {seconds} 秒；要求 {quiet} 秒',
  ],
  'gate.catching-up': ['catching up, not yet there', '正在追赶，尚未追上'],
  'gate.not-followed': [
    'nobody follows the source now; start: tenantferry follow',
    '当前没有跟随源端；请执行：tenantferry follow',
  ],
  'gate.validation': ['the validation of {at} found no difference', '{at} 的校验没有发现差异'],
  'gate.validation.differs': [
    'the validation of {at} found {differences} differences: repair them, or validate again',
    '{at} 的校验发现 {differences} 处差异：请修复，或重新校验',
  ],
  'gate.not-validated': ['not validated yet', '尚未校验'],
  'gate.verified': [
    'the pass over all rows that ended at {at} found no difference',
    '{at} 结束的全量比对没有发现差异',
  ],
  'gate.verified.not-yet': [
    'following has not compared all rows yet; the rows changed last are compared under the fence',
    '跟随期间尚未比对完所有行；最后改动的行会在围栏下比对',
  ],
  'gate.verified.gone': [
    'the differences that following had found are gone; not all rows were compared since',
    '跟随期间发现的差异已消失；此后尚未比对完所有行',
  ],
  'gate.verified.later': [
    'the validation of {at} found no difference since following did',
    '跟随发现差异之后，{at} 的校验没有发现差异',
  ],
  'gate.verified.differs': [
    '{rows} rows differ for certain, the first one: {table} {key}. Stop following, run validate --repair, and follow again',
    '有 {rows} 行确定不一致，第一行：{table} {key}。请停止跟随，执行 validate --repair，再继续跟随',
  ],
  'gate.verified.table': ['number of rows', '行数'],
  'gate.validation.passed': [
    'the validation of {at} found other rows; the pass over all rows beside following found no difference since',
    '{at} 的校验发现行不一致；此后跟随期间的全量比对没有发现差异',
  ],
  'verify.stands': [
    'following has stood at {at} for a minute, so rows on their way cannot be told from rows that differ',
    '跟随已在 {at} 停留一分钟，无法区分途中的行与不一致的行',
  ],
  'verify.stands.remedy': [
    'see how following goes with: tenantferry status; then validate again',
    '请用 tenantferry status 查看跟随的进展，然后重新校验',
  ],
  'verify.beside': [
    'the source is followed meanwhile: rows that differ are read again until their changes are applied',
    '源端正在被跟随：不一致的行会重新读取，直到其改动已应用',
  ],
  'verify.not-followed': [
    'nobody follows the source now, and its log goes on behind {at}: what was changed since counts as a difference; start: tenantferry follow',
    '当前没有跟随源端，其日志已超过 {at}：此后的改动会被算作差异；请执行：tenantferry follow',
  ],
  'verify.unknown': [
    'rows on their way cannot be told from rows that differ: {problem}',
    '无法区分途中的行与不一致的行：{problem}',
  ],
  'verify.hindered': [
    'following cannot compare all rows beside ({table}): {problem}',
    '跟随期间无法比对所有行（{table}）：{problem}',
  ],
  'gate.checklist': ['all items to be answered before the switch are answered', '切换前需回答的各项均已回答'],
  'gate.checklist.open': [
    'to be answered before the switch: {open}; see: tenantferry checklist',
    '切换前需回答：{open}；请见：tenantferry checklist',
  ],
  'gate.no-way-back': [
    'there is no way back after the switch: what the target takes from then on is not fed back to the source',
    '切换之后没有回退之路：此后写入目标端的内容不会反馈到源端',
  ],
  'gate.follows-first': [
    'nobody follows {side} now: that is done first, until it is close behind for long enough',
    '当前没有跟随{side}：会先自行跟随，直到足够久地紧跟其后',
  ],
  'gate.way-back.later': [
    'looked at by the cut-over; see: tenantferry cutover --dry-run',
    '由切换时检查；请见：tenantferry cutover --dry-run',
  ],
  'gate.not-fed-back': [
    'nobody feeds back now; it is done first, until it is close behind for long enough',
    '当前没有反馈；将先行反馈，直到足够久地紧跟其后',
  ],
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
  'gate.way-back': [
    'there would be no way back: {problems}. To cut over all the same, for good: --without-way-back',
    '将没有回退之路：{problems}。如仍要切换且不再回退：--without-way-back',
  ],
  'cutover.no-start': [
    "the target does not say where its binary log ends, so its own changes could not be told from the source's",
    '目标端没有说明其二进制日志的终点，无法把其自身的改动与来自源端的区分开',
  ],
  'gate.fence': ['the account may lock the tables of {side}', '该账号可以锁定{side}的表'],
  'gate.fence.denied': [
    'the account {user} may not lock the tables of {side}: GRANT LOCK TABLES ON `{database}`.* to it',
    '账号 {user} 无权锁定{side}的表：请授予 GRANT LOCK TABLES ON `{database}`.*',
  ],
  'follow.switched': [
    'run {run} was switched to the target: nothing of the source is applied any more',
    '运行 {run} 已切换到目标端：不再应用源端的任何内容',
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
  'back.no-tenant': [
    'table {table} of the target has no column {column} that says whose a row is, so its changes cannot be told from those of other tenants',
    '目标端的表 {table} 没有表示租户的列 {column}，无法把其改动与其他租户的区分开',
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
    'nothing behind that place is written. Mend it in the target, and run the same command again; or give up the way back: tenantferry finish --give-up-way-back',
    '该位置之后未写入任何内容。请在目标端修正后再次执行同一命令；或放弃回退之路：tenantferry finish --give-up-way-back',
  ],
  'back.with-remedy': ['{problem}. {remedy}', '{problem}。{remedy}'],
  'back.ready': [
    "what the target's tenant changes after a cut-over can be fed back to the source",
    '切换之后该租户在目标端的改动可以反馈到源端',
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
    '运行 {run} 尚未切换到目标端，没有可回退的内容',
  ],
  'back.not-switched.remedy': [
    'see where it stands with: tenantferry status',
    '请用 tenantferry status 查看其状态',
  ],
  'back.without': ['run {run} was cut over without a way back', '运行 {run} 是在没有回退之路的情况下切换的'],
  'back.without.remedy': [
    'the target goes on being the truth; end the window with: tenantferry finish',
    '仍以目标端为准；请用 tenantferry finish 结束窗口',
  ],
  'back.finished': [
    'the window of run {run} is ended (finish): there is no way back',
    '运行 {run} 的窗口已结束（finish）：没有回退之路',
  ],
  'back.finished.remedy': ['the target goes on being the truth', '仍以目标端为准'],
  'back.is-back': [
    'run {run} was taken back: the source is the truth again',
    '运行 {run} 已回退：重新以源端为准',
  ],
  'back.is-back.remedy': [
    'to try again, take the run back (rollback) and begin with a new copy',
    '如要重试，请回退本次运行（rollback）并重新复制',
  ],
  'back.refused': ['changes cannot be fed back: {problem}', '无法反馈改动：{problem}'],
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
    '{differences} differences in rows that were changed last, the first in {table} {key}',
    '最近改动的行中有 {differences} 处差异，首处在 {table} {key}',
  ],
  'cutover.generators': [
    'the target would hand out IDs in use: {problem}',
    '目标端会分配已占用的 ID：{problem}',
  ],
  'cutover.moved-on': [
    'the ledger has the run otherwise than when the cut-over began',
    '台账中该运行的状态与切换开始时不同',
  ],
} as const;

export const say = sayer(liveWords);
