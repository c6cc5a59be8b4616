import { watch } from '../../../headless/text/watch-zh.js';
import type { Text } from '../en.js';

export const alerts: Pick<Text, 'alerts'> = {
  alerts: {
    title: '告警',
    going: (count) => (count === 0 ? '没有仍在持续的' : `${count} 项仍在持续`),
    reading: '正在读取台账…',
    none: '没有仍在持续的告警，最近 7 天内也没有。由 tenantferry watch 发现。',
    severity: watch.alertSeverity,
    state: watch.alertState,
    value: watch.alertValue,
    silent: watch.alertSilenced,
    labels: { state: '状态', ended: '结束于', why: '原因', attempts: '已尝试恢复' },
    limit: (condition, time) => `触发条件：${condition}${time === '' ? '' : `，持续 ${time}`}`,
    ordered: {
      ack: (rule) => `${rule} 已确认：除结束外不再通知。`,
      resolve: (rule) => `${rule} 已结束：条件消失之前不会再次触发。`,
    },
    silenced: (rule, minutes) => `${minutes} 分钟内不再就 ${rule} 发出通知。`,
  },
};
