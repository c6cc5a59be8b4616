import type { HelpText } from '../en.js';

/** Commands of the step "prepare". */
export const prepareCommands: Pick<
  HelpText['commands'],
  'init' | 'check' | 'plan' | 'backup' | 'backup make' | 'backup verify'
> = {
  init: {
    summary: '回答问题，生成配置',
    description: '逐行回答问题，生成迁移配置。',
    flags: {},
    more: `
逐行询问源、目标、租户和选项，并写出配置（只有您可读）。
密钥不会回显；留空则每次启动时询问，也可以写环境变量的名称。

示例：
  tenantferry init -c migrate.yaml`,
  },
  check: {
    summary: '检查两个环境：连接、权限、设置、冲突',
    description: '检查两个环境，说明迁移有什么阻碍。',
    flags: { live: '同时检查源端在继续写入时能否跟随' },
    more: `
只读。检查连接、权限、设置、两边的表结构、冲突，以及密钥的挂载点。
每个问题都附有确切的解决办法：一条 GRANT 语句、一个设置或一个命令。

示例：
  tenantferry check -c migrate.yaml
  tenantferry check -c migrate.yaml --json | jq 'select(.type == "finding")'

退出码：0 没有阻碍；2 发现阻碍，或连不上服务器。`,
  },
  plan: {
    summary: '预演：会迁移什么、怎样迁移、需要多久',
    description: '预演：确切说明运行会做什么。不写入任何内容。',
    flags: { out: '把计划保存为 JSON（只有您可读），供 `run --plan` 使用' },
    more: `
任何地方都不写入：每个数据库会话都是只读的，Vault 只被读取。
显示确切的行数、每张表的变化、冲突及样例、需要多久，以及什么会留下。

示例：
  tenantferry plan -c migrate.yaml
  tenantferry plan -c migrate.yaml --skip clients,events --out plan.json

退出码：0 计划可以执行；2 发现阻碍。`,
  },
  backup: {
    summary: '备份将要写入的表，并验证备份',
    description: '目标端将要写入的表的备份。',
    flags: {},
    more: '',
  },
  'backup make': {
    summary: '备份将要写入的表，然后验证',
    description: '用 mysqldump 或 mariadb-dump 备份将要写入的表，然后验证。',
    flags: { out: '要写出的文件（只有您可读）；默认为当前目录的 backup-数据库-时间.sql' },
    more:
      `
不向目标端写入任何内容。备份取自同一时刻，随后按 ` +
      '`backup verify`' +
      ` 的方式验证。

示例：
  tenantferry backup make -c migrate.yaml
  tenantferry backup make -c migrate.yaml -o /backup/target.sql

退出码：0 已制作并验证；2 缺少工具、服务器程序或空间；3 已制作，但不可依赖。`,
  },
  'backup verify': {
    summary: '把备份恢复到私有服务器一次并比较',
    description: '检查备份是否完成、完整、新鲜，恢复到私有服务器一次并比较。',
    flags: {
      file: '由 mysqldump 或 mariadb-dump 写出的文件，可为 .gz、.zst；或 mydumper 的目录',
      'max-age-hours': '更旧的不算新鲜；默认 24',
    },
    more: `
私有服务器在本机的独立端口上运行，用后即消失；本机须装有服务器程序。
结果会回答检查清单中的备份项，计划的风险也以此为准。

示例：
  tenantferry backup verify -c migrate.yaml /backup/target.sql.gz
  tenantferry backup verify -c migrate.yaml target.sql --max-age-hours 2

退出码：0 可以依赖；2 无法查看；3 不可依赖。`,
  },
};
