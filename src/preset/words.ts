import { sayer } from '../core/sentence.js';

/** Why there is no such preset, in both languages. */
export const presetWords = {
  'preset.absent': [
    'preset "{name}" is neither built in nor a readable file ({file})',
    '预设“{name}”既不是内置预设，也不是可读的文件（{file}）',
  ],
  'advice.lint': ['See them all with: {command}', '查看全部：{command}'],
  'advice.preset': [
    'Use a built-in preset ({presets}) or the path of a preset file.',
    '请使用内置预设（{presets}）或预设文件的路径。',
  ],
  'sql.nothing': ['the SQL is empty', 'SQL 为空'],
  'sql.unclosed': ['{sign} is opened and not closed', '{sign} 未闭合'],
  'sql.comment': ['comments are not allowed in SQL', 'SQL 中不允许注释'],
  'sql.parameter': [
    '{name} is not known; there are {known}, and what params declares',
    '未知参数 {name}；可用的有 {known}，以及 params 中声明的参数',
  ],
  'sql.several': ['; is not allowed: it is one expression', '不允许出现 ;：只能是一个表达式'],
  'sql.variable': ['@variables are not allowed', '不允许使用 @变量'],
  'sql.sign': ['{sign} is not allowed in SQL', 'SQL 中不允许出现 {sign}'],
  'sql.subselect': [
    'sub-selects are not allowed; another table is read by from.join or by a lookup',
    '不允许子查询；要读取其他表请用 from.join 或 lookup',
  ],
  'sql.word': [
    '{word} is not allowed: an expression looks at its row alone and gives the same value each time (the time of the run is :run_time; a column of that name is written with its table, s.name)',
    '不允许使用 {word}：表达式只看本行，每次求值结果必须相同（运行时间请用 :run_time；同名的列请带表名书写，如 s.name）',
  ],
  'sql.function': [
    'the function {name} is not on the list of functions that give the same value each time on both servers',
    '函数 {name} 不在允许的列表中（只允许在两种服务器上每次结果都相同的函数）',
  ],
  'sql.brackets': ['the brackets do not match', '括号不匹配'],
  'params.text': ['a text', '文本'],
  'params.integer': ['a whole number', '整数'],
  'params.decimal': [
    'a number such as 12.5; one that is long or ends in zeros as a text, in quotes',
    '形如 12.5 的数字；较长或以零结尾的请加引号写成文本',
  ],
  'params.date': ['a day, YYYY-MM-DD', '日期，YYYY-MM-DD'],
  'params.datetime': ['a moment, YYYY-MM-DD HH:MM:SS', '时刻，YYYY-MM-DD HH:MM:SS'],
  'params.boolean': ['true or false', 'true 或 false'],
  'params.taken': [
    'the parameter {name} has the name of one that every preset has',
    '参数 {name} 与每个预设自带的参数同名',
  ],
  'params.unused': [
    'no SQL of the tables, dimensions or watch lists uses the parameter :{name}',
    '表、维度和关注列表的 SQL 都没有使用参数 :{name}',
  ],
  'params.default': [
    'the default of the parameter {name} must be {wanted}',
    '参数 {name} 的默认值应为{wanted}',
  ],
  'dimensions.tenant': [
    'the dimension {column} is the column of tenant, which gets the tenant’s ID in every table already',
    '维度 {column} 就是 tenant 的列，每张表都已写入租户 ID',
  ],
  'dimensions.encrypt': [
    'the dimension {column}: what is encrypted stands in columns or fill of its table',
    '维度 {column}：加密的列应写在其所属表的 columns 或 fill 中',
  ],
  'dimensions.empty': [
    'the dimension {column} needs one of from, expr, value or lookup: where the source has the column itself it is copied already',
    '维度 {column} 需要 from、expr、value、lookup 之一：源表自有该列时已按原样复制',
  ],
  'dimensions.block': [
    '{table} is named in {block}, where rows are read by the source’s own names; a preset with dimensions cannot have that',
    '{block} 引用了 {table}，那里按源表自身的名称读取；带 dimensions 的预设不能如此',
  ],
  'dimensions.optional': [
    '{table} may be migrated, and dimensions fill tables only: move it to tables, or set may_be_migrated: false',
    '{table} 可以迁移，而 dimensions 只填充 tables 中的表：请移到 tables，或设置 may_be_migrated: false',
  ],
  'reshape.kinds': [
    'column {column} needs one of from, expr, insert (with update: keep), value, lookup or encrypt, or nothing where the source has a column of that name; found {found}',
    '列 {column} 应为 from、expr、insert（配合 update: keep）、value、lookup、encrypt 之一；源表有同名列时可留空。现为 {found}',
  ],
  'reshape.index': [
    'column {column}: index belongs to encrypt',
    '列 {column}：index 只能与 encrypt 一起使用',
  ],
  'reshape.index-taken': [
    'column {column} is written twice: index names a column that another rule writes',
    '列 {column} 被写入两次：index 指定的列已由其他规则写入',
  ],
  'reshape.encrypt-key': [
    'key names {column}, which is encrypted: it is another text each time, and names no row',
    'key 引用了加密列 {column}：加密结果每次不同，不能标识一行',
  ],
  'reshape.encrypt-write': [
    '{table}: encrypt needs write: insert; with {write}, rows that are there would be held against a text that is another one each time',
    '{table}：encrypt 只能用于 write: insert；使用 {write} 时，已有的行会与每次都不同的密文比较',
  ],
  'reshape.keep': [
    'column {column}: insert and update: keep belong together',
    '列 {column}：insert 与 update: keep 必须同时出现',
  ],
  'reshape.lookup': [
    'column {column}: a lookup needs on (SQL) and value (a column of {table}, or SQL); else is what a row without a parent gets, NULL where it is absent',
    '列 {column}：lookup 需要 on（SQL）和 value（{table} 的列或 SQL）；else 是没有父行时的取值，缺省为 NULL',
  ],
  'reshape.lookup-parts': [
    'column {column}: on and else belong to a lookup',
    '列 {column}：on 与 else 只能与 lookup 一起使用',
  ],
  'reshape.key': [
    'key names {column}, which columns and fill do not write',
    'key 引用了 {column}，而 columns 与 fill 都没有写入该列',
  ],
  'reshape.upsert-key': [
    '{table}: write: upsert needs key, the columns of the target that name a row',
    '{table}：write: upsert 需要 key，即目标表中标识一行的列',
  ],
  'reshape.repair-from': [
    '{table}: write: repair changes rows of the table itself; from.table may name no other',
    '{table}：write: repair 修改的是该表自身的行，from.table 不能是其他表',
  ],
  'reshape.repair-columns': [
    '{table}: write: repair needs columns, those that it changes',
    '{table}：write: repair 需要 columns，即要修改的列',
  ],
  'reshape.repair-key': [
    'column {column} is part of key: a repair leaves it as it is',
    '列 {column} 属于 key：修复不能改动它',
  ],
  'reshape.secrets': [
    '{table} is reshaped, so it cannot be named in {block}: those rows are read by the source’s own names',
    '{table} 是变形的表，不能出现在 {block} 中：那里按源表自身的名称读取',
  ],
  'reshape.no-tenant': [
    '{block} needs the key tenant: what it says is of a tenant',
    '{block} 需要 tenant 键：其内容针对租户',
  ],
} as const;

export const say = sayer(presetWords);
