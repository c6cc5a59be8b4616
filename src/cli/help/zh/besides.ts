import type { HelpText } from '../en.js';

/** Commands beside a migration. */
export const besidesCommands: Pick<
  HelpText['commands'],
  'demo' | 'preset' | 'preset lint' | 'completion' | 'help'
> = {
  demo: {
    summary: '演练：一次性的服务器、样例数据，然后打开向导',
    description: '在一次性的服务器上用样例数据演练迁移。',
    flags: {
      size: '样例数据：small 2,000 行，medium 100,000 行，large 1,000,000 行',
      vault: '密钥存在哪里；auto：本机有 Vault 就用它，否则 embedded',
      live: '有服务持续写入源端：演练跟随与切换',
      preset:
        '系统：bscp、users-pair（列改名）、danci（原地合并与修复）、maibot（四维隔离）、kratos（加密列，需真实 Vault）',
      rate: '每秒最多的行数和密钥数，以便有时间观看',
    },
    more: `
在本机回环地址上启动私有的 MariaDB 服务器和密钥存储，向源填充样例数据，然后打开向导。本机有 Vault 就使用它；没有时由程序内置的
小型 KV 服务代替，--vault real 会先用 Go 编译一个真正的 Vault（只编译一次，需几分钟）。不触及本机以外的任何东西；结束时
（包括 Ctrl-C）一切都会停止并删除。
没有终端时，依次无界面地运行 check、plan、run、validate 和 report，并输出报告。

示例：
  tenantferry demo
  tenantferry demo --live                     有服务持续写入：跟随并切换
  tenantferry demo --size large               一百万行、两万个密钥：观看实时面板
  tenantferry demo --size medium --rate 2000  放慢，便于尝试暂停和继续`,
  },
  preset: { summary: '检查预设文件', description: '预设记录对一个系统的了解。', flags: {}, more: '' },
  'preset lint': {
    summary: '说明预设文件的每个问题及其行号',
    description: '检查预设文件，说明每个问题及其行号。',
    flags: { file: '预设文件，或内置预设的名称' },
    more: `
示例：
  tenantferry preset lint presets/bscp.yaml
  tenantferry preset lint bscp

退出码：0 没有问题；2 有问题，每个都注明行号。`,
  },
  completion: {
    summary: '输出 shell 的补全脚本',
    description: '输出 shell 补全命令和选项所需的脚本。',
    flags: {},
    more: `
示例：
  tenantferry completion bash > /etc/bash_completion.d/tenantferry
  tenantferry completion zsh  > "\${fpath[1]}/_tenantferry"
  tenantferry completion fish > ~/.config/fish/completions/tenantferry.fish`,
  },
  help: { summary: '说明一个命令', description: '说明一个命令。', flags: {}, more: '' },
};
