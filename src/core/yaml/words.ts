import { type Sentence, sayer } from '../sentence.js';

/** What a schema says of a text's form: the name stands as the message of its `regex`. */
const forms = {
  'form.plain-name': ['a plain name', '普通名称'],
  'form.words': ['lower-case words joined by -', '用 - 连接的小写单词'],
  'form.web-address': [
    'an address like https://host/health, without a user',
    '形如 https://host/health 的地址，不含用户名',
  ],
  'form.vault-address': [
    'an address like https://vault:8200, without a path or a user',
    '形如 https://vault:8200 的地址，不含路径和用户名',
  ],
  'form.store-address': [
    'an address like https://bkrepo.example, without a user',
    '形如 https://bkrepo.example 的地址，不含用户名',
  ],
  'form.file-path': [
    'a path that begins with / and holds sha256 in braces',
    '以 / 开头、用花括号包含 sha256 的路径',
  ],
  'form.endpoint': ['a method and a path, like GET /api/config', '方法与路径，如 GET /api/config'],
  'form.time': ['a time like 500ms, 6s, 30m or 4h', '形如 500ms、6s、30m 或 4h 的时间'],
  'form.when': [
    'a comparison and a number, like "> 0": one of > >= < <= = !=',
    '比较符和数字，如 "> 0"：可用 > >= < <= = !=',
  ],
  'form.host': ['a host name or an address', '主机名或地址'],
  'form.mail': ['a mail address like ops@example.com', '形如 ops@example.com 的邮件地址'],
  'form.rate': ['a share like 1%, or a number', '形如 1% 的比例，或数字'],
  'form.user': [
    'a user’s key of letters, digits and . _ @ : + | / = ~ % -',
    '由字母、数字和 . _ @ : + | / = ~ % - 组成的用户标识',
  ],
  'form.switch-key': ['header:NAME, cookie:NAME or address', 'header:名称、cookie:名称 或 address'],
  'form.back-at': ['a metric, > and its limit, like error_rate > 5%', '指标、> 和界限，如 error_rate > 5%'],
  'form.network': ['a network like 10.1.0.0/16', '形如 10.1.0.0/16 的网段'],
  'form.select': ['one SELECT statement', '一条 SELECT 语句'],
  'form.tenant': [
    'a tenant ID without spaces around it and without control characters',
    '租户 ID，前后不得有空格，不得含控制字符',
  ],
  'form.clock': ['a time of day as hours and minutes: 04:00', '一天中的时间，写作小时与分钟：04:00'],
  'form.time-zone': [
    "an offset like '+08:00', UTC, or a name like Asia/Shanghai",
    "形如 '+08:00' 的偏移、UTC，或形如 Asia/Shanghai 的名称",
  ],
  'form.name': ['a table or column name', '表名或列名'],
  'form.json-path': [
    'a path of .key and [*] parts, like .groups[*].id',
    '由 .key 和 [*] 组成的路径，如 .groups[*].id',
  ],
} as const;

