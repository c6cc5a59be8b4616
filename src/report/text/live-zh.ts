import type { CutoverStep } from '../../core/events.js';
import type { GateLine } from '../../live/gate.js';
import type { ReportLiveText } from './live-en.js';

export const gate: Record<GateLine['name'], string> = {
  lag: '延迟',
  validation: '校验',
  verification: '跟随期间的比对',
  checklist: '检查清单',
  'way-back': '回退之路',
  fence: '围栏',
};

export const cutoverStep: Record<CutoverStep, string> = {
  gate: '条件均已满足',
  lock: '表已锁定',
  fence: '写入已停止',
  end: '已读取日志的终点',
  drain: '已全部应用',
  verify: '已比较最近改动的行',
  locked: '锁仍然有效',
  sentry: '已无人写入',
  generators: 'ID 生成器已调高',
  switch: '已切换',
};

export const live: ReportLiveText = {
  switched: (at) => `已于 ${at} 切换：以目标端为准。`,
  notSwitched: '尚未切换：以源端为准。',
  start: '复制的起始位置',
  applied: '已应用至位置',
  changes: '行改动 / 事务',
  end: '切换时的位置',
  boundary: '切换时的 ID 生成器',
  pause: '暂停',
  followed: '跟随：',
  compared: '跟随期间的比对：',
  comparedMinutes: '最近各分钟：',
  passes: '全量比对次数',
  lastPass: (at, rows, mismatches) => `最后一次于 ${at} 结束：${rows} 行，${mismatches} 行确定不一致`,
  mismatches: '确定不一致的行',
  lastClean: '最后一次没有差异的全量比对',
  notCompared: '没有比对。',
  cutovers: '切换：',
  followOutcome: { 'caught-up': '已追上', stopped: '已停止', failed: '失败', unfinished: '进行中，或已中断' },
  cutoverOutcome: { switched: '已切换', 'called-off': '已取消', unfinished: '进行中，或已中断' },
  columns: {
    from: '从',
    to: '至',
    rowChanges: '行改动',
    by: '执行者',
    pause: '暂停',
    step: '步骤',
    gate: '条件',
    minute: '分钟',
    level: '级别',
    minutes: '分钟数',
    compared: '比对的行',
    differedFirst: '首次读取不一致',
    differedLast: '最后不一致',
    consistency: '一致性',
  },
  pauseOf: (at) => `${at} 的暂停，逐步用时：`,
  gateOf: (at) => `${at} 时的切换条件：`,
  neverFollowed: '没有跟随。',
  noCutover: '没有切换。',
};
