import type { Catalogue, Said } from './sentence.js';

/** What a narrower target column refuses or alters, as the end of a sentence. */
export function narrowing({ p }: Said): string {
  switch (p('narrowing')) {
    case 'null':
      return '不允许 NULL';
    case 'length':
      return `最多 ${p('length')} ${p('unit') === 'bytes' ? '字节' : '个字符'}`;
    case 'range':
      return `只能容纳 ${p('lowest')} 到 ${p('highest')}`;
    case 'decimal':
      return `只能容纳 ${p('precision')} 位数字，其中小数 ${p('scale')} 位`;
    case 'fraction':
      return `秒的小数部分只保留 ${p('digits')} 位`;
    case 'timestamp':
      return '只能容纳 1970-01-01 00:00:01 到 2038-01-19 03:14:07（UTC）';
    case 'moment':
      return '时区中不存在或重复的时刻，以及无效的日期，不能表示确定的时间点';
    case 'charset':
      return `${p('toCharset')} 不含 ${p('fromCharset')} 的全部字符`;
    case 'members':
      return `只允许 ${p('members')}`;
    case 'json':
      return '只允许合法的 JSON';
    case 'padding':
      return `不足 ${p('bytes')} 字节的值会在末尾补零字节`;
    case 'spaces':
      return '末尾的空格会丢失';
    case 'negative':
      return '不能容纳小于 0 的值';
    case 'float':
      return '只保留约七位有效数字，且只能是二进制小数';
    case 'double':
      return '只保留约十六位有效数字';
    case 'srid':
      return `只允许空间参考系 ${p('srid')} 的值`;
    default:
      return '类型之间无法转换';
  }
}

const cure = ({ has, p }: Said) => (has('statement') ? `：${p('statement')}` : '');

const unfit = (said: Said) => ({
  title: `${said.table}.${said.column} 有 ${said.count} 个值不适合目标列 ${said.p('target')}：${narrowing(said)}`,
  remedy:
    said.p('narrowing') === 'null'
      ? `在源环境补上值，或让目标列允许 NULL${cure(said)}`
      : `修改源环境中的值，或放宽目标列以容纳它们${cure(said)}`,
});

