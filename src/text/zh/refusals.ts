import type { Values } from '../said.js';

interface Refusal {
  readonly message: string;
  readonly remedy: string;
}

/** The server's own words stay. */
const failed = ({ p, has }: Values, remedy: string): Refusal => ({
  message: p(has('said') ? 'said' : 'message'),
  remedy: has('next') ? `${remedy}\n${p('next')}` : remedy,
});

/** Every refused operation by its code, and every failure of a server by its cause. */
export const refusals: Readonly<Record<string, (values: Values) => Refusal>> = {
  'failure.read-only': (values) =>
    failed(
      values,
      '服务器不接受写入。请在配置中改用主库，或执行：SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; 然后重新执行同一命令。',
    ),
  'failure.constraint': (values) =>
    failed(
      values,
      '有一行违反了表的 CHECK 约束。请更正源环境中的该行，或更正目标环境的约束；然后重新执行同一命令。',
    ),
  'failure.foreign-key': (values) =>
    failed(values, '目标环境的外键不允许：请先移动或删除外键另一侧的行；然后重新执行同一命令。'),
  'failure.connections': (values) =>
    failed(
      values,
      '请关闭空闲连接、调小 options.parallel，或调大 max_connections 或该用户的上限（ALTER USER … WITH MAX_USER_CONNECTIONS 0）；然后重新执行同一命令。',
    ),
  'failure.privilege': (values) =>
    failed(values, '该账号缺少此权限。“tenantferry check” 会列出所缺的 GRANT 语句；然后重新执行同一命令。'),
  'failure.account': (values) =>
    failed(
      values,
      '该账号已不能登录。“tenantferry check” 会说明原因：密码、锁定、过期、TLS；然后重新执行同一命令。',
    ),
  'failure.plugin': (values) => failed(values, '请在服务器上安装该插件，或为账号换一种认证方式。'),
  'failure.storage': (values) =>
    failed(values, '请查看服务器的剩余空间和错误日志，腾出空间；然后重新执行同一命令。'),
  'failure.locked': (values) =>
    failed(values, '另一个事务占着行或表：用 SHOW PROCESSLIST 找到并结束它；然后重新执行同一命令。'),
  'failure.duplicate': (values) =>
    failed(values, '已存在相同键的行。“tenantferry check” 会列出冲突的行；然后重新执行同一命令。'),
  'failure.value': (values) =>
    failed(
      values,
      '目标环境不接受该列的某个值。请更正源环境中的该行，或更正目标环境的列；然后重新执行同一命令。',
    ),
  'failure.schema': (values) =>
    failed(values, '表结构与预设所描述的不同。“tenantferry check” 会指出缺少什么；然后重新执行同一命令。'),
  'failure.packet': (values) =>
    failed(
      values,
      '请调大服务器的 max_allowed_packet（SET GLOBAL max_allowed_packet = 1073741824）；然后重新执行同一命令。',
    ),
  'failure.interrupted': (values) =>
    failed(
      values,
      '语句被他人或服务器的时间限制中断：请查看 max_statement_time 和 max_execution_time；然后重新执行同一命令。',
    ),
  'failure.trigger': (values) =>
    failed(values, '请查看该表的触发器（SHOW TRIGGERS），更正该行或删除触发器；然后重新执行同一命令。'),
  'failure.lost': (values) => failed(values, '请确认服务器正在运行且从本机可达；然后重新执行同一命令。'),
  'failure.secret': (values) =>
    failed(values, '请更正后用 --resume 再次运行，或设置 on_error: continue，把这样的行列出并继续。'),
  'failure.copy': (values) => failed(values, '请更正上面指出的内容；然后重新执行同一命令。'),
  'failure.server': (values) =>
    failed(values, '请查看服务器的错误日志；已提交的内容会保留，重新执行同一命令即可继续。'),
  'run.blocked': ({ p }) => ({
    message: `迁移被拒绝：有 ${p('problems')} 个问题必须先解决`,
    remedy: '按上面列出的检查结果逐项处理，然后重新执行',
  }),
  'run.none': ({ p }) => ({
    message: `租户 ${p('tenant')} 没有可以继续的迁移`,
    remedy: `去掉 --resume 重新开始，或查看：tenantferry runs -c ${p('config')}`,
  }),
  'run.changed': ({ p, has }) => ({
    message: `迁移 ${p('run')} 无法继续，因为以下内容已改变：${p(has('said') ? 'said' : 'changes').replaceAll('\n', '；')}`,
    remedy: `恢复改变的内容，或将其回滚：tenantferry rollback -c ${p('config')} --run ${p('run')}`,
  }),
  'run.state': ({ p }) => ({
    message: `账本记录的迁移状态是 ${p('state')}，而本工具没有这样的阶段`,
    remedy: '请使用执行该次迁移的 tenantferry 版本',
  }),
  'run.mysql-unfinished': ({ p }) => ({
    message: `迁移 ${p('run')} 的 MySQL 阶段尚未完成，还不能复制密钥`,
    remedy: '用 --phase all 继续',
  }),
  'run.rolling-back': ({ p }) => ({
    message: `迁移 ${p('run')} 正在回滚，目标环境中仍有它的部分数据`,
    remedy: `请先完成回滚：tenantferry rollback -c ${p('config')} --run ${p('run')}`,
  }),
  'run.unfinished': ({ p }) => ({
    message: `租户 ${p('tenant')} 有未完成的迁移：${p('run')}（${p('state')}）`,
    remedy: `用 --resume 继续，或将其回滚：tenantferry rollback -c ${p('config')} --run ${p('run')}`,
  }),
  'run.no-mysql': () => ({
    message: 'Vault 阶段要接在同一次迁移的 MySQL 阶段之后，而现在没有这样的迁移',
    remedy: '先执行 --phase mysql 或 --phase all，再执行 --phase vault --resume',
  }),
  'run.migrated': ({ p }) => ({
    message: `这些数据已由迁移 ${p('run')} 迁移到租户 ${p('tenant')}`,
    remedy: `对它进行校验：tenantferry validate -c ${p('config')} --run ${p('run')}；若源端此后有变化，请撤回后重新迁移：tenantferry rollback -c ${p('config')} --run ${p('run')}`,
  }),
  'rollback.done': ({ p }) => ({
    message: `迁移 ${p('run')} 已经回滚过`,
    remedy: '无需再做任何操作',
  }),
  'run.tenant': ({ p }) => ({
    message: `迁移 ${p('run')} 属于租户 ${p('tenant')}，而配置中是 ${p('named')}`,
    remedy: '使用该次迁移当时的配置',
  }),
  'run.source': ({ p }) => ({
    message: `无法将迁移 ${p('run')} 与其源环境比对：它来自另一台服务器或另一个数据库（${p('database')}），而配置中是 ${p('named')}`,
    remedy: '使用该次迁移当时的配置',
  }),
  'validate.same': ({ p }) => ({
    message: `配置中的源环境就是目标环境本身（同一台服务器上的 ${p('database')}）`,
    remedy: '使用该次迁移当时的配置',
  }),
  'run.mounts': ({ p }) => ({
    message: `迁移 ${p('run')} 的密钥在 Vault 挂载点 ${p('mounts')} 下，而配置中${p('named') === 'none' ? '没有 vault' : `是 ${p('named')}`}`,
    remedy: '使用该次迁移当时的配置',
  }),
  'run.mount': ({ p, has }) => ({
    message: `迁移 ${p('run')} 的密钥写在 Vault 挂载点 ${p('mount')} 下，而配置中${has('named') ? `是 ${p('named')}` : '没有 target.vault'}：这些密钥会留在那里`,
    remedy: '使用该次迁移当时的配置',
  }),
  'rollback.changed': ({ p }) => ({
    message: `迁移 ${p('run')} 之后有 ${p('changed')} 行或密钥被修改，因此没有删除任何内容：${p('list')}`,
    remedy: '请先查看它们；若要一并删除，回滚时加 --include-changed',
  }),
  'rollback.dependants': ({ p }) => ({
    message: `有不属于迁移 ${p('run')} 的行引用了它带来的行，回滚会使这些行失去父行或被一并删除，因此没有删除任何内容：${p('list')}`,
    remedy: '请先删除这些行，或让它们引用其他行，然后重新回滚',
  }),
  'ids.no-room': ({ p }) => ({
    message: `${p('table')}：偏移 ${p('offset')} 后最大 ID 将达到 ${p('highest')}，而服务只能保存不超过 ${p('max')} 的 ID`,
    remedy: '在目标表没有冲突 ID 的情况下使用 migration.ids: preserve',
  }),
  'target.changed': ({ p }) => ({
    message: `检查期间，另一个 tenantferry 写入了目标数据库 ${p('database')}`,
    remedy: '重新执行同一命令，以检查现在的内容',
  }),
  'target.ids-taken': ({ p }) => ({
    message: `检查期间，目标环境为 ${p('table')} 分配的 ID 已到 ${p('through')}，而源环境的行也使用其中的 ID`,
    remedy: '重新执行同一命令，以检查现在的内容',
  }),
  'target.locked': ({ p }) => ({
    message: `另一个 tenantferry 正在写入目标数据库 ${p('database')}`,
    remedy: '等它结束或将其停止，再重新执行同一命令',
  }),
  'rollback.later': ({ p }) => ({
    message: `迁移 ${p('later')} 在迁移 ${p('run')} 之后向同一租户写入了数据行，它们会被一并删除`,
    remedy: `请先回滚较晚的一次：tenantferry rollback -c ${p('config')} --run ${p('later')}`,
  }),
  'rollback.no-run': ({ p }) => ({
    message: '回滚需要指明要回滚的迁移',
    remedy: `列出迁移：tenantferry runs -c ${p('config')}，然后加上：--run ID`,
  }),
  'repair.rolled-back': ({ p }) => ({
    message: `迁移 ${p('run')} 已经回滚，没有可修复的内容`,
    remedy: '列出已有的迁移：tenantferry runs -c FILE',
  }),
  'repair.unfinished': ({ p }) => ({
    message: `迁移 ${p('run')} 尚未复制完所有的行`,
    remedy: `先完成它：tenantferry run -c ${p('config')} --resume --confirm ${p('database')}`,
  }),
  'repair.either': () => ({
    message: '--repair 和 --repair-sql 不能同时使用',
    remedy: '先导出 SQL 并查看，再任选一种方式修复。',
  }),
  'repair.stray-flag': ({ p }) => ({
    message: `${p('flag')} 只能与 --repair 一起使用`,
    remedy: 'validate 只读；若要修复发现的问题，请加上：--repair',
  }),
  'report.stray-against': () => ({
    message: '--against 只能与 --verify 一起使用',
    remedy: '若要将日志与已保存的报告比对，请加上：--verify',
  }),
  'report.no-saved': ({ p }) => ({
    message: `${p('path')} 不是迁移 ${p('run')} 的已保存报告：${p('message')}`,
    remedy: '请指定由 report --format json -o FILE 为此次迁移写出的文件。',
  }),
  'ledger.no-run': ({ p, has }) => ({
    message: has('run')
      ? `目标数据库 ${p('database')} 中没有迁移 ${p('run')}`
      : `目标数据库 ${p('database')} 中没有租户 ${p('tenant')} 的迁移`,
    remedy: '列出已有的迁移：tenantferry runs -c FILE',
  }),
  'ledger.newer': ({ p }) => ({
    message: `迁移台账（${p('table')}）的版本是 ${p('version')}，由 tenantferry ${p('tool')} 写入；这里是 tenantferry ${p('own')}，最高只认识版本 ${p('known')}`,
    remedy: `请使用 tenantferry ${p('tool')} 或更新的版本；没有写入任何内容`,
  }),
  'ledger.upgrade-denied': ({ p }) => ({
    message: `迁移台账（${p('table')}）的版本是 ${p('version')}，写入之前必须升级到 ${p('known')}，而该账号没有所需的权限：${p('message')}`,
    remedy: `请为 target.mysql 的账号授予：GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON ${p('database')}.*，再重新执行同一命令`,
  }),
  'ledger.damaged': ({ p, has }) => ({
    message: `迁移台账已损坏：表 ${p('table')} 的 ${p('column')} 列${has('run') ? `（迁移 ${p('run')}）` : ''}的内容不是 tenantferry 写入的`,
    remedy: `请用备份恢复 ${p('table')} 中的该值，再重新执行同一命令`,
  }),
  'ledger.foreign': ({ p }) => ({
    message: `${p('table')} 不是 tenantferry 建立的台账表：${p('message')}`,
    remedy: `请用备份恢复该表；若它属于别的程序，请让那个程序改用 ${p('database')} 以外的数据库`,
  }),
  'answers.unreadable': () => ({
    message: '已保存的检查清单答案无法读取',
    remedy: '删除该文件，重新填写检查清单',
  }),
  'source.ids-ran-out': ({ p, has }) => ({
    message: `源环境仍在分配 ID：${p('table')} 现已到 ${p('id')}，而为它预留的范围到 ${p('room')} 为止`,
    remedy: has('live')
      ? '加上 --resume 再次执行同一命令，会预留更多 ID'
      : `停止源环境的写入，用 rollback --run ${p('run')} 回滚本次迁移，然后重新开始`,
  }),
  'run.no-plan': ({ p }) => ({
    message: `无法生成迁移计划：有 ${p('problems')} 个问题必须先解决`,
    remedy: '按上面列出的检查结果逐项处理，然后重新执行',
  }),
  'confirm.missing': ({ p, has }) => ({
    message: has('given')
      ? `--confirm 为 ${p('given')}，而目标数据库是 ${p('database')}`
      : `${p('command')} 会写入目标数据库 ${p('database')}，需要您确认`,
    remedy: `若确认是该库，请加上：--confirm ${p('database')}`,
  }),
  'checklist.other-tenant': ({ p }) => ({
    message: `${p('path')} 是租户 ${p('owner')} 的检查清单，而配置中的租户是 ${p('tenant')}`,
    remedy: '请使用该租户的配置导入',
  }),
  'checklist.future': ({ p }) => ({
    message: `以下答复的时间在未来：${p('items')}`,
    remedy: '请校准两台机器的时钟，然后重新导出检查清单。',
  }),
  'checklist.unknown-items': ({ p }) => ({
    message: `检查清单中没有这些项：${p('items')}`,
    remedy: '导入时使用导出该文件时的预设和探测项，或从文件中去掉这些项。',
  }),
  'checklist.unreadable': ({ p }) => ({
    message: `检查清单文件 ${p('path')} 无法读取（${p('error')}）`,
    remedy: '请指定由 checklist --export 写出的文件。',
  }),
  'checklist.no-export': ({ p }) => ({
    message: `${p('path')} 不是导出的检查清单：${p('message')}`,
    remedy: '请指定由 checklist --export 写出的文件。',
  }),
  'file.unwritable': ({ p }) => ({
    message: `文件 ${p('path')} 无法写入（${p('error')}）`,
    remedy: '请指定一个有写权限的目录中的文件。',
  }),
};
