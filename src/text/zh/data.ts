import { inChinese } from '../../core/sentence.js';
import { words } from '../words.js';
import type { Catalogue, Said } from './sentence.js';

/** Through what rows that differ become equal for a key of the target. */
const through: Readonly<Record<string, string>> = {
  'conflict.prefix': '键的前缀长度',
  'conflict.collation': '目标环境的排序规则',
  'conflict.unique': '迁移后的取值，或源环境没有这个键',
};

const packetSides: Readonly<Record<string, string>> = { source: '源', target: '目标' };

/** Rows that a unique key of the target cannot hold beside each other, or beside those it has. */
function clash(said: Said) {
  const { p, has, finding, figure } = said;
  if (p('with') === 'target' && finding.code === 'conflict.primary-key') {
    return {
      title: has('tables')
        ? `${figure('tables')} 张表中有 ${said.count} 行的主键在目标环境已被占用`
        : `${said.table} 有 ${said.count} 行的主键在目标环境已被占用`,
      remedy: !has('isId')
        ? `重命名或删除其中一端的行，或只迁移其他业务（--biz-ids），或用 --skip ${said.table} 排除该表`
        : has('preserved')
          ? '设置 migration.ids: offset（或 auto），让所有 ID 移到目标环境已有 ID 之后；测试环境也可清空目标表'
          : '偏移量已不适用：重新执行检查，让它重新计算',
    };
  }
  const { table } = said;
  const skip = `用 --skip ${table} 排除该表`;
  if (p('with') === 'tenant') {
    return {
      title: `目标环境 ${table} 的唯一键 ${p('keyText')} 只允许该租户有一行，而源环境有多行`,
      remedy: `${skip}，或修改目标环境的键`,
    };
  }
  if (p('with') === 'source') {
    return {
      title: `${table} 有 ${said.count} 组行在源环境互不相同，但按目标环境的唯一键 ${p('keyText')} 相同，原因：${has('computed') ? '目标环境的计算结果' : (through[finding.code] ?? '')}`,
      remedy: has('dangling')
        ? '去掉 migration.dangling_references：对已不存在的行的引用将保持互不相同'
        : `在源环境重命名或删除这些行，或${has('computed') ? '修改' : '加长'}目标环境的键，或${skip}`,
    };
  }
  return {
    title: `${table} 有 ${said.count} 行的唯一键 ${p('keyText')} 的值在目标环境已存在`,
    remedy: `重命名或删除其中一端的行，或只迁移其他业务（--biz-ids），或${skip}`,
  };
}

const ruleKinds: Readonly<Record<string, string>> = {
  check: ' CHECK 约束',
  partition: '分区',
  generated: '生成列',
};

/** Why a rule of the target could not be judged. */
const notJudged: Readonly<Record<string, (detail: string) => string>> = {
  unwritten: (column) => `迁移不写入 ${column}`,
  members: () => '它可能按 ENUM 或 SET 成员的序号判断',
};

/** What is right where a reference cannot become 0 or stay. */
function withoutChoice(mode: string): string {
  return mode === 'offset'
    ? '去掉 migration.dangling_references：它们将与其余 ID 一同偏移，指向不会分配给任何行的 ID'
    : '去掉 migration.dangling_references：它们将保持源环境中的原值';
}

