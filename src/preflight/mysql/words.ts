/**
 * Why a MySQL or MariaDB server cannot be used at all, by the finding's code and, where a code has several causes, the cause. `key`: the
 * side's block in the config.
 */
export const connectWords = {
  'connect.unknown-host': [
    'the host name {host} cannot be resolved ({code})',
    '主机名 {host} 无法解析（{code}）',
  ],
  'connect.unknown-host.remedy': [
    "correct {key}.host, or make the name known to this machine's DNS or /etc/hosts",
    '更正 {key}.host，或在本机的 DNS 或 /etc/hosts 中登记该主机名',
  ],
  'connect.refused': [
    'nothing listens on {place} (connection refused)',
    '{place} 上没有服务在监听（连接被拒绝）',
  ],
  'connect.refused.remedy': [
    'correct {key}.port, start the server, or make it listen on this address (bind_address)',
    '更正 {key}.port，或启动服务器，或让它监听该地址（bind_address）',
  ],
  'connect.timeout': ['{place} does not answer ({code})', '{place} 没有响应（{code}）'],
  'connect.timeout.remedy': [
    'open the network path from this machine to {place} (firewall, security group, VPN), or correct {key}.host',
    '打通本机到 {place} 的网络（防火墙、安全组、VPN），或更正 {key}.host',
  ],
  'connect.socket': ['the socket {place} {state}', '套接字 {place} {state}'],
  'connect.socket.remedy': [
    'correct {key}.socket, or connect by host and port',
    '更正 {key}.socket，或改用主机和端口连接',
  ],
  'connect-state.absent': ['does not exist', '不存在'],
  'connect-state.denied': ['may not be opened by this user', '当前用户无权打开'],
  'connect.tls.failed': [
    'the TLS connection to {place} failed ({code})',
    '与 {place} 的 TLS 连接失败（{code}）',
  ],
  'connect.tls.failed.remedy': [
    "set {key}.tls.ca to the CA that signed the server's certificate, and {key}.host to a name in it",
    '将 {key}.tls.ca 设为签发服务器证书的 CA，{key}.host 设为证书中的名称',
  ],
  'connect.tls.expired': [
    "the certificate of {place} has expired, or is not valid yet by this machine's clock",
    '{place} 的证书已过期，或按本机时钟尚未生效',
  ],
  'connect.tls.expired.remedy': [
    "renew the server's certificate, or set this machine's clock right",
    '更新服务器证书，或校正本机时钟',
  ],
  'connect.tls.client': [
    '{place} does not take the client certificate ({code})',
    '{place} 不接受客户端证书（{code}）',
  ],
  'connect.tls.client.remedy': [
    "set {key}.tls.cert and {key}.tls.key to a certificate that the server's CA has signed and that has not expired",
    '将 {key}.tls.cert 和 {key}.tls.key 设为由服务器 CA 签发且未过期的证书',
  ],
  'connect.tls.not-offered': ['{place} does not offer TLS', '{place} 不支持 TLS'],
  'connect.tls.not-offered.remedy': [
    'switch TLS on at the server, or take {key}.tls out of the config',
    '在服务器上启用 TLS，或从配置中去掉 {key}.tls',
  ],
  'connect.tls.required': ['{place} accepts only TLS connections', '{place} 只接受 TLS 连接'],
  'connect.tls.required.remedy': [
    'add {key}.tls (with ca, unless the certificate is publicly signed) to the config',
    '在配置中加入 {key}.tls（证书不是公共 CA 签发时还要写 ca）',
  ],
  'connect.auth.no-password': [
    '{place} refuses user {user}{from}: no password was given',
    '{place} 拒绝用户 {user}{from}：没有给出密码',
  ],
  'connect.auth.no-password.remedy': [
    'set {key}.password, {key}.password_file or a {variable}',
    '设置 {key}.password、{key}.password_file 或 {variable}',
  ],
  'connect.auth.password': [
    '{place} refuses user {user}{from}: wrong password, or no such user for that address',
    '{place} 拒绝用户 {user}{from}：密码错误，或该地址没有这个用户',
  ],
  'connect.auth.password.remedy': [
    "correct {key}.user and {key}.password; an administrator sees the account's hosts with: SELECT user, host FROM mysql.user WHERE user = '{user}'{hint}",
    "更正 {key}.user 和 {key}.password；管理员可查看该账号允许的主机：SELECT user, host FROM mysql.user WHERE user = '{user}'{hint}",
  ],
  'connect.auth.locked': ['the account {user} is locked on {place}', '{place} 上的账号 {user} 已被锁定'],
  // The server's message names the client's host, or none.
  'connect.auth.locked.remedy': [
    "an administrator unlocks it with: ALTER USER '{user}'@'HOST' ACCOUNT UNLOCK; the account's HOST is told by: SELECT host FROM mysql.user WHERE user = '{user}'",
    "由管理员解锁：ALTER USER '{user}'@'HOST' ACCOUNT UNLOCK；账号的 HOST 可查询：SELECT host FROM mysql.user WHERE user = '{user}'",
  ],
  'connect.auth.expired': [
    'the password of {user} on {place} has expired',
    '{place} 上用户 {user} 的密码已过期',
  ],
  'connect.auth.expired.remedy': [
    "set a new one with the mysql client: ALTER USER USER() IDENTIFIED BY '…', then correct {key}.password",
    "用 mysql 客户端设置新密码：ALTER USER USER() IDENTIFIED BY '…'，再更正 {key}.password",
  ],
  'connect-from': [' from {address}', '（来自 {address}）'],
  'connect-hint.none': [
    '; if it was made with REQUIRE SSL or REQUIRE X509, set {key}.tls',
    '；若该账号要求 REQUIRE SSL 或 REQUIRE X509，请设置 {key}.tls',
  ],
  'connect-hint.no-certificate': [
    '; if it was made with REQUIRE X509, set {key}.tls.cert and {key}.tls.key',
    '；若该账号要求 REQUIRE X509，请设置 {key}.tls.cert 和 {key}.tls.key',
  ],
  'connect.host-not-allowed': [
    "{place} accepts no user from this machine's address",
    '{place} 不接受来自本机地址的任何用户',
  ],
  'connect.host-not-allowed.remedy': [
    "create the account for this address, e.g. CREATE USER '{user}'@'ADDRESS' IDENTIFIED BY '…', or run from an allowed machine",
    "为本机地址创建账号，例如 CREATE USER '{user}'@'ADDRESS' IDENTIFIED BY '…'，或在允许的机器上运行",
  ],
  'connect.host-blocked': [
    '{place} has blocked this machine after too many failed connections',
    '连接失败次数过多，{place} 已封禁本机',
  ],
  'connect.host-blocked.remedy': [
    'an administrator unblocks it with: FLUSH HOSTS (MySQL 8.0.23 and later: TRUNCATE performance_schema.host_cache)',
    '由管理员解除：FLUSH HOSTS（MySQL 8.0.23 及以后：TRUNCATE performance_schema.host_cache）',
  ],
  'connect.database.absent': [
    'the database {database} does not exist on {place}',
    '{place} 上没有数据库 {database}',
  ],
  'connect.database.absent.remedy': ['correct {key}.database{deploy}', '更正 {key}.database{deploy}'],
  'connect-deploy': [
    ', or create the database and deploy the target’s schema to it',
    '，或创建数据库并部署目标版本的表结构',
  ],
  'connect.database.no-access': [
    'user {user}{from} has no access to the database {database} on {place}',
    '用户 {user}{from} 没有访问 {place} 上数据库 {database} 的权限',
  ],
  'connect.database.no-access.remedy': [
    "correct {key}.database, or: GRANT SELECT{writes} ON `{database}`.* TO '{account}'@'{address}';",
    "更正 {key}.database，或执行：GRANT SELECT{writes} ON `{database}`.* TO '{account}'@'{address}';",
  ],
  'connect.connections': [
    '{place} accepts no further connection ({code})',
    '{place} 不再接受新连接（{code}）',
  ],
  'connect.connections.remedy': [
    'close idle connections, or raise max_connections or the limit of the user',
    '关闭空闲连接，或调高 max_connections 或该用户的连接数上限',
  ],
  'connect.auth-method': [
    '{place} wants an authentication method this client does not know ({code})',
    '{place} 要求的认证方式本客户端不支持（{code}）',
  ],
  'connect.auth-method.remedy': [
    'give {user} caching_sha2_password or mysql_native_password',
    '为 {user} 改用 caching_sha2_password 或 mysql_native_password',
  ],
  'connect.offline': ['{place} is in offline mode', '{place} 处于离线模式'],
  'connect.offline.remedy': [
    'an administrator ends it with: SET GLOBAL offline_mode = OFF',
    '由管理员结束：SET GLOBAL offline_mode = OFF',
  ],
  'connect.connect': [
    'the connection to {place} failed ({code}): {message}',
    '连接 {place} 失败（{code}）：{message}',
  ],
  'connect.connect.remedy': [
    "check {key} in the config, and the server's own error log",
    '检查配置中的 {key}，以及服务器自身的错误日志',
  ],
} as const;
