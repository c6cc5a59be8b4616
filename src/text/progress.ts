import type { ProgressEvent } from '../core/progress.js';
import type { Language } from './said.js';

type Words = Readonly<Record<Language, string>>;

/** What each step does. A name that is not here is shown as it is. */
export const steps: Readonly<Record<string, Words>> = {
  connections: { en: 'Connections and privileges', zh: '连接与权限' },
  ids: { en: 'IDs on both sides', zh: '两端的 ID' },
  adjustments: { en: 'References and rows that are there already', zh: '引用与目标端已有的行' },
  conflicts: { en: 'Conflicts with the target', zh: '与目标端的冲突' },
  'secrets-look': { en: 'Secrets in both Vaults', zh: '两端 Vault 中的密钥' },
  'watch-lists': { en: 'Watch lists', zh: '关注清单' },
  'row-counts': { en: 'Row counts', zh: '行数' },
  forecast: { en: 'Measuring a sample for the forecast', zh: '抽样测速以估算时长' },
  prepare: { en: 'Reserving IDs and noting what the target has', zh: '预留 ID 并记录目标端的现状' },
  checksum: { en: 'Checksum', zh: '校验和' },
  full: { en: 'Every column', zh: '逐列比较' },
  'tables-present': { en: 'Tables present', zh: '表是否存在' },
  'written-rows': { en: 'Rows written over', zh: '被改写的行' },
  'tenant-column': { en: 'Tenant column', zh: '租户列' },
  orphans: { en: 'References', zh: '引用' },
  'altered-json': { en: 'JSON that the target alters', zh: '目标环境改写的 JSON' },
  'json-orphans': { en: 'References in JSON', zh: 'JSON 中的引用' },
  generators: { en: 'ID generators', zh: 'ID 生成器' },
  'other-runs': { en: 'Rows of other runs', zh: '其他迁移的行' },
  secrets: { en: 'Secrets', zh: '密钥' },
  'other-tenants': { en: 'Other tenants untouched', zh: '其他租户未受影响' },
  'source-unchanged': { en: 'Source unchanged', zh: '源端未变' },
  'look-again': { en: 'Looking again at what was named', zh: '重新核对所列的项' },
  repair: { en: 'Repairs', zh: '修复' },
  compare: { en: 'Comparing with the source', zh: '与源端比较' },
  'compare-secrets': { en: 'Looking at the secrets', zh: '核对密钥' },
  remove: { en: 'Removing rows', zh: '删除行' },
  'remove-secrets': { en: 'Removing secrets', zh: '删除密钥' },
  files: { en: 'Files', zh: '文件' },
  'files-look': { en: 'Files in both stores', zh: '两端存储中的文件' },
  'remove-files': { en: 'Removing files', zh: '删除文件' },
  rewrap: { en: 'Encrypting values anew', zh: '重新加密' },
  rows: { en: 'Copying rows', zh: '复制行' },
};

/** `Checksum kvs: 1,200 of 5,400`. `count` writes figures as its listener does. */
export function sayStep(
  { step, table, done, total }: Pick<ProgressEvent, 'step' | 'table' | 'done' | 'total'>,
  language: Language,
  count: (value: number) => string,
): string {
  const name = [steps[step]?.[language] ?? step, ...(table === undefined ? [] : [table])].join(' ');
  // Until the whole is counted there is nothing to say it of.
  if (total <= 0) return name;
  return language === 'en'
    ? `${name}: ${count(done)} of ${count(total)}`
    : `${name}：${count(done)} / ${count(total)}`;
}