/** Whether the target's tables fit, from the schemas and from the rows. */
export const schema: Catalogue = {
  'schema.fit': ({ figure }) => ({ title: `目标环境的 ${figure('tables')} 张表都能容纳源环境的列` }),
  'schema.engine': ({ p, table, blocks }) =>
    blocks
      ? {
          title: `目标环境的表 ${table} 使用 ${p('engine')} 引擎：没有事务，无法撤回分块`,
          remedy: `在目标环境执行：ALTER TABLE \`${table}\` ENGINE = InnoDB;`,
        }
      : {
          title: `源环境的表 ${table} 使用 ${p('engine')} 引擎：不在一致性快照之内`,
          remedy: '复制期间停止源环境的所有写入',
        },
  'schema.triggers': ({ table }) => ({
    title: `目标端的表 ${table} 有触发器：复制、修正或回滚的每一行都会触发它们，可能改变这些行或写入别处`,
    remedy:
      '请查看它们（SHOW TRIGGERS）；不应作用于迁移数据的触发器，请在迁移期间删除。校验能发现它们对已复制的表的改动，但发现不了它们在别处的写入',
  }),
  'schema.no-key': ({ table, has }) => ({
    title: has('hasKey')
      ? `源环境的表 ${table} 没有各列都会复制的主键或唯一键：只能一次复制完，中断后要从头再来`
      : `源环境的表 ${table} 没有主键或唯一键：只能一次复制完，中断后要从头再来`,
    remedy: has('hasKey')
      ? `表小则无需处理，否则在 ${table} 中用会复制的非 NULL 列增加唯一键`
      : `表小则无需处理，否则为 ${table} 增加主键`,
  }),
  'schema.tenant-length': ({ p, table, column, figure }) => ({
    title: `${table}.${column} 只能存 ${figure('holds')} 个字符，租户 ID ${p('tenant')} 有 ${figure('length')} 个`,
    remedy: `将目标列加宽为 varchar(${p('width')})，其他属性保持不变（见 SHOW CREATE TABLE），或更正 migration.target_tenant_id`,
  }),
  'schema.source-column-lost': ({ p, has, table, count }) => ({
    title: `表 ${table} 有 ${count} 列在目标环境中没有位置，其值将留在源环境：${p('columns')}${has('computed') ? `（由目标环境自行计算：${p('computed')}）` : ''}`,
    remedy: `确认目标环境的版本为 ${p('targetVersion')}；若这些值有用，先在目标表中把它们建成普通列；若无用，在配置中写明：${p('setting')}`,
  }),
  'schema.left-behind': ({ p, table, column }) => ({
    title: `${table}.${column} 的值留在源环境：${p('reasonZh')}`,
  }),
  'schema.not-left-behind': ({ has, table, column }) => ({
    title: has('moves')
      ? `left_behind 列出了 ${table}.${column}，但目标环境有它的位置：其值会被复制`
      : `left_behind 列出了 ${table}.${column}，但源环境没有这一列`,
    remedy: `从 left_behind 中去掉 ${column}`,
  }),
  'schema.type': ({ p, table, column }) => ({
    title: `${table}.${column} 在源环境为 ${p('from')}，在目标环境为 ${p('to')}，本工具不做这种转换`,
    remedy: `将目标列改为能容纳 ${p('from')} 的类型，或用 --skip ${table} 排除该表`,
  }),
  'schema.time-zone': ({ p, count }) => ({
    title: `有 ${count} 列在一端为 DATETIME、在另一端为 TIMESTAMP，但没有说明其中的 DATETIME 属于哪个时区：DATETIME ${p('example')} 可能表示的时刻（按时区）：${p('readings')}`,
    remedy:
      "在配置中设置 options.time_zone 为写入这些值的服务所用的时区，例如 '+08:00'（或 UTC），时间将据此双向换算；或把目标列改为源环境的类型",
  }),
  'schema.time-zone-unknown': ({ p }) => ({
    title: `源服务器不认识 options.time_zone 给出的时区 ${p('zone')}`,
    remedy:
      "若该时区的偏移从未变化，可写成 '+08:00' 这样的偏移；否则为服务器加载时区表（mysql_tzinfo_to_sql）",
  }),
  'schema.key-type': ({ p, table, column }) => ({
    title: `${table}.${column} 属于分块所用的键，由 ${p('from')} 变为 ${p('to')}：目标环境会以另一种方式排列这些值，无法按范围复制、校验和回滚`,
    remedy: `将目标列改为 ${p('from')}，或用 --skip ${table} 排除该表`,
  }),
  'schema.narrower-*': (said) => ({
    title: `${said.table}.${said.column} 由 ${said.p('from')} 变为 ${said.p('to')}：${narrowing(said)}；下面会逐行检查数据`,
  }),
  'schema.missing-table': ({ p, table, key }) => ({
    title: `${key === 'source' ? '源' : '目标'}数据库 ${p('database')} 中没有表 ${table}`,
    remedy:
      key === 'source'
        ? `检查 source.mysql.database，或用 --skip ${table} 排除该表`
        : `先在目标数据库部署目标版本的表结构（${p('targetVersion')}），并检查 target.mysql.database`,
  }),
  'schema.view': ({ p, table, key }) => ({
    title: `${key === 'source' ? '源' : '目标'}数据库 ${p('database')} 中的 ${table} 是视图，而本工具只复制表`,
    remedy:
      key === 'source'
        ? `在预设中改写为存放其数据的表，或用 --skip ${table} 排除`
        : `将 ${table} 部署为表（${p('targetVersion')}），或用 --skip ${table} 排除`,
  }),
  'schema.one-table': ({ p, table, key }) => ({
    title: `${table} 与 ${p('twin')} 在${key === 'source' ? '源' : '目标'}数据库 ${p('database')} 中是同一张表：该服务器的表名不区分大小写`,
    remedy: `用 --skip ${table} 排除其中一张，或改用 lower_case_table_names = 0 的服务器`,
  }),
  'schema.table-case': ({ p, table, key }) => ({
    title: `${key === 'source' ? '源' : '目标'}数据库 ${p('database')} 中没有表 ${table}，只有 ${p('near')}：该服务器的表名区分大小写（lower_case_table_names = 0）`,
    remedy:
      key === 'source'
        ? `在预设中写作 ${p('near')}`
        : `若源环境也叫 ${p('near')}，在预设中照此书写；否则在目标环境执行：${p('rename')}`,
  }),
  'schema.target-row': ({ p, has, table, column }) => ({
    title: has('configured')
      ? `${table}.${column} 要指向 ${p('other')} 的第 ${p('configured')} 号记录，但目标环境中没有`
      : `${table}.${column} 必须指向目标环境自有表 ${p('other')} 的一条记录，而该表有 ${p('present')} 条`,
    remedy:
      p('present') === '0'
        ? `先在目标环境的 ${p('other')} 中创建记录，或用 --skip ${table} 排除该表`
        : `在配置中设置 target_rows: { ${column}: ID }；${p('other')} 现有：${p('ids')}`,
  }),
  'schema.column-without-source': ({ p, has, table, column }) => ({
    title: `${table}.${column}（${p('type')}）在目标环境必须有值，但源环境没有这一列`,
    remedy: `在目标环境为该列设置默认值，或允许 NULL${has('statement') ? `：${p('statement')}（以实际的值代替省略号）` : ''}；或用 --skip ${table} 排除该表`,
  }),
  'schema.tenant-column': ({ p, table, column }) => ({
    title: `目标环境的表 ${table} 没有 ${column} 列`,
    remedy: `先在目标数据库部署多租户表结构（${p('targetVersion')}），并确认 target.mysql.database 指向它`,
  }),
  'conflict.null': unfit,
  'conflict.too-long': unfit,
  'conflict.out-of-range': unfit,
  'conflict.precision': unfit,
  'conflict.charset': unfit,
  'conflict.member': unfit,
  'conflict.json': unfit,
  'conflict.type': unfit,
  'conflict.padding': unfit,
  'conflict.moment': unfit,
  'conflict.spatial-reference': unfit,
};
