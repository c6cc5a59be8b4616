import type { HelpText } from '../en.js';

/** Commands for any time. */
export const anyTimeCommands: Pick<
  HelpText['commands'],
  'status' | 'steer' | 'watch' | 'alerts' | 'runs' | 'back' | 'rollback'
> = {
  status: {
    summary: '迁移进行到哪里，由谁执行',
    description: '依据台账说明迁移进行到哪里、由谁执行；可在任何机器上使用。',
    flags: {
      run: '要查看的迁移；默认为该租户最近的一次',
      follow: '每秒显示一次，直到您按 Ctrl-C',
    },
    more: `
只读，且只读目标端：各阶段完成了多少、跟随落后多少、切换还在等什么，以及由谁执行（账号、机器、进程），依据每秒一次的心跳。

示例：
  tenantferry status -c migrate.yaml
  tenantferry status -c migrate.yaml --follow
  tenantferry status -c migrate.yaml --json

退出码：0 有人在执行，或无需执行；2 没有迁移；3 应有人执行而没有。`,
  },
  watch: {
    summary: '监视规则和信号，有问题时通知',
    description: '按配置 watch 一节反复查看所有规则和内置信号，并通过通道通知。',
    flags: {},
    more: `
在前台运行，直到您按 Ctrl-C。状态都在目标端的台账中：被终止后再次启动即可继续，不遗漏也不重复。
同一目标和租户只能有一个 watch；可与其他命令同时运行。

示例：
  tenantferry watch -c migrate.yaml

退出码：2 拒绝（没有 watch 一节，或已有一个在运行）；130 已停止。`,
  },
  alerts: {
    summary: '告警：列出、确认、结束、静默、统计、测试通道',
    description: '查看和处理 watch 发现的告警；可在任何机器上使用。',
    flags: {
      name: 'ack、resolve 的告警 ID，silence 的规则，test 的通道（默认为全部）',
      for: 'silence 的时长，如 30m；默认 1h',
      days: 'stats 统计的天数；默认 7',
    },
    more: `
list 列出仍在持续的告警和最近 7 天的告警；ack 确认后不再重复通知，结束时仍会通知；resolve 手工结束，条件消失之前不会再次触发；
silence 在一段时间内不就某条规则发出通知；stats 按规则和日期统计；test 向各通道发送一条测试消息。

示例：
  tenantferry alerts list -c migrate.yaml
  tenantferry alerts ack 0f3a9c21be44 -c migrate.yaml
  tenantferry alerts silence failed-rows --for 30m -c migrate.yaml
  tenantferry alerts stats --days 30 -c migrate.yaml
  tenantferry alerts test -c migrate.yaml

退出码：0 完成；2 拒绝（没有该告警、规则或通道）；3 有通道未接收测试消息。`,
  },
  steer: {
    summary: '控制正在工作的进程：暂停、继续、并行、限速、停止',
    description: '通过台账向处理该次迁移的进程提出要求；可在任何能访问目标端的机器上使用。',
    flags: {
      action: 'pause 暂停、continue 继续、parallel N 连接对数、rate N|off 每秒最多的行数、stop 有序停止',
      value: 'parallel 和 rate 的数值；rate off 取消限速（配置的上限仍然有效）',
      run: '要控制的迁移；默认为该租户最近的一次',
      worker: '多个进程在工作时，指定哪一个',
    },
    more: `
工作中的进程每秒读取一次要求并执行；此命令会等到它执行为止。pause 之后不再开始新的分块，连接保持打开；
rate 限制每秒的行数、密钥数、文件数或行改动数；stop 与按一次 Ctrl-C 相同：完成手上的分块并保存进度。
每次变化连同提出者（用户@主机）和时间写入该次迁移的日志与报告。

示例：
  tenantferry steer -c migrate.yaml pause
  tenantferry steer -c migrate.yaml continue
  tenantferry steer -c migrate.yaml rate 500
  tenantferry steer -c migrate.yaml rate off
  tenantferry steer -c migrate.yaml parallel 2
  tenantferry steer -c migrate.yaml stop

退出码：0 已执行；2 拒绝：没有进程在工作，或它不接受；4 已记下，但该进程尚未响应。`,
  },
  runs: {
    summary: '列出以往的迁移及其状态',
    description: '列出写入此目标的迁移，最新的在前。',
    flags: {},
    more: `
示例：
  tenantferry runs -c migrate.yaml`,
  },
  back: {
    summary: '切换之后：重新以源端为准，不丢失内容',
    description: '撤回切换：重新以源端为准，并包含目标端期间的改动。',
    flags: {
      confirm: '源数据库的名称，表示您确实要这样做（必需）',
      'dry-run': '只说明现在是否会成功、有什么阻碍、预计暂停多久',
    },
    more: `
与切换相同，只是两端互换：等到反馈足够接近，锁定目标端中本次迁移的所有表（其他租户也要等待），由围栏命令停止目标端的写入
（TENANTFERRY_SIDE=target），把日志应用到终点，比较最近改动的行，确认不再有人写入，调高源端的 ID 生成器，然后切换。
此前的任何阻碍都会取消：仍以目标端为准。可在正在运行的 follow 旁进行，否则自行反馈。

示例：
  tenantferry back -c migrate.yaml --dry-run
  tenantferry back -c migrate.yaml --confirm bk_bscp_old

退出码：0 以源端为准，其服务可以启动；2 拒绝；3 已取消，或不会成功；130 已停止。`,
  },
  rollback: {
    summary: '回滚一次迁移',
    description: '从目标删除一次迁移写入的内容。',
    flags: {
      run: '要回滚的迁移（必需；`tenantferry runs` 列出它们）',
      confirm: '目标数据库的名称，表示您确实要这样做',
      'dry-run': '只统计会删除什么',
      'include-changed': '也删除迁移之后被改动的行和密钥',
      files: '也删除该次迁移写入且不再有行引用的文件；默认保留',
    },
    more: `
只删除该次迁移写入的内容（它的行、该租户、它的密钥），别的一概不动；其他租户不受影响。
迁移之后有行或密钥被改动时，不会删除任何内容：它们会被列出，--include-changed 连它们一起删除。

示例：
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --dry-run
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --confirm bk_bscp

退出码：0 完成；2 拒绝；4 部分完成；130 已停止（再次执行同一命令即可继续）。`,
  },
};
