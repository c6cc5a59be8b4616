import type { HelpText } from '../en.js';

/** Commands of the step "finish". */
export const finishCommands: Pick<
  HelpText['commands'],
  'cutover' | 'switch' | 'finish' | 'checklist' | 'report'
> = {
  cutover: {
    summary: '以数秒的暂停切换到目标端',
    description: '切换：以数秒的暂停，改以目标端为准。',
    flags: {
      confirm: '目标数据库的名称，表示您确实要这样做（必需）',
      'dry-run': '只说明现在是否会成功、有什么阻碍、预计暂停多久',
      'without-way-back': '即使目标端的改动无法反馈到源端也切换：此后不再回退',
    },
    more: `
等到跟随足够接近（options.live：max_lag_seconds 持续 quiet_seconds），锁定源端中本次迁移的所有表，由围栏命令
（options.live.fence.command，或您在终端中）停止写入，把日志应用到终点，比较最近改动的行，解锁，确认不再有人写入，
调高 ID 生成器，然后切换。此前的任何阻碍，或暂停超过 options.live.max_pause_seconds，都会取消切换：源端恢复自由，仍以其为准。
可在正在运行的 follow 旁进行，否则自行跟随。切换之前会先证明有回退之路；没有时拒绝切换（3），除非加上 --without-way-back。
之后 \`follow --confirm SOURCE_DB\` 把写入目标端的内容反馈到源端，\`back\` 重新以源端为准，\`finish\` 结束窗口。

示例：
  tenantferry cutover -c migrate.yaml --dry-run
  tenantferry cutover -c migrate.yaml --confirm bk_bscp

退出码：0 已切换，目标端的服务可以启动；2 拒绝，没有锁定任何表；3 已取消，或不会成功；130 已停止。`,
  },
  switch: {
    summary: '逐步切换读流量，出问题时自动回退',
    description: '通过 HAProxy 或 nginx 将读流量逐步切到目标端（配置块 switch）。',
    flags: {
      'without-data': '用于 forward：即使某个门禁没有数据可判断也前进',
    },
    more: `
  start    按策略推进并监视门禁，越界时自动回退；最后一步观察完毕后结束
  status   比例（以代理为准）、状态、两端指标和各门禁
  hold     保持当前比例，继续监视
  forward  立即进入下一步；门禁未通过或无数据时拒绝
  back     立即让所有用户回到源端
  report   所有决策及其数据；如有回退，附回退报告

各命令可在 start 运行时使用，也可在它被终止后使用：总是先读取代理的实际状态。docs/switch.md 说明 HAProxy 或 nginx 需要怎样的配置。

示例：
  tenantferry switch start -c migrate.yaml
  tenantferry switch status -c migrate.yaml --json
  tenantferry switch back -c migrate.yaml

退出码：0 完成；2 被拒绝；3 自动回退，或门禁不允许（status：代理没有应答）；130 已停止，比例保持不变。`,
  },
  finish: {
    summary: '结束窗口：永久以目标端为准',
    description: '结束回退的窗口：永久以目标端为准，不再反馈任何内容。',
    flags: {
      confirm: '目标数据库的名称，表示您确实要这样做（必需）',
      'give-up-way-back': '即使目标端还有未反馈到源端的改动，或无法得知',
    },
    more: `
目标端还有未反馈的改动时会拒绝。正在反馈的 \`follow\` 届时会自行结束。

示例：
  tenantferry finish -c migrate.yaml --confirm bk_bscp

退出码：0 已结束；2 拒绝，没有任何改动。`,
  },
  checklist: {
    summary: '数据库无法回答的事项：条目、答复、探测',
    description: '显示一次迁移的检查清单，进行探测，导入或导出答复。',
    flags: {
      run: '哪次迁移；默认为该租户最近的一次，或任何迁移之前的答复',
      probe: '进行所有探测并保存结果',
      import: '合并一份导出的检查清单中的答复',
      export: '把检查清单写成 JSON（只有您可读）',
    },
    more: `
切换之前、期间和之后必须完成的事项，每条都有状态、依据，以及谁在何时答复。
条目来自预设和配置中的 “probes”。一部分由校验回答，一部分由探测回答，其余由人（在向导中）回答。
--probe 进行所有 HTTP 和 SQL 探测。--import 合并文件中的答复，以较新的为准；--export 写出答复。
同时使用时：先探测，再导入，最后导出。

示例：
  tenantferry checklist -c migrate.yaml
  tenantferry checklist -c migrate.yaml --probe
  tenantferry checklist -c migrate.yaml --export checklist.json
  tenantferry checklist -c other.yaml --import checklist.json

退出码：0 完成；2 拒绝（未知条目、没有该次迁移）；3 使用 --probe 时有探测失败。`,
  },
  report: {
    summary: '写出一次迁移的报告',
    description: '把一次迁移的报告写到文件或标准输出。',
    flags: {
      run: '哪次迁移；默认为该租户最近的一次',
      format: '写什么格式',
      output: '要写的文件（只有您可读）；默认为标准输出',
      verify: '只检查日志和检查清单的答复是否与写入时一致',
      isolation: '同时列入 "isolation" 与 "api-window status" 的结果：以 --json 输出保存的文件',
      keys: '同时列入数据密钥的状态：以 --json 保存的 "keys status" 输出',
      against: '与 --verify 同用：以前保存的 JSON 报告，日志必须是它的延续',
      schema: '只输出 JSON 报告的 JSON Schema',
    },
    more: `
报告包含计数、差异、带签名的检查清单，以及该次迁移的哈希链日志。不含任何密钥。
--verify 能发现被改动、删除、移动或截断的条目。能改动整个台账的人可以重做一份：请把 JSON 报告另存他处，--against 也能发现这种情况。
HTML 是单个文件，不需要网络，便于打印。

示例：
  tenantferry report -c migrate.yaml > report.md
  tenantferry report -c migrate.yaml --format html -o report.html --lang zh
  tenantferry report -c migrate.yaml --verify
  tenantferry report -c migrate.yaml --verify --against saved-report.json
  tenantferry report --schema > report.schema.json

退出码：0 完成；2 没有该次迁移；3 使用 --verify 时日志被改动。`,
  },
};
