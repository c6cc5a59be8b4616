/**
 * What is wrong with a config or preset file, and with a secret it leaves open. Each sentence is recognised by its whole
 * shape; `test/config/text.test.ts` reads the sources and fails when one of theirs has no entry here.
 */
type Entry = readonly [RegExp, (...parts: string[]) => string];

const kinds: Readonly<Record<string, string>> = {
  'a text': '文本',
  'a number': '数字',
  'a whole number': '整数',
  'a number with a fraction': '小数',
  'true or false': 'true 或 false',
  'a list': '列表',
  'a block of keys': '一组键',
  'a plain name': '普通名称',
  'something else': '其他内容',
  'the file': '文件',
  nothing: '空值',
  'not set': '未设置',
  empty: '空值',
  'unknown error': '未知错误',
  'there is no such file': '没有这个文件',
  'lower-case words joined by -': '用 - 连接的小写单词',
  'an address like https://host/health, without a user': '形如 https://host/health 的地址，不含用户名',
  'one SELECT statement': '一条 SELECT 语句',
  'a tenant ID without spaces around it and without control characters':
    '租户 ID，前后不得有空格，不得含控制字符',
  'a value begins with *, which names an anchor that is not there':
    '有值以 * 开头，YAML 将其视为引用一个不存在的锚点',
  "an offset like '+08:00', UTC, or a name like Asia/Shanghai":
    "形如 '+08:00' 的偏移、UTC，或形如 Asia/Shanghai 的名称",
  'a value begins with !, which names an unknown type': '有值以 ! 开头，YAML 将其视为未知类型',
};

const unreadable = /^it cannot be read \((.+)\)$/;

/** A kind of value, or several with `or` between them. */
function kind(text: string | undefined): string {
  const whole = kinds[text ?? ''];
  if (whole !== undefined) return whole;
  const why = unreadable.exec(text ?? '')?.[1];
  if (why !== undefined) return `无法读取（${kind(why)}）`;
  return (text ?? '')
    .split(/, | or /)
    .map((part) => kinds[part] ?? part)
    .join('、');
}

const both = (one: string | undefined, other: string | undefined): string =>
  `${one} 和 ${other} 同时给出，只能保留一个`;

