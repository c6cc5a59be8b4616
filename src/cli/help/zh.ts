import type { HelpText } from './en.js';

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
    names: '请用逗号分隔名称：t1,t2',
    businesses: '请用逗号分隔业务 ID：1,2',
    rate: '请给出不小于 1 的整数。',
    remedy: '    解决办法：“tenantferry --help” 列出所有命令和选项。',
  },
  commands: {
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
    checklist: {
      summary: '数据库无法回答的事项：条目、答复、探测',
      description: '显示一次运行的检查清单，进行探测，导入或导出答复。',
      flags: {
        run: '哪次运行；默认为该租户最近的一次，或任何运行之前的答复',
        probe: '进行所有探测并保存结果',
        import: '合并一份导出的检查清单中的答复',
        export: '把检查清单写成 JSON（只有您可读）',
      },
      more: `
切换之前、期间和之后必须完成的事项，每条都有状态、依据，以及谁在何时答复。
条目来自预设和配置中的 “probes”。一部分由校验回答，一部分由探测回答，其余由人（在向导中）回答。
--probe 进行所有 HTTP 和 SQL 探测。--import 合并文件中的答复，以较新的为准；--export 写出答复。
同时使用时：先探测，再导入，最后导出。

示例：
  tenantferry checklist -c migrate.yaml
  tenantferry checklist -c migrate.yaml --probe
  tenantferry checklist -c migrate.yaml --export checklist.json
  tenantferry checklist -c other.yaml --import checklist.json

退出码：0 完成；2 拒绝（未知条目、没有该次运行）；3 使用 --probe 时有探测失败。`,
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
    cutover: {
      summary: '以数秒的暂停切换到目标端',
      description: '切换：以数秒的暂停，改以目标端为准。',
      flags: {
        confirm: '目标数据库的名称，表示您确实要这样做（必需）',
        'dry-run': '只说明现在是否会成功、有什么阻碍、预计暂停多久',
        'without-way-back': '即使目标端的改动无法反馈到源端也切换：此后不再回退',
      },
      more: `
等到跟随足够接近（options.live：max_lag_seconds 持续 quiet_seconds），锁定源端中本次运行的所有表，由围栏命令
（options.live.fence.command，或您在终端中）停止写入，把日志应用到终点，比较最近改动的行，解锁，确认不再有人写入，
调高 ID 生成器，然后切换。此前的任何阻碍，或暂停超过 options.live.max_pause_seconds，都会取消切换：源端恢复自由，仍以其为准。
可在正在运行的 follow 旁进行，否则自行跟随。切换之前会先证明有回退之路；没有时拒绝切换（3），除非加上 --without-way-back。
之后 \`follow --confirm SOURCE_DB\` 把写入目标端的内容反馈到源端，\`back\` 重新以源端为准，\`finish\` 结束窗口。

示例：
  tenantferry cutover -c migrate.yaml --dry-run
  tenantferry cutover -c migrate.yaml --confirm bk_bscp

退出码：0 已切换，目标端的服务可以启动；2 拒绝，没有锁定任何表；3 已取消，或不会成功；130 已停止。`,
    },
    back: {
      summary: '切换之后：重新以源端为准，不丢失内容',
      description: '撤回切换：重新以源端为准，并包含目标端期间的改动。',
      flags: {
        confirm: '源数据库的名称，表示您确实要这样做（必需）',
        'dry-run': '只说明现在是否会成功、有什么阻碍、预计暂停多久',
      },
      more: `
与切换相同，只是两端互换：等到反馈足够接近，锁定目标端中本次运行的所有表（其他租户也要等待），由围栏命令停止目标端的写入
（TENANTFERRY_SIDE=target），把日志应用到终点，比较最近改动的行，确认不再有人写入，调高源端的 ID 生成器，然后切换。
此前的任何阻碍都会取消：仍以目标端为准。可在正在运行的 follow 旁进行，否则自行反馈。

示例：
  tenantferry back -c migrate.yaml --dry-run
  tenantferry back -c migrate.yaml --confirm bk_bscp_old

退出码：0 以源端为准，其服务可以启动；2 拒绝；3 已取消，或不会成功；130 已停止。`,
    },
    finish: {
      summary: '结束窗口：永久以目标端为准',
      description: '结束回退的窗口：永久以目标端为准，不再反馈任何内容。',
      flags: {
        confirm: '目标数据库的名称，表示您确实要这样做（必需）',
        'give-up-way-back': '即使目标端还有未反馈到源端的改动，或无法得知',
      },
      more: `
目标端还有未反馈的改动时会拒绝。正在反馈的 \`follow\` 届时会自行结束。

示例：
  tenantferry finish -c migrate.yaml --confirm bk_bscp

退出码：0 已结束；2 拒绝，没有任何改动。`,
    },
    demo: {
      summary: '演练：一次性的服务器、样例数据，然后打开向导',
      description: '在一次性的服务器上用样例数据演练迁移。',
      flags: {
        size: '样例数据：small 2,000 行，medium 100,000 行，large 1,000,000 行',
        vault: '密钥存在哪里；auto：本机有 Vault 就用它，否则 embedded',
        live: '有服务持续写入源端：演练跟随与切换',
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
    help: { summary: '说明一个命令', description: '说明一个命令。', flags: {}, more: '' },
    follow: {
      summary: '应用源端此后的改动',
      description: '把 `run --live` 之后写入源端的改动应用到目标端；切换之后则反过来。',
      flags: {
        confirm: '被写入的数据库的名称：目标库，切换之后为源库（必需）',
        'until-caught-up': '落后不到 options.live.max_lag_seconds（1）秒时结束',
      },
      more: `
读取源端的二进制日志，以完整的事务为单位应用，直到您按 Ctrl-C：手上的一批会先完成。
其位置与数据行一起保存，因此在任何时刻崩溃后，用同一命令继续也不会丢失。ALTER TABLE、TRUNCATE 之类的语句，
以及本次运行没有预留位置的行，会使其停止：它会说明位置，且不写入该处之后的任何内容。
切换之后，它把该租户在目标端的改动反馈到源端，因此只要它在运行就有回退之路。

示例：
  tenantferry run -c migrate.yaml --confirm bk_bscp --live
  tenantferry follow -c migrate.yaml --confirm bk_bscp
  tenantferry follow -c migrate.yaml --confirm bk_bscp --until-caught-up
  tenantferry follow -c migrate.yaml --confirm bk_bscp_old      切换之后：源库的名称

退出码：0 已追上；1 失败；2 拒绝，未写入任何内容；4 无法自行继续；130 已停止。`,
    },
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
    plan: {
      summary: '预演：会迁移什么、怎样迁移、需要多久',
      description: '预演：确切说明运行会做什么。不写入任何内容。',
      flags: { out: '把计划保存为 JSON（只有您可读）' },
      more: `
任何地方都不写入：每个数据库会话都是只读的，Vault 只被读取。
显示确切的行数、每张表的变化、冲突及样例、需要多久，以及什么会留下。

示例：
  tenantferry plan -c migrate.yaml
  tenantferry plan -c migrate.yaml --skip clients,events --out plan.json

退出码：0 计划可以执行；2 发现阻碍。`,
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
    report: {
      summary: '写出一次运行的报告',
      description: '把一次运行的报告写到文件或标准输出。',
      flags: {
        run: '哪次运行；默认为该租户最近的一次',
        format: '写什么格式',
        output: '要写的文件（只有您可读）；默认为标准输出',
        verify: '只检查日志和检查清单的答复是否与写入时一致',
        against: '与 --verify 同用：以前保存的 JSON 报告，日志必须是它的延续',
        schema: '只输出 JSON 报告的 JSON Schema',
      },
      more: `
报告包含计数、差异、带签名的检查清单，以及该次运行的哈希链日志。不含任何密钥。
--verify 能发现被改动、删除、移动或截断的条目。能改动整个账本的人可以重做一份：请把 JSON 报告另存他处，--against 也能发现这种情况。
HTML 是单个文件，不需要网络，便于打印。

示例：
  tenantferry report -c migrate.yaml > report.md
  tenantferry report -c migrate.yaml --format html -o report.html --lang zh
  tenantferry report -c migrate.yaml --verify
  tenantferry report -c migrate.yaml --verify --against saved-report.json
  tenantferry report --schema > report.schema.json

退出码：0 完成；2 没有该次运行；3 使用 --verify 时日志被改动。`,
    },
    rollback: {
      summary: '回滚一次运行',
      description: '从目标删除一次运行写入的内容。',
      flags: {
        run: '要回滚的运行（必需；`tenantferry runs` 列出它们）',
        confirm: '目标数据库的名称，表示您确实要这样做',
        'dry-run': '只统计会删除什么',
        'include-changed': '也删除运行之后被改动的行和密钥',
        files: '也删除该次运行写入且不再有行引用的文件；默认保留',
      },
      more: `
只删除该次运行写入的内容（它的行、该租户、它的密钥），别的一概不动；其他租户不受影响。
运行之后有行或密钥被改动时，不会删除任何内容：它们会被列出，--include-changed 连它们一起删除。

示例：
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --dry-run
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --confirm bk_bscp

退出码：0 完成；2 拒绝；4 部分完成；130 已停止（再次执行同一命令即可继续）。`,
    },
    run: {
      summary: '迁移',
      description: '迁移：先复制行，再复制密钥。',
      flags: {
        confirm: '目标数据库的名称，表示您确实要这样做（必需）',
        resume: '继续未完成的运行',
        phase: '做什么',
        live: '源端继续写入：先记下其日志的位置，以便由 `follow` 接着跟随',
      },
      more: `
先把一切再检查一遍，有阻碍时在第一次写入之前拒绝。
按一次 Ctrl-C：完成手上的分块，保存进度，并显示继续的命令；按两次：立即中止。
被中断（包括崩溃）的运行用 --resume 继续：不丢失也不重复任何一行。

示例：
  tenantferry run -c migrate.yaml --confirm bk_bscp
  tenantferry run -c migrate.yaml --confirm bk_bscp --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase mysql
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase vault --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --live

退出码：0 完成；1 失败；2 拒绝，未写入任何内容；4 有些行或密钥无法复制；130 已停止。`,
    },
    runs: {
      summary: '列出以往的运行及其状态',
      description: '列出写入此目标的运行，最新的在前。',
      flags: {},
      more: `
示例：
  tenantferry runs -c migrate.yaml`,
    },
    status: {
      summary: '运行进行到哪里，由谁执行',
      description: '依据台账说明运行进行到哪里、由谁执行；可在任何机器上使用。',
      flags: {
        run: '要查看的运行；默认为该租户最近的一次',
        follow: '每秒显示一次，直到您按 Ctrl-C',
      },
      more: `
只读，且只读目标端：各阶段完成了多少、跟随落后多少、切换还在等什么，以及由谁执行（账号、机器、进程），依据每秒一次的心跳。

示例：
  tenantferry status -c migrate.yaml
  tenantferry status -c migrate.yaml --follow
  tenantferry status -c migrate.yaml --json

退出码：0 有人在执行，或无需执行；2 没有运行；3 应有人执行而没有。`,
    },
    validate: {
      summary: '证明没有丢失或改动任何内容',
      description: '比较目标与源，确切说明差异；需要时修复。',
      flags: {
        level: '比较到什么程度',
        run: '要校验的运行；默认为该租户最近的一次',
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
  },
};
