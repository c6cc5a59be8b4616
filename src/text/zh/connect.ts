import type { Catalogue } from './sentence.js';

function tlsHint(tls: string, key: string): string {
  if (tls === 'none') return `；若该账号要求 REQUIRE SSL 或 REQUIRE X509，请设置 ${key}.mysql.tls`;
  return tls === 'no-certificate'
    ? `；若该账号要求 REQUIRE X509，请设置 ${key}.mysql.tls.cert 和 ${key}.mysql.tls.key`
    : '';
}

/** Why a MySQL or MariaDB server cannot be used at all. */
export const connect: Catalogue = {
  'mysql.unknown-host': ({ p, key }) => ({
    title: `主机名 ${p('host')} 无法解析（${p('serverCode')}）`,
    remedy: `更正 ${key}.mysql.host，或在本机的 DNS 或 /etc/hosts 中登记该主机名`,
  }),
  'mysql.refused': ({ p, key }) => ({
    title: `${p('place')} 上没有服务在监听（连接被拒绝）`,
    remedy: `更正 ${key}.mysql.port，或启动服务器，或让它监听该地址（bind_address）`,
  }),
  'mysql.timeout': ({ p, key }) => ({
    title: `${p('place')} 没有响应（${p('serverCode')}）`,
    remedy: `打通本机到 ${p('place')} 的网络（防火墙、安全组、VPN），或更正 ${key}.mysql.host`,
  }),
  'mysql.socket': ({ p, key }) => ({
    title: `套接字 ${p('place')} ${p('serverCode') === 'ENOENT' ? '不存在' : '当前用户无权打开'}`,
    remedy: `更正 ${key}.mysql.socket，或改用主机和端口连接`,
  }),
  'mysql.tls': ({ p, key }) => {
    const place = p('place');
    switch (p('why')) {
      case 'not-offered':
        return {
          title: `${place} 不支持 TLS`,
          remedy: `在服务器上启用 TLS，或从配置中去掉 ${key}.mysql.tls`,
        };
      case 'required':
        return {
          title: `${place} 只接受 TLS 连接`,
          remedy: `在配置中加入 ${key}.mysql.tls（证书不是公共 CA 签发时还要写 ca）`,
        };
      default:
        return {
          title: `与 ${place} 的 TLS 连接失败（${p('serverCode')}）`,
          remedy: `将 ${key}.mysql.tls.ca 设为签发服务器证书的 CA，${key}.mysql.host 设为证书中的名称`,
        };
    }
  },
  'mysql.auth': ({ p, has, key }) => {
    const who = `${p('place')} 拒绝用户 ${p('user')}${has('from') ? `（来自 ${p('from')}）` : ''}`;
    switch (p('why')) {
      case 'no-password':
        return {
          title: `${who}：没有给出密码`,
          remedy: `设置 ${key}.mysql.password、${key}.mysql.password_file 或 \${VARIABLE}`,
        };
      case 'locked':
        return {
          title: `${p('place')} 上的账号 ${p('user')} 已被锁定`,
          remedy: `由管理员解锁：ALTER USER '${p('user')}'@'HOST' ACCOUNT UNLOCK；账号的 HOST 可查询：SELECT host FROM mysql.user WHERE user = '${p('user')}'`,
        };
      case 'expired':
        return {
          title: `${p('place')} 上用户 ${p('user')} 的密码已过期`,
          remedy: `用 mysql 客户端设置新密码：ALTER USER USER() IDENTIFIED BY '…'，再更正 ${key}.mysql.password`,
        };
      default:
        return {
          title: `${who}：密码错误，或该地址没有这个用户`,
          remedy: `更正 ${key}.mysql.user 和 ${key}.mysql.password；管理员可查看该账号允许的主机：SELECT user, host FROM mysql.user WHERE user = '${p('user')}'${tlsHint(p('tls'), key)}`,
        };
    }
  },
  'mysql.host-not-allowed': ({ p }) => ({
    title: `${p('place')} 不接受来自本机地址的任何用户`,
    remedy: `为本机地址创建账号，例如 CREATE USER '${p('user')}'@'ADDRESS' IDENTIFIED BY '…'，或在允许的机器上运行`,
  }),
  'mysql.host-blocked': ({ p }) => ({
    title: `连接失败次数过多，${p('place')} 已封禁本机`,
    remedy: '由管理员解除：FLUSH HOSTS（MySQL 8.0.23 及以后：TRUNCATE performance_schema.host_cache）',
  }),
  'mysql.database': ({ p, has, key }) => {
    if (p('why') === 'absent')
      return {
        title: `${p('place')} 上没有数据库 ${p('database')}`,
        remedy: `更正 ${key}.mysql.database${key === 'source' ? '' : '，或创建数据库并部署多租户表结构'}`,
      };
    const writes = key === 'target' ? ', INSERT, UPDATE, DELETE' : '';
    const host = has('from') ? p('from') : '%';
    return {
      title: `用户 ${p('user')} 没有访问 ${p('place')} 上数据库 ${p('database')} 的权限`,
      remedy: `更正 ${key}.mysql.database，或执行：GRANT SELECT${writes} ON \`${p('database')}\`.* TO '${p('account')}'@'${host}';`,
    };
  },
  'mysql.connections': ({ p, ok, blocks }) => {
    if (blocks)
      return {
        title: `${p('place')} 不再接受新连接（${p('serverCode')}）`,
        remedy: '关闭空闲连接，或调高 max_connections 或该用户的连接数上限',
      };
    if (ok) return { title: `${p('limit')} 个连接中有 ${p('free')} 个空闲` };
    return {
      title: `${p('limit')} 个连接中只有 ${p('free')} 个空闲，复制最多使用 ${p('wanted')} 个`,
      remedy: '用 SET GLOBAL max_connections 调高上限，或调低 options.parallel',
    };
  },
  'mysql.auth-method': ({ p }) => ({
    title: `${p('place')} 要求的认证方式本客户端不支持（${p('serverCode')}）`,
    remedy: `为 ${p('user')} 改用 caching_sha2_password 或 mysql_native_password`,
  }),
  'mysql.offline': ({ p }) => ({
    title: `${p('place')} 处于离线模式`,
    remedy: '由管理员结束：SET GLOBAL offline_mode = OFF',
  }),
  'mysql.connect': ({ p, has, ok, key }) =>
    ok
      ? {
          title: `已以 ${p('user')} 连接 ${p('place')}，数据库 ${p('database')}${has('production') ? '（生产环境）' : ''}`,
        }
      : {
          title: `连接 ${p('place')} 失败（${p('serverCode')}）：${p('message')}`,
          remedy: `检查配置中的 ${key}.mysql，以及服务器自身的错误日志`,
        },
  'mysql.read': ({ p, has }) =>
    has('place')
      ? {
          title: `读取 ${p('place')} 的信息失败（${p('serverCode')}）：${p('message')}`,
          remedy: '请重试；若仍失败，查看服务器的错误日志',
        }
      : {
          title: `读取数据失败（${p('serverCode')}）：${p('message')}`,
          remedy: has('retryable') ? '请重试' : '处理上面列出的权限和设置问题后重试',
        },
};
