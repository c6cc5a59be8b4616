import type { HelpText } from '../en.js';

/** Commands that look whether tenants stay apart. */
export const isolationCommands: Pick<
  HelpText['commands'],
  | 'isolation'
  | 'isolation audit'
  | 'isolation scan'
  | 'isolation probe'
  | 'isolation report'
  | 'api-window'
  | 'api-window status'
> = {
  isolation: {
    summary: '租户是否隔离：audit、scan、probe、report',
    description: '查看租户是否隔离：服务器收到的语句、源文件、数据行。',
    flags: {},
    more: '',
  },
  'isolation audit': {
    summary: '运行中的服务器上哪些语句缺少租户',
    description: '收集目标端一段时间的语句并逐类判断：是否未带租户就访问租户表。',
    flags: {
      for: '收集多久：30s、10m；0s 判断服务器至今统计的全部语句',
      baseline: '此文件中的语句是已知的，不算问题',
      'write-baseline': '把发现的语句写入此文件；已有的文件只会缩小',
    },
    more: `
读取 performance_schema 的语句摘要，从不读取样例文本，因此看不到任何值。MariaDB 默认不收集：会说明如何开启。
无法判断的语句（被截断、隐藏在 EXECUTE 或 CALL 中）在进入基线之前都算问题。

示例：
  tenantferry isolation audit -c migrate.yaml --for 10m --write-baseline known.json
  tenantferry isolation audit -c migrate.yaml --for 10m --baseline known.json
  tenantferry isolation audit -c migrate.yaml --json > audit.jsonl

退出码：0 没有基线以外的问题；2 拒绝；3 有缺少租户或无法判断的语句。`,
  },
  'isolation scan': {
    summary: '源文件中哪些语句缺少租户',
    description: '查找源文件中的 SQL，指出缺少租户之处及应加的条件。不改动任何文件。',
    flags: { dir: '源文件所在的文件夹' },
    more: `
读取 Go、Java、Kotlin、Python、JavaScript、TypeScript、PHP、C#、Ruby 的字符串、MyBatis 映射文件和 .sql 文件。
查询构造器生成的语句看不到，请用 isolation audit。不显示语句中的任何值。

示例：
  tenantferry isolation scan ./services -c migrate.yaml
  tenantferry isolation scan ./services -c migrate.yaml --json | jq 'select(.type == "isolation-statement")'

退出码：0 每条语句都带租户；2 拒绝；3 有缺少租户或无法判断的。`,
  },
  'isolation probe': {
    summary: '一个租户能看到另一个租户的什么，以及混淆租户的行和键',
    description: '用租户自己的账号查看其他租户的行；查找混淆租户的引用、键和序列。',
    flags: {
      user: '某租户在目标端自己的账号',
      'password-file': '含其密码的文件',
      tenant: '该账号所属的租户',
    },
    more: `
只读，最多计数 1,000 行，不显示任何行。不给账号时只查看引用、唯一键和序列。

示例：
  tenantferry isolation probe -c migrate.yaml
  tenantferry isolation probe -c migrate.yaml --user beta_app --password-file beta.txt --tenant beta

退出码：0 没有发现；2 拒绝；3 租户在某处相互接触。`,
  },
  'isolation report': {
    summary: '把 audit、scan、probe 和 api-window 的发现放在一页上',
    description: '再次显示其他命令以 --json 输出的结果，或保存为一页 Markdown。',
    flags: { files: '含这些命令 JSON 行的文件', output: '写出一页 Markdown' },
    more: `
示例：
  tenantferry isolation audit -c migrate.yaml --json > audit.jsonl
  tenantferry isolation scan ./services -c migrate.yaml --json > scan.jsonl
  tenantferry isolation report audit.jsonl scan.jsonl -o isolation.md

退出码：0 都没有发现；2 拒绝；3 有发现。`,
  },
  'api-window': {
    summary: '旧端点还有多少调用',
    description: '查看旧端点还有多少调用。',
    flags: {},
    more: '',
  },
  'api-window status': {
    summary: '按 nginx 日志统计新旧端点的调用',
    description: '在 nginx 日志中统计预设所列新旧端点的调用：旧端点可以下线的依据。',
    flags: {
      log: '每行一个 JSON 对象的 nginx 日志；也可为 .gz',
      'silent-days': '旧端点须有这么多天没有调用',
      url: '同时在此地址检查旧端点的 Deprecation 和 Sunset 头',
    },
    more: `
天数从日志最后一行往回算。GET 端点以 GET 检查响应头，其他以 OPTIONS。

示例：
  tenantferry api-window status -c migrate.yaml --log access.json --silent-days 14
  tenantferry api-window status -c migrate.yaml --log access.json access.json.1.gz --url https://api.example

退出码：0 已静默这么久（且响应头正确）；2 拒绝；3 尚未。`,
  },
};
