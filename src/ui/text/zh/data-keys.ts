import { keys as words } from '../../../headless/text/keys-zh.js';
import type { Text } from '../en.js';

const { state, transit, none, rewrapped, left } = words;

export const dataKeys: Pick<Text, 'dataKeys'> = {
  dataKeys: {
    ...{ state, transit, none, rewrapped, left },
    title: (database) => `${database} 的数据密钥`,
    hint: '按 Enter 查看数据密钥，并统计各版本被多少个值引用。只读取，但会读取整张表。',
    looking: '正在统计各版本被多少个值引用…',
    named: (values) => `${values} 个值`,
    made: (date) => `生成于 ${date}`,
    wrapped: (version) => `由 v${version} 封装`,
    strangeValues: (values) => `${values} 个值引用的数据密钥无法解开，或不是加密的值`,
    rotate: (version) => `生成新的数据密钥（版本 ${version}）；已有的值保持不变。`,
    rewrap: (values) => `${values} 个值引用较旧的版本：就地重新加密。`,
    rewrapNothing: '没有需要重新加密的值：所有值均已引用最新版本。',
    retire: (version) => `停用版本 ${version}：其数据密钥将永久消失。`,
    retireActive: (version) => `版本 ${version} 是活动密钥：有了更新的版本且没有值引用它之后才能停用。`,
    retireNamed: (version, values) => `版本 ${version} 不能停用：仍有 ${values} 个值引用它。请先按 w。`,
    ask: {
      rotate: '生成新的数据密钥',
      rewrap: '用最新的数据密钥重新加密',
      retire: '停用一个版本的数据密钥',
    },
    warning: {
      rotate: '此后新的值用它加密。已有的值保持不变，仍可照常解开。',
      rewrap: '每次锁定 100 行，每个值在提交前都会验证。可以停止，之后再继续。',
      retire: '此前的备份中引用该版本的值将再也无法解开。',
    },
    safe: '已完成的值引用最新版本：随时可以停止，再次执行会完成其余部分。',
    stopping: '完成手头的行后停止。已重新加密的保持不变。',
    busy: '正在读取或写入：请等待其结束。',
  },
};
