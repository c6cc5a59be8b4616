import { sayer } from '../core/sentence.js';

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
} as const;

export const say = sayer(vaultWords);
