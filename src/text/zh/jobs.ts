import type { Values } from '../said.js';

const rowsText = ({ has, figure }: Values): string => `${has('more') ? '至少 ' : ''}${figure('rows')} 行`;

/** ` (keys a to b)` */
function keys({ p, has }: Values, side: 'expected' | 'actual'): string {
  return has(`${side}First`) ? `（键 ${p(`${side}First`)} 到 ${p(`${side}Last`)}）` : '';
}

function compared({ p, n, has, figure }: Values): string {
  const some = (name: string, text: string) => (n(name) === 0 ? [] : [text]);
  return [
    ...(has('ok') ? [`${figure('ranges')} 个区间的 ${figure('rows')} 行一致`] : []),
    ...some('differingRanges', `${figure('ranges')} 个区间中有 ${figure('differingRanges')} 个不一致`),
    ...some('differingRows', `${figure('rows')} 行中有 ${figure('differingRows')} 行不一致`),
    ...some('wrongVersions', `${figure('wrongVersions')} 行引用的密钥版本不对`),
    ...(has('listed') ? [`只列出前 ${figure('listed')} 处差异`] : []),
    ...(has('undecided') ? [`${figure('undecided')} 行每次读取都在变化，无法判断`] : []),
    ...(has('notCompared') ? [`未比较客户端持续修改的列：${p('notCompared')}`] : []),
  ].join('；');
}

function othersMeanwhile({ p, n, figure }: Values): string {
  return n('changedByOthers') === 0
    ? ''
    : `；${figure('changedByOthers')} 行的 ${p('changedColumn')} 较新，是它们自己的服务所改`;
}

function sourceChanged({ p, has, figure }: Values): string {
  const newer = `新增或修改：${has('key') ? `${p('key')} ` : ''}${p('newer')}${has('more') ? ' …' : ''}`;
  return [
    ...(p('before') === p('now') ? [] : [`当时 ${figure('before')} 行，现在 ${figure('now')} 行`]),
    ...(has('newer') ? [newer] : []),
  ].join('；');
}

const unseen = ({ has }: Values): string =>
  has('insideRows') ? '' : '；行内的修改在此表中无法与客户端拉取区分';

