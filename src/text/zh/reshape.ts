import type { Catalogue } from './sentence.js';

/** Tables that are made of others: the preset's SQL, and what the rows say to it. */
export const reshape: Catalogue = {
  'reshape.no-column': ({ p, table, column }) => ({
    title: `预设中 ${table}.${column} 取自 ${p('from')}.${p('missing')}，但源表 ${p('from')} 没有 ${p('missing')} 列`,
    remedy: `请更正预设中的名称，或用 expr、value、lookup 说明 ${table}.${column} 的来源`,
  }),
  'reshape.no-place': ({ table, column }) => ({
    title: `预设要写入 ${table}.${column}，但目标表 ${table} 没有 ${column} 列`,
    remedy: '请更正预设中的名称，或先在目标环境部署含有该列的表结构',
  }),
  'reshape.type': ({ p, table, column }) => ({
    title: `${table}.${column} 在目标环境的类型为 ${p('type')}：没有表达式能得到该类型的值`,
    remedy: `请为 ${table}.${column} 原样取源表的一列（from: 列名），或从预设中去掉该列`,
  }),
  'reshape.params-kept': ({ p }) => ({
    title: `配置中参数 ${p('names')} 的值与本次迁移开始时不同；迁移沿用开始时的值`,
    remedy: '请将 migration.params 改回本次迁移的值；若要使用其他值，请先回滚',
  }),
  'reshape.no-dimension': ({ p, has }) => ({
    title: `预设的维度 ${p('column')} 没有填充任何列：目标环境中预设的表都没有该列`,
    remedy: `请更正预设中的名称${has('near') ? `（是否为 ${p('near')}？）` : ''}，或先在目标环境部署含有该列的表结构`,
  }),
  'reshape.sql': ({ p, table }) => ({
    title: `源端服务器拒绝预设中 ${table} 的 SQL（${p('key')}，${p('serverCode')}）：${p('message')}`,
    remedy: `请更正预设中表 ${table} 的 ${p('key')}；账号需要对其中所有表有 SELECT 权限`,
  }),
  'reshape.several-parents': ({ p, table }) => ({
    title: `${table} 的连接或查找使 ${p('from')} 的一行找到多行，这些行会被重复写入`,
    remedy: `请让 ${table} 的 from.join 与 lookup 的 on 对每行最多找到一行，或更正源环境中的行`,
  }),
  'reshape.unfit': ({ p, table, column, count }) => ({
    title: `${p('from')} 有 ${count} 行会使 ${table}.${column} 得到其类型无法原样容纳的值：超出范围、位数过多，或不是该类型的值`,
    remedy: `请让 ${table}.${column} 的表达式给出合适的值（ROUND、LEAST、CAST、LEFT 等），在预设中拒绝这些行，或在源环境更正`,
  }),
  'in-place.two-databases': ({ p }) => ({
    title: `migration.in_place 为 true，但源端与目标端是两个数据库（${p('source')}、${p('target')}）`,
    remedy: '请在两侧指定同一个数据库，或从配置中去掉 migration.in_place',
  }),
  'in-place.read-and-written': ({ p, table }) => ({
    title: `${table} 在同一数据库中既被写入又被读取：${p('reader')} 由它生成`,
    remedy:
      '请用 --skip 排除其一，在预设中给被写入的表另取名称，或复制到另一个数据库；只有 write: repair 可以修改它所读取的表',
  }),
  'reshape.no-key': ({ p, table, count }) => ({
    title: `${p('from')} 有 ${count} 行在 ${table} 的键（${p('key')}）中没有值`,
    remedy: `请在预设中拒绝这些行，或让 ${p('key')} 的表达式为每行给出值`,
  }),
  'reshape.rejected': ({ p, table, count }) => ({
    title: `${p('from')} 有 ${count} 行不会写入 ${table}：被预设拒绝`,
    remedy: '若需要这些行，请在源环境更正；迁移会逐行列出并说明原因',
  }),
};
