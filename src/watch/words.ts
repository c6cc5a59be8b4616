import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What is said of watching, of alerts and of the ways to tell somebody. */
export const watchWords = {
  'watch.running': [
    'a watch of this target database‹ and tenant {tenant}› is at work already',
    '该目标数据库‹和租户 {tenant} ›已有 watch 在运行',
  ],
  'watch.running.remedy': [
    'one is enough: look with tenantferry alerts list, or stop the other one first',
    '一个就够：用 tenantferry alerts list 查看，或先停止另一个',
  ],
  'watch.busy': [
    'another process is at work on the alerts, for longer than it should',
    '另一个进程正在处理告警，且超过了应有的时间',
  ],
  'watch.busy.remedy': ['give the command again in a moment', '请稍后重试'],
  'watch.no-config': ['the config has no block watch', '配置中没有 watch 一节'],
  'watch.no-config.remedy': [
    'say there what to look at and whom to tell: docs/watch.md',
    '请在其中说明看什么、告知谁：docs/watch.md',
  ],
  'watch.no-alert': ['there is no alert {id}', '没有告警 {id}'],
  'watch.no-alert.remedy': ['list them with: tenantferry alerts list', '列出告警：tenantferry alerts list'],
  'watch.over': ['the alert {id} is over already', '告警 {id} 已经结束'],
  'watch.over.remedy': ['nothing is left to do', '无需再做任何操作'],
  'watch.unknown-rule': [
    'the config has no rule {rule}; known: {known}',
    '配置中没有规则 {rule}；可用的有：{known}',
  ],
  'watch.unknown-rule.remedy': ['give one of these', '请使用其中之一'],
  'watch.unknown-channel': [
    'the config has no channel {channel}; known: {known}',
    '配置中没有通道 {channel}；可用的有：{known}',
  ],
  'watch.unknown-channel.remedy': ['give one of these', '请使用其中之一'],
  'watch.no-id': ['alerts {action} needs the ID of an alert', 'alerts {action} 需要告警的 ID'],
  'watch.no-id.remedy': ['list them with: tenantferry alerts list', '列出告警：tenantferry alerts list'],
  'watch.no-rule-named': ['alerts {action} needs the id of a rule', 'alerts {action} 需要规则的 id'],
  'watch.no-rule-named.remedy': [
    'give one of the config: tenantferry alerts {action} RULE --for 30m',
    '请给出配置中的规则：tenantferry alerts {action} RULE --for 30m',
  ],
  'watch.no-time': ['{text} is no time', '{text} 不是时间'],
  'watch.no-time.remedy': ['give one like 30s, 15m or 4h', '请使用形如 30s、15m 或 4h 的时间'],
  'watch.began': [
    'watching {rules} rules, every {seconds} s; channels: {channels}',
    '正在监视 {rules} 条规则，每 {seconds} 秒一次；通道：{channels}',
  ],
  'watch.ledger-away': [
    'the ledger cannot be read ({why}); looking again',
    '无法读取台账（{why}）；稍后再试',
  ],
  'watch.away-file': [
    '{path} cannot be written ({error}): a restart while the target is away would not know what was told',
    '无法写入 {path}（{error}）：若在目标不可用期间重启，将不知道已告知的内容',
  ],
  'watch.unsent': [
    'the channel {channel} did not take a message of {rule} ({why}); the next attempt in {seconds} s',
    '通道 {channel} 未接收 {rule} 的消息（{why}）；{seconds} 秒后重试',
  ],
  'watch.in-part': [
    'the channel {channel} did not take all of a message of {rule} ({why}); it is not sent again',
    '通道 {channel} 未全部接收 {rule} 的消息（{why}）；不再重发',
  ],
  'watch.recovers': [
    'recovery of {rule}: {action}, attempt {attempt} of {most}',
    '{rule} 的自动恢复：{action}，第 {attempt} 次，共 {most} 次',
  ],
  'watch.recovered': [
    'recovery of {rule}: {action} is done ({why})',
    '{rule} 的自动恢复：{action} 已完成（{why}）',
  ],
  'watch.not-recovered': [
    'recovery of {rule}: {action} failed ({why})',
    '{rule} 的自动恢复：{action} 失败（{why}）',
  ],
  'watch.run-ended': ['the run ended: {outcome}', '迁移已结束：{outcome}'],
  'watch.paused': ['{command} stands still', '{command} 已暂停'],
  'watch.not-paused': ['{command} has not answered yet', '{command} 尚未响应'],
  'watch.proposals': ['{count:repair is/repairs are} proposed', '建议了 {count} 处修复'],
  'watch.no-run': ['there is no run to do it with', '没有可操作的迁移'],
  'rule.late': ['it was not looked at within {seconds} s', '{seconds} 秒内未能查看'],
  'rule.no-number': ['the SQL gave a value that is no number', 'SQL 返回的值不是数字'],
  'rule.columns': [
    'the SQL must give one value, or rows of key and value; it gave {columns:column/columns}',
    'SQL 应返回一个值，或由键和值组成的行；实际返回 {columns} 列',
  ],
  'rule.rows': [
    'the SQL gave several rows without a key: give rows of key and value',
    'SQL 返回了多行而没有键：请返回键和值',
  ],
  'rule.too-many': ['the SQL gave more than {most} rows', 'SQL 返回了超过 {most} 行'],
  'channel.status': ['it answered {status}', '返回 {status}'],
  'channel.recipients': ['it refused {count} of {all} recipients', '拒绝了 {all} 个收件人中的 {count} 个'],
  'channel.refused': ['it refused the message ({code})', '拒绝了消息（{code}）'],
  'channel.unreachable': ['it cannot be reached ({code})', '无法访问（{code}）'],
  'channel.no-answer': ['no answer within {seconds} s', '{seconds} 秒内没有响应'],
} as const;

export const say = sayer(watchWords);
export const refuse = refuser(watchWords);