/** What is wrong with a YAML file, in both languages. */
export const yamlWords = {
  ...forms,
  'kind.text': ['a text', '文本'],
  'kind.number': ['a number', '数字'],
  'kind.whole': ['a whole number', '整数'],
  'kind.fraction': ['a number with a fraction', '小数'],
  'kind.truth': ['true or false', 'true 或 false'],
  'kind.list': ['a list', '列表'],
  'kind.block': ['a block of keys', '一组键'],
  'kind.nothing': ['nothing', '空值'],
  'kind.other': ['something else', '其他内容'],
  'kind.file': ['the file', '文件'],
  'list.comma': ['{first}, {next}', '{first}、{next}'],
  'list.or': ['{first} or {last}', '{first}、{last}'],
  'yaml.at': ['{place}: {problem}', '{place}: {problem}'],
  'yaml.advised': ['{problem} ({advice})', '{problem}（{advice}）'],
  'yaml.near': ['{problem}; did you mean "{near}"?', '{problem}；是否应为“{near}”？'],
  'yaml.problems': ['{problems}', '{problems}'],
  'yaml.more': ['and {more} more', '另有 {more} 处'],
  'yaml.missing': ['{key} is missing', '缺少 {key}'],
  'yaml.empty': ['{key} is empty', '{key} 为空'],
  'yaml.kind': ['{key} must be {wanted}, found {found}', '{key} 应为{wanted}，实为{found}'],
  'yaml.quote': [
    '{key} must be {wanted}, found {found}; put it in quotes',
    '{key} 应为{wanted}，实为{found}，请加引号',
  ],
  'yaml.form': ['{key} must be {wanted}', '{key} 应为{wanted}'],
  'yaml.key-form': ['the key {key} must be {wanted}', '键 {key} 应为{wanted}'],
  'yaml.other': ['{key} {message}', '{key} {message}'],
  'yaml.items': ['{key} needs at least {least} {items}', '{key} 至少需要 {least} 项'],
  'yaml.least': ['{key} must be at least {least}', '{key} 不得小于 {least}'],
  'yaml.most': ['{key} must be at most {most}', '{key} 不得大于 {most}'],
  'yaml.longest': ['{key} must be at most {most} characters long', '{key} 最长 {most} 个字符'],
  'yaml.unknown': ['unknown key "{key}"', '未知键“{key}”'],
  'yaml.unknown-in': ['unknown key "{key}" in {block}', '{block} 中的未知键“{key}”'],
  'yaml.known': ['{problem}; known keys: {known}', '{problem}；可用的键：{known}'],
  'yaml.misplaced': ['{problem}; its place is {places}', '{problem}；应写在 {places}'],
  'yaml.top': ['the top of the file', '文件顶层'],
  'yaml.spelt': ['{place}, spelt {key}', '{place}（写作 {key}）'],
  'yaml.not-utf8': ['{file} is not UTF-8', '{file} 不是 UTF-8 编码'],
  'yaml.twice': [
    'the key "{key}" is given twice, first on line {line}',
    '键“{key}”出现两次，第一次在第 {line} 行',
  ],
  'yaml.documents': [
    'the file holds {count} YAML documents, expected one',
    '文件包含 {count} 个 YAML 文档，应为一个',
  ],
  'yaml.cycle': [
    'an alias at "{key}" names the block that it stands in, which then stands within itself',
    '“{key}”处的别名引用了它所在的块，造成自我包含',
  ],
  'yaml.bad': ['bad YAML: {reason}', 'YAML 语法错误：{reason}'],
  'yaml.alias': [
    'a value begins with *, which names an anchor that is not there',
    '有值以 * 开头，YAML 将其视为引用一个不存在的锚点',
  ],
  'yaml.tag': ['a value begins with !, which names an unknown type', '有值以 ! 开头，YAML 将其视为未知类型'],
  'advice.utf8': ['Save it as UTF-8 in your editor.', '请在编辑器中另存为 UTF-8。'],
  'advice.one-of-two': ['Remove one of the two.', '请删除其中一个。'],
  'advice.one-document': ['Remove the line --- and what follows it.', '请删除 --- 行及其后的内容。'],
  'advice.no-alias': ['Write the values out instead of the alias.', '请直接写出值，不要用别名。'],
  'advice.quote-this': ['Put quotes around it: {quoted}.', '请加引号：{quoted}。'],
  'advice.quote': ['Put the value in quotes.', '请给该值加引号。'],
  'advice.indent': ['Indent with spaces.', '请用空格缩进。'],
  'advice.line': [
    'Correct the line; a text that holds {marks} must be in quotes.',
    '请修改该行；含有 {marks} 的文本必须加引号。',
  ],
  'advice.near': ['Did you mean "{near}"?', '是否应为“{near}”？'],
} as const;

export const say = sayer(yamlWords);

/** The name of a form, for a schema. */
export function form(name: keyof typeof forms): string {
  return name;
}

/** What a schema's message says: one of the forms, or the schema library's own words. */
export function sayForm(message: string): string | Sentence {
  const name = Object.keys(forms).find((known): known is keyof typeof forms => known === message);
  return name === undefined ? message : say(name);
}
