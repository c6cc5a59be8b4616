import { ofTenant } from '../../core/of-tenant.js';
import { failureWords } from '../../mysql/explain-failure.js';
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

const failures = Object.fromEntries(
  Object.entries(failureWords).map(([code, [, remedy]]) => [
    code,
    (values: Values) => failed(values, remedy),
  ]),
);

/** Every refused operation by its code, and every failure of a server by its cause. */
export const refusals: Readonly<Record<string, (values: Values) => Refusal>> = {
  ...failures,
  'failure.secret': (values) =>
    failed(values, '请更正后用 --resume 再次运行，或设置 on_error: continue，把这样的行列出并继续。'),
  'run.blocked': ({ figure }) => ({
    message: `迁移被拒绝：有 ${figure('problems')} 个问题必须先解决`,
    remedy: '按上面列出的检查结果逐项处理，然后重新执行',
  }),
  'run.changed': ({ p, has }) => ({
    message: `迁移 ${p('run')} 无法继续，因为以下内容已改变：${p(has('said') ? 'said' : 'changes').replaceAll('\n', '；')}`,
    remedy: `恢复改变的内容，或将其回滚：tenantferry rollback -c ${p('config')} --run ${p('run')}`,
  }),
  'run.state': ({ p }) => ({
    message: `台账记录的迁移状态是 ${p('state')}，而本工具没有这样的阶段`,
    remedy: '请使用执行该次迁移的 tenantferry 版本',
  }),
  'run.mounts': ({ p }) => ({
    message: `迁移 ${p('run')} 的密钥在 Vault 挂载点 ${p('mounts')} 下，而配置中${p('named') === 'none' ? '没有 vault' : `是 ${p('named')}`}`,
    remedy: '使用该次迁移当时的配置',
  }),
  'run.mount': ({ p, has }) => ({
    message: `迁移 ${p('run')} 的密钥写在 Vault 挂载点 ${p('mount')} 下，而配置中${has('named') ? `是 ${p('named')}` : '没有 target.vault'}：这些密钥会留在那里`,
    remedy: '使用该次迁移当时的配置',
  }),
  'rollback.no-run': ({ p }) => ({
    message: '回滚需要指明要回滚的迁移',
    remedy: `列出迁移：tenantferry runs -c ${p('config')}，然后加上：--run ID`,
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
      : `目标数据库 ${p('database')} 中没有${ofTenant(p('tenant'), `租户 ${p('tenant')} 的`)}迁移`,
    remedy: '列出已有的迁移：tenantferry runs -c FILE',
  }),
  'ledger.damaged': ({ p, has }) => ({
    message: `迁移台账已损坏：表 ${p('table')} 的 ${p('column')} 列${has('run') ? `（迁移 ${p('run')}）` : ''}的内容不是 tenantferry 写入的`,
    remedy: `请用备份恢复 ${p('table')} 中的该值，再重新执行同一命令`,
  }),
  'source.ids-ran-out': ({ p, has }) => ({
    message: `源环境仍在分配 ID：${p('table')} 现已到 ${p('id')}，而为它预留的范围到 ${p('room')} 为止`,
    remedy: has('live')
      ? '加上 --resume 再次执行同一命令，会预留更多 ID'
      : `停止源环境的写入，用 rollback --run ${p('run')} 回滚本次迁移，然后重新开始`,
  }),
  'run.no-plan': ({ figure }) => ({
    message: `无法生成迁移计划：有 ${figure('problems')} 个问题必须先解决`,
    remedy: '按上面列出的检查结果逐项处理，然后重新执行',
  }),
  'confirm.missing': ({ p, has }) => ({
    message: has('given')
      ? `--confirm 为 ${p('given')}，而目标数据库是 ${p('database')}`
      : `${p('command')} 会写入目标数据库 ${p('database')}，需要您确认`,
    remedy: `若确认是该库，请加上：--confirm ${p('database')}`,
  }),
  'checklist.unreadable': ({ p }) => ({
    message: `检查清单文件 ${p('path')} 无法读取（${p('error')}）`,
    remedy: '请指定由 checklist --export 写出的文件。',
  }),
  'file.unwritable': ({ p }) => ({
    message: `文件 ${p('path')} 无法写入（${p('error')}）`,
    remedy: '请指定一个有写权限的目录中的文件。',
  }),
};
