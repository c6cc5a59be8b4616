import type { SwitchText } from './switch-en.js';

/** Chinese words of what was decided of readers on their way. */
export const switching: SwitchText = {
  decision: {
    start: (from) => `开始，当前 ${from}`,
    forward: (from, to) => `前进，${from} → ${to}`,
    hold: (from) => `保持在 ${from}`,
    back: (from, to) => `回退，${from} → ${to}`,
    refused: (from) => `被拒绝，保持在 ${from}`,
    done: (from) => `完成，${from}`,
  },
  metric: {
    error_rate: '错误率',
    grpc_errors: '失败的 gRPC 调用',
    p50: 'p50 时延',
    p95: 'p95 时延',
    p99: 'p99 时延',
    consistency: '一致性',
    shadow: '应答相同',
  },
  done: '所有步骤均已完成并经过监视。',
  onSource: '所有用户都在源端。',
  share: (share) => `${share} 的用户在目标端。`,
  timeLine: '时间线：',
  figures: '各决策所依据的数据：',
  columns: {
    at: '时间',
    what: '决策',
    by: '决策者',
    why: '原因',
    metric: '指标',
    source: '源端',
    target: '目标端',
  },
  rollbackTitle: '最近一次回退的报告：',
  rollback: {
    at: '时间',
    since: '距开始',
    moved: '目标端用户比例',
    why: '原因',
    by: '决策者',
    hit: '本步开始以来目标端失败',
    beside: '同期源端失败',
    data: '比对的行',
    gates: '未通过的门禁',
  },
  open: '须由人工填写：根本原因、触发条件、数据是否受影响、短期与长期修复、补充测试、已通知的人员、责任人。',
};
