import { sayStored } from './stored.js';

/**
 * Sentences that events and refusals of a run at work carry as English text: log lines, reasons of retries, what a Vault
 * answered, what changed since a run was planned. Recognised by their whole shape; a server's own words stay. Tested
 * against the sources by `test/text/engine.test.ts`.
 */
type Entry = readonly [RegExp, (...parts: string[]) => string];

const entries: readonly Entry[] = [
  [
    /^the target is compared with another source than the run came from \((.+)\)$/s,
    (database) => `与目标比对的源环境不是该次迁移的源环境（${database}）`,
  ],
  [
    /^an interrupted validation is taken up: (.+) tables were compared within the last hour$/,
    (tables) => `继续上次中断的校验：一小时内已比对 ${tables} 张表`,
  ],
  [
    /^repairs go by the validation of (\S+); what it named still differs \(to repair: (\d+)\)$/,
    (at, named) => `修复依据 ${at} 的校验；其中的差异都还在（待修复：${named}）`,
  ],
  [
    /^the validation of (\S+) is stale: of (\d+) repairs (\d+) are needed no more, (\d+) are other ones; (.+)$/,
    (at, named, gone, other, next) =>
      `${at} 的校验已过时：${named} 处修复中有 ${gone} 处已不需要，${other} 处已变化；${next === 'validating again' ? '正在重新校验' : '其余的已重新核对'}`,
  ],
  [
    /^rows come before their secrets: keep clients on the source until the Vault phase has ended$/,
    () => '行先于其密钥写入：在 Vault 阶段结束之前，请让客户端继续使用源环境',
  ],
  [/^the Vault phase is skipped: (.+)$/, (why) => `跳过 Vault 阶段：${sayEngine(why ?? '')}`],
  [
    /^(.+) rows in (.+) tables and (.+) secrets are in the target$/,
    (rows, tables, secrets) => `目标端现有 ${tables} 张表的 ${rows} 行和 ${secrets} 个密钥`,
  ],
  [/^nothing to do$/, () => '没有要做的工作'],
  [/^unknown failure$/, () => '未知错误'],
  [
    /^the connection to the source was lost; reading goes on from a new snapshot of (.+)\. Rows changed since the first one may differ between tables: validate afterwards$/,
    (at) =>
      `与源端的连接已断开，改从 ${at} 的新快照继续读取。首个快照之后改动的行在各表之间可能不一致，请在之后校验`,
  ],
  [/^counting the rows of (.+) tables on both sides$/, (tables) => `正在统计两端 ${tables} 张表的行数`],
  [/^measuring a sample for the forecast$/, () => '正在抽样测速以作预计'],
  [/^(\S+) chunk (\d+)$/, (table, chunk) => `${table} 第 ${chunk} 块`],
  [
    /^(\S+) refuses connections: the server is not running or listens elsewhere$/,
    (place) => `${place} 拒绝连接：服务器未运行或监听在其他地址`,
  ],
  [/^(\S+) cannot be reached from this machine$/, (place) => `本机无法访问 ${place}`],
  [/^(\S+) does not answer$/, (place) => `${place} 没有响应`],
  [
    /^LOAD DATA LOCAL is refused \((.+)\): rows go in by multi-row INSERT$/,
    (why) => `LOAD DATA LOCAL 被拒绝（${why}）：改用多行 INSERT 写入`,
  ],
  [/^the connection was lost$/, () => '连接已断开'],
  [
    /^a trigger or procedure of the server refused it; its own words are not shown, since they may quote a row$/,
    () => '服务器的触发器或存储过程拒绝了它；其原文可能引用某行的数据，因此不显示',
  ],
  [
    /^the server asked for a local file that was not announced; nothing was sent and the connection was cut$/,
    () => '服务器请求了未声明的本地文件；没有发送任何内容，连接已切断',
  ],
  [/^the run was aborted$/, () => '运行已放弃'],
  [/^stopped by the operator$/, () => '已由操作员停止'],
  [
    /^(.+) has (.+) bytes, too large for the target's max_allowed_packet of (.+) bytes; raise it on the target \((.+)\)$/,
    (row, bytes, limit, sql) =>
      `${row} 有 ${bytes} 字节，超过目标端 max_allowed_packet 的 ${limit} 字节，请在目标端调大（${sql}）`,
  ],
  [
    /^(.+), column (.+): the ID at (.+) is no plain integer, so it cannot be shifted$/,
    (row, column, path) => `${row}，列 ${column}：${path} 处的 ID 不是普通整数，无法偏移`,
  ],
  [
    /^table (.+), some rows by (.+?): (.+)$/s,
    (table, key, why) => `表 ${table}，按 ${key} 的部分行：${sayEngine(why ?? '')}`,
  ],
  [
    /^table (.+), range (\d+) by (.+?): (.+)$/s,
    (table, number, key, why) => `表 ${table}，按 ${key} 的第 ${number} 段：${sayEngine(why ?? '')}`,
  ],
  [
    /^table (.+), keys after (.+) up to (.+?): (.+)$/s,
    (table, after, through, why) => `表 ${table}，键 ${after} 之后至 ${through}：${sayEngine(why ?? '')}`,
  ],
  [
    /^table (.+), keys up to (.+?): (.+)$/s,
    (table, through, why) => `表 ${table}，键至 ${through}：${sayEngine(why ?? '')}`,
  ],
  [
    /^table (.+), keys after (.+?): (.+)$/s,
    (table, after, why) => `表 ${table}，键 ${after} 之后：${sayEngine(why ?? '')}`,
  ],
  [
    /^(.+): (.+) gave an answer that is cut short or no Vault's$/,
    (server, what) => `${server}：${what} 的响应不完整，或不是 Vault 的响应`,
  ],
  [/^(.+): (.+) gave status (\S+)$/, (server, what, status) => `${server}：${what} 返回状态 ${status}`],
  [
    /^(.+): (.+) gave status (\S+?): (.+)$/s,
    (server, what, status, said) => `${server}：${what} 返回状态 ${status}：${said}`,
  ],
  [/^(.+): the TLS connection failed \((.+)\)$/, (server, code) => `${server}：TLS 连接失败（${code}）`],
  [/^(.+): the host name is not known$/, (server) => `${server}：主机名无法解析`],
  [
    /^(.+): did not answer in time \((.+)\) at (.+)$/,
    (server, code, what) => `${server}：${what} 未及时响应（${code}）`,
  ],
  [
    /^(.+): lost the connection or refused it \((.+)\) at (.+)$/,
    (server, code, what) => `${server}：${what} 时连接断开或被拒绝（${code}）`,
  ],
  // What changed since a run was planned (ledger/choose-run.ts).
  [
    /^(.+) was (.+) and is (.+) now$/,
    (what, before, now) => `${changed[what ?? ''] ?? what} 原为 ${noneOr(before)}，现为 ${noneOr(now)}`,
  ],
  [/^tables were added: (.+)$/, (tables) => `新增的表：${tables}`],
  [/^tables were taken out: (.+)$/, (tables) => `去掉的表：${tables}`],
  [/^the columns or treatments of (.+) changed$/, (table) => `表 ${table} 的列或处理方式`],
  [/^the preset or the options that decide what is written changed$/, () => '预设或决定写入内容的选项'],
];

/** What `was … and is … now` can begin with. */
export const changed: Readonly<Record<string, string>> = {
  'the source server': '源端服务器',
  'the source database': '源端数据库',
  'the target server': '目标端服务器',
  'the target database': '目标端数据库',
  'the tenant': '租户',
  'the ID mode': 'ID 方式',
  'the selection of businesses': '所选业务',
  'the source mount': '源端挂载点',
  'the target mount': '目标端挂载点',
};

const noneOr = (value: string | undefined): string => (value === 'none' ? '无' : (value ?? ''));

/** `CODE: sentence` of a retry keeps its code. */
export function sayEngine(sentence: string): string {
  const [, code = '', rest = sentence] = /^([A-Z][A-Z0-9_]+: )?(.*)$/s.exec(sentence) ?? [];
  for (const [shape, say] of entries) {
    const parts = shape.exec(rest)?.slice(1);
    if (parts) return code + say(...parts);
  }
  return code + sayStored(rest);
}

/** Several changes of a plan, as the refusal to resume lists them. */
export function sayChanges(changes: string): string {
  return changes.split('; ').map(sayEngine).join('；');
}