const problems: readonly Entry[] = [
  [/^(.+) is missing \(or endpoints, or socket\)$/, (key) => `缺少 ${key}（或 endpoints、socket）`],
  [/^(.+) is missing$/, (key) => `缺少 ${kind(key)}`],
  [/^(.+) is empty$/, (key) => `${kind(key)} 为空`],
  [/^(.+): the file (.+) is empty$/, (key, file) => `${key}：文件 ${file} 为空`],
  [
    /^(.+) lists (\S+) servers; name the one to use$/,
    (key, servers) => `${key} 列出了 ${servers} 台服务器，请只写要使用的一台`,
  ],
  [/^(.+) must be of the form host:port$/, (key) => `${key} 的格式应为 host:port`],
  [
    /^(.+) gives both a token and an AppRole; give one of them$/,
    (key) => `${key} 同时给出了令牌和 AppRole，只能保留一个`,
  ],
  [
    /^(.+) and (.+) belong together; give both or neither$/,
    (one, other) => `${one} 和 ${other} 必须同时给出或都不给出`,
  ],
  [
    /^(.+) is given, but (.+) is not; give both or neither$/,
    (one, other) => `给出了 ${one}，却没有 ${other}，必须同时给出或都不给出`,
  ],
  [/^(.+) and (.+) (?:are|is) both given; give one of them$/, both],
  [/^(.+) and (.+) name the same database$/, (one, other) => `${one} 和 ${other} 指向同一个数据库`],
  [/^(.+) must be at most (.+) characters long$/, (key, most) => `${key} 最长 ${most} 个字符`],
  [/^(.+) must be at most (.+)$/, (key, most) => `${key} 不得大于 ${most}`],
  [/^(.+) must be at least (.+)$/, (key, least) => `${key} 不得小于 ${least}`],
  [/^(.+) needs at least (\S+) \S+$/, (key, least) => `${key} 至少需要 ${least} 项`],
  [
    /^(.+) must be (.+), found (.+?)(; put it in quotes)?$/,
    (key, wanted, found, quote) =>
      `${kind(key)} 应为${kind(wanted)}，实为${kind(found)}${quote === undefined ? '' : '，请加引号'}`,
  ],
  [/^the key (.+) must be (.+)$/, (key, wanted) => `键 ${key} 应为${kind(wanted)}`],
  [/^(.+) must be (.+)$/, (key, wanted) => `${kind(key)} 应为${kind(wanted)}`],
  [
    /^unknown key "(.+?)"(?: in (.+?))?(?:; known keys: (.+))?$/,
    (key, where, known) =>
      `${where === undefined ? '' : `${where} 中的`}未知键“${key}”${known === undefined ? '' : `；可用的键：${known}`}`,
  ],
  [
    /^(.+) holds secrets \((.+)\) and other users can read it \(mode (.+)\); run: (.+)$/,
    (file, keys, mode, command) =>
      `${file} 含有密钥（${keys}），其他用户可以读取（权限 ${mode}），请执行：${command}`,
  ],
  [/^(.+) has no effect in this tool$/, (key) => `${key} 在本工具中不起作用`],
  [
    /^migration\.dry_run is not a setting of this tool; the dry run is: (.+)$/,
    (command) => `migration.dry_run 不是本工具的设置；预演请用：${command}`,
  ],
  [
    /^(.+) begins with \$\{? but is not of the form (.+)$/,
    (key, form) => `${key} 以 \${ 开头，但格式不是 ${form}`,
  ],
  [
    /^(.+) names the environment variable (.+), which is (.+)$/,
    (key, name, state) => `${key} 指定的环境变量 ${name} ${kind(state)}`,
  ],
  [
    /^(.+) leaves open (.+), and there is no terminal to ask on$/,
    (file, keys) => `${file} 没有给出 ${keys}，而又没有终端可以询问`,
  ],
  [/^init asks questions, so it needs a terminal$/, () => 'init 需要提问，因此需要终端'],
  [/^(.+) exists already$/, (file) => `${file} 已存在`],
  [/^(.+) cannot be written \((.+)\)$/, (file, why) => `${file} 无法写入（${kind(why)}）`],
  [/^there is no config file (.+)$/, (file) => `没有配置文件 ${file}`],
  [
    /^the config file (.+) cannot be read \((.+)\)$/,
    (file, why) => `配置文件 ${file} 无法读取（${kind(why)}）`,
  ],
  [
    /^probes: the checklist has an item (.+) already; give the probe another id$/,
    (id) => `probes：检查清单中已有 ${id}，请为该探测另取 id`,
  ],
  [/^probe (.+) needs either http or sql$/, (id) => `探测 ${id} 需要 http 或 sql 之一`],
  [
    /^probe (.+): on and expect belong to sql; http takes expect_status and expect_body$/,
    (id) => `探测 ${id}：on 和 expect 用于 sql；http 使用 expect_status 和 expect_body`,
  ],
  [
    /^probe (.+): expect_status and expect_body belong to http; sql takes on and expect$/,
    (id) => `探测 ${id}：expect_status 和 expect_body 用于 http；sql 使用 on 和 expect`,
  ],
  [
    /^probe (.+) needs expect: what its SELECT must answer$/,
    (id) => `探测 ${id} 需要 expect：其 SELECT 应返回的内容`,
  ],
  [
    /^probe (.+): sql must be one statement, without a semicolon$/,
    (id) => `探测 ${id}：sql 必须是一条语句，不含分号`,
  ],
  [
    /^target_rows names (.+), which is no column of preset (.+) that points at a row of the target$/,
    (column, preset) => `target_rows 中的 ${column} 不是预设 ${preset} 中指向目标端行的列`,
  ],
  [
    /^(.+) names table (.+), which preset (.+) does not know$/,
    (key, table, preset) => `${key} 中的表 ${table} 不在预设 ${preset} 中`,
  ],
  [/^(.+) names table (.+), which must not be migrated$/, (key, table) => `${key} 中的表 ${table} 不可迁移`],
  [
    /^the choice of tables cannot be written into (.+) as it is laid out$/,
    (file) => `${file} 的写法使表的选择无法写入`,
  ],
  [/^(.+) is not UTF-8$/, (file) => `${file} 不是 UTF-8 编码`],
  [
    /^the key "(.+)" is given twice, first on line (.+)$/,
    (key, line) => `键“${key}”出现两次，第一次在第 ${line} 行`,
  ],
  [
    /^(?:(.+): )?the file holds (.+) YAML documents, expected one$/,
    (_file, count) => `文件包含 ${count} 个 YAML 文档，应为一个`,
  ],
  [
    /^an alias at "(.+)" names the block that it stands in, which then stands within itself$/,
    (key) => `“${key}”处的别名引用了它所在的块，造成自我包含`,
  ],
  [/^bad YAML: (.+)$/, (why) => `YAML 语法错误：${kind(why)}`],
  [/^and (.+) more$/, (more) => `另有 ${more} 处`],
  [
    /^preset "(.+)" is neither built in nor a readable file \((.+)\)$/,
    (preset, file) => `预设“${preset}”既不是内置预设，也不是可读的文件（${file}）`,
  ],
  [
    /^(\S+): (\S+): (there is no such file|it cannot be read \(.+\))$/,
    (key, file, why) => `${key}：${file}：${kind(why)}`,
  ],
];

const remedies: readonly Entry[] = [
  [/^Correct the file; the README lists every key\.$/, () => '请修改该文件；README 列出了所有的键。'],
  [
    /^Give each as (.+) \(an environment variable\) or in a file \((.+)\)\.$/,
    (form, files) => `请用 ${form}（环境变量）或文件（${files}）给出。`,
  ],
  [
    /^Run it in a terminal, or write the file by hand: the README shows one\.$/,
    () => '请在终端中运行，或参照 README 手工编写该文件。',
  ],
  [/^Write it by hand: (.+)$/, (lines) => `请手工写入：${lines}`],
  [/^Remove it first, or give another path with -c\.$/, () => '请先删除该文件，或用 -c 指定其他路径。'],
  [/^Check that the folder exists and is writable\.$/, () => '请检查该目录是否存在且可写。'],
  [/^Make one with: (.+)$/, (command) => `请新建一个：${command}`],
  [/^Check the path and its permissions\.$/, () => '请检查路径及其权限。'],
  [/^Did you mean "(.+)"\?$/, (near) => `是否应为“${near}”？`],
  [/^Known tables: (.+)$/, (tables) => `可用的表：${tables}`],
  [/^Leave it out\.$/, () => '请将其去掉。'],
  [/^Save it as UTF-8 in your editor\.$/, () => '请在编辑器中另存为 UTF-8。'],
  [/^Remove one of the two\.$/, () => '请删除其中一个。'],
  [/^Remove the line --- and what follows it\.$/, () => '请删除 --- 行及其后的内容。'],
  [/^Write the values out instead of the alias\.$/, () => '请直接写出值，不要用别名。'],
  [/^Put quotes around it: (.+)\.$/, (quoted) => `请加引号：${quoted}。`],
  [/^Put the value in quotes\.$/, () => '请给该值加引号。'],
  [/^Indent with spaces\.$/, () => '请用空格缩进。'],
  [
    /^Correct the line; a text that holds (.+) must be in quotes\.$/,
    (marks) => `请修改该行；含有 ${marks} 的文本必须加引号。`,
  ],
  [/^See them all with: (.+)$/, (command) => `查看全部：${command}`],
  [
    /^Use a built-in preset \((.+)\) or the path of a preset file\.$/,
    (presets) => `请使用内置预设（${presets}）或预设文件的路径。`,
  ],
];

function sayWith(entries: readonly Entry[], sentence: string): string | undefined {
  for (const [shape, say] of entries) {
    const parts = shape.exec(sentence)?.slice(1);
    if (parts) return say(...parts);
  }
  return sentence in kinds || unreadable.test(sentence) ? kind(sentence) : undefined;
}

/** One line: `FILE:LINE: sentence; did you mean "…"?`, with or without place and suggestion. */
function sayLine(line: string): string {
  const [, place = '', rest = line] = /^(\S+?:\d+(?::\d+)?: )?(.*)$/s.exec(line) ?? [];
  const [, sentence = rest, near] = /^(.*?)(?:; did you mean "(.+)"\?)?$/s.exec(rest) ?? [];
  const said = sayWith(problems, sentence);
  if (said === undefined) return sayWith(remedies, line) ?? line;
  return `${place}${said}${near === undefined ? '' : `；是否应为“${near}”？`}`;
}

/** A refused file's message or remedy in Chinese; a line that is not known stays as it is. */
export function sayConfigFile(text: string): string {
  return text.split('\n').map(sayLine).join('\n');
}
