import { brought } from './live.js';
import type { Catalogue } from './sentence.js';

/** What is said of a server that can be used; why one cannot be used is in `preflight/mysql/words.ts`. */
export const connect: Catalogue = {
  'mysql.*': brought,
  'mysql.connections': ({ ok, figure }) => {
    if (ok) return { title: `${figure('limit')} 个连接中有 ${figure('free')} 个空闲` };
    return {
      title: `${figure('limit')} 个连接中只有 ${figure('free')} 个空闲，复制最多使用 ${figure('wanted')} 个`,
      remedy: '用 SET GLOBAL max_connections 调高上限，或调低 options.parallel',
    };
  },
  'mysql.connect': ({ p, has }) => ({
    title: `已以 ${p('user')} 连接 ${p('place')}，数据库 ${p('database')}${has('production') ? '（生产环境）' : ''}`,
  }),
  'mysql.read': ({ p, has }) =>
    has('place')
      ? {
          title: `读取 ${p('place')} 的信息失败（${p('serverCode')}）：${p('message')}`,
          remedy: '请重试；若仍失败，查看服务器的错误日志',
        }
      : {
          title: `读取数据失败（${p('serverCode')}）：${p('message')}`,
          remedy: has('retryable') ? '请重试' : '处理上面列出的权限和设置问题后重试',
        },
};
