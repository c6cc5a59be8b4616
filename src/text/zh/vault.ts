import { tlsFault, tlsRemedies } from '../../core/tls-fault.js';
import { MissingValue } from '../said.js';
import type { Catalogue, Said, Sentence } from './sentence.js';

const correctAddress = '更正 vault 配置中的地址：Vault 或 OpenBao 的协议、主机和端口，不带路径。';

/** What a status says of the node that gave it. */
const nodes: Readonly<Record<string, string>> = {
  307: '的该节点是备用节点',
  308: '的该节点是备用节点',
  412: '的该节点尚未同步到最新写入',
  472: '的该节点是灾备（DR）副节点，提升之前不提供服务',
  473: '的该节点是性能备用节点',
};

/** An error of the Vault side, by its kind. */
function vaultTrouble({ p, has }: Pick<Said, 'p' | 'has'>): Sentence {
  const status = has('status') ? `（状态 ${p('status')}）` : '';
  const node = has('status') ? nodes[p('status')] : undefined;
  if (node !== undefined)
    return { title: `Vault ${node}${status}`, remedy: '填写主集群活动节点的地址，或指向它的负载均衡地址。' };
  const code = has('errorCode') ? `（${p('errorCode')}）` : '';
  switch (p('kind')) {
    case 'tls':
      return {
        title: `与 Vault 的 TLS 连接失败${code}`,
        remedy: tlsRemedies[tlsFault(has('errorCode') ? p('errorCode') : '')][1],
      };
    case 'unknown-host':
      return { title: 'Vault 的主机名无法解析', remedy: '更正 vault 配置中 address 的主机名。' };
    case 'unreachable':
      return {
        title: `连接不上 Vault，或它没有及时响应${code}${status}`,
        remedy: `确认服务器在运行且从本机可达。${correctAddress}`,
      };
    case 'sealed':
      return { title: 'Vault 处于封存（sealed）状态', remedy: '解封：vault operator unseal。' };
    case 'denied':
      return {
        title: `令牌没有所需的权限${status}`,
        remedy: '扩充令牌的策略；tenantferry check 会给出具体规则。',
      };
    case 'token':
      return {
        title: '令牌错误、已过期或已被吊销',
        remedy: '提供有效的令牌：token、token_file 或 VAULT_TOKEN。',
      };
    case 'throttled':
      return {
        title: `Vault 限制了请求速率${status}`,
        remedy: '调高服务器的速率配额，或调低 max_requests_per_second。',
      };
    case 'server':
      return { title: `Vault 返回服务器错误${status}`, remedy: '查看服务器的日志。' };
    case 'not-found':
      return { title: `Vault 上没有这个路径${status}`, remedy: correctAddress };
    case 'malformed':
      return { title: `应答不完整，或不是 Vault 的应答${status}`, remedy: correctAddress };
    case 'rejected':
      return { title: `Vault 拒绝了请求${status}`, remedy: '查看服务器的日志。' };
    case 'stopped':
      return { title: '等待期间已被操作员停止' };
    default:
      throw new MissingValue('kind');
  }
}

