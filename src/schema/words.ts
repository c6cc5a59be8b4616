import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What is said of the schema's files, and of what became of their statements. */
export const schemaWords = {
  'schema.no-dir': ['{file} names no folder of schema files', '{file} 中没有指定表结构文件的目录'],
  'schema.no-dir.remedy': [
    'name the folder of files <number>_<name>.up.sql and .down.sql in migrate.yaml, under schema.dir',
    '请在 migrate.yaml 的 schema.dir 中指定含 <编号>_<名称>.up.sql 和 .down.sql 文件的目录',
  ],
  'schema.unreadable': ['{path} cannot be read ({error})', '无法读取 {path}（{error}）'],
  'schema.unreadable.remedy': [
    'look at schema.dir in the config: a folder of files <number>_<name>.up.sql and .down.sql',
    '请检查配置中的 schema.dir：应为含 <编号>_<名称>.up.sql 和 .down.sql 文件的目录',
  ],
  'schema.no-utf8': ['{path} is not UTF-8', '{path} 不是 UTF-8 编码'],
  'schema.no-utf8.remedy': ['save it as UTF-8', '请以 UTF-8 保存'],
  'schema.no-files': ['{dir} holds no file <number>_<name>.up.sql', '{dir} 中没有 <编号>_<名称>.up.sql 文件'],
  'schema.no-files.remedy': [
    'look at schema.dir in the config, and at the names of its files',
    '请检查配置中的 schema.dir 及其中的文件名',
  ],
  'schema.duplicate': [
    'number {number} stands for several files: {names}',
    '编号 {number} 对应多个文件：{names}',
  ],
  'schema.duplicate.remedy': [
    'give each file a number of its own, and a .up.sql and its .down.sql one name',
    '请为每个文件使用各自的编号，且同一步的 .up.sql 与 .down.sql 名称一致',
  ],
  'schema.no-up': ['{name} has no .up.sql', '{name} 没有 .up.sql'],
  'schema.no-up.remedy': [
    'add {name}.up.sql, or take {name}.down.sql away',
    '请添加 {name}.up.sql，或移除 {name}.down.sql',
  ],
  'schema.large-number': ['the number of {name} is too large', '{name} 的编号过大'],
  'schema.large-number.remedy': ['use at most 15 digits', '请最多使用 15 位数字'],
  'schema.gap': ['numbers are missing between {before} and {after}', '{before} 与 {after} 之间缺少编号'],
  'schema.ignored': [
    '{name} is no <number>_<name>.up.sql or .down.sql and is left out',
    '{name} 不是 <编号>_<名称>.up.sql 或 .down.sql，已略过',
  ],
  'schema.no-down-file': [
    '{name} has no .down.sql: it cannot be taken back',
    '{name} 没有 .down.sql，无法回退',
  ],
  'schema.open-quote': ['a text or a name that begins here never ends', '从此处开始的文本或名称没有结束'],
  'schema.open-comment': ['a comment that begins here never ends', '从此处开始的注释没有结束'],
  'schema.open-body': [
    'the body of a trigger, a procedure, a function or an event that begins here never ends',
    '从此处开始的触发器、存储过程、函数或事件的主体没有结束',
  ],
  'schema.broken': ['{file}:{line}: {what}', '{file}:{line}：{what}'],
  'schema.broken.remedy': [
    'close it; where the tool is wrong about a body, put DELIMITER lines around it',
    '请补上结束符；若工具对主体判断有误，请用 DELIMITER 行将其包围',
  ],
  'schema.not-allowed': [
    '{file}:{line}: {verb} may not stand in a schema file: it would part the tool from what it notes of each statement',
    '{file}:{line}：表结构文件中不允许使用 {verb}：它会使工具无法可靠记录每条语句',
  ],
  'schema.not-allowed.remedy': [
    'leave it out: the tool keeps other processes away by itself, and START TRANSACTION … COMMIT holds rows together',
    '请去掉它：工具会自行排除其他进程；需要一起提交的行请用 START TRANSACTION … COMMIT',
  ],
  'schema.between': [
    '{file}:{line}: {name} tells of the statement before, behind which the tool has noted that it is done',
    '{file}:{line}：{name} 反映的是前一条语句，而工具在其后已记录完成状态',
  ],
  'schema.between.remedy': [
    'count with SELECT COUNT(*), or put both statements into a procedure',
    '请用 SELECT COUNT(*) 计数，或把两条语句放入同一个存储过程',
  ],
  'schema.other-database': [
    '{file}:{line}: the statement works on database {other}, and you confirm {database} only',
    '{file}:{line}：该语句操作数据库 {other}，而确认的只有 {database}',
  ],
  'schema.other-database.remedy': [
    'name tables without a database; another database is migrated with a config of its own',
    '表名请不要带数据库；其他数据库请使用单独的配置迁移',
  ],
  'schema.open-transaction': [
    '{file}:{line}: the transaction that begins here is not ended',
    '{file}:{line}：从此处开始的事务没有结束',
  ],
  'schema.open-transaction.remedy': ['end it with COMMIT', '请用 COMMIT 结束'],
  'schema.edited': [
    '{name} was edited after it was applied: it had the SHA-256 {applied}, and has {now} now',
    '{name} 在应用之后被修改：当时的 SHA-256 为 {applied}，现在为 {now}',
  ],
  'schema.edited.remedy': [
    'put the file back as it was, and make the change in a file with a new number',
    '请恢复原文件，并在新编号的文件中进行修改',
  ],
  'schema.missing': ['{name} was applied, and its file is gone', '{name} 已应用，但其文件不存在'],
  'schema.missing.remedy': ['put the file back', '请恢复该文件'],
  'schema.half-missing': [
    '{name} was broken off half-way, and its file is gone',
    '{name} 只完成了一部分，但其文件不存在',
  ],
  'schema.half-missing.remedy': [
    'put the file back as it was, then see tenantferry schema status',
    '请恢复原文件，然后执行 tenantferry schema status',
  ],
  'schema.order': [
    '{name} was not applied, though {newest} was, which comes after it',
    '{name} 尚未应用，但其后的 {newest} 已应用',
  ],
  'schema.order.remedy': ['give it a number above those that are applied', '请为其使用大于已应用文件的编号'],
  'schema.half-done': [
    '{name}.{direction}.sql is half done: {place}; {verdict}',
    '{name}.{direction}.sql 只完成了一部分：{place}；{verdict}',
  ],
  'schema.half-done.remedy': ['{next}', '{next}'],
  'schema.half.between': ['{done} of {all} statements are done', '{all} 条语句中已完成 {done} 条'],
  'schema.half.began': [
    'statement {statement} of {all} (line {line}) began and its end is not noted: {text}',
    '第 {statement} 条语句（共 {all} 条，第 {line} 行）已开始但没有结束记录：{text}',
  ],
  'schema.half.failed': [
    'statement {statement} of {all} (line {line}) failed ({message}): {text}',
    '第 {statement} 条语句（共 {all} 条，第 {line} 行）失败（{message}）：{text}',
  ],
  'schema.verdict.done': ['the schema shows that it was done', '表结构显示该语句已完成'],
  'schema.verdict.not-done': ['nothing of it is in the database', '数据库中没有该语句的任何结果'],
  'schema.verdict.unknown': [
    'nothing tells whether it was done: look, and say so',
    '无法判断该语句是否已完成：请查看后告知',
  ],
  'schema.next.up': [
    'go on with: tenantferry schema repair --continue --confirm {database}; or take the file back with: tenantferry schema repair --take-back --confirm {database}',
    '继续：tenantferry schema repair --continue --confirm {database}；或撤回该文件：tenantferry schema repair --take-back --confirm {database}',
  ],
  'schema.next.back': [
    'go on with: tenantferry schema repair --continue --confirm {database}',
    '继续：tenantferry schema repair --continue --confirm {database}',
  ],
  'schema.next.tell': [
    'look at the database, then: tenantferry schema repair --done --confirm {database} (or --not-done); then --continue or --take-back',
    '请查看数据库，然后执行：tenantferry schema repair --done --confirm {database}（或 --not-done）；再执行 --continue 或 --take-back',
  ],
  'schema.golang-rows': [
    'schema_migrations holds {rows} rows, and golang-migrate keeps one: which files are applied is not known',
    'schema_migrations 中有 {rows} 行，而 golang-migrate 只保留一行：无法得知已应用哪些文件',
  ],
  'schema.golang-rows.remedy': [
    'leave the row of the newest file that is applied in it alone, and delete the others',
    '请只保留最新已应用文件的那一行，删除其余行',
  ],
  'schema.golang-dirty': [
    'golang-migrate stopped within file {version} (schema_migrations says dirty): either while it applied it or while it took the next one back, and it does not note which statements it had done',
    'golang-migrate 在文件 {version} 中停止（schema_migrations 标记为 dirty）：可能在应用它时，也可能在回退后一个文件时，且没有记录哪些语句已执行',
  ],
  'schema.golang-dirty.remedy': [
    'look at the database and put it right by hand; then say with tenantferry schema repair whether file {version} is in it as a whole: --done --confirm {database}, or not at all: --not-done --confirm {database}',
    '请查看数据库并手工修正；然后用 tenantferry schema repair 说明文件 {version} 是否已完整应用：--done --confirm {database}，或完全没有：--not-done --confirm {database}',
  ],
  'schema.golang-behind': [
    'schema_migrations says {version}, and {name} is applied as the ledger says: golang-migrate, or somebody, has changed it since',
    'schema_migrations 为 {version}，而台账记录 {name} 已应用：golang-migrate 或他人在此之后作了更改',
  ],
  'schema.golang-behind.remedy': [
    'look which is true; then tenantferry schema repair --done --confirm {database} (the files are applied: schema_migrations is set) or --not-done (golang-migrate has taken them back: the ledger is set)',
    '请确认哪个属实；然后执行 tenantferry schema repair --done --confirm {database}（文件已应用：更新 schema_migrations），或 --not-done（golang-migrate 已回退：更新台账）',
  ],
  'schema.golang-unknown': [
    'schema_migrations says {version}, and there is no file of that number in {dir}',
    'schema_migrations 为 {version}，而 {dir} 中没有该编号的文件',
  ],
  'schema.golang-unknown.remedy': [
    'name the folder that golang-migrate was used with in schema.dir',
    '请在 schema.dir 中指定 golang-migrate 所用的目录',
  ],
  'schema.golang-locked': [
    'golang-migrate is at work in the database {database}',
    'golang-migrate 正在数据库 {database} 中工作',
  ],
  'schema.golang-locked.remedy': [
    'wait until it has ended, then run the same command again',
    '请等待其结束，再重新执行同一命令',
  ],
  'schema.no-down': [
    '{name} has no .down.sql, so it cannot be taken back',
    '{name} 没有 .down.sql，无法回退',
  ],
  'schema.no-down.remedy': ['write {name}.down.sql', '请编写 {name}.down.sql'],
  'schema.few-applied': [
    '{steps:file was/files were} to be taken back, and {applied} are applied',
    '要求回退 {steps} 个文件，而已应用的只有 {applied} 个',
  ],
  'schema.few-applied.remedy': ['name at most {applied} with --steps', '--steps 最多为 {applied}'],
  'schema.privilege': [
    'the account of target.mysql may not {privileges} in {database}',
    'target.mysql 的账号在 {database} 中没有权限：{privileges}',
  ],
  'schema.privilege.remedy': [
    'GRANT {privileges} ON {scope}.* TO {account}',
    '请执行：GRANT {privileges} ON {scope}.* TO {account}',
  ],
  'schema.no-ledger': [
    'the account of target.mysql may keep the ledger, in which each statement is noted, neither in a database of its own nor in {database}',
    'target.mysql 的账号既不能在单独的数据库中、也不能在 {database} 中建立记录每条语句的台账',
  ],
  'schema.no-ledger.remedy': [
    'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON `tenantferry`.* to it, then run the same command again',
    '请授予 GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON `tenantferry`.*，再重新执行同一命令',
  ],
  'schema.failed': [
    '{file}: statement {statement} of {all} (line {line}) failed: {message}\n{text}',
    '{file}：第 {statement} 条语句（共 {all} 条，第 {line} 行）失败：{message}\n{text}',
  ],
  'schema.lost': [
    '{file}: the connection was lost within statement {statement} of {all} (line {line}): {message}\n{text}',
    '{file}：执行第 {statement} 条语句（共 {all} 条，第 {line} 行）时连接中断：{message}\n{text}',
  ],
  'schema.time-limit': [
    'it took longer than schema.max_statement_seconds ({seconds}) and was ended',
    '超过 schema.max_statement_seconds（{seconds} 秒），已被终止',
  ],
  'schema.failed.next': [
    'what was done before it stays and is noted; put right what is wrong (the rest of the file may be edited), then {next}',
    '之前已完成的语句保留并已记录；请先修正问题（文件其余部分可以修改），然后{next}',
  ],
  'schema.nothing-half': ['no file is half done', '没有只完成一部分的文件'],
  'schema.nothing-half.remedy': [
    'see what there is with: tenantferry schema status',
    '请用 tenantferry schema status 查看',
  ],
  'schema.which-repair': ['repair needs one word on what to do', 'repair 需要说明如何处理'],
  'schema.which-repair.remedy': [
    'add --continue, --take-back, --done or --not-done; one of the last two may stand beside one of the first two',
    '请加上 --continue、--take-back、--done 或 --not-done；后两者之一可与前两者之一同用',
  ],
  'schema.undecided': [
    'statement {statement} of {name}.{direction}.sql (line {line}): nothing tells whether it was done: {text}',
    '{name}.{direction}.sql 的第 {statement} 条语句（第 {line} 行）：无法判断是否已完成：{text}',
  ],
  'schema.undecided.remedy': ['{next}', '{next}'],
  'schema.decided': [
    'the schema shows otherwise: statement {statement} of {name}.{direction}.sql {verdict}',
    '表结构显示与此不符：{name}.{direction}.sql 的第 {statement} 条语句：{verdict}',
  ],
  'schema.decided.remedy': ['leave --done and --not-done out', '请去掉 --done 或 --not-done'],
  'schema.nothing-to-tell': [
    'every statement that began has its end noted: there is nothing to say',
    '每条已开始的语句都有结束记录，无需说明',
  ],
  'schema.nothing-to-tell.remedy': ['leave --done and --not-done out', '请去掉 --done 或 --not-done'],
  'schema.edited-done': [
    'statement {statement} of {file} was done and has been edited since',
    '{file} 的第 {statement} 条语句已完成，之后又被修改',
  ],
  'schema.edited-done.remedy': [
    'put the statements that are done back as they were; those behind them may be edited',
    '请恢复已完成的语句；其后的语句可以修改',
  ],
  'schema.temporary': [
    'statement {statement} of {file} made a temporary table, which went with the connection',
    '{file} 的第 {statement} 条语句建立了临时表，连接断开后已不存在',
  ],
  'schema.temporary.remedy': [
    'take the file back with --take-back, and make it of tables that stay',
    '请用 --take-back 撤回该文件，并改用普通表',
  ],
  'schema.not-noted': [
    'it was carried out, and that could not be noted: {message}',
    '语句已执行，但未能记录：{message}',
  ],
  'schema.lost-value': [
    'statement {statement} of {file} needs {name} as a statement that is done had left it, and that went with the connection',
    '{file} 的第 {statement} 条语句需要已完成的语句留下的 {name}，而该值已随连接丢失',
  ],
  'schema.lost-value.remedy': [
    'write the value into the statements that are left (a SET before them, or in its place), then --continue; or take the file back with --take-back',
    '请把该值写入尚未执行的语句（在其前加 SET，或直接替换），再执行 --continue；或用 --take-back 撤回该文件',
  ],
  'schema.going-back': [
    '{name} is being taken back: what is removed cannot be brought again by its .up.sql alone',
    '{name} 正在回退：已删除的内容不能仅靠其 .up.sql 恢复',
  ],
  'schema.going-back.remedy': [
    'go on with --continue; then, if you want it again: tenantferry schema up',
    '请用 --continue 继续；之后如需恢复，请执行 tenantferry schema up',
  ],
  'schema.all-applied': [
    '{count:schema file is/schema files are all} applied',
    '全部 {count} 个表结构文件均已应用',
  ],
  'schema.will-come': [
    'the target lacks {count:schema file, it is/schema files, the first is} {name}: the run brings them first',
    '目标端尚缺 {count} 个表结构文件，第一个是 {name}：运行会先应用它们',
  ],
  'schema.pending': [
    'the target lacks {count:schema file, it is/schema files, the first is} {name}',
    '目标端尚缺 {count} 个表结构文件，第一个是 {name}',
  ],
  'schema.pending.remedy': [
    'tenantferry schema up --confirm {database}; or set schema.on_run: up, which brings them at the start of a run',
    '请执行 tenantferry schema up --confirm {database}；或设置 schema.on_run: up，在运行开始时自动应用',
  ],
} as const;

export const say = sayer(schemaWords);
export const refuse = refuser(schemaWords);
