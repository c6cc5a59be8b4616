/** What is said of old endpoints: their calls, and the headers that announce their end. */
export const windowWords = {
  'window.no-log': ['the log {file} cannot be read ({error})', '无法读取日志 {file}（{error}）'],
  'window.no-log.remedy': [
    'name a file of nginx whose log_format writes an object of JSON a line (docs/isolation.md)',
    '请指定 nginx 以 log_format 每行写一个 JSON 对象的日志（见 docs/isolation.md）',
  ],
  'header.unreachable': ['{endpoint} cannot be asked: {why}', '无法访问 {endpoint}：{why}'],
  'header.missing': ['{endpoint} answers without the header {header}', '{endpoint} 的响应没有 {header} 头'],
  'header.deprecation-form': [
    '{endpoint}: Deprecation is no date as RFC 9745 wants it (@ and the seconds since 1970)',
    '{endpoint}：Deprecation 不是 RFC 9745 规定的日期（@ 加自 1970 年起的秒数）',
  ],
  'header.deprecated': ['{endpoint}: deprecated as of {at}', '{endpoint}：自 {at} 起弃用'],
  'header.sunset-form': [
    '{endpoint}: Sunset is no date of HTTP (RFC 8594)',
    '{endpoint}：Sunset 不是 HTTP 日期（RFC 8594）',
  ],
  'header.sunset-early': [
    '{endpoint}: Sunset is earlier than Deprecation',
    '{endpoint}：Sunset 早于 Deprecation',
  ],
  'header.ends': ['{endpoint}: ends at {at}', '{endpoint}：将于 {at} 终止'],
  'window.used': [
    '{endpoint}: calls {calls}, errors {errors}, mean {mean} ms, clients {clients}, last at {at}',
    '{endpoint}：调用 {calls}，错误 {errors}，平均 {mean} 毫秒，客户端 {clients}，最后于 {at}',
  ],
  'window.unused': ['{endpoint}: not called', '{endpoint}：没有调用'],
  'window.calls': [
    'calls of old endpoints: {legacy}; of new ones: {next}',
    '旧端点调用：{legacy}；新端点调用：{next}',
  ],
  'window.log': ['the log reaches from {from} to {to}', '日志自 {from} 至 {to}'],
  'window.silent': [
    'the old endpoints have been silent for the last {days:day/days} of the log',
    '在日志最后 {days} 天内，旧端点没有调用',
  ],
  'window.not-silent': [
    'that the old endpoints are silent for {days:day/days} is not proven: they were called, the log is too short, or a part of it is missing',
    '未能证明旧端点已静默 {days} 天：仍有调用、日志过短，或日志有缺失',
  ],
  'window.unreadable': [
    '{lines:line is/lines are} no JSON with a time, a method, a path and a status',
    '{lines} 行不是含时间、方法、路径和状态的 JSON',
  ],
  'window.doubtful': [
    '{lines} of them may be calls of an old endpoint, so nothing is proven',
    '其中 {lines} 行可能是旧端点的调用，因此无法证明',
  ],
  'window.doubtful-log': [
    '{lines:line that cannot be read may be a call/lines that cannot be read may be calls} of an old endpoint, so nothing is proven',
    '{lines} 行无法读取且可能是旧端点的调用，因此无法证明',
  ],
  'window.gap': [
    'the logs hold nothing from {from} to {to}: name the logs of those days, too, or nothing is proven',
    '日志中 {from} 至 {to} 没有任何内容：请一并指定这些日期的日志，否则无法证明',
  ],
  'window.old-log': [
    'the log ends at {at}: what was called since is not known',
    '日志止于 {at}：此后的调用未知',
  ],
  'window.no-endpoints': ['the preset {preset} names no old endpoints', '预设 {preset} 没有列出旧端点'],
  'window.no-endpoints.remedy': [
    'name them under api_window in a preset of your own (docs/isolation.md)',
    '请在自己的预设的 api_window 中列出（见 docs/isolation.md）',
  ],
  'window.no-url': ['{url} is no address', '{url} 不是地址'],
  'window.no-url.remedy': ['give one like https://api.example', '请给出形如 https://api.example 的地址'],
  'window.closable': ['the old endpoints can be taken away', '旧端点可以下线'],
  'window.open': ['the old endpoints cannot be taken away yet', '旧端点还不能下线'],
} as const;
