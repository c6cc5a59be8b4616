import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What an operation says while it works, and what a probe found. */
export const operationsWords = {
  'log.other-source': [
    'the target is compared with another source than the run came from ({database})',
    '与目标比对的源环境不是该次迁移的源环境（{database}）',
  ],
  'log.basis-holds': [
    'repairs go by the validation of {at}; what it named still differs (to repair: {named})',
    '修复依据 {at} 的校验；其中的差异都还在（待修复：{named}）',
  ],
  'log.basis-stale': [
    'the validation of {at} is stale: of {named} repairs {gone} are needed no more, {changed} are other ones; {next}',
    '{at} 的校验已过时：{named} 处修复中有 {gone} 处已不需要，{changed} 处已变化；{next}',
  ],
  'log.validating-again': ['validating again', '正在重新校验'],
  'log.looked-again': ['what is left was looked at again', '其余的已重新核对'],
  'run.in-target': [
    '{rows:row/rows} in {tables:table/tables} and {secrets:secret/secrets} are in the target',
    '目标端现有 {tables} 张表的 {rows} 行和 {secrets} 个密钥',
  ],
  'row.unknown': ['the run has no row {key} in a table {table}', '该次迁移的表 {table} 中没有 {key} 这一行'],
  'row.unknown.remedy': ['Name a row as validation shows it.', '请按校验结果中的写法指定行。'],
  'probe.text': ['{what} answered {status} with the expected text', '{what} 返回 {status}，含预期文本'],
  'probe.no-text': [
    '{what} answered {status}, without the expected text in its body',
    '{what} 返回 {status}，但响应体不含预期文本',
  ],
  'probe.status': ['{what} answered {status}', '{what} 返回 {status}'],
  'probe.other-status': ['{what} answered {status}, not {wanted}', '{what} 返回 {status}，应为 {wanted}'],
  'probe.unreachable': ['{what} cannot be reached: {why}', '无法访问 {what}：{why}'],
  'probe.no-answer': ['no answer within {seconds:second/seconds}', '{seconds} 秒内没有响应'],
  'probe.source': ['the source', '源端'],
  'probe.target': ['the target', '目标端'],
  'probe.failed': ['{side} could not answer: {why}', '{side}无法回答：{why}'],
  'probe.row': ['{side} answered {found}', '{side}返回 {found}'],
  'probe.other-row': ['{side} answered {found}, not {wanted}', '{side}返回 {found}，应为 {wanted}'],
  'probe.other-text': ['another text', '其他文本'],
  'probe.no-row': ['no row', '空结果'],
  'probe.writes': ['the probe would write a file, so it was not made', '该探测会写文件，未执行'],
  'probe.host': ['{tenant} may not stand in the host of an address', '地址的主机部分不允许使用 {tenant}'],
  'run.no-log-end': [
    'the source does not say where its binary log ends, so it could not be followed',
    '源端不说明其二进制日志的位置，无法跟随',
  ],
  'run.no-log-end.remedy': [
    'see what is wrong with: tenantferry check --live',
    '请执行 tenantferry check --live 查看原因',
  ],
  'run.not-live': [
    "run {run} began without --live, so its place in the source's log is not known",
    '迁移 {run} 开始时没有 --live，因此不知道它在源端日志中的位置',
  ],
  'run.not-live.remedy': [
    'go on without --live, or take the run back (rollback) and begin again with it',
    '请不带 --live 继续，或回滚该次迁移（rollback）后带 --live 重新开始',
  ],
  'window.over': [
    'the change window is over ({ends}): stopped in order, and it goes on with --resume',
    '变更窗口已结束（{ends}）：已有序停止，可用 --resume 继续',
  ],
  'window.over-validating': [
    'the change window is over ({ends}), before the validation has ended; everything is copied, and this goes on with the validation: {command}',
    '变更窗口已结束（{ends}），校验尚未完成；数据已全部复制，继续校验请执行：{command}',
  ],
  'window.too-short': [
    'about {minutes:minute is/minutes are} left, and the change window ends before ({ends}): stopped in order, and it goes on with --resume',
    '预计还需约 {minutes} 分钟，而变更窗口在此之前结束（{ends}）：已有序停止，可用 --resume 继续',
  ],
  'hook.failed': [
    'the command of options.hooks failed at {event} (exit code {why})',
    'options.hooks 的命令在 {event} 时失败（退出码 {why}）',
  ],
  'hook.late': [
    'the command of options.hooks was ended at {event}: it took more than {seconds} s',
    'options.hooks 的命令在 {event} 时超过 {seconds} 秒，已被终止',
  ],
  'steer.pairs': [
    'a run can use {most} pairs of connections at most: each reads the source at the moment that it began with',
    '一次迁移最多可用 {most} 对连接：每个连接都读取源端在开始时的同一时刻',
  ],
  'steer.pairs.remedy': [
    'ask for fewer, or stop the run and go on with a higher options.parallel',
    '请减少数量，或停止后用更大的 options.parallel 继续',
  ],
  'steer.nobody': ['nobody is at work on run {run}', '没有进程在处理迁移 {run}'],
  'steer.nobody.remedy': [
    'see where it stands with: tenantferry status',
    '请用 tenantferry status 查看其状态',
  ],
  'steer.cannot': ['{command} takes no {action}', '{command} 不接受 {action}'],
  'steer.cannot.remedy': ['it takes: {actions}', '它接受：{actions}'],
  'steer.several': ['several processes are at work: {commands}', '有多个进程在工作：{commands}'],
  'steer.several.remedy': ['say which one: --worker COMMAND', '请指定：--worker COMMAND'],
  'steer.older': [
    'process {pid} on {host} is an older tenantferry, which cannot be steered from elsewhere',
    '{host} 上的进程 {pid} 是较旧的 tenantferry，无法从别处控制',
  ],
  'steer.older.remedy': ['stop it there with Ctrl-C', '请在该处按 Ctrl-C 停止'],
  'steer.value': ['{action} needs a number', '{action} 需要一个数'],
  'steer.value.remedy': [
    'for example: tenantferry steer parallel 2, steer rate 500, steer rate off',
    '例如：tenantferry steer parallel 2、steer rate 500、steer rate off',
  ],
  'steer.no-value': ['{action} takes no number', '{action} 不带数'],
  'steer.no-value.remedy': [
    'give it alone: tenantferry steer {action}',
    '请单独使用：tenantferry steer {action}',
  ],
  'steered.pause': ['paused by {by}', '已由 {by} 暂停'],
  'steered.continue': ['goes on, by {by}', '已由 {by} 继续'],
  'steered.parallel': ['{value} in parallel, by {by}', '并行 {value}，由 {by} 设定'],
  'steered.rate': ['at most {value} a second, by {by}', '每秒最多 {value}，由 {by} 设定'],
  'steered.no-rate': [
    'no rate cap but the one of the config, by {by}',
    '除配置的上限外不再限速，由 {by} 设定',
  ],
  'steered.stop': ['told to stop by {by}', '由 {by} 要求停止'],
  'saved-plan.drifted': [
    'not all is as it was when {file} was looked at:\n{changes}',
    '与查看 {file} 时相比有变化：\n{changes}',
  ],
  'saved-plan.drifted.remedy': [
    'look again (tenantferry plan --out {file}), or accept other numbers of rows and new warnings with --accept-rows and --accept-warnings',
    '请重新查看（tenantferry plan --out {file}），或用 --accept-rows 和 --accept-warnings 接受行数的变化和新的警告',
  ],
  'saved-plan.resumed': [
    'a run that is taken up again carries out its own plan, not {file}',
    '继续的迁移执行其自身的计划，而不是 {file}',
  ],
  'saved-plan.resumed.remedy': ['give the command without --plan', '请去掉 --plan 再执行'],
  'saved-plan.unreadable': ['the plan {file} cannot be read ({error})', '无法读取计划 {file}（{error}）'],
  'saved-plan.unreadable.remedy': [
    'name a file that was written by: tenantferry plan --out FILE',
    '请指定由 tenantferry plan --out FILE 写出的文件',
  ],
  'saved-plan.not-named': [
    'what --accept-rows and --accept-warnings accept is compared with a plan, and none is named',
    '--accept-rows 和 --accept-warnings 须与某个计划比较，但未指定计划',
  ],
  'saved-plan.not-named.remedy': ['name it: --plan FILE', '请指定：--plan FILE'],
  'run.tenant': [
    'run {run} belongs to ‹tenant {tenant}|no tenant›, and the config names ‹{named}|none›',
    '迁移 {run} ‹属于租户 {tenant}|不属于任何租户›，而配置中‹是 {named}|没有租户›',
  ],
  'run.tenant.remedy': ['use the config that the run was made with', '使用该次迁移当时的配置'],
  'rollback.done': ['run {run} was rolled back already', '迁移 {run} 已经回滚过'],
  'rollback.done.remedy': ['nothing is left to do', '无需再做任何操作'],
  'rollback.later': [
    'run {later} brought rows ‹to the same tenant ({tenant})|into the same tables› after run {run}, and they would be removed with it',
    '迁移 {later} 在迁移 {run} 之后向‹同一租户（{tenant}）|相同的表›写入了数据行，它们会被一并删除',
  ],
  'rollback.later.remedy': [
    'take the later one back first: tenantferry rollback -c {config} --run {later}',
    '请先回滚较晚的一次：tenantferry rollback -c {config} --run {later}',
  ],
  'rollback.changed': [
    '{changed:row or secret was/rows or secrets were} changed since run {run}, so nothing was removed: {list}',
    '迁移 {run} 之后有 {changed} 行或密钥被修改，因此没有删除任何内容：{list}',
  ],
  'rollback.changed.remedy': [
    'look at them first; to remove them as well, roll back with --include-changed',
    '请先查看它们；若要一并删除，回滚时加 --include-changed',
  ],
  'target.changed': [
    'another tenantferry wrote into the target database {database} while this one was checking it',
    '检查期间，另一个 tenantferry 写入了目标数据库 {database}',
  ],
  'target.changed.remedy': [
    'run the same command again, so that it checks what is there now',
    '重新执行同一命令，以检查现在的内容',
  ],
  'target.ids-taken': [
    'the target handed out IDs of {table} up to {through} while it was checked, and rows of the source have them, too',
    '检查期间，目标环境为 {table} 分配的 ID 已到 {through}，而源环境的行也使用其中的 ID',
  ],
  'target.ids-taken.remedy': [
    'run the same command again, so that it checks what is there now',
    '重新执行同一命令，以检查现在的内容',
  ],
  'repair.rolled-back': [
    'run {run} was rolled back, so there is nothing of it to repair',
    '迁移 {run} 已经回滚，没有可修复的内容',
  ],
  'repair.rolled-back.remedy': [
    'list the runs with: tenantferry runs -c FILE',
    '列出已有的迁移：tenantferry runs -c FILE',
  ],
  'repair.unfinished': ['run {run} has not copied all of its rows yet', '迁移 {run} 尚未复制完所有的行'],
  'repair.unfinished.remedy': [
    'finish it first: tenantferry run -c {config} --resume --confirm {database}',
    '先完成它：tenantferry run -c {config} --resume --confirm {database}',
  ],
  'checklist.unknown-items': ['the checklist has no such item: {items}', '检查清单中没有这些项：{items}'],
  'checklist.unknown-items.remedy': [
    'Import with the preset and the probes that the file was exported with, or take these items out of it.',
    '导入时使用导出该文件时的预设和探测项，或从文件中去掉这些项。',
  ],
  'checklist.future': ['answers are dated in the future: {items}', '以下答复的时间在未来：{items}'],
  'checklist.future.remedy': [
    'Put the clocks of both machines right, and export the checklist again.',
    '请校准两台机器的时钟，然后重新导出检查清单。',
  ],
  'checklist.no-export': [
    '{path} is no exported checklist: {message}',
    '{path} 不是导出的检查清单：{message}',
  ],
  'checklist.no-export.remedy': [
    'Name a file that `checklist --export` wrote.',
    '请指定由 checklist --export 写出的文件。',
  ],
  'checklist.other-tenant': [
    '{path} is the checklist of ‹tenant {owner}|a system without tenants›, and the config names ‹{tenant}|none›',
    '{path} 是‹租户 {owner} |没有租户的系统›的检查清单，而配置中‹的租户是 {tenant}|没有租户›',
  ],
  'checklist.other-tenant.remedy': [
    'import it with the config that it was exported with',
    '请使用导出时的配置导入',
  ],
  'validate.same': [
    'the source in the config is the target itself ({database} on one server)',
    '配置中的源环境就是目标环境本身（同一台服务器上的 {database}）',
  ],
  'validate.same.remedy': ['use the config that the run was made with', '使用该次迁移当时的配置'],
  'answers.unreadable': ['the saved checklist answers cannot be read', '已保存的检查清单答案无法读取'],
  'answers.unreadable.remedy': ['delete the file and answer the items again', '删除该文件，重新填写检查清单'],
  'backup.no-tool': [
    'this machine has no program that dumps the target (looked for: {tool})',
    '本机没有可备份目标端的程序（已查找：{tool}）',
  ],
  'backup.no-tool.remedy': [
    'install it: {install}. Or dump {database} on a machine that has mysqldump, mariadb-dump or mydumper (mysqldump --single-transaction --hex-blob {database} > FILE), bring the file or folder here, and have it verified, which needs none of them: tenantferry backup verify FILE',
    '请安装：{install}。或在装有 mysqldump、mariadb-dump 或 mydumper 的机器上备份 {database}（mysqldump --single-transaction --hex-blob {database} > FILE），把文件或目录拷到本机后验证，验证不需要这些程序：tenantferry backup verify FILE',
  ],
  'backup.no-client': [
    'this machine has no client program to restore the backup with (looked for: {client}; the backup: {file})',
    '本机没有可用于恢复备份的客户端程序（已查找：{client}；备份：{file}）',
  ],
  'backup.no-client.remedy': [
    'install it: {install}. Or copy the backup and the config to a machine that has it and reaches the target, and verify it there',
    '请安装：{install}。或把备份和配置拷到装有它且能访问目标端的机器上验证',
  ],
  'backup.install-dump.mariadb': [
    'apt-get install mariadb-client on Debian and Ubuntu',
    '在 Debian、Ubuntu 上 apt-get install mariadb-client',
  ],
  'backup.install-dump.mysql': [
    'apt-get install mysql-client on Ubuntu; apt-get install mariadb-client on Debian, whose mariadb-dump dumps MySQL, too, as long as no table has generated columns',
    '在 Ubuntu 上 apt-get install mysql-client；在 Debian 上 apt-get install mariadb-client，其 mariadb-dump 也能备份 MySQL（前提是表中没有生成列）',
  ],
  'backup.install-client.mariadb': [
    'apt-get install mariadb-client-core on Debian and Ubuntu',
    '在 Debian、Ubuntu 上 apt-get install mariadb-client-core',
  ],
  'backup.install-client.mysql': [
    'apt-get install mysql-client on Ubuntu; apt-get install mariadb-client-core on Debian, whose client serves MySQL, too',
    '在 Ubuntu 上 apt-get install mysql-client；在 Debian 上 apt-get install mariadb-client-core，其客户端也适用于 MySQL',
  ],
  'backup.install-server.mariadb': [
    'apt-get install mariadb-server-core on Debian and Ubuntu (it starts no service)',
    '在 Debian、Ubuntu 上 apt-get install mariadb-server-core（不会启动服务）',
  ],
  'backup.install-server.mysql': [
    'apt-get install mysql-server-core-8.0 on Ubuntu (it starts no service); Debian 12 has none, MySQL’s own packages have it',
    '在 Ubuntu 上 apt-get install mysql-server-core-8.0（不会启动服务）；Debian 12 没有，可用 MySQL 官方软件包',
  ],
  'backup.no-server': [
    'this machine has no {server} server program to restore the backup into ({file})',
    '本机没有可用于恢复备份的 {server} 服务器程序（{file}）',
  ],
  'backup.no-server.remedy': [
    'install it: {install}. Or copy the backup and the config to a machine that has it and reaches the target, and verify it there: tenantferry backup verify {file}',
    '请安装：{install}。或把备份和配置拷到装有它且能访问目标端的机器上验证：tenantferry backup verify {file}',
  ],
  'backup.folder': [
    '{file} is a folder that mydumper did not make: it has no metadata',
    '{file} 是目录，但不是 mydumper 的备份：其中没有 metadata',
  ],
  'backup.folder.remedy': [
    'name a file that mysqldump or mariadb-dump wrote, plain or packed (.gz, .zst), or a folder of mydumper',
    '请指定由 mysqldump 或 mariadb-dump 写出的文件（可为 .gz、.zst），或 mydumper 的目录',
  ],
  'backup.unreadable': ['{file} cannot be read ({why})', '无法读取 {file}（{why}）'],
  'backup.unreadable.remedy': ['name a file that this account may read', '请指定本账号可以读取的文件'],
  'backup.exists': ['{file} is there already', '{file} 已存在'],
  'backup.exists.remedy': ['name another file with -o', '请用 -o 指定另一个文件'],
  'backup.unwritable': ['{file} cannot be written ({why})', '无法写入 {file}（{why}）'],
  'backup.unwritable.remedy': [
    'name a file in a folder that this account may write to',
    '请指定本账号可写目录中的文件',
  ],
  'backup.dump-failed': ['{tool} failed: {said}', '{tool} 失败：{said}'],
  'backup.dump-failed.remedy': [
    'it needs SELECT, LOCK TABLES, SHOW VIEW and TRIGGER on {database}, and room for the file; nothing was kept of it',
    '需要 {database} 上的 SELECT、LOCK TABLES、SHOW VIEW、TRIGGER 权限及足够的空间；未留下任何文件',
  ],
  'backup.no-tables': [
    'the target has none of the tables that will be written',
    '目标端没有任何将要写入的表',
  ],
  'backup.no-tables.remedy': [
    'deploy the schema of the target first; without tables there is nothing to lose',
    '请先部署目标端的表结构；没有表就没有可丢失的内容',
  ],
  'backup.no-dump': [
    'it is no dump of one database: mysqldump and mariadb-dump name it at the beginning, mydumper in the names of its files',
    '不是某个数据库的备份：mysqldump 与 mariadb-dump 会在开头写明数据库，mydumper 则写在文件名中',
  ],
  'backup.cut': [
    'it is not finished: its end does not say so, or a file of it was cut. Make it again',
    '备份不完整：结尾没有完成标记，或其中有文件被截断。请重新制作',
  ],
  'backup.other-database': [
    'it is of the database {found}, not of {wanted}',
    '它是数据库 {found} 的备份，而不是 {wanted}',
  ],
  'backup.old': [
    'it is of {at}, older than {hours:hour/hours}. Make it again',
    '它制作于 {at}，早于 {hours} 小时之前。请重新制作',
  ],
  'backup.unrestorable': ['a private server could not restore it ({said})', '私有服务器无法恢复它（{said}）'],
  'backup.generated': [
    'a private server could not restore it ({said}): mariadb-dump writes values for generated columns, which MySQL refuses. Make it again with mysqldump or mydumper',
    '私有服务器无法恢复它（{said}）：mariadb-dump 会为生成列写入值，而 MySQL 会拒绝。请用 mysqldump 或 mydumper 重新制作',
  ],
  'backup.lacks': ['it lacks {tables}, which will be written', '缺少将要写入的 {tables}'],
  'backup.differs': [
    '{table} has {rows:row/rows} in it, not those of the target ({now:row/rows}), which was not written since',
    '其中 {table} 的 {rows} 行与目标端（{now} 行）不同，而目标端此后没有写入',
  ],
  'backup.proved': [
    '{file} of {at}: restored once, {rows:row/rows} of {tables:table/tables} compared; written since: {since}',
    '{file}（{at}）：已恢复一次，比较了 {tables} 张表的 {rows} 行；此后有写入：{since}',
  ],
  'backup.failed': ['{file}: {problems}', '{file}：{problems}'],
  'backup.none': ['none', '无'],
} as const;

export const say = sayer(operationsWords);
export const refuse = refuser(operationsWords);
