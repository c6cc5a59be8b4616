import type { HelpText } from '../en.js';

/** Commands of the keys of encrypted columns. */
export const keysCommands: Pick<
  HelpText['commands'],
  'keys' | 'keys status' | 'keys rotate' | 'keys rewrap' | 'keys retire'
> = {
  keys: {
    summary: '迁移途中加密的列所用的数据密钥',
    description: '管理加密列的数据密钥，见 docs/keys.md。',
    flags: {},
    more: '',
  },
  'keys status': {
    summary: '数据密钥、引用各密钥的值，以及无法解开的值',
    description: '列出数据密钥及引用它们的值，并统计无法解开的值。',
    flags: {},
    more: `
只读。统计目标端加密列的所有行，不论属于哪个租户。

示例：
  tenantferry keys status -c migrate.yaml

退出码：0 每个值都引用可以解开的数据密钥；2 配置中没有 keys，或密钥被拒绝；3 有些值不是。`,
  },
  'keys rotate': {
    summary: '在 transit 密钥的新版本下生成新的数据密钥',
    description: '生成 transit 密钥的新版本，并在其下生成新的数据密钥；新值用它加密。',
    flags: {},
    more: `
已有的值保持原样，用各自引用的密钥读取。查找列的密钥从不轮换，否则所有查找都会落空。

示例：
  tenantferry keys rotate -c migrate.yaml

退出码：0 完成；2 被拒绝，没有写入任何内容。`,
  },
  'keys rewrap': {
    summary: '用最新的数据密钥重新加密旧值',
    description: '就地重新加密每个引用旧数据密钥的值。',
    flags: { confirm: '目标数据库的名称，表示您确认（必填）' },
    more: `
每 100 行为一个事务：加锁、解开、写入、再读一遍。崩溃或 Ctrl-C 之后，同一命令会继续处理其余部分。无法解开的值保持原样并列出。

示例：
  tenantferry keys rewrap -c migrate.yaml --confirm bk_bscp

退出码：0 完成；2 被拒绝，没有写入任何内容；4 有些值无法解开，其余已完成；130 已停止。`,
  },
  'keys retire': {
    summary: '使某个版本的数据密钥不可读',
    description: '使一个数据密钥不可读：删除其封装后的密钥，transit 密钥也不再解开更旧的封装。',
    flags: { version: '数据密钥的编号' },
    more: `
仍有值引用该版本时，以及该版本为活动密钥时，都会拒绝。此操作无法撤销。

示例：
  tenantferry keys retire 1 -c migrate.yaml

退出码：0 完成；2 被拒绝，没有写入任何内容。`,
  },
};
