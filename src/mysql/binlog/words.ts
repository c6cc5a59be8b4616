import { sayer } from '../../core/sentence.js';

/** Why the binary log cannot be read on, in our own words. */
export const logWords = {
  'log.at': [
    'binary log {file}, position {position}: {problem}',
    '二进制日志 {file}，位置 {position}：{problem}',
  ],
  'log.purged': [
    '{file} is not on the server any more, or not with this position ({code}): changes in it cannot be followed; begin with a new copy',
    '服务器上已没有 {file} 或其中的该位置（{code}）：其中的改动无法再跟随，请重新复制',
  ],
  'log.gtid-mode': [
    'the server does not hand out the transactions from there on, since its gtid_mode is {mode} now and they are of before',
    '服务器不再提供该位置之后的事务：其 gtid_mode 现为 {mode}，而这些事务产生于更改之前',
  ],
  'log.no-privilege': [
    'the account may not read the binary log: it lacks REPLICATION SLAVE',
    '该账号不能读取二进制日志：缺少 REPLICATION SLAVE 权限',
  ],
  'log.server-ended': ['the server ended the reading of its log', '服务器结束了日志读取'],
  'log.silent': [
    'the server has sent nothing, no heartbeat either, for {seconds} s',
    '服务器已有 {seconds} 秒没有发送任何内容，包括心跳',
  ],
  'log.packet': ['the server sent something that is no event of the log', '服务器发送的内容不是日志事件'],
  'log.version': [
    'the log is of a format that is not known here (version {version}, headers of {header} bytes)',
    '日志格式未知（版本 {version}，事件头 {header} 字节）',
  ],
  'log.cut-short': ['an event is shorter than its content', '事件比其内容短'],
  'log.too-long': ['an event is longer than its content', '事件比其内容长'],
  'log.checksum': [
    'the checksum of an event of type {type} is wrong: it was damaged on its way or on disk',
    '类型 {type} 的事件校验和不符：在传输途中或磁盘上已损坏',
  ],
  'log.gap': [
    'an event ends at {found} where {expected} was expected: something is missing in between',
    '事件结束于 {found}，应为 {expected}：中间有缺失',
  ],
  'log.files': [
    'after {file} the server goes on with {next}: the log was reset, or files in between were purged',
    '{file} 之后服务器继续的是 {next}：日志已重置，或中间的文件已被清除',
  ],
  'log.start': [
    'the server begins at {file}, position {position}, which was not asked for',
    '服务器从 {file} 位置 {position} 开始，与请求不符',
  ],
  'log.beyond': [
    'positions beyond 4 GB of a file can be read through, but not begun from; begin with the file that follows',
    '超过 4 GB 的位置可以连续读过，但不能作为起点，请从下一个文件开始',
  ],
  'log.no-format': ['an event came before the description of the format', '事件先于格式说明到达'],
  'log.unknown-event': ['an event of type {type} is not known here', '未知的事件类型 {type}'],
  'log.within': ['reading began within a transaction', '读取从一个事务的中间开始'],
  'log.unfinished': [
    'a transaction begins before the one before has ended',
    '上一个事务尚未结束，又开始了新的事务',
  ],
  'log.unknown-table': ['rows of a table that was not described before them', '行所属的表之前没有描述'],
  'log.incident': [
    'the server notes that changes are missing in its log: begin with a new copy',
    '服务器记录其日志缺少改动：请重新复制',
  ],
  'log.statement': [
    'a {verb} was logged as a statement, not as rows: some connection has changed binlog_format. What it changed cannot be followed; begin with a new copy',
    '{verb} 被记录为语句而不是行：某个连接修改了 binlog_format。其改动无法跟随，请重新复制',
  ],
  'log.image': [
    'table {table}: rows were logged in part only: some connection has changed binlog_row_image to {image}. Begin with a new copy',
    '表 {table}：行只记录了一部分：某个连接将 binlog_row_image 改为 {image}。请重新复制',
  ],
  'log.partial-json': [
    "table {table}: JSON was logged in part only; SET GLOBAL binlog_row_value_options = '' and begin with a new copy",
    "表 {table}：JSON 只记录了一部分；请执行 SET GLOBAL binlog_row_value_options = '' 后重新复制",
  ],
  'log.xa': [
    'a prepared XA transaction changes rows of {table}; whether it is committed is known only later, which is not supported',
    '已准备的 XA 事务改动了表 {table} 的行；是否提交要以后才知道，不支持',
  ],
  'log.rolled-back': [
    'a transaction that changed rows of {table} was logged and rolled back: what of it stayed cannot be told',
    '改动表 {table} 的事务被记录后又回滚：无法判断其中哪些保留了下来',
  ],
  'log.count': [
    'table {table} has {found:column/columns} in the log and {expected} in the schema that was read: it was altered',
    '表 {table} 在日志中有 {found} 列，而读取的表结构有 {expected} 列：表已被修改',
  ],
  'log.column': [
    'table {table}, column {column}: {found} in the log, {type} in the schema that was read: it was altered',
    '表 {table}，列 {column}：日志中为 {found}，读取的表结构中为 {type}：表已被修改',
  ],
  'log.old-temporal': [
    'table {table}, column {column}: dates and times are in the format from before MySQL 5.6; ALTER TABLE … FORCE rewrites them (MariaDB: with mysql56_temporal_format = ON)',
    '表 {table}，列 {column}：时间为 MySQL 5.6 之前的格式；ALTER TABLE … FORCE 可将其重写（MariaDB 需 mysql56_temporal_format = ON）',
  ],
  'log.unsupported': [
    'table {table}, column {column}: values of type {type} cannot be read from the log',
    '表 {table}，列 {column}：无法从日志读取 {type} 类型的值',
  ],
  'log.character-set': [
    'values in the character set {charset} cannot be read from the log',
    '无法从日志读取字符集 {charset} 的值',
  ],
  'log.character': [
    'a text holds bytes that are no character of {charset}',
    '文本中的字节不是 {charset} 的字符',
  ],
  'log.value': [
    'a value of type {type} is not one that the server writes',
    '{type} 类型的值不是服务器会写出的形式',
  ],
  'log.compressed': ['a compressed event cannot be unpacked: it is damaged', '压缩事件无法解开：已损坏'],
  'log.compression': ['the compression {method} is not known here', '未知的压缩方法 {method}'],
} as const;

export const say = sayer(logWords);
