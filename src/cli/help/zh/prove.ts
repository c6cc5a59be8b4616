import type { HelpText } from '../en.js';

/** Commands of the step "prove". */
export const proveCommands: Pick<HelpText['commands'], 'validate'> = {
  validate: {
    summary: '证明没有丢失或改动任何内容',
    description: '比较目标与源，确切说明差异；需要时修复。',
    flags: {
      level: '比较到什么程度',
      run: '要校验的迁移；默认为该租户最近的一次',
      repair: '修复差异，然后再次进行 full 级校验',
      confirm: '与 --repair 同用：目标数据库的名称，表示您确实要这样做',
      'delete-extra': '与 --repair 同用：也删除源中没有的该租户的行',
      'dry-run': '与 --repair 同用：只说明会修复什么',
      'repair-sql': '把修复写成 SQL 供审阅（只有您可读）',
    },
    more: `
按复制时的同一映射比较目标与源，并读回每个密钥。
级别：counts（行数和键）、checksum（逐块比较每一行）、full（指出每个有差异的行和列）。
源中原有的问题会被列出，不算差异。

--repair 只重新复制最近一次 full 级校验发现的行和密钥（没有时先校验一次），使用复制时的写入方式，然后再次校验。
已保存的校验结果会先重新核对，过时则会说明。源中没有的行只有使用 --delete-extra 才会删除。
--repair-sql 把同样的修复写成 SQL，供您审阅后自行执行；不含任何密钥。

示例：
  tenantferry validate -c migrate.yaml
  tenantferry validate -c migrate.yaml --level full --run 20250101-010203-abcd
  tenantferry validate -c migrate.yaml --json | jq 'select(.type == "difference")'
  tenantferry validate -c migrate.yaml --repair --dry-run
  tenantferry validate -c migrate.yaml --repair --confirm bk_bscp
  tenantferry validate -c migrate.yaml --repair-sql repair.sql

退出码：0 没有差异（使用 --repair 时：没有遗留差异）；2 拒绝；3 发现差异（或有遗留）。`,
  },
};