/** What the rows themselves hold against the migration, or what must be known of them. */
export const data: Catalogue = {
  'conflict.none': ({ has, figure }) => ({
    title: `${figure('tables')} 张表中没有与目标环境的键${has('alone') ? '或列' : '、列或其他租户'}冲突的行`,
  }),
  'conflict.not-checked': ({ p, table }) => ({
    title: `无法检查 ${table} 的冲突（${p('serverCode')}）：${p('message')}`,
    remedy: `请重试；若仍失败，用 CHECK TABLE ${table} 检查该表`,
  }),
  'conflict.json-id': ({ table, column, count }) => ({
    title: `${table}.${column} 有 ${count} 处引用不是普通整数（例如 "12"、1.0 或对象），无法随 ID 一起偏移`,
    remedy: '在源环境改写为普通整数，或设置 migration.ids: preserve（不改变任何 ID）',
  }),
  'conflict.json-text': ({ table, column, count }) => ({
    title: `${table}.${column} 有 ${count} 个文本不是 JSON，其中的引用无法随 ID 一起偏移`,
    remedy: '在源环境改正或清空这些文本，或设置 migration.ids: preserve（不改变任何 ID）',
  }),
  'conflict.json-refused': ({ table, column, count }) => ({
    title: `${table}.${column} 有 ${count} 个文本不是目标环境能接受的 JSON（格式无效、嵌套过深，或含有过大的数字）`,
    remedy: '在源环境改正这些文本，或把目标列改为文本类型',
  }),
  'conflict.json-altered': ({ has, table, column, count }) => ({
    title: `${table}.${column} 有 ${count} 个文本会被目标环境存成与原文不同的 JSON：重复的键被丢弃，位数过多的数字被舍入，-0 变为 0`,
    remedy: has('accepted')
      ? '已设置 options.altered_json: accept，允许目标环境这样存储；校验时会再次计数'
      : '请决定：设置 options.altered_json: accept 允许目标环境这样存储；或在源环境改正这些文本，或把目标列改为文本类型',
  }),
  'conflict.check': ({ p, has, table, count }) => ({
    title: `${table} 有 ${count} 行不满足目标环境的 CHECK 约束 ${p('constraint')}（${p('columns')}），即：${p('clause')}`,
    remedy: `在源环境改正这些值，或修改目标环境的约束${has('statement') ? `：${p('statement')}` : ''}`,
  }),
  'conflict.generated': ({ p, table, count }) => ({
    title: `${table} 有 ${count} 行：目标环境由 ${p('columns')} 计算出的列 ${p('constraint')} 的值放不下`,
    remedy: `在源环境改正 ${p('columns')}，或在目标环境加宽 ${p('constraint')}`,
  }),
  'conflict.partition': ({ p, table, count }) => ({
    title: `${table} 有 ${count} 行不属于目标环境的任何分区（分区依据：${p('constraint')}，列：${p('columns')}）`,
    remedy: `在目标环境为这些值增加分区：ALTER TABLE \`${table}\` ADD PARTITION (…)，或先把这些行移出源环境`,
  }),
  'conflict.rule-not-checked': ({ p, table }) => ({
    title: `无法检查 ${table} 的行是否满足目标环境的${ruleKinds[p('kind')] ?? ''} ${p('constraint')}：${notJudged[p('why')]?.(p('detail')) ?? p('detail')}`,
    remedy: '用 SHOW CREATE TABLE 查看该表，并在目标环境的副本上演练',
  }),
  'conflict.foreign-key': ({ p, has, table, count }) => ({
    title: `按目标环境的外键 ${p('constraint')}，${table} 有 ${count} 行在 ${p('parent')} 中没有父行：目标环境中没有，迁移的行中也没有`,
    remedy: has('moves')
      ? `在源环境改正这些行的 ${p('columns')}，或在源环境补回 ${p('parent')} 中缺少的行`
      : `先在目标环境的 ${p('parent')} 中补上缺少的行，或一并迁移该表，或用 --skip ${table} 排除 ${table}`,
  }),
  'conflict.foreign-key-not-checked': ({ p, table }) => ({
    title: `无法检查 ${table} 的行按目标环境的外键 ${p('constraint')} 是否都在 ${p('parent')} 中有父行`,
    remedy: `允许该账号读取 ${p('parent')}，并在目标环境的副本上演练`,
  }),
  'conflict.primary-key': clash,
  'conflict.unique': clash,
  'conflict.prefix': clash,
  'conflict.collation': clash,
  'conflict.other-tenant': ({ p, table, count }) => ({
    title: `${table} 有 ${count} 行的 ${p('columns')} 与目标环境中其他租户的行相同：${p('becauseZh')}`,
    remedy: '迁移前重命名或删除每对中的一行，或只迁移其他业务（--biz-ids）',
  }),
  'conflict.shared-business': ({ p, table, count, figure }) => ({
    title: `要迁移的业务中有 ${figure('businesses')} 个在目标环境已有其他租户的 ${table} ${count} 行：${p('becauseZh')}`,
    remedy: '请确认两个租户确实要共用这些业务，并且今后不会出现重名',
  }),
  'conflict.key-not-checked': ({ p, table }) => ({
    title: `无法检查 ${table} 的唯一键 ${p('key')} 的冲突：${notJudged[p('why')]?.(p('detail')) ?? p('detail')}`,
    remedy: '请核对该键，并在目标环境的副本上演练',
  }),
  'conflict.id-limit': ({ p, has, table, count }) => ({
    title: `${table} 有 ${count} 个 ID 会超过 ${p('limit')}，即 ${p('preset')} 的服务所能容纳的最大值（最高 ${p('highest')}）`,
    remedy: has('moved')
      ? '偏移量过大：改用 migration.ids: preserve，并确保目标表中没有冲突的 ID'
      : `在源环境为这些行换用较小的 ID，或用 --skip ${table} 排除该表`,
  }),
  'conflict.earlier-run': (said) => {
    const code = said.p('because');
    const { params } = said.finding;
    const inWords = (name: string) => inChinese({ code: name, params }, words);
    const message = inWords(code);
    const rows = said.has('copied')
      ? `；它复制的 ${said.figure('copied')} 行中，目标环境现有 ${said.figure('present')} 行`
      : '';
    const remedy = said.has('isGone')
      ? `部分行已不在，就像恢复过备份：先回滚该次迁移的残余（含密钥），再重新迁移：${said.p('back')}`
      : (inWords(`${code}.remedy`) ?? said.finding.remedy);
    return { title: `${message ?? said.finding.title}${message === undefined ? '' : rows}`, remedy };
  },
  'conflict.rows-gone': ({ p, figure }) => ({
    title: `迁移 ${p('run')} 目前复制的 ${figure('copied')} 行中，目标环境现有 ${figure('present')} 行`,
    remedy: `就像恢复过备份：先回滚该次迁移的残余，再重新迁移：${p('back')}`,
  }),
  'conflict.tenant-rows': (said) =>
    said.ok
      ? { title: `租户 ${said.p('tenant')} 在目标环境的 ${said.figure('tables')} 张表中还没有数据` }
      : {
          title: `租户 ${said.p('tenant')} 在目标环境的 ${said.figure('tables')} 张表中已有${said.has('capped') ? '超过 ' : ' '}${said.count} 行`,
          remedy: '请确认这些行本该存在（默认模板空间，或同一租户先前迁移的部分），而不是本次数据的旧副本',
        },
  'conflict.keyless-rows': ({ p, has, table, count }) => ({
    title: `${table} 没有各列都会复制的键，而目标环境中${has('tenant') ? `租户 ${p('tenant')} ` : ''}已有 ${count} 行：校验和回滚都无法把它们与复制的行区分开`,
    remedy: `在两端为 ${table} 增加不含 NULL 的唯一键，或删除目标环境中的这些行，或用 --skip ${table} 不迁移该表`,
  }),
  'conflict.packet': ({ p, table, count }) => ({
    title: `${table} 有 ${count} 行可能超过 max_allowed_packet = ${p('limit')}（最大的行 ${p('largest')}）`,
    remedy: `在${packetSides[p('sides')] ?? '两端'}服务器执行：SET GLOBAL max_allowed_packet = ${p('wanted')};`,
  }),
  'conflict.identical-rows': ({ table, count }) => ({
    title: `${table} 有 ${count} 行已在目标环境中，除 ID 和创建、修改信息外完全相同，视为已迁移`,
    remedy: '如需改为拒绝，设置 migration.identical_rows: refuse',
  }),
  'conflict.secret-path': ({ count }) => ({
    title: `${count} 行指向的密钥路径在目标环境中存放着其他值`,
    remedy: '查明这些值属于谁并将其移除；或设置 on_error: continue，仅列出而不停止',
  }),
  'reference.dangling': ({ p, has, count, figure }) => {
    const what = has('migrated')
      ? `${p('referenced')} 中不存在或不迁移的行`
      : `未迁移的表 ${p('referenced')}`;
    const ids = has('more') ? `超过 ${figure('more')}` : count;
    const refused = p('choice') === 'refuse' || has('tooMany');
    const treated = p('choice') === 'zero' ? '改为 0（无）' : '保持原值';
    return {
      title: `${p('where')} 引用了${what}：${ids} 个不同的 ID${refused ? '' : `，将${treated}`}`,
      remedy: refused
        ? withoutChoice(p('mode'))
        : '若这些行已不再需要则无需处理；校验时会列为源环境原有的问题',
    };
  },
  'reference.shifted': ({ figure }) => ({
    title: `${figure('places')} 处引用了已不存在或不迁移的行：它们与所指的行同样偏移，指向目标环境中不会分配给任何行的 ID`,
  }),
  'reference.shifted-left-out': ({ p, figure }) => ({
    title: `${figure('places')} 处引用了不迁移的表（${p('tables')}）：它们与所指的行同样偏移，在以后的迁移带来这些行之前不指向任何行`,
    remedy: '如需要这些行，请一并迁移这些表',
  }),
  'reference.zero': ({ p, has, count, figure }) => ({
    title: `${p('where')} 引用了 ${p('referenced')} 中不存在或不迁移的行：${has('more') ? `超过 ${figure('more')}` : count} 个不同的 ID；改为 0 则表示${has('meaningZh') ? p('meaningZh') : ` ${p('referenced')} 中 ID 为 0 的行`}`,
    remedy: withoutChoice(p('mode')),
  }),
  'reference.kept': ({ p, count }) => ({
    title: `${p('where')} 引用了 ${p('referenced')} 中不存在或不迁移的行；若保持原值，其中 ${count} 个 ID 在目标环境已是或将成为其他行`,
    remedy: withoutChoice('offset'),
  }),
  'reference.no-none': ({ p, has, count, figure }) => ({
    title: `${p('where')} 引用了 ${p('referenced')} 中不存在或不迁移的行：${has('more') ? `超过 ${figure('more')}` : count} 个不同的 ID；它们不是整数，无法改为 0`,
    remedy: withoutChoice(p('mode')),
  }),
  'reference.adopted': ({ p, has, table, count }) =>
    !has('integers')
      ? {
          title: `${p('where')} 引用了 ${p('referenced')} 中不存在或不迁移的行，其中 ${count} 个 ID 在目标环境已是其他行`,
          remedy: `这些 ID 不是整数，无法在迁移途中更改：请在源环境更正 ${p('where')}，或用 --skip ${table} 排除该表`,
        }
      : has('migrated')
        ? {
            title: `${p('where')} 引用了 ${p('referenced')} 中不存在或不迁移的行，其中 ${count} 个 ID 在目标环境是它自己的行`,
            remedy:
              'ID 加偏移（migration.ids: offset），或设置 migration.dangling_references: zero（改为 0，即无）',
          }
        : {
            title: `${p('where')} 引用了未迁移的表 ${p('referenced')}，其中 ${count} 个 ID 在目标环境是其他租户的行`,
            remedy: `一并迁移 ${p('referenced')}，或设置 migration.dangling_references: zero（改为 0，即无）`,
          },
};
