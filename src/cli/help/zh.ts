import type { HelpText } from './en.js';
import { anyTimeCommands } from './zh/any-time.js';
import { besidesCommands } from './zh/besides.js';
import { copyCommands } from './zh/copy.js';
import { finishCommands } from './zh/finish.js';
import { isolationCommands } from './zh/isolation.js';
import { keysCommands } from './zh/keys.js';
import { prepareCommands } from './zh/prepare.js';
import { proveCommands } from './zh/prove.js';
import { schemaCommands } from './zh/schema.js';

/** The same in Chinese. */
export const zh: HelpText = {
  description: `把一个系统的数据从单租户的 MySQL 与 Vault 迁移到多租户环境，证明没有丢失或改动任何内容，并可以全部回滚。

不带命令时，在 ./migrate.yaml（或 -c 指定的文件）上打开向导。`,
  guide: `
第一次迁移：
  tenantferry demo                                          在一次性的服务器上演练
  tenantferry init                                          回答问题，得到 migrate.yaml
  tenantferry                                               由向导带您走完所有步骤

不用向导时：
  tenantferry check    -c migrate.yaml                      有什么阻碍，怎样解决
  tenantferry plan     -c migrate.yaml                      预演：会迁移什么，怎样迁移
  tenantferry run      -c migrate.yaml --confirm bk_bscp    迁移（写目标数据库的名称）
  tenantferry validate -c migrate.yaml                      证明
  tenantferry checklist -c migrate.yaml --probe             数据库无法回答的事项
  tenantferry report   -c migrate.yaml -o report.md         留档
  tenantferry rollback -c migrate.yaml --run ID --dry-run   回滚会删除什么

退出码：
  0 完成   1 意外失败   2 拒绝：用法、配置或阻碍，未写入任何内容
  3 校验发现差异   4 部分完成   130 已取消

“tenantferry 命令 --help” 详细说明每个命令。`,
  titles: {
    'Usage:': '用法：',
    'Arguments:': '参数：',
    'Options:': '选项：',
    'Global Options:': '通用选项：',
    'Commands:': '命令：',
  },
  steps: {
    prepare: '准备：',
    copy: '复制：',
    prove: '证明：',
    finish: '切换与收尾：',
    anyTime: '随时：',
    besides: '其他：',
  },
  choices: '可选',
  byDefault: '默认',
  shared: {
    help: '说明该命令',
    version: '显示版本',
    config: '迁移配置文件',
    json: '标准输出每行一个 JSON 对象；日志写到标准错误',
    skip: '另外不迁移这些表：t1,t2',
    only: '只迁移这些表：t1,t2',
    'biz-ids': '只迁移这些业务：1,2',
    lang: '语言；默认取自 LC_ALL 或 LANG',
    color: '不用颜色（也可设置环境变量 NO_COLOR）',
    'log-file': '把所有输出连同时间保存到此文件',
    'screen-reader': '向导以屏幕阅读器能读的纯文本行显示',
  },
  problems: {
    time: '请给出形如 30s、10m、1h 的时间。',
    names: '请用逗号分隔名称：t1,t2',
    businesses: '请用逗号分隔业务 ID：1,2',
    rate: '请给出不小于 1 的整数。',
    percent: '请给出百分比：5 或 2.5%',
    count: '请给出一个整数。',
    remedy: (command) =>
      `    解决办法：“${command} --help” 列出所有${command === 'tenantferry' ? '命令和' : ''}选项。`,
  },
  commands: {
    ...prepareCommands,
    ...schemaCommands,
    ...keysCommands,
    ...copyCommands,
    ...proveCommands,
    ...isolationCommands,
    ...finishCommands,
    ...anyTimeCommands,
    ...besidesCommands,
  },
};
