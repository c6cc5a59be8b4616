import { idsSentence } from './ids.js';
import type { Catalogue } from './sentence.js';
import { vaultSkipped } from './vault-skipped.js';

/** What is planned: tables, IDs, what stays behind, what the preset wants watched. */
export const plan: Catalogue = {
  'plan.ids': ({ p, finding }) => ({ title: idsSentence(p('mode'), p('because'), finding.params) }),
  'ids.overflow': ({ p, has, table }) =>
    has('where')
      ? {
          title: `${table}：${p('where')} 引用了没有任何行使用的 ID ${p('id')}；一同偏移 ${p('offset')} 后最高 ID 将为 ${p('highest')}，服务只能容纳到 ${p('max')}`,
          remedy: `在源环境更正 ${p('where')}，或设置 migration.dangling_references: zero（不是任何行的 ID 改为 0，即无）`,
        }
      : {
          title: `${table}：偏移 ${p('offset')} 后最高 ID 将为 ${p('highest')}，服务只能容纳到 ${p('max')}`,
          remedy: `若不冲突则保留原 ID（migration.ids: preserve），或将 ${table} 迁移到生成器较低的目标环境`,
        },
  'ids.outside': ({ p, table }) => ({
    title: `对未迁移的表 ${table} 的引用涉及 ID ${p('from')} 到 ${p('to')}，而先前的迁移只预留了 ${p('lowest')} 到 ${p('room')}`,
    remedy: `一并迁移 ${table}，或设置 migration.dangling_references: zero（改为 0，即无）`,
  }),
  'ids.no-integers': ({ p, n, finding, figure }) => ({
    title: `${idsSentence('offset', p('because'), finding.params)}；但 ${n('unshiftable') === 1 ? p('some') : `${figure('unshiftable')} 个列（${p('some')}）`} 的值不是整数，无法加偏移`,
    remedy: `保留原 ID（migration.ids: preserve），或用 --skip ${p('skip')} 排除这些表`,
  }),
  'ids.key-order': ({ table, column }) => ({
    title: `${table}.${column} 属于分块所用的键，而其中的值并非都以同样方式变化（目标环境已有的行、保留原值或变为 0 的引用、另一个名称）：这些行会离开键的顺序，回滚可能漏掉它们`,
    remedy: `让引用与其所指的行同样偏移（migration.dangling_references: shift、identical_rows: refuse），或用 --skip ${table} 排除该表`,
  }),
  'config.warning': ({ p }) => ({ title: p('said') }),
  'preset.problem': ({ p }) => ({ title: `${p('file')}:${p('line')}: ${p('said')}` }),
  'preset.unknown-columns': ({ p, n }) => ({
    title: `预设 ${p('preset')} 提到的 ${n('columns')} 个列在所有表中都不存在：${p('some')}${n('columns') > 3 ? '……' : ''}`,
    remedy: '请更正预设中的名称：找不到列的引用既不会偏移，也不会被校验',
  }),
  'preset.reference-without-id': ({ p, has }) => ({
    title: `有引用指向没有 ${p('id')} 列的表，因此原样复制且不校验：${p('names')}${has('more') ? '……' : ''}`,
    remedy: '请从预设中去掉这些引用，或在复制后人工核对',
  }),
  'secrets.no-id': ({ finding, table }) => ({
    title: `${table} 的行引用密钥，须以 ID 识别，但该表没有 ${finding.column ?? ''} 列`,
    remedy: `在预设中写明各表的 ID 列（id: { column: 列名 }），或用 --skip ${table} 排除该表`,
  }),
  'secrets.no-column': ({ p, table }) => ({
    title: `预设 ${p('preset')} 为 ${table} 的密钥指定的列不存在：${p('columns')}`,
    remedy: `更正预设中的 secrets.entries，或用 --skip ${table} 排除该表`,
  }),
  'secrets.no-key': ({ p, has, finding, table }) => ({
    title: `${table} 的行引用密钥，须以 ${finding.column ?? ''} 识别，但该表${has('key') && p('key') !== '' ? `的键是 ${p('key')}` : '没有键'}`,
    remedy: `在源端和目标端将 ${finding.column ?? ''} 设为该表的主键，或用 --skip ${table} 排除该表`,
  }),
  'secrets.no-text': ({ p, finding, table }) => ({
    title: `${table} 的密钥路径含有 ${finding.column ?? ''} 列，类型为 ${p('type')}，其值不是文本`,
    remedy: `在预设的 secrets.entries 中改用文本或数字列，或用 --skip ${table} 排除该表`,
  }),
  'config.no-business': ({ p }) => ({
    title: `只要求迁移部分业务（${p('businesses')}），但预设 ${p('preset')} 没有指定业务列`,
    remedy: '去掉 --biz-ids 和 migration.biz_ids，或在预设中写明该列：business: { column: 列名 }',
  }),
  'config.tenant-spelling': ({ p }) => ({
    title: `目标环境已有租户 ${p('other')}，其服务无法将它与 ${p('tenant')} 区分`,
    remedy: `若是同一租户，设置 migration.target_tenant_id: ${p('other')}；若不是，请换一个租户 ID`,
  }),
  'config.tenant-id': ({ p, figure }) => ({
    title: `租户 ID 有 ${figure('length')} 个字符，${p('column')} 只能存 ${figure('holds')} 个`,
    remedy: '将 migration.target_tenant_id 设为该租户在目标环境中的 ID',
  }),
  'tables.selection': ({ p, has, table }) =>
    has('reasonZh')
      ? {
          title: `${table} 不能迁移：${p('reasonZh')}`,
          remedy: `将 ${table} 从要迁移的表中去掉`,
        }
      : {
          title: `预设 ${p('preset')} 中没有名为 ${table} 的表`,
          remedy: `可用的表：${p('known')}`,
        },
  'config.businesses': ({ p }) => ({
    title: `源环境中没有属于业务 ${p('businesses')} 的行`,
    remedy: '更正 migration.biz_ids 或 --biz-ids',
  }),
  'tables.none': () => ({
    title: '没有要迁移的表',
    remedy: '从 skip_tables 中去掉一些表，或在 --only 中增加',
  }),
  'tables.referenced': ({ p, table }) => ({
    title: `${table} 不迁移，但 ${p('referencedBy')} 中的行引用了它`,
    remedy: `将 ${table} 从 skip_tables 中去掉，或一并排除引用它的表`,
  }),
  'vault.skipped': (values) => ({
    title: `跳过 Vault 阶段：${vaultSkipped(values.p('because'), values)}`,
    ...(values.p('because') === 'config'
      ? { remedy: '在配置中加入 source.vault 和 target.vault，除非密钥以其他方式迁移' }
      : {}),
  }),
  'not-moved.*': ({ p, has }) => ({
    title: `本工具不迁移：${p('titleZh')}${has('total') ? `：${p('total')}` : ''}${has('serverCode') ? `（无法统计：${p('serverCode')}）` : ''}`,
    remedy: p('adviceZh'),
  }),
  'watch.*': ({ p, has, ok, count }) => {
    if (has('serverCode'))
      return {
        title: `${p('titleZh')}：无法读取（${p('serverCode')}）：${p('message')}`,
        remedy: p('adviceZh'),
      };
    if (ok && count === '0') return { title: `${p('titleZh')}：无` };
    return { title: `${p('titleZh')}：${count}${has('most') ? ' 或更多' : ''}`, remedy: p('adviceZh') };
  },
};
