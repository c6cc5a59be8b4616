import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What is said of traffic on its way. */
export const switchWords = {
  'gate.not-asked': ['{url} was not asked yet', '{url} 尚未探测'],
  'gate.answers': ['{url} answers', '{url} 应答正常'],
  'gate.no-answer': ['{url} does not answer as it should', '{url} 应答异常'],
  'gate.unwatched': [
    'no watch is at work, so nobody knows of alerts: tenantferry watch',
    '没有 watch 在运行，无从得知告警：tenantferry watch',
  ],
  'gate.alerts': ['alerts go on: {rules}', '告警仍在持续：{rules}'],
  'gate.blind-rules': ['rules cannot be looked at: {rules}', '规则无法查看：{rules}'],
  'gate.quiet': ['no alert goes on of {rules}', '没有 {rules} 的告警'],
  'gate.person': [
    'a person is waited for: tenantferry switch forward',
    '等待人工确认：tenantferry switch forward',
  ],
  'gate.too-few': [
    '{metric}: {requests} so far, a verdict needs {least}',
    '{metric}：目前 {requests} 个，至少 {least} 个才能判断',
  ],
  'gate.equal': [
    '{metric}: {equal} of {compared} equal, at least {min} is asked for',
    '{metric}：{compared} 中 {equal} 相同，要求不低于 {min}',
  ],
  'gate.unequal': [
    '{metric}: only {equal} of {compared} equal, at least {min} is asked for',
    '{metric}：{compared} 中仅 {equal} 相同，要求不低于 {min}',
  ],
  'gate.above': ['{metric}: {shown}, at most {max} is allowed', '{metric}：{shown}，最多允许 {max}'],
  'gate.worse': [
    '{metric}: {shown}, at most {limit} is allowed beside the source',
    '{metric}：{shown}，对照源端最多允许 {limit}',
  ],
  'gate.partial': [
    '{metric}: the services’ metrics cannot be read, which may hold failures',
    '{metric}：无法读取服务指标，其中可能有失败',
  ],
  'gate.within': ['{metric}: {shown}', '{metric}：{shown}'],
  'back.breach': ['{metric}: {shown}, and back is at {limit}', '{metric}：{shown}，回退界限为 {limit}'],
  'back.down': ['no server of the target answers the proxy', '目标端没有任何服务器应答代理'],
  'back.damage': ['data differ: {why}', '数据不一致：{why}'],
  'back.watch': ['watched only, since few are hit: {why}', '受影响者很少，仅观察：{why}'],
  'back.lossy': [
    'nobody goes back by himself, since that would lose writes ({lossy}): {why}',
    '不自动回退，否则会丢失写入（{lossy}）：{why}',
  ],
  'back.by-person': ['by command', '按命令'],
  'lossy.no-feed': [
    'the target takes writes, and nothing feeds them back to the source',
    '目标端正在接收写入，且没有反向同步到源端',
  ],
  'switch.over': ['nothing is on its way', '没有进行中的切换'],
  'switch.by-hand': [
    'the share was changed by hand, from {before} % to {share} %',
    '比例被手工修改：从 {before} % 到 {share} %',
  ],
  'switch.held': [
    'held: goes on with tenantferry switch forward',
    '已保持：用 tenantferry switch forward 继续',
  ],
  'switch.hold-by-person': ['held by command', '按命令保持'],
  'switch.first': ['the first step', '第一步'],
  'switch.watching': ['this step is being watched', '正在观察此步'],
  'switch.groups': [
    'two groups stay until a person moves on: tenantferry switch forward',
    '两组保持不变，直到人工推进：tenantferry switch forward',
  ],
  'switch.forbidden': ['a gate fails: {why}', '门禁未通过：{why}'],
  'switch.blind': ['there is no data to go by: {why}', '没有可供判断的数据：{why}'],
  'switch.target-down': ['the target does not answer', '目标端没有应答'],
  'switch.passed': ['all gates passed', '所有门禁通过'],
  'switch.done': ['the last step was watched, and all gates passed', '最后一步观察完毕，所有门禁通过'],
  'switch.by-person': ['by command', '按命令'],
  'switch.stopped': [
    'stopped: the share stays, and nobody watches it; go on with tenantferry switch start, or tenantferry switch back',
    '已停止：比例保持不变，且无人监视；用 tenantferry switch start 继续，或 tenantferry switch back',
  ],
  'switch.begun': ['begun', '开始'],
  'switch.taken-up': ['taken up where the proxy is', '从代理当前位置继续'],
  'switch.none': ['the config has no block switch', '配置中没有 switch 块'],
  'switch.none.remedy': [
    'say how traffic moves, as docs/switch.md shows',
    '请按 docs/switch.md 写明流量如何切换',
  ],
  'switch.running': [
    'another switch controller of this target is at work',
    '此目标的另一个切换控制器正在运行',
  ],
  'switch.running.remedy': [
    'see how it goes with: tenantferry switch status',
    '请用 tenantferry switch status 查看其进展',
  ],
  'switch.lossy-start': ['switch.back cannot be kept: {lossy}', '无法保证 switch.back：{lossy}'],
  'switch.lossy-start.remedy': [
    'begin to feed back (tenantferry follow after a cut-over), or take out switch.back',
    '请先开始反向同步（切换后执行 tenantferry follow），或去掉 switch.back',
  ],
  'switch.not-begun': ['no switch is on its way', '没有进行中的切换'],
  'switch.not-begun.remedy': ['begin with: tenantferry switch start', '请先执行：tenantferry switch start'],
  'switch.ledger-away': [
    'the ledger cannot be reached, so this is not noted: {error}',
    '无法访问台账，此操作未记录：{error}',
  ],
  'switch.unnoted': [
    'the ledger was away to the end, and does not know of: {kind} from {from} % to {to} %',
    '台账直到结束都无法访问，未记录：{kind}，从 {from} % 到 {to} %',
  ],
  'switch.streams-ended': [
    'sessions on the source that were still open were ended: {sessions}',
    '已结束源端仍打开的会话：{sessions}',
  ],
  'switch.streams-over': [
    'streams that were still open on the source were ended by nginx, by its worker_shutdown_timeout',
    '源端仍打开的长连接已由 nginx 按 worker_shutdown_timeout 结束',
  ],
  'switch.done-uncounted': [
    'the last step was watched, and all gates passed; how many streams stayed on the source cannot be counted at nginx',
    '最后一步观察完毕，所有门禁通过；nginx 无法统计仍留在源端的长连接数',
  ],
  'plane.no-ending': [
    'switch.end_streams_after: nginx’s config has no worker_shutdown_timeout, or nginx -T does not show it, so streams on the source would stay',
    'switch.end_streams_after：nginx 配置中没有 worker_shutdown_timeout，或无法用 nginx -T 查看，源端的长连接将一直保留',
  ],
  'plane.no-ending.remedy': [
    'write worker_shutdown_timeout 30s; in the main part of nginx.conf, restart nginx, and name nginx -t as switch.plane.nginx.test where reload is another command',
    '请在 nginx.conf 的主段写入 worker_shutdown_timeout 30s; 并重启 nginx；若 reload 是其他命令，请在 switch.plane.nginx.test 中写明 nginx -t',
  ],
  'plane.late-ending': [
    'switch.end_streams_after is shorter than nginx’s worker_shutdown_timeout, which ends streams after {seconds} s',
    'switch.end_streams_after 短于 nginx 的 worker_shutdown_timeout（{seconds} 秒后结束长连接）',
  ],
  'plane.late-ending.remedy': ['make one of them fit the other', '请使两者相符'],
  'switch.plane-back': ['the proxy answers again', '代理恢复应答'],
  'plane.away': ['HAProxy does not answer at {socket} ({error})', 'HAProxy 在 {socket} 没有应答（{error}）'],
  'plane.away.remedy': [
    'start it, or correct switch.plane.haproxy.socket; the socket needs level admin',
    '请启动它，或更正 switch.plane.haproxy.socket；该套接字需要 admin 级别',
  ],
  'plane.refused': ['HAProxy refuses “{command}”: {answer}', 'HAProxy 拒绝“{command}”：{answer}'],
  'plane.refused.remedy': [
    'its config needs what docs/switch.md shows, and the socket level admin',
    '其配置须如 docs/switch.md 所示，套接字需要 admin 级别',
  ],
  'plane.no-share': [
    'the map {map} of HAProxy has no line “share N”',
    'HAProxy 的映射 {map} 没有“share N”一行',
  ],
  'plane.no-share.remedy': [
    'give it one, share 0, or have it written: tenantferry switch back',
    '请添加 share 0，或执行 tenantferry switch back 写入',
  ],
  'plane.no-backend': ['HAProxy knows no backend {backend}', 'HAProxy 没有后端 {backend}'],
  'plane.no-backend.remedy': [
    'correct switch.plane.haproxy.source and target',
    '请更正 switch.plane.haproxy 的 source 和 target',
  ],
  'plane.unkept': [
    'the file {file} cannot be written ({error}): a restart of HAProxy would forget this step',
    '无法写入文件 {file}（{error}）：HAProxy 重启后会忘记此步',
  ],
  'plane.include': [
    'the file {file} is not one that switch wrote: {problem}',
    '文件 {file} 不是 switch 写的内容：{problem}',
  ],
  'plane.include.remedy': [
    'copy the file of the same name with .before over it, or write it anew with all users on the source: tenantferry switch back; before the first start it holds what docs/switch.md shows',
    '请用同名的 .before 文件覆盖它，或执行 tenantferry switch back 重新写入（所有用户回到源端）；首次开始前应写入 docs/switch.md 所示内容',
  ],
  'plane.unwritable': ['the file {file} cannot be written ({error})', '无法写入文件 {file}（{error}）'],
  'plane.unwritable.remedy': [
    'let this account write it and a file beside it, and see whether the disk is full',
    '请允许此账号写入该文件及其所在目录，并检查磁盘是否已满',
  ],
  'include.cut': ['it ends within a block', '它在块的中间结束'],
  'include.no-rest': [
    'its split_clients block has no line for the rest of the users (*)',
    '其 split_clients 块没有针对其余用户的一行（*）',
  ],
  'include.absent': ['it cannot be read ({error})', '无法读取（{error}）'],
  'include.no-split': ['it has no split_clients block', '没有 split_clients 块'],
  'include.no-variable': ['it does not define $tenantferry_backend', '没有定义 $tenantferry_backend'],
  'include.names': ['{name} is not a name in the config', '{name} 不是配置中的名称'],
  'plane.nginx': [
    'nginx refuses the change, and its file is as it was: {answer}',
    'nginx 拒绝此修改，文件已恢复原样：{answer}',
  ],
  'plane.nginx.remedy': ['try the command by hand: {command}', '请手工执行该命令：{command}'],
  'plane.log': ['the access log {file} cannot be read ({error})', '无法读取访问日志 {file}（{error}）'],
  'plane.log.remedy': [
    'have nginx write it, and let this account read it',
    '请让 nginx 写该日志，并允许此账号读取',
  ],
  'rolling.drain': ['{instance} has {sessions:session/sessions} left', '{instance} 还有 {sessions} 个会话'],
  'rolling.command': ['the command for {instance} ended with {code}', '{instance} 的命令以 {code} 结束'],
  'rolling.health': ['{instance} is not healthy', '{instance} 未恢复健康'],
  'rolling.failed': ['an instance could not be renewed: {why}', '有实例未能更新：{why}'],
} as const;

export const say = sayer(switchWords);
export const refuse = refuser(switchWords);
