/** What is said of a source that is to be followed, and of a run that was copied beside its writers. */
export const sourceWords = {
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
    '请确保切换前没有人用它们写入源端，或执行：REVOKE {privilege} ON *.* FROM {account};',
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
  'live.table.remedy': [
    'leave the table out with skip_tables, or copy without --live while nothing is written to the source',
    '请用 skip_tables 不迁移该表，或在源端停止写入时不带 --live 复制',
  ],
  'live.ready': [
    'the binary log holds whole rows, and this account may read it: the source can be followed',
    '二进制日志包含完整的行，且该账号可以读取：可以跟随源端',
  ],
} as const;