/** `2 h`, as the check prints it. */
function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} 秒`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} 分钟`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} 小时` : `${Math.round(seconds / 86_400)} 天`;
}

function token(said: Said): Sentence {
  const { p, n, has, ok, finding } = said;
  switch (p('kind')) {
    case 'approle':
      return {
        title: `${p('address')}：通过 auth/${p('mount')} 的 AppRole 登录被拒绝${has('status') ? `（状态 ${p('status')}）` : ''}`,
        remedy: '更正 role_id、secret ID 和 AppRole 的挂载点；secret ID 也可能已用完次数。',
      };
    case 'refused':
      return {
        title: `${p('address')} 不认识该令牌，或令牌已过期`,
        remedy: '提供有效的令牌：token、token_file 或 VAULT_TOKEN。',
      };
    case 'unknown':
      return {
        title: `${p('address')}：令牌无权查询自身，剩余有效期未知`,
        remedy: '为它附加 default 策略，或确保它的有效期长于迁移时间。',
      };
    case 'life': {
      const life = has('ttlSeconds') ? `剩余有效期 ${duration(n('ttlSeconds'))}` : '不会过期';
      if (ok) {
        const renewal = !has('ttlSeconds') ? '' : has('renewable') ? '，将自动续期' : '，不能续期';
        return { title: `${p('address')}：令牌${life}${renewal}` };
      }
      return {
        title: `${p('address')}：令牌${life}且不能续期，迁移需要 ${duration(n('neededSeconds'))}`,
        remedy: '提供有效期更长或可续期的令牌，或使用 AppRole。',
      };
    }
    default:
      return { ...vaultTrouble(said), ...(finding.remedy ? {} : { remedy: undefined }) };
  }
}

/** Both Vaults: reachable, unsealed, token, mount, rights. */
export const vault: Catalogue = {
  'vault.reachable': (said) =>
    said.ok
      ? { title: `${said.p('address')} 响应时间 ${said.p('latencyMs')} ms（版本 ${said.p('version')}）` }
      : vaultTrouble(said),
  'vault.address': () => ({
    title: 'Vault 的地址不是 http:// 或 https:// 的 URL',
    remedy: '写成 https://vault.example:8200 的形式。',
  }),
  'vault.tls': (said) => {
    const { p, has } = said;
    if (has('file'))
      return { title: `vault 配置 tls 中的文件无法读取：${p('file')}`, remedy: '更正该文件的路径或权限。' };
    switch (p('kind')) {
      case 'client-certificate':
        return {
          title: `${p('address')} 在 TLS 握手后立即断开了连接`,
          remedy: '它可能要求客户端证书：在 tls.cert 和 tls.key 中写明。',
        };
      case 'client-certificate-refused':
        return {
          title: `${p('address')} 在 TLS 握手后立即断开了连接`,
          remedy: '它可能不认可 tls.cert 中的证书：请核对其有效期和签发者。',
        };
      case 'plain':
        return {
          title: `${p('address')}：连接未加密，令牌和密钥值会明文传输`,
          remedy: '使用 https:// 地址，或专用网络。',
        };
      case 'unverified':
        return {
          title: `${p('address')}：未校验服务器证书`,
          remedy: '在 tls.ca 中写明 CA，并去掉 tls.verify。',
        };
      default:
        return vaultTrouble(said);
    }
  },
  'vault.namespace': ({ p, has }) =>
    has('ignored')
      ? {
          title: `${p('address')} 不支持命名空间，namespace: ${p('namespace')} 会被忽略`,
          remedy: '从 vault 配置中去掉 namespace，或更正地址。',
        }
      : {
          title: `${p('address')} 没有命名空间 ${p('namespace')}，或令牌不属于它`,
          remedy: '更正 vault 配置中的 namespace，或将其去掉（非企业版 Vault 没有命名空间）。',
        },
  'vault.initialized': ({ p }) => ({
    title: `${p('address')} 尚未初始化`,
    remedy: '执行初始化（vault operator init），或更正地址。',
  }),
  'vault.sealed': (said) => {
    if (said.ok) return { title: `${said.p('address')} 已初始化并已解封` };
    return said.has('address')
      ? { title: `${said.figure('address')} 处于封存（sealed）状态`, remedy: '解封：vault operator unseal。' }
      : vaultTrouble(said);
  },
  'vault.left-alone': () => ({
    title: '本次只复制行，未检查 Vault；执行 Vault 阶段时会先检查',
  }),
  'vault.path-settings': ({ p, figure }) => ({
    title: `${p('address')}：抽查的 ${figure('looked')} 个路径中有 ${figure('found')} 个带有自己的设置，不会迁移：预设声明路径没有自己的设置`,
    remedy: '在预设的 secrets 中设置 paths_have_settings: true，或沿用目标挂载点的设置。',
  }),
  'vault.dr-secondary': ({ p }) => ({
    title: `${p('address')} 是灾备（DR）副节点（状态 472），提升之前不提供服务`,
    remedy: '填写主集群的地址。',
  }),
  'vault.performance-standby': ({ p }) => ({
    title: `${p('address')} 是性能备用节点（状态 473）：写入会转发，读取落后时会等待`,
    remedy: '填写活动节点的地址会更快。',
  }),
  'vault.token': token,
  'vault.token-uses': ({ p, figure }) => {
    const need = `复制约需 ${figure('requests')} 次，校验还需同样多次`;
    return p('kind') === 'approle'
      ? {
          title: `${p('address')}：AppRole 的这个令牌还可使用 ${figure('usesLeft')} 次；${need}`,
          remedy: '在角色中设置 token_num_uses=0，或确保 secret ID 足够后续登录使用。',
        }
      : {
          title: `${p('address')}：令牌还可使用 ${figure('usesLeft')} 次；${need}`,
          remedy: '提供不限使用次数的令牌（num_uses=0）。',
        };
  },
  'vault.root-token': ({ p }) => ({
    title: `${p('address')}：这是 root 令牌；只授予密钥路径权限的策略就足够`,
  }),
  'vault.mount': ({ p, has }) => {
    const [address, mount] = [p('address'), p('mount')];
    const enable = `vault secrets enable -path=${mount} kv-v2`;
    switch (p('kind')) {
      case 'there':
        return { title: `${address}：挂载点 ${mount} 存在` };
      case 'type':
        return {
          title: `${address}：挂载点 ${mount} 的类型是 ${p('type')}，不是 kv`,
          remedy: '更正 vault 配置中的 mount：密钥需要 KV 第 2 版引擎。',
        };
      case 'absent':
        return {
          title: `${address} 没有挂载点 ${mount}`,
          remedy: has('others')
            ? `更正 vault 配置中的 mount（已有的 KV 挂载点：${p('others')}），或启用它：${enable}`
            : `启用它：${enable}`,
        };
      default:
        return {
          title: `${address}：令牌看不到挂载点 ${mount}；它不存在，或没有策略授予其下的权限`,
          remedy: `更正 vault 配置中的 mount，或附加策略，例如：path "${mount}/*" { capabilities = ["read"] }`,
        };
    }
  },
  'vault.kv-version': ({ p, ok }) =>
    ok
      ? { title: `${p('address')}：${p('mount')} 是 KV 第 2 版` }
      : {
          title: `${p('address')}：挂载点 ${p('mount')} 是 KV 第 ${p('version')} 版，不保存版本`,
          remedy: `改用 KV 第 2 版的挂载点，或将其升级：vault kv enable-versioning ${p('mount')}`,
        },
  'vault.expiry': ({ p }) => ({
    title: `${p('address')}：挂载点 ${p('mount')} 会在每个版本写入 ${p('after')} 后自动删除它，迁移的密钥届时会全部消失`,
    remedy: `关闭该设置：vault write ${p('mount')}/config delete_version_after=0s；或改用别的挂载点`,
  }),
  'vault.capabilities': ({ p, n, ok, blocks, figure }) => {
    if (ok) {
      const asked = n('paths') > 0 ? ` ${figure('paths')} 个真实路径` : '一个假想路径';
      return {
        title: `${p('address')}：令牌具备${p('role') === 'source' ? '源' : '目标'}环境所需的权限（查询了${asked}）`,
      };
    }
    return blocks
      ? {
          title: `${p('address')}：令牌缺少 ${p('mount')} 中密钥的权限：${p('lacking')}`,
          remedy: `在令牌的策略中加入：\n${p('policy')}`,
        }
      : {
          title: `${p('address')}：令牌无权查询自身的权限，要到第一个密钥时才能知道`,
          remedy: '附加 default 策略，或：path "sys/capabilities-self" { capabilities = ["update"] }',
        };
  },
  'vault.optional-capabilities': ({ p }) => ({
    title: `${p('address')}：令牌缺少设置路径、查找多余密钥或回滚的权限：${p('lacking')}`,
    remedy: `在令牌的策略中加入：\n${p('policy')}`,
  }),
  'secrets.unusable-path': ({ p, count }) => ({
    title: `${count} 行引用的密钥路径 Vault 无法保存`,
    remedy:
      p('onError') === 'stop'
        ? '在源环境重命名这些键或删除列出的行；或设置 on_error: continue，将其列出并跳过'
        : '在源环境重命名这些键，或在迁移前删除列出的行；否则将其列出并跳过',
  }),
  'secrets.after-rows': () => ({
    title: '行先于其密钥写入：在 Vault 阶段结束之前，读取目标环境的客户端会遇到密钥尚未就绪的行',
    remedy: '在迁移结束之前，让客户端继续使用源环境。',
  }),
  'secrets.free': ({ figure }) => ({
    title: `目标环境中没有与 ${figure('rows')} 行的密钥冲突的密钥`,
  }),
  'secrets.readable': ({ figure }) => ({
    title: `${figure('rows')} 行的密钥都可读取，目标环境中没有与之冲突的密钥`,
  }),
  'secrets.not-checked': (said) => ({
    title: `无法检查密钥：${vaultTrouble(said).title}`,
    remedy: '处理两端 Vault 的检查结果后重试',
  }),
  'secrets.missing-in-source': ({ count }) => ({
    title: `${count} 行引用的密钥版本在源环境已不存在`,
    remedy: '在源环境重新发布；或设置 on_error: continue，将其列出并跳过（否则遇到第一个即停止）',
  }),
  'secrets.gone-as-expected': ({ count }) => ({
    title: `${count} 行已删除的记录，其密钥在源环境也已不存在`,
  }),
  'secrets.unreadable': ({ count }) => ({
    title: `${count} 行的密钥无法读取`,
    remedy: '见下面的示例；tenantferry check 会给出缺少的策略规则。',
  }),
};
