import type { WatchText } from './watch-en.js';

export const watch: WatchText = {
  watched: (open, waiting) => `监视已结束：${open} 项告警仍在持续，${waiting} 条消息尚未送达`,
  silenced: (rule, until) => `${until} 之前不再就 ${rule} 发出通知`,
  noAlerts: '没有告警',
  noChannels: '配置中没有通道',
  alertSeverity: { info: '提示', warning: '警告', error: '错误', critical: '严重' },
  alertState: {
    firing: (since) => `自 ${since} 起告警`,
    acknowledged: (since, by) => `${by} 已确认，自 ${since} 起`,
    resolved: (since, by) => `已恢复${by === '' ? '' : `（${by}）`}，始于 ${since}`,
  },
  alertSilenced: '已静默',
  alertValue: (value) => `值 ${value}`,
  ruleError: (why) => `规则无法执行：${why}`,
  alertColumns: { rule: '规则', fired: '触发', resolved: '恢复', acknowledged: '确认' },
  channelWorks: (channel) => `${channel} 已接收测试消息`,
  channelFails: (channel, why) => `${channel} 未接收测试消息：${why}`,
  alertNotice: {
    alert: {
      firing: (rule, count, severity) => `告警：${rule}（${severity}，${count} 项）`,
      resolved: (rule, count) => `已恢复：${rule}（${count} 项）`,
    },
    'rule-error': {
      firing: (rule) => `规则 ${rule} 无法执行`,
      resolved: (rule) => `规则 ${rule} 已可执行`,
    },
  },
};
