import { switching } from '../../../headless/text/switch-zh.js';
import type { Text } from '../en.js';

export const traffic: Pick<Text, 'traffic'> = {
  traffic: {
    told: switching,
    looking: '正在查看流量状态…',
    unseen: '目前无法读取状态，每秒重试一次。',
    mine: '由本向导监视，可以前往其他步骤。按 x 停止监视，比例保持不变。',
    stopping: '正在完成手头的查看。比例保持不变，之后无人监视。',
    gates: '门禁',
    noGates: '配置中没有门禁：每一步只等待其时长。',
    decisions: '已做的决策，最近的在前',
    next: (share, time) => `下一步：用户的 ${share}，须本步持续 ${time} 且所有门禁通过。`,
    last: (time) => `最后一步：持续 ${time} 且所有门禁通过后即完成。`,
    awaited: '等待人工确认：f 继续，u 让所有用户回到源端。',
    since: (at) => `本步开始于 ${at}。`,
    start: {
      idle: '按 s 切换第一批用户；会先要求输入目标数据库名。',
      running: '按 s 从当前位置监视并继续。',
      waiting: '按 s 从当前位置监视。',
      held: '按 s 从当前位置监视，并重新判断门禁。',
      back: '所有用户都在源端。按 s 重新开始。',
      done: '全部完成。按 u 仍可让所有用户回到源端。',
    },
    title: {
      start: '准备切换用户',
      forward: '准备进入下一步',
      hold: '准备保持',
      back: '准备让所有用户回退',
    },
    ask: {
      start: (strategy, steps, hold) =>
        `用户经代理逐步进入目标端服务（${strategy}：${steps}），每一步监视 ${hold}。比例增大时，已切换的用户不会变回。`,
      forward: (from, to) => `现在从 ${from} 到 ${to} 的用户，不等待本步时长。未通过的门禁会阻止。`,
      end: (share) => `没有后续步骤：在 ${share} 结束，之后无人监视。`,
      hold: (share) => `保持在 ${share} 的用户，直到人工另有决定。仍会监视，越界时仍会全部回退。`,
      back: (share) => `立即从 ${share} 到 0 %：所有用户重新使用源端服务。`,
    },
    backRule: '越过 switch.back 的界限时，所有用户会自动回退。',
    noBackRule: '配置中没有 switch.back：不会自动回退。',
    loses: (why) => `这将丢失用户在目标端写入的内容：${why}。`,
    withoutData: '门禁没有数据时也继续；按 Tab 取消。',
    type: {
      start: (name) => `如要开始，请输入目标数据库名：${name}`,
      forward: (name) => `如要前进，请输入目标数据库名：${name}`,
      hold: (name) => `如要保持，请输入目标数据库名：${name}`,
      back: (name) => `如要回退，请输入源数据库名：${name}`,
    },
    mismatch: (typed, name) => `“${typed}”不是 ${name}。未做任何更改。`,
    ended: (message) => `流量已无人监视：${message}`,
    left: (share) => `${share} % 的用户在目标端，且无人监视。继续执行：`,
  },
};