/** Every validation check's sentence by its code. */
export const checks: Readonly<Record<string, (values: Values) => string>> = {
  'evidence.not-validated': () => '尚未校验',
  'evidence.not-checked': () => '最近一次校验没有做这项检查',
  'evidence.not-migrated': () => '相关的表未迁移',
  'evidence.passed': ({ n, figure }) =>
    [
      `${figure('checks')} 项检查通过`,
      ...(n('rows') > 0 ? [`共 ${figure('rows')} 行`] : []),
      ...(n('faults') > 0 ? [`其中 ${figure('faults')} 项有源端已有的问题`] : []),
    ].join('，'),
  'evidence.to-accept': () => '需由人确认接受',
  'evidence.more': ({ figure }) => `另有 ${figure('more')} 项`,
  'check.not-made': ({ p, has }) => `无法进行该项检查：${p(has('said') ? 'said' : 'message')}`,
  'rows.not-compared': ({ p, has }) => `无法比对：${p(has('said') ? 'said' : 'message')}`,
  'rows.compared': compared,
  'row-counts.equal': (values) => `两端均为 ${values.figure('expected')} 行${keys(values, 'expected')}`,
  'row-counts.different': (values) =>
    `应有 ${values.figure('expected')} 行${keys(values, 'expected')}，实有 ${values.figure('actual')} 行${keys(values, 'actual')}`,
  'row-counts.moving': ({ figure }) =>
    `应有 ${figure('expected')} 行，实有 ${figure('actual')} 行，其间有 ${figure('moved')} 处改动正在途中：仅凭行数无法判断有差异`,
  'written-rows.same': ({ figure }) => `${figure('rows')} 行与迁移写入后一致`,
  'written-rows.different': ({ figure }) =>
    `迁移写入的 ${figure('rows')} 行中有 ${figure('wrong')} 行与写入后不一致；仍有 ${figure('left')} 行本应被修改`,
  'tables-present.whole': ({ p }) => `存在，全部 ${p('columns')} 列齐全`,
  'tables-present.absent': ({ p }) => `${p('database')} 中没有这张表`,
  'tables-present.columns': ({ p }) => `缺少列：${p('missing')}`,
  'tenant-column.absent': ({ p }) => `表中没有 ${p('column')} 列`,
  'tenant-column.not-checked': () => '未检查：没有键的表无法区分各行',
  'tenant-column.right': ({ p }) => `迁移的行的 ${p('column')} 均为 ${p('tenant')}`,
  'tenant-column.wrong': ({ p, figure }) =>
    `${figure('rows')} 行应属于 ${p('tenant')}，但 ${p('column')} 不是该值`,
  'generators.none': () => '迁移的表不使用 ID 生成器',
  'generators.unused': ({ p }) => `表为空，${p('generators')} 中还没有它的记录`,
  'generators.absent': ({ p }) =>
    `${p('generators')} 中没有 ${p('resource')} 的记录，而其最高 ID 为 ${p('highest')}：下一次插入会失败`,
  'generators.empty': ({ p }) => `表为空，生成器为 ${p('max')}`,
  'generators.low': ({ p }) => `生成器为 ${p('max')}，低于最高 ID ${p('highest')}：会分配出已被占用的 ID`,
  'generators.limit': ({ p }) => `最高 ID ${p('highest')} 超过服务所能容纳的 ${p('limit')}`,
  'generators.right': ({ p }) => `生成器为 ${p('max')}，最高 ID 为 ${p('highest')}`,
  'orphans.not-comparable': ({ p }) =>
    `${p('subject')}：未检查，因为 ${p('parent')} 的 ID 既不是数字也不是文本`,
  'altered-json.accepted': ({ p, figure }) =>
    `${p('subject')}：目标环境有 ${figure('rows')} 个文本的 JSON 与源环境所写不同（重复的键、过长的数字），options.altered_json 已接受`,
  'altered-json.found': ({ p, figure }) =>
    `${p('subject')}：目标环境有 ${figure('rows')} 个文本的 JSON 与源环境所写不同（重复的键、过长的数字），options.altered_json 未接受`,
  'orphans.none': ({ p }) => `${p('subject')}：没有悬空引用`,
  'orphans.found': (values) => `${values.p('subject')}：${rowsText(values)}引用的记录不存在`,
  'orphans.inherited': (values) =>
    `${values.p('subject')}：${rowsText(values)}引用的记录不存在，源环境同样如此${values.has('part') ? '，或属于未迁移的其他业务' : ''}`,
  'orphans.left-out': ({ p }) => `${p('subject')}：未检查，因为 ${p('parent')} 没有迁移`,
  'other-runs.theirs': ({ p, has, figure }) =>
    `${has('alone') ? '' : '同一租户的 '}${figure('found')} 行属于迁移 ${p('run')}，此处不比对`,
  'other-runs.extra': ({ p, figure }) =>
    `迁移 ${p('run')} 写入了 ${figure('brought')} 行，现有 ${figure('found')} 行：其中 ${figure('extra')} 行不是任何一次迁移写入的`,
  'other-tenants.same': (values) =>
    `其他租户的 ${values.figure('rows')} 行与迁移前一致${othersMeanwhile(values)}`,
  'other-tenants.changed': (values) =>
    `其他租户的行与迁移前不一致：${values.figure('ranges')} 个键区间中有 ${values.figure('differing')} 个${othersMeanwhile(values)}`,
  'source-unchanged.same': (values) => `快照之后没有新增、删除或修改的行${unseen(values)}`,
  'source-unchanged.changed': (values) => `${sourceChanged(values)}${unseen(values)}`,
  'files.compared': ({ n, has, figure }) =>
    `${figure('total')} 个文件中有 ${figure('right')} 个位于行所指的位置${n('wrong') === 0 ? '' : `，${figure('wrong')} 个缺失或内容不符`}${has('denied') ? `（其中 ${figure('denied')} 个因账号无权而未复制）` : ''}`,
  'files.lacking': ({ figure }) => `${figure('files')} 个文件在源端也不存在`,
  'secrets.compared': ({ n, has, figure }) =>
    `${figure('rows')} 个密钥中有 ${figure('good')} 个存在，且类型、sha256、md5 和大小与行中一致${
      has('withSource') ? '，值与源环境相同' : '（未与源环境比对）'
    }${n('bad') > 0 ? `；${figure('bad')} 个不符` : ''}`,
  'secrets.source-faults': ({ figure }) => `${figure('rows')} 行的密钥在源环境就已丢失或与签名不符`,
  'secrets.lost-in-source': ({ p, has, figure }) =>
    `${figure('rows')} 个在用的行在源环境就已丢失密钥：没有可迁移的值${has('list') ? `（清单 ${p('list')}）` : ''}`,
  'secrets-extra.denied': ({ p }) => `未查找：令牌无权列出 ${p('path')}`,
  'secrets-extra.counted': ({ figure }) =>
    `在目标环境的 ${figure('searched')} 个目录中有 ${figure('extra')} 个密钥没有被任何行引用`,
};
