import { refuser } from '../core/refused.js';
import { sayer } from '../core/sentence.js';

/** What is said of keys and encrypted columns. */
export const keysWords = {
  'keys.vault': ['the keys: {message}', '密钥：{message}'],
  'keys.vault.remedy': [
    'see that keys.mount, keys.key and keys.hmac_key name what the Vault at {server} has, and that the token may use it: docs/keys.md has the rules',
    '请确认 keys.mount、keys.key 与 keys.hmac_key 在 Vault {server} 上存在，且令牌有权使用；所需规则见 docs/keys.md',
  ],
  'keys.lacking': ['the token for {server} lacks rights: {rights}', '{server} 的令牌缺少权限：{rights}'],
  'keys.denied': ['the keys: {message}', '密钥：{message}'],
  'keys.denied.remedy': [
    'add to the policy of the token for {server}:\n{policy}',
    '请在 {server} 的令牌策略中加入：\n{policy}',
  ],
  'keys.token': ['the keys: {message}', '密钥：{message}'],
  'keys.token.remedy': [
    'give the vault block for {server} a valid token, then run the same command again',
    '请为 {server} 的 vault 配置提供有效令牌，然后重新执行同一命令',
  ],
  'keys.sealed': ['the keys: {message}', '密钥：{message}'],
  'keys.sealed.remedy': [
    'unseal the Vault at {server}, then run the same command again',
    '请解封 Vault {server}，然后重新执行同一命令',
  ],
  'keys.away': ['the keys: {message}', '密钥：{message}'],
  'keys.away.remedy': [
    'see that the Vault at {server} runs, and that the vault block leads to it from here; then run the same command again',
    '请确认 Vault {server} 正在运行，且 vault 配置可从本机连接到它，然后重新执行同一命令',
  ],
  'keys.stopped': ['{done}; then it stopped: {message}', '{done}，随后中断：{message}'],
  'keys.stopped.remedy': [
    'run the same command again, which goes on from there, when this is done: {remedy}',
    '完成以下处理后重新执行同一命令即可继续：{remedy}',
  ],
  'keys.told-later': [
    '{done}; how the keys stand could not be read: {message}',
    '{done}，但未能读取密钥状态：{message}',
  ],
  'keys.told-later.remedy': [
    'nothing needs to be done again; tenantferry keys status tells how they stand, when this is done: {remedy}',
    '无需重做；完成以下处理后可用 tenantferry keys status 查看状态：{remedy}',
  ],
  'keys.half.perhaps': [
    'the transit key {key} may have a new version, since no answer came, and there is no new data key',
    '未收到响应，transit 密钥 {key} 可能已有新版本，但没有新的数据密钥',
  ],
  'keys.half.rotated': [
    'the transit key {key} has a new version, and there is no new data key under it',
    'transit 密钥 {key} 已有新版本，但还没有用它封装的新数据密钥',
  ],
  'keys.done.rotated': [
    'the data key of version {version} was made, and new values are encrypted under it',
    '已生成版本 {version} 的数据密钥，新值用它加密',
  ],
  'keys.half.rewrapped': [
    '{keys:data key was/data keys were} wrapped anew, and {values:value/values} of {rows:row/rows} are encrypted under the newest data key',
    '已重新封装 {keys} 个数据密钥，{rows} 行的 {values} 个值已改用最新的数据密钥加密',
  ],
  'keys.half.retired': [
    'the transit key {key} opens versions from {lowest} on now, and version {version} still stands in {table} as one that is read',
    'transit 密钥 {key} 现在只能解开版本 {lowest} 及以后，但 {table} 中版本 {version} 仍标为可读',
  ],
  'keys.half.retired-perhaps': [
    'the transit key {key} may open versions from {lowest} on only, since no answer came, and version {version} still stands in {table} as one that is read',
    '未收到响应，transit 密钥 {key} 可能已只能解开版本 {lowest} 及以后，而 {table} 中版本 {version} 仍标为可读',
  ],
  'keys.done.retired': ['version {version} is retired', '版本 {version} 已停用'],
  'keys.no-data-key': [
    'the key {key} gives no data key of 32 bytes',
    '密钥 {key} 没有给出 32 字节的数据密钥',
  ],
  'keys.no-data-key.remedy': [
    'take a transit key of type aes256-gcm96 for keys.key',
    '请为 keys.key 选用 aes256-gcm96 类型的 transit 密钥',
  ],
  'keys.no-hmac': ['the key {key} gives no HMAC-SHA256', '密钥 {key} 没有给出 HMAC-SHA256'],
  'keys.no-hmac.remedy': [
    'take another transit key for keys.hmac_key',
    '请为 keys.hmac_key 选用另一个 transit 密钥',
  ],
  'keys.table': [
    'the target’s table {table} cannot hold data keys: it has no column {columns}',
    '目标端的表 {table} 无法存放数据密钥：缺少列 {columns}',
  ],
  'keys.table.remedy': [
    'name another table in keys.table, or give this one the columns',
    '请在 keys.table 中指定其他表，或为该表补上这些列',
  ],
  'keys.table-refused': [
    'the data keys cannot be written into {database}.{table}: {message}',
    '无法将数据密钥写入 {database}.{table}：{message}',
  ],
  'keys.table-refused.remedy': [
    'give the target’s account CREATE, SELECT, INSERT and UPDATE on {database}.{table}',
    '请为目标端账号授予 {database}.{table} 的 CREATE、SELECT、INSERT 与 UPDATE 权限',
  ],
  'keys.none-active': [
    'no data key in {table} is active and can be opened',
    '{table} 中没有可用的活动数据密钥',
  ],
  'keys.none-active.remedy': [
    'make one with tenantferry keys rotate',
    '请用 tenantferry keys rotate 生成一个',
  ],
  'keys.closed': [
    'the active data key of {table}, version {version}, is not opened by the transit key {key}',
    'transit 密钥 {key} 无法解开 {table} 中的活动数据密钥（版本 {version}）',
  ],
  'keys.closed.remedy': [
    'name in keys.mount and keys.key the transit key that has wrapped it; only if its values are lost anyway, make a new one with tenantferry keys rotate',
    '请在 keys.mount 与 keys.key 中指定封装它的 transit 密钥；仅当其值本已无法找回时，才用 tenantferry keys rotate 生成新的密钥',
  ],
  'keys.no-config': ['{file} names no keys', '{file} 中没有 keys'],
  'keys.no-config.remedy': [
    'add keys (mount, key) and target.vault to it: docs/keys.md',
    '请在其中加入 keys（mount、key）与 target.vault，见 docs/keys.md',
  ],
  'keys.no-version': [
    '{table} holds no data key of version {version}',
    '{table} 中没有版本 {version} 的数据密钥',
  ],
  'keys.no-version.remedy': [
    'tenantferry keys status lists them',
    '请用 tenantferry keys status 查看现有版本',
  ],
  'keys.active': [
    'version {version} is the active one: new values are encrypted under it',
    '版本 {version} 是活动密钥，新值用它加密',
  ],
  'keys.active.remedy': [
    'tenantferry keys rotate first, then keys rewrap',
    '请先执行 tenantferry keys rotate，再执行 keys rewrap',
  ],
  'keys.named': [
    '{values:value/values} of {column} under version {version} could be opened no more',
    '{column} 中有 {values} 个值仍引用版本 {version}，停用后将无法解开',
  ],
  'keys.named.remedy': [
    'tenantferry keys rewrap --confirm {database} first',
    '请先执行 tenantferry keys rewrap --confirm {database}',
  ],
  'keys.no-row-key': [
    '{table} has no primary key or other unique key without NULL: its rows cannot be told apart',
    '{table} 没有主键或不含 NULL 的唯一键，无法区分各行',
  ],
  'keys.no-row-key.remedy': ['give the table one', '请为该表添加一个'],
  'keys.differs': [
    'a value of {table} was not stored as it was written; its rows are as they were',
    '{table} 的一个值未按写入的内容存储；相关行保持原样',
  ],
  'keys.differs.remedy': [
    'look at the lengths and triggers of the encrypted columns',
    '请检查加密列的长度与触发器',
  ],
  'keys.rewrapped': [
    '{table}: {values:value is/values are} encrypted under the newest data key now',
    '{table}：{values} 个值已改用最新的数据密钥加密',
  ],
  'keys.unreadable': ['{file} cannot be read ({error})', '无法读取 {file}（{error}）'],
  'keys.unreadable.remedy': [
    'name a file of what tenantferry keys status --json printed',
    '请指定以 tenantferry keys status --json 输出保存的文件',
  ],
  'keys.no-result': ['{file} holds no result of keys status', '{file} 中没有 keys status 的结果'],
  'keys.no-result.remedy': [
    'name a file of what tenantferry keys status --json printed',
    '请指定以 tenantferry keys status --json 输出保存的文件',
  ],
  'keys.report': ['Data keys', '数据密钥'],
  'keys.report-open': ['every value names a data key that can be opened', '每个值引用的数据密钥均可解开'],
  'keys.report-closed': [
    '{values:value names no data key that can be opened, or is no encrypted value/values name no data key that can be opened, or are no encrypted values}',
    '{values} 个值引用的数据密钥无法解开，或不是加密的值',
  ],
  'keys.report-transit': [
    'transit key {key}: version {latest} wraps, versions from {lowest} on are opened',
    'transit 密钥 {key}：用版本 {latest} 封装，可解开版本 {lowest} 及以后',
  ],
  'keys.report-none': ['none', '无'],
  'keys.report-version': ['Version', '版本'],
  'keys.report-state': ['State', '状态'],
  'keys.report-made': ['Made (UTC)', '生成时间（UTC）'],
  'keys.report-values': ['Values', '值'],
  'keys.report-column': ['Column', '列'],
  'keys.report-strange': ['Cannot be opened', '无法解开'],
  'keys.report-active': ['active', '活动'],
  'keys.report-inactive': ['read only', '只读'],
  'keys.report-retired': ['retired', '已停用'],
  'keys.ready': [
    'the transit key {key} wraps and opens data keys; values of {columns} will be encrypted',
    'transit 密钥 {key} 可以封装和解开数据密钥；将加密 {columns}',
  ],
  'keys.plain-hash': [
    '{columns} will hold SHA-256 of the values without a key: whoever reads the table can check a guess, and phone numbers and addresses are soon guessed',
    '{columns} 将保存不带密钥的 SHA-256：能读到该表的人可以验证猜测，而电话号码和邮箱很容易被猜中',
  ],
  'keys.plain-hash.remedy': [
    'set keys.hash: hmac, if the application can look up by an HMAC',
    '若应用支持按 HMAC 查找，请设置 keys.hash: hmac',
  ],
} as const;

export const say = sayer(keysWords);
export const refuse = refuser(keysWords);
