import { switching as paper } from '../../report/text/switch-zh.js';
import type { Phase } from '../../switch/state.js';
import type { SwitchText } from './switch-en.js';

const state: Record<Phase, string> = {
  idle: '尚未开始',
  running: '进行中',
  waiting: '等待人工确认（tenantferry switch forward）',
  held: '已保持（用 tenantferry switch forward 继续）',
  back: '已回到源端',
  done: '已完成',
};

/** Chinese texts of moving traffic. */
export const switching: SwitchText = {
  switchDecision: paper.decision,
  switchMetric: paper.metric,
  switchVerdict: { pass: '通过', fail: '未通过', 'no-data': '无数据' },
  switchTitle: (strategy, now, share) => `切流（${strategy}）：${state[now]}，目标端用户占 ${share}`,
  switchShareUnknown: '未知比例',
  switchNobody: '没有控制器在运行：无人监视，也不会自动回退',
  switchControlled: '控制器正在运行（tenantferry switch start）',
  switchUncounted: '此代理无法统计源端仍打开的长连接数；配置 metrics 后由服务给出其 gRPC 调用数',
  switchOldSessions: (sessions) => `源端仍打开的会话：${sessions}`,
  switchOutcome: {
    done: (share, why) => `已完成，${share} % 的用户在目标端：${why}。`,
    moved: (share) => `已前进：${share} % 的用户在目标端。`,
    held: (share) => `已保持在 ${share} % 的用户。`,
    back: (share, why) => `已回退，目标端用户为 ${share} %：${why}。`,
    forbidden: (share, why) => `被阻止，保持在 ${share} %：${why}。`,
    stopped: (share) => `已停止：保持在 ${share} % 的用户。`,
  },
  switchNone: '尚无任何决策。',
  switchRollback: {
    title: '回退报告',
    at: '时间',
    moved: '比例',
    why: '原因',
    by: '决策者',
    hit: '本步开始以来目标端失败',
    since: '距开始',
    open: '后续：根本原因、修复、补充测试、通知相关人员',
  },
};
