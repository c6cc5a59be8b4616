import { counted } from '../core/counted.js';
import type { ProgressEvent } from '../core/progress.js';
import type { Language } from './said.js';

type Words = Readonly<Record<Language, string>>;

/** What steps count: one and many in English, the measure word in Chinese. */
const units = {
  rows: ['row', 'rows', '行'],
  tables: ['table', 'tables', '张表'],
  secrets: ['secret', 'secrets', '个密钥'],
  files: ['file', 'files', '个文件'],
  servers: ['server', 'servers', '个服务器'],
  checks: ['check', 'checks', '项检查'],
  items: ['item', 'items', '项'],
} as const;

/** What each step does, and what it counts; a step without `of` is done in one. A name that is not here is shown as it is. */
export const steps: Readonly<Record<string, Words & { readonly of?: keyof typeof units }>> = {
  connections: { en: 'Connections and privileges', zh: '连接与权限', of: 'servers' },
  ids: { en: 'IDs on both sides', zh: '两端的 ID' },
  adjustments: { en: 'References and rows that are there already', zh: '引用与目标端已有的行' },
  conflicts: { en: 'Conflicts with the target', zh: '与目标端的冲突', of: 'tables' },
  'secrets-look': { en: 'Secrets in both Vaults', zh: '两端 Vault 中的密钥', of: 'secrets' },
  'watch-lists': { en: 'Watch lists', zh: '关注清单' },
  'row-counts': { en: 'Row counts', zh: '行数', of: 'tables' },
  forecast: { en: 'Measuring a sample for the forecast', zh: '抽样测速以估算时长' },
  prepare: { en: 'Reserving IDs and noting what the target has', zh: '预留 ID 并记录目标端的现状' },
  counts: { en: 'Row counts', zh: '行数' },
  checksum: { en: 'Checksum', zh: '校验和', of: 'rows' },
  full: { en: 'Every column', zh: '逐列比较', of: 'rows' },
  'tables-present': { en: 'Tables present', zh: '表是否存在', of: 'checks' },
  'written-rows': { en: 'Rows written over', zh: '被改写的行', of: 'checks' },
  'tenant-column': { en: 'Tenant column', zh: '租户列', of: 'checks' },
  orphans: { en: 'References', zh: '引用', of: 'checks' },
  'altered-json': { en: 'JSON that the target alters', zh: '目标环境改写的 JSON', of: 'checks' },
  'json-orphans': { en: 'References in JSON', zh: 'JSON 中的引用', of: 'checks' },
  generators: { en: 'ID generators', zh: 'ID 生成器', of: 'checks' },
  'other-runs': { en: 'Rows of other runs', zh: '其他迁移的行', of: 'checks' },
  secrets: { en: 'Secrets', zh: '密钥', of: 'secrets' },
  'other-tenants': { en: 'Other tenants untouched', zh: '其他租户未受影响', of: 'checks' },
  'source-unchanged': { en: 'Source unchanged', zh: '源端未变', of: 'checks' },
  'look-again': { en: 'Looking again at what was named', zh: '重新核对所列的项', of: 'items' },
  repair: { en: 'Repairs', zh: '修复', of: 'items' },
  compare: { en: 'Comparing with the source', zh: '与源端比较', of: 'rows' },
  'compare-secrets': { en: 'Looking at the secrets', zh: '核对密钥', of: 'secrets' },
  remove: { en: 'Removing rows', zh: '删除行', of: 'rows' },
  'remove-secrets': { en: 'Removing secrets', zh: '删除密钥', of: 'secrets' },
  files: { en: 'Files', zh: '文件', of: 'files' },
  'files-look': { en: 'Files in both stores', zh: '两端存储中的文件', of: 'files' },
  'remove-files': { en: 'Removing files', zh: '删除文件', of: 'files' },
  rewrap: { en: 'Encrypting values anew', zh: '重新加密', of: 'rows' },
  rows: { en: 'Copying rows', zh: '复制行', of: 'rows' },
};

/** `Checksum kvs: 1,200 of 5,400 rows`. `count` writes figures as its listener does. */
export function sayStep(
  { step, table, done, total }: Pick<ProgressEvent, 'step' | 'table' | 'done' | 'total'>,
  language: Language,
  count: (value: number) => string,
): string {
  const known = steps[step];
  const name = [known?.[language] ?? step, ...(table === undefined ? [] : [table])].join(' ');
  // Until the whole is counted there is nothing to say it of, and nothing of what is done in one.
  if (total <= 0 || (known !== undefined && known.of === undefined)) return name;
  const [one = '', many = '', measure = ''] = known?.of === undefined ? [] : units[known.of];
  return language === 'en'
    ? `${name}: ${count(done)} of ${counted(count(total), one, many)}`.trimEnd()
    : `${name}：${count(done)} / ${count(total)} ${measure}`.trimEnd();
}
