import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';
import { windowWords } from './api/words.js';

/** What is said of statements, and of rows of one tenant that another one meets. */
export const isolationWords = {
  ...windowWords,
  'isolation.none': [
    '{table} ({alias}) is read or written without its tenant',
    '{table}（{alias}）的读写没有租户条件',
  ],
  'isolation.beside': [
    '{table} ({alias}) names its tenant, but not so that every row has to be of it (an OR, another comparison, the kept side of an outer join)',
    '{table}（{alias}）提到租户，但并非每一行都受其约束（OR、其他比较方式，或外连接的保留侧）',
  ],
  'isolation.free': [
    '{table} ({alias}) has its tenant compared only with another table’s, which is free itself',
    '{table}（{alias}）的租户只与另一张表的租户比较，而后者本身没有约束',
  ],
  'isolation.no-column': [
    'rows are put into {table} without the column {column}',
    '向 {table} 写入行时没有列 {column}',
  ],
  'isolation.other-value': [
    'the column {column} of the rows for {table} is not given a tenant that the statement names',
    '写入 {table} 的行，其列 {column} 的值不是语句指明的租户',
  ],
  'isolation.truncate': ['{table} is emptied for all tenants', '{table} 被清空，影响所有租户'],
  'isolation.no-name': ['the table’s name is put in while the program runs', '表名在程序运行时才确定'],
  'isolation.open': [
    'the statement is put together while the program runs, and the tenant may be in a part that is not seen',
    '语句在程序运行时拼接而成，租户条件可能在看不到的部分',
  ],
  'isolation.cut': ['the statement is cut off', '语句被截断'],
  'isolation.hidden': ['{word} does not show which statement is carried out', '{word} 不显示实际执行的语句'],
  'isolation.load': [
    'which columns are filled, and with what, does not show',
    '看不出填充了哪些列、用的什么值',
  ],
  'scan.no-folder': ['the folder {folder} cannot be read ({error})', '无法读取文件夹 {folder}（{error}）'],
  'scan.no-folder.remedy': [
    'name a folder with source files: tenantferry isolation scan DIR',
    '请指定含源代码的文件夹：tenantferry isolation scan DIR',
  ],
  'isolation.no-tables': [
    'no table of {database} that this account sees has the column {column}',
    '此账号在 {database} 中看不到含列 {column} 的表',
  ],
  'isolation.no-tables.remedy': [
    'look at target.mysql.database, at the account’s rights, and at the preset’s tenant',
    '请检查 target.mysql.database、账号权限和预设的 tenant',
  ],
  'isolation.no-tenants': ['the preset {preset} knows no tenants', '预设 {preset} 没有租户'],
  'isolation.no-tenants.remedy': [
    'take a preset whose `tenant` names the column that says whose a row is',
    '请使用以 `tenant` 指明租户列的预设',
  ],
  'audit.off': [
    'the server collects no statements: performance_schema is off',
    '服务器不收集语句：performance_schema 未开启',
  ],
  'audit.off.remedy': [
    'put performance_schema=ON under [mysqld] into its configuration, and restart it',
    '请在其配置的 [mysqld] 下加入 performance_schema=ON 并重启',
  ],
  'audit.off-mariadb': [
    'the server collects no statements: performance_schema is off, as it is by default in MariaDB',
    '服务器不收集语句：performance_schema 未开启（MariaDB 默认关闭）',
  ],
  'audit.off-mariadb.remedy': [
    'put performance_schema=ON under [mysqld] into its configuration, and restart it; it costs memory (some 100 MiB) and a few percent of speed, so take it out again afterwards',
    '请在其配置的 [mysqld] 下加入 performance_schema=ON 并重启；会占用约 100 MiB 内存并略微降低速度，用完请去掉',
  ],
  'audit.consumers': [
    'the server collects no statements: {names} switched off',
    '服务器不收集语句：{names} 已关闭',
  ],
  'audit.consumers.remedy': [
    "as an administrator: UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME IN ('global_instrumentation', 'thread_instrumentation', 'statements_digest')",
    "请以管理员执行：UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME IN ('global_instrumentation', 'thread_instrumentation', 'statements_digest')",
  ],
  'audit.denied': ['the account may not read what the server collects', '该账号无权读取服务器收集的语句'],
  'audit.denied.remedy': [
    'grant it: GRANT SELECT ON performance_schema.* TO the target’s account',
    '请授权：GRANT SELECT ON performance_schema.* TO 目标端账号',
  ],
  'baseline.unreadable': ['the baseline {file} cannot be read ({error})', '无法读取基线 {file}（{error}）'],
  'baseline.unreadable.remedy': [
    'name a file that was written by: tenantferry isolation audit --write-baseline FILE',
    '请指定由 tenantferry isolation audit --write-baseline FILE 写出的文件',
  ],
  'baseline.no-baseline': ['{file} is no baseline', '{file} 不是基线文件'],
  'baseline.no-baseline.remedy': [
    'name a file that was written by: tenantferry isolation audit --write-baseline FILE',
    '请指定由 tenantferry isolation audit --write-baseline FILE 写出的文件',
  ],
  'baseline.unwritable': [
    'the baseline {file} cannot be written ({error})',
    '无法写入基线 {file}（{error}）',
  ],
  'baseline.unwritable.remedy': ['name a file in a folder that is yours', '请指定您有权写入的文件夹中的文件'],
  'probe.seen': [
    '{table}: the account of {tenant} reads rows of others: {rows}',
    '{table}：{tenant} 的账号能读到其他租户的 {rows} 行',
  ],
  'probe.own': [
    '{table}: rows of its own: {rows}, of others: none',
    '{table}：可见自己的 {rows} 行，看不到其他租户的行',
  ],
  'probe.empty': [
    '{table}: the account sees no rows at all, which proves little',
    '{table}：该账号看不到任何行，不足以证明',
  ],
  'probe.denied': ['{table}: the account may not read it', '{table}：该账号无权读取'],
  'probe.orphans': [
    '{table}.{column} (rows: {rows}): points at a row of {parent} that is another tenant’s',
    '{table}.{column}：{rows} 行指向 {parent} 中其他租户的行',
  ],
  'probe.no-orphans': [
    '{table}.{column}: every row of {parent} that is pointed at is of the same tenant',
    '{table}.{column}：所指向的 {parent} 的行都属于同一租户',
  ],
  'probe.unique': [
    '{table}: the unique key ({columns}) is without the tenant, so one tenant’s value keeps another’s out',
    '{table}：唯一键（{columns}）不含租户，一个租户的值会挡住另一个租户的值',
  ],
  'probe.unique-good': [
    '{table}: the unique key ({columns}) has the tenant in it',
    '{table}：唯一键（{columns}）包含租户',
  ],
  'probe.sequence': [
    '{table}.{column}: all tenants take their IDs from here, so each learns how many the others make',
    '{table}.{column}：所有租户共用此序列取 ID，因此可推知其他租户新增的数量',
  ],
  'isolation.found': [
    'tenants do not stay apart everywhere, or that cannot be told',
    '租户并非处处隔离，或无法判断',
  ],
  'isolation.apart': ['nothing was found that lets tenants meet', '没有发现使租户相互接触之处'],
  'isolation.several': ['names several tenants, each by itself', '指明了多个租户'],
  'isolation.sum': [
    'statements with their tenant: {good}; with several tenants: {several}; without: {bad}; that cannot be judged: {unclear}; without a table of tenants: {untouched}',
    '带租户的语句：{good}；指明多个租户：{several}；缺少租户：{bad}；无法判断：{unclear}；不涉及租户表：{untouched}',
  ],
  'isolation.unreadable': ['{file} cannot be read ({error})', '无法读取 {file}（{error}）'],
  'isolation.unreadable.remedy': [
    'name files that were written by: tenantferry isolation audit --json > FILE (scan, probe and api-window alike)',
    '请指定由 tenantferry isolation audit --json > FILE（scan、probe、api-window 亦可）写出的文件',
  ],
  'isolation.no-part': [
    '{file} holds no result of isolation or api-window',
    '{file} 中没有 isolation 或 api-window 的结果',
  ],
  'isolation.no-part.remedy': [
    'name files that were written by: tenantferry isolation audit --json > FILE (scan, probe and api-window alike)',
    '请指定由 tenantferry isolation audit --json > FILE（scan、probe、api-window 亦可）写出的文件',
  ],
  'scan.sum': [
    '{files:source file/source files} read, with {statements:statement/statements}',
    '读取源文件 {files} 个，含语句 {statements} 条',
  ],
  'scan.changes': [
    'changes needed: {changes}, in {files:file/files}; complexity: {complexity}',
    '需要修改 {changes} 处，涉及 {files} 个文件；复杂度：{complexity}',
  ],
  'scan.left-out': [
    '{files:file was/files were} left out: too large, or not to be read',
    '{files} 个文件未读：过大或无法读取',
  ],
  'scan.by-preset': [
    'which tables belong to tenants is by the preset alone: the target could not be asked, or has none yet',
    '租户表仅按预设确定：无法询问目标端，或其中尚无租户表',
  ],
  'complexity.none': ['none', '无'],
  'complexity.low': ['low', '低'],
  'complexity.medium': ['medium', '中'],
  'complexity.high': ['high', '高'],
  'audit.all': [
    'all that the server has counted so far, for {tables:table/tables} with tenants',
    '服务器至今统计的全部语句，租户表 {tables} 张',
  ],
  'audit.sum': [
    'listened for {time}, for {tables:table/tables} with tenants',
    '收集了 {time}，租户表 {tables} 张',
  ],
  'audit.executions': [
    'executions without their tenant: {bad}; with it: {good}',
    '缺少租户的执行次数：{bad}；带租户的：{good}',
  ],
  'audit.executed': ['{times:time/times}, {rows:row/rows} examined', '执行 {times} 次，扫描 {rows} 行'],
  'audit.listening': ['listening to the target for {time}', '正在收集目标端语句，时长 {time}'],
  'audit.known': ['{known} of them are in the baseline', '其中 {known} 条在基线中'],
  'audit.gone': [
    '{gone:statement of the baseline was/statements of the baseline were} not found: write it again, it may shrink',
    '基线中有 {gone} 条未再出现：可重写基线使其缩小',
  ],
  'audit.lost': [
    '{lost} executions are of statements for which the server’s list had no more room: raise performance_schema_digests_size, or empty it (TRUNCATE performance_schema.events_statements_summary_by_digest)',
    '有 {lost} 次执行的语句因服务器列表已满而未记录：请调大 performance_schema_digests_size，或清空（TRUNCATE performance_schema.events_statements_summary_by_digest）',
  ],
  'audit.blind': [
    'MariaDB keeps no digest of statements that are prepared by the binary protocol, so they are not among these',
    'MariaDB 不记录以二进制协议预处理的语句，因此不在其中',
  ],
  'probe.sum': [
    '{tables:table/tables} with tenants; good: {good}; bad: {bad}',
    '租户表 {tables} 张；正常：{good}；有问题：{bad}',
  ],
  'probe.account': [
    'looked through the eyes of {account}, the account of {tenant}',
    '以 {tenant} 的账号 {account} 查看',
  ],
  'probe.no-account': [
    'nobody looked through a tenant’s eyes: give --user, --password-file and --tenant for that',
    '没有以租户账号查看：如需，请给出 --user、--password-file 和 --tenant',
  ],
  'probe.half-account': [
    '--user, --password-file and --tenant belong together',
    '--user、--password-file 与 --tenant 须同时给出',
  ],
  'probe.half-account.remedy': ['give all three, or none', '请同时给出三者，或都不给'],
  'probe.no-entry': [
    'the account {user} may not enter the database {database}',
    '账号 {user} 无法进入数据库 {database}',
  ],
  'probe.no-entry.remedy': [
    'look at its name and its password file; an account that may not enter reads nothing there',
    '请检查账号名和密码文件；无法进入的账号读不到其中的任何内容',
  ],
  'probe.no-password': [
    'the password file {file} cannot be read ({error})',
    '无法读取密码文件 {file}（{error}）',
  ],
  'probe.no-password.remedy': [
    'name a file that holds the account’s password alone',
    '请指定只含该账号密码的文件',
  ],
  'report.title': ['Do tenants stay apart?', '租户是否隔离？'],
  'report.scan': ['Statements in source files', '源文件中的语句'],
  'report.audit': ['Statements of the live server', '运行中服务器的语句'],
  'report.probe': ['Rows, keys and sequences', '行、键与序列'],
  'report.window': ['Old endpoints', '旧端点'],
  'report.nothing': ['Nothing to tell.', '无。'],
  'report.column-verdict': ['Verdict', '判断'],
  'report.column-place': ['Where, or how often', '位置或次数'],
  'report.column-statement': ['Statement', '语句'],
  'report.column-why': ['Why', '原因'],
  'report.column-endpoint': ['Endpoint', '端点'],
  'report.column-calls': ['Calls (errors)', '调用（错误）'],
  'report.column-last': ['Last', '最后'],
  'report.saved': ['The page is in {path}', '页面已保存到 {path}'],
} as const;

export const say = sayer(isolationWords);
export const refuse = refuser(isolationWords);
