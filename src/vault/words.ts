import { sayer } from '../core/sentence.js';
import { tlsRemedies } from '../core/tls-fault.js';

/** What a Vault did instead of what it was asked for, and which paths it cannot hold. */
export const vaultWords = {
  'vault.cut-short': [
    "{server}: {subject} gave an answer that is cut short or no Vault's",
    '{server}：{subject} 的响应不完整，或不是 Vault 的响应',
  ],
  'vault.status': ['{server}: {subject} gave status {status}', '{server}：{subject} 返回状态 {status}'],
  'vault.status-said': [
    '{server}: {subject} gave status {status} ({said})',
    '{server}：{subject} 返回状态 {status}（{said}）',
  ],
  'vault.no-tls': ['{server}: the TLS connection failed ({code})', '{server}：TLS 连接失败（{code}）'],
  'vault.unknown-host': ['{server}: the host name is not known', '{server}：主机名无法解析'],
  'vault.too-late': [
    '{server}: did not answer in time ({code}) at {subject}',
    '{server}：{subject} 未及时响应（{code}）',
  ],
  'vault.cut-off': [
    '{server}: lost the connection or refused it ({code}) at {subject}',
    '{server}：{subject} 时连接断开或被拒绝（{code}）',
  ],
  'vault.no-json': [
    '{server}: the answer is no JSON; is this a Vault?',
    '{server}：响应不是 JSON，请确认这是 Vault',
  ],
  'vault.no-version': [
    '{server}: the answer is no version of a KV v2 secret',
    '{server}：响应不是 KV v2 密钥的版本',
  ],
  'vault.token-form': [
    '{server}: the token holds a character that no token has',
    '{server}：令牌中有令牌不可能含有的字符',
  ],
  'vault.namespace-form': [
    '{server}: the namespace holds a character that cannot be sent',
    '{server}：命名空间中有无法发送的字符',
  ],
  'vault.no-token': ['the AppRole login gave no token', 'AppRole 登录没有返回令牌'],
  'vault.token-ended': ['{message}; the token has expired or was revoked', '{message}；令牌已过期或已被吊销'],
  'vault.no-login': [
    '{message}, and the AppRole gives no new one ({why})',
    '{message}，AppRole 也没有给出新的令牌（{why}）',
  ],
  'vault.stopped': ['stopped by the operator', '已由操作员停止'],
  'path.empty-part': [
    'Vault cannot hold this path: it has an empty part ("//", or "/" at its beginning or end)',
    'Vault 无法保存此路径：其中有空的部分（“//”，或开头、结尾的“/”）',
  ],
  'path.dots': [
    'Vault cannot hold this path: it has a part "." or ".."',
    'Vault 无法保存此路径：其中有“.”或“..”部分',
  ],
  'path.character': [
    'Vault refuses this path: it holds the character {character}',
    'Vault 拒绝此路径：其中含字符 {character}',
  ],
  'vault.mend.elsewhere': [
    'Give the address of the active node of the primary, or of a load balancer that leads to it.',
    '填写主集群活动节点的地址，或指向它的负载均衡地址。',
  ],
  'vault.mend.away': [
    'See that the server runs and can be reached from here.',
    '确认服务器在运行且从本机可达。',
  ],
  'vault.mend.token': ['Give a valid token.', '提供有效的令牌。'],
  'vault.mend.token-form': [
    'Give the token as the server printed it, without line breaks and typographic quotes.',
    '按服务器输出的原样填写令牌，不要带换行或弯引号。',
  ],
  'vault.mend.secret-id': [
    'Give a secret ID that is good for another login.',
    '提供还能再次登录的 secret ID。',
  ],
  'vault.mend.namespace': ['Correct namespace in the vault block.', '更正 vault 配置中的 namespace。'],
  'vault.mend.mount': [
    'Correct the mount in the vault block; `tenantferry check` lists what the server has.',
    '更正 vault 配置中的挂载点；tenantferry check 会列出服务器上已有的挂载点。',
  ],
  'vault.mend.denied': [
    'Extend the policy of the token; `tenantferry check` shows the exact rules.',
    '扩充令牌的策略；tenantferry check 会给出具体规则。',
  ],
  'vault.mend.sealed': ['Unseal the Vault.', '解封 Vault。'],
  'vault.mend.throttled': [
    'Raise the rate limit quota of the server, or lower max_requests_per_second.',
    '调高服务器的速率配额，或调低 max_requests_per_second。',
  ],
  'vault.mend.host': [
    "Correct the host in the vault block's address.",
    '更正 vault 配置中 address 的主机名。',
  ],
  'vault.mend.tls-authority': tlsRemedies.authority,
  'vault.mend.tls-name': tlsRemedies.name,
  'vault.mend.tls-expired': tlsRemedies.expired,
  'vault.mend.tls-client': tlsRemedies.client,
  'vault.mend.tls-other': tlsRemedies.other,
  'vault.mend.again': ['{remedy} Then run the same command again.', '{remedy}然后重新执行同一命令。'],
} as const;

export const say = sayer(vaultWords);
