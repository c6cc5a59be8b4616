import { sayer } from '../core/sentence.js';

/** What is wrong with a config file, in both languages. */
export const configWords = {
  'switch.no-steps': ['the strategy {strategy} needs switch.steps', '策略 {strategy} 需要 switch.steps'],
  'switch.steps-grow': ['switch.steps must grow from one to the next', 'switch.steps 必须逐步增大'],
  'switch.rolling': [
    'the strategy rolling needs switch.plane.haproxy and switch.rolling',
    '策略 rolling 需要 switch.plane.haproxy 和 switch.rolling',
  ],
  'switch.no-map': [
    '{list} need a map of HAProxy: plane.haproxy.{list}, as docs/switch.md shows',
    '{list} 需要 HAProxy 的一个映射：plane.haproxy.{list}，见 docs/switch.md',
  ],
  'switch.network': ['{network} is no network', '{network} 不是网段'],
  'switch.no-shadow': ['the gate shadow needs switch.shadow', '门禁 shadow 需要 switch.shadow'],
  'switch.no-rule': ['watch has no rule {rule}', 'watch 中没有规则 {rule}'],
  'switch.other-rule': [
    'the signal {rule} is told by the rule {other}, which has to be named in its place',
    '信号 {rule} 由规则 {other} 通知，应改为该规则的名称',
  ],
  'switch.no-watch': [
    'the config has no block watch, which {rule} would be a rule of',
    '配置中没有 watch 一节，规则 {rule} 无从谈起',
  ],
  'switch.own-rule': [
    'the rule {rule} tells of these gates themselves, so that one that fails once would fail for ever',
    '规则 {rule} 反映的正是这些门禁，一旦未通过就会一直不通过',
  ],
  'switch.back-limit': ['{limit} is no limit of this metric', '{limit} 不是该指标的有效界限'],
  'switch.back-order': ['less_from must not be above all_from', 'less_from 不得大于 all_from'],
  'switch.condition': ['a condition names a header or a cookie', '条件须指定 header 或 cookie 之一'],
  'config.no-host': ['{key} is missing (or endpoints, or socket)', '缺少 {key}（或 endpoints、socket）'],
  'config.empty-file': ['{key}: the file {file} is empty', '{key}：文件 {file} 为空'],
  'config.no-file': ['{key}: {file}: there is no such file', '{key}：{file}：没有这个文件'],
  'config.unreadable-file': [
    '{key}: {file}: it cannot be read ({error})',
    '{key}：{file}：无法读取（{error}）',
  ],
  'config.servers': [
    '{key} lists {servers} servers; name the one to use',
    '{key} 列出了 {servers} 台服务器，请只写要使用的一台',
  ],
  'config.endpoint': ['{key} must be of the form host:port', '{key} 的格式应为 host:port'],
  'config.two-logins': [
    '{key} gives both a token and an AppRole; give one of them',
    '{key} 同时给出了令牌和 AppRole，只能保留一个',
  ],
  'config.together': [
    '{one} and {other} belong together; give both or neither',
    '{one} 和 {other} 必须同时给出或都不给出',
  ],
  'config.keys-missing': [
    'the preset {preset} encrypts columns of {tables}: that needs keys',
    '预设 {preset} 会加密 {tables} 的列：需要 keys',
  ],
  'config.keys-vault': [
    'keys needs target.vault: the Vault whose transit engine holds the keys',
    'keys 需要 target.vault：其 transit 引擎保存密钥的 Vault',
  ],
  'config.keys-same': [
    'keys.hmac_key must be another key than keys.key',
    'keys.hmac_key 不能与 keys.key 相同',
  ],
  'config.keys-name': [
    '{key}: {name} is no name of a {what}: letters, digits, - and _ are',
    '{key}：{name} 不是有效的{what}名称：只允许字母、数字、- 和 _',
  ],
  'config.one-sided': [
    '{given} is given, but {missing} is not; give both or neither',
    '给出了 {given}，却没有 {missing}，必须同时给出或都不给出',
  ],
  'config.files-without-preset': [
    '{key} is given, but the preset {preset} does not say which rows name files (files:)',
    '给出了 {key}，但预设 {preset} 没有说明哪些行指向文件（files:）',
  ],
  'config.both': [
    '{one} and {other} are both given; give one of them',
    '{one} 和 {other} 同时给出，只能保留一个',
  ],
  'config.same-database': ['{one} and {other} name the same database', '{one} 和 {other} 指向同一个数据库'],
  'config.open-to-others': [
    '{file} holds secrets ({keys}) and other users can read it (mode {mode}); run: {command}',
    '{file} 含有密钥（{keys}），其他用户可以读取（权限 {mode}），请执行：{command}',
  ],
  'config.no-effect': ['{key} has no effect in this tool', '{key} 在本工具中不起作用'],
  'config.dry-run': [
    'migration.dry_run is not a setting of this tool; the dry run is: {command}',
    'migration.dry_run 不是本工具的设置；预演请用：{command}',
  ],
  'config.reference-form': [
    '{key} begins with {mark} but is not of the form {form}',
    '{key} 以 {mark} 开头，但格式不是 {form}',
  ],
  'config.variable-empty': [
    '{key} names the environment variable {name}, which is empty',
    '{key} 指定的环境变量 {name} 空值',
  ],
  'config.variable-absent': [
    '{key} names the environment variable {name}, which is not set',
    '{key} 指定的环境变量 {name} 未设置',
  ],
  'config.open-secrets': [
    '{file} leaves open {keys}, and there is no terminal to ask on',
    '{file} 没有给出 {keys}，而又没有终端可以询问',
  ],
  'config.no-terminal': ['init asks questions, so it needs a terminal', 'init 需要提问，因此需要终端'],
  'config.exists': ['{file} exists already', '{file} 已存在'],
  'config.unwritable': ['{file} cannot be written ({error})', '{file} 无法写入（{error}）'],
  'config.absent': ['there is no config file {file}', '没有配置文件 {file}'],
  'config.unreadable': [
    'the config file {file} cannot be read ({error})',
    '配置文件 {file} 无法读取（{error}）',
  ],
  'config.probe-taken': [
    'probes: the checklist has an item {id} already; give the probe another id',
    'probes：检查清单中已有 {id}，请为该探测另取 id',
  ],
  'config.probe-either': ['probe {id} needs one of http, sql and log', '探测 {id} 需要 http、sql、log 之一'],
  'config.probe-log': [
    'probe {id}: silent_days belongs to log, which takes nothing else',
    '探测 {id}：silent_days 用于 log，log 不使用其他键',
  ],
  'config.probe-window': [
    'probe {id}: the preset names no old endpoints (api_window) to look for in the log',
    '探测 {id}：预设没有列出要在日志中查找的旧端点（api_window）',
  ],
  'config.probe-http': [
    'probe {id}: on and expect belong to sql; http takes expect_status and expect_body',
    '探测 {id}：on 和 expect 用于 sql；http 使用 expect_status 和 expect_body',
  ],
  'config.probe-sql': [
    'probe {id}: expect_status and expect_body belong to http; sql takes on and expect',
    '探测 {id}：expect_status 和 expect_body 用于 http；sql 使用 on 和 expect',
  ],
  'config.probe-expect': [
    'probe {id} needs expect: what its SELECT must answer',
    '探测 {id} 需要 expect：其 SELECT 应返回的内容',
  ],
  'config.probe-statements': [
    'probe {id}: sql must be one statement, without a semicolon',
    '探测 {id}：sql 必须是一条语句，不含分号',
  ],
  'config.target-row': [
    'target_rows names {column}, which is no column of preset {preset} that points at a row of the target',
    'target_rows 中的 {column} 不是预设 {preset} 中指向目标端行的列',
  ],
  'config.param-unknown': [
    'migration.params names {name}, which preset {preset} does not declare',
    'migration.params 中的 {name} 未在预设 {preset} 中声明',
  ],
  'config.of-no-tenant': [
    '{key} is of a tenant, and preset {preset} has none: leave it out, or name in the preset the column that says whose a row is (tenant)',
    '{key} 涉及租户，而预设 {preset} 没有租户：请删除，或在预设中用 tenant 指明标识归属的列',
  ],
  'config.of-no-business': [
    '{key} names businesses, and preset {preset} has none: leave it out, or name in the preset the column that parts the data (business)',
    '{key} 指定了业务，而预设 {preset} 没有业务：请删除，或在预设中用 business 指明划分数据的列',
  ],
  'config.param-missing': [
    '{key} is missing: preset {preset} needs {wanted}',
    '缺少 {key}：预设 {preset} 需要{wanted}',
  ],
  'config.param-type': ['{key} must be {wanted}', '{key} 应为{wanted}'],
  'config.unknown-table': [
    '{key} names table {table}, which preset {preset} does not know',
    '{key} 中的表 {table} 不在预设 {preset} 中',
  ],
  'config.never-moves': [
    '{key} names table {table}, which must not be migrated',
    '{key} 中的表 {table} 不可迁移',
  ],
  'config.layout': [
    'the choice of tables cannot be written into {file} as it is laid out',
    '{file} 的写法使表的选择无法写入',
  ],
  'watch.twice': ['two rules have the id {id}', '两条规则的 id 都是 {id}'],
  'watch.taken': [
    'the rule {id} has the name of a built-in signal; give it another one, or make it a rule of that signal (signal: {id})',
    '规则 {id} 与内置信号同名；请改名，或使其成为该信号的规则（signal: {id}）',
  ],
  'watch.either': ['the rule {id} needs either sql or signal', '规则 {id} 需要 sql 或 signal 之一'],
  'watch.when': [
    'the rule {id} needs when: what its value is compared with',
    '规则 {id} 需要 when：其值与什么比较',
  ],
  'watch.on': ['the rule {id}: on belongs to sql', '规则 {id}：on 用于 sql'],
  'watch.no-channel': [
    'the rule {id} names the channel {channel}, which there is not',
    '规则 {id} 指定了不存在的通道 {channel}',
  ],
  'watch.no-rule': [
    'the rule {id} is inhibited by {other}, which is no rule and no signal',
    '规则 {id} 的 inhibited_by 中的 {other} 既不是规则也不是信号',
  ],
  'watch.circle': [
    'the rule {id} keeps back, by inhibited_by, what keeps it back itself: nobody would be told of either',
    '规则 {id} 与抑制它的规则通过 inhibited_by 相互抑制：两者都不会通知任何人',
  ],
  'watch.url': ['{key} must be an http or https address', '{key} 应为 http 或 https 地址'],
  'watch.sql.select': [
    'the rule {id}: its SQL must be one SELECT (or WITH … SELECT)',
    '规则 {id}：SQL 应为一条 SELECT（或 WITH … SELECT）',
  ],
  'watch.sql.several': ['the rule {id}: its SQL must be one statement', '规则 {id}：SQL 应为一条语句'],
  'watch.sql.comment': [
    'the rule {id}: its SQL has a comment that servers carry out ({text})',
    '规则 {id}：SQL 含有服务器会执行的注释（{text}）',
  ],
  'watch.sql.unclosed': [
    'the rule {id}: its SQL has a quote or a comment that is not closed',
    '规则 {id}：SQL 中有未闭合的引号或注释',
  ],
  'watch.sql.word': [
    'the rule {id}: its SQL may only read, and {word} does more',
    '规则 {id}：SQL 只允许读取，而 {word} 不止于此',
  ],
  'advice.config': [
    'Correct the file; docs/config.md lists every key.',
    '请修改该文件；docs/config.md 列出了所有的键。',
  ],
  'advice.give-secrets': [
    'Give each as {form} (an environment variable) or in a file ({files}).',
    '请用 {form}（环境变量）或文件（{files}）给出。',
  ],
  'advice.init': [
    'Run it in a terminal, or write the file by hand: docs/config.md shows one.',
    '请在终端中运行，或参照 docs/config.md 手工编写该文件。',
  ],
  'advice.by-hand': ['Write it by hand: {lines}', '请手工写入：{lines}'],
  'advice.exists': [
    'Remove it first, or give another path with -c.',
    '请先删除该文件，或用 -c 指定其他路径。',
  ],
  'advice.folder': ['Check that the folder exists and is writable.', '请检查该目录是否存在且可写。'],
  'advice.make-config': ['Make one with: {command}', '请新建一个：{command}'],
  'advice.path': ['Check the path and its permissions.', '请检查路径及其权限。'],
  'advice.tables': ['Known tables: {tables}', '可用的表：{tables}'],
  'advice.leave-out': ['Leave it out.', '请将其去掉。'],
} as const;

export const say = sayer(configWords);
